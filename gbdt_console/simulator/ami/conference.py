"""One conference of the simulated MCU: who is in it, what holds, and the events that a change makes."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from gbdt_console.simulator.ami.wire import Fields

Tell = Callable[[Fields], None]


@dataclass(slots=True)
class Member:
    """One call leg. `joined_s` is monotonic."""

    channel: str
    uid: str
    number: str
    name: str
    is_admin: bool
    joined_s: float
    is_muted: bool = False
    is_talking: bool = False
    is_listed: bool = True

    def block(self) -> Fields:
        """The lines that every event and row about a channel has."""
        return [
            ("Channel", self.channel), ("ChannelState", "6"), ("ChannelStateDesc", "Up"),
            ("CallerIDNum", self.number), ("CallerIDName", self.name), ("ConnectedLineNum", "<unknown>"),
            ("ConnectedLineName", "<unknown>"), ("Language", "en"), ("AccountCode", ""), ("Context", "site"),
            ("Exten", "s"), ("Priority", "1"), ("Uniqueid", self.uid), ("Linkedid", self.uid),
        ]  # fmt: skip


@dataclass(slots=True)
class AmiConference:
    """`tell` gets each event. The picture follows who talks until one is chosen; nothing takes that back."""

    name: str
    clock: Callable[[], float]
    tell: Tell = lambda event: None
    members: dict[str, Member] = field(default_factory=dict)
    is_locked: bool = False
    is_recorded: bool = False
    source: str = ""
    is_source_chosen: bool = False
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def enter(
        self, number: str, name: str, end: str, *, is_admin: bool = False, uid: str = ""
    ) -> Member | None:
        """A new member over the end of that name; None where the conference is locked. `uid` is its channel's
        where whoever dialled it chose one."""
        if self.is_locked:
            return None
        index = next(self._numbers)
        uid = uid or f"1795528310.{index}"
        member = Member(f"PJSIP/{end}-{index:08x}", uid, number, name, is_admin, self.clock())
        self.members[member.channel] = member
        if len(self.members) == 1:
            self.tell(self._event("ConfbridgeStart"))
        return member

    def announce(self, member: Member) -> None:
        self.tell([*self._event("ConfbridgeJoin"), *member.block(), *_flags(member), *_muted(member)])

    def leave(self, member: Member, request: str = "HangupRequest") -> None:
        """`request` is who asks for the end: HangupRequest the far end, SoftHangupRequest the MCU. The last
        one's leaving ends the conference, and what held for it."""
        if self.members.pop(member.channel, None) is None:
            return
        self.tell([("Event", request), ("Privilege", "call,all"), *member.block(), ("Cause", "16")])
        self.tell([*self._event("ConfbridgeLeave"), *member.block(), *_flags(member)])
        if not self.members:
            self.set_recorded(False)
            self.is_locked, self.source, self.is_source_chosen = False, "", False
            self.tell(self._event("ConfbridgeEnd"))

    def clear(self) -> None:
        """Everybody is gone at once and nobody is told, as when the MCU itself dies."""
        self.members.clear()
        self.is_recorded = False
        self.is_locked, self.source, self.is_source_chosen = False, "", False

    def set_muted(self, members: Iterable[Member], is_muted: bool) -> None:
        """Of those who have left meanwhile nothing is said."""
        for member in [m for m in members if m.channel in self.members]:
            member.is_muted = is_muted
            kind = "ConfbridgeMute" if is_muted else "ConfbridgeUnmute"
            self.tell([*self._event(kind), *member.block(), *_flags(member)])
            if is_muted and member.is_talking:
                self.set_talking(member, False)

    def set_recorded(self, is_on: bool) -> bool:
        """Begin or stop to record; False where that is so already."""
        if is_on == self.is_recorded:
            return False
        self.is_recorded = is_on
        self.tell(self._event("ConfbridgeRecord" if is_on else "ConfbridgeStopRecord"))
        return True

    def set_talking(self, member: Member, is_talking: bool) -> None:
        member.is_talking = is_talking
        status = ("TalkingStatus", "on" if is_talking else "off")
        self.tell([*self._event("ConfbridgeTalking"), *member.block(), status, *_flags(member)])
        if is_talking and not self.is_source_chosen:
            self._set_source(member.uid)

    def show(self, member: Member) -> None:
        self.is_source_chosen = True
        self._set_source(member.uid)

    def named(self, channel: str) -> list[Member]:
        """The members an action means: one, 'all', or 'participants' for all but the chair."""
        if channel in ("all", "participants"):
            return [m for m in self.listed() if channel == "all" or not m.is_admin]
        return [m for m in self.listed() if m.channel == channel]

    def listed(self) -> list[Member]:
        return [m for m in self.members.values() if m.is_listed]

    def rows(self) -> list[Fields]:
        """As ConfbridgeList lists them, without the lines that tell the action."""
        return [
            [
                ("Conference", self.name), *_flags(member), ("MarkedUser", "No"), ("WaitMarked", "No"),
                ("EndMarked", "No"), ("EndMarkedAny", "No"), ("Waiting", "No"), *_muted(member),
                ("Talking", _yes(member.is_talking)),
                ("AnsweredTime", f"{self.clock() - member.joined_s:.0f}"), *member.block(),
            ]
            for member in self.listed()
        ]  # fmt: skip

    def room(self) -> Fields:
        locked = ("Locked", _yes(self.is_locked))
        parties = ("Parties", str(len(self.listed())))
        return [("Conference", self.name), parties, ("Marked", "0"), locked, ("Muted", "No")]

    def bridge(self) -> Fields:
        """Its bridge, with the uid of whose picture is passed on; a leaver's uid stays, as it does there."""
        mode = "single" if self.is_source_chosen else "talker"
        source = [("BridgeVideoSource", self.source)] if self.source else []
        return [
            ("BridgeUniqueid", "908826c6-800e-4af9-ac1f-a5e2803845f7"), ("BridgeType", "base"),
            ("BridgeTechnology", "softmix"), ("BridgeCreator", "ConfBridge"), ("BridgeName", self.name),
            ("BridgeNumChannels", str(len(self.members))), ("BridgeVideoSourceMode", mode), *source,
        ]  # fmt: skip

    def _set_source(self, uid: str) -> None:
        previous, self.source = self.source, uid
        head = [("Event", "BridgeVideoSourceUpdate"), ("Privilege", "call,all")]
        self.tell([*head, *self.bridge(), ("BridgePreviousVideoSource", previous)])

    def _event(self, kind: str) -> Fields:
        head = [("Event", kind), ("Privilege", "call,all"), ("Conference", self.name)]
        return [*head, *self.bridge()]


def _flags(member: Member) -> Fields:
    return [("Admin", _yes(member.is_admin))]


def _muted(member: Member) -> Fields:
    return [("Muted", _yes(member.is_muted))]


def _yes(is_so: bool) -> str:
    return "Yes" if is_so else "No"
