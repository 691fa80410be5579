"""One conference of the simulated MCU: its members, its settings, and the events that a change publishes."""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import field

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.ami.wire import Fields

Publish = Callable[[Fields], None]


@dataclass(slots=True)
class Member:
    """One call leg.

    channel: its channel's name, as in 'PJSIP/2001-00000003'
    number: caller id number
    name: caller id name
    is_admin: whether it is the chair's leg
    joined_s: when it joined, seconds of the conference's clock
    is_muted: whether the conference blocks its sound
    has_media: whether sound and picture arrive from it
    caller_id: number and name that a dialling client set, shown instead of the endpoint's own where not empty
    """

    channel: str
    uid: str
    number: str
    name: str
    is_admin: bool
    joined_s: float
    is_muted: bool = False
    is_talking: bool = False
    is_listed: bool = True
    has_media: bool = True
    caller_id: tuple[str, str] = ("", "")

    def channel_fields(self) -> Fields:
        """Return the fields that every event and row about a channel has."""
        return [
            ("Channel", self.channel), ("ChannelState", "6"), ("ChannelStateDesc", "Up"),
            ("CallerIDNum", self.caller_id[0] or self.number),
            ("CallerIDName", self.caller_id[1] or self.name), ("ConnectedLineNum", "<unknown>"),
            ("ConnectedLineName", "<unknown>"), ("Language", "en"), ("AccountCode", ""), ("Context", "site"),
            ("Exten", "s"), ("Priority", "1"), ("Uniqueid", self.uid), ("Linkedid", self.uid),
        ]  # fmt: skip


@dataclass(slots=True)
class AmiConference:
    """The state of one conference.

    publish: gets each event
    is_locked: whether new members are turned away
    source: uid of the leg whose picture is passed on; empty before the first
    is_source_chosen: whether an action chose the picture; until then it follows who talks
    """

    name: str
    clock: Callable[[], float]
    publish: Publish = lambda event: None
    members: dict[str, Member] = field(default_factory=dict)
    is_locked: bool = False
    is_recorded: bool = False
    source: str = ""
    is_source_chosen: bool = False
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def enter(
        self, number: str, name: str, end: str, *, is_admin: bool = False, uid: str = ""
    ) -> Member | None:
        """Add a member; None where the conference is locked.

        end: name of its SIP endpoint, a part of the channel's name
        uid: the channel's Uniqueid, where the action that dialled it chose one
        """
        if self.is_locked:
            return None
        index = next(self._numbers)
        uid = uid or f"1795528310.{index}"
        member = Member(f"PJSIP/{end}-{index:08x}", uid, number, name, is_admin, self.clock())
        self.members[member.channel] = member
        if len(self.members) == 1:
            self.publish(self._event("ConfbridgeStart"))
        return member

    def announce(self, member: Member) -> None:
        self.publish(
            [*self._event("ConfbridgeJoin"), *member.channel_fields(), *_flags(member), *_muted(member)]
        )

    def leave(self, member: Member, request: str = "HangupRequest", cause: str = "16") -> None:
        """Remove a member. The last one's leaving ends the conference and resets its settings.

        request: HangupRequest where the far end hangs up, SoftHangupRequest where the MCU does
        cause: the request's Cause, as in ITU-T Q.850
        """
        if self.members.pop(member.channel, None) is None:
            return
        self.publish(
            [("Event", request), ("Privilege", "call,all"), *member.channel_fields(), ("Cause", cause)]
        )
        self.publish([*self._event("ConfbridgeLeave"), *member.channel_fields(), *_flags(member)])
        if not self.members:
            self.set_recorded(False)
            self.is_locked, self.source, self.is_source_chosen = False, "", False
            self.publish(self._event("ConfbridgeEnd"))

    def clear(self) -> None:
        """Remove everybody without an event, as when the MCU itself fails."""
        self.members.clear()
        self.is_recorded = False
        self.is_locked, self.source, self.is_source_chosen = False, "", False

    def set_muted(self, members: Iterable[Member], is_muted: bool) -> None:
        """Block or unblock members, except those who have left meanwhile."""
        for member in [m for m in members if m.channel in self.members]:
            member.is_muted = is_muted
            kind = "ConfbridgeMute" if is_muted else "ConfbridgeUnmute"
            self.publish([*self._event(kind), *member.channel_fields(), *_flags(member)])
            if is_muted and member.is_talking:
                self.set_talking(member, False)

    def set_recorded(self, is_on: bool) -> bool:
        """Start or stop recording; False where that is so already."""
        if is_on == self.is_recorded:
            return False
        self.is_recorded = is_on
        self.publish(self._event("ConfbridgeRecord" if is_on else "ConfbridgeStopRecord"))
        return True

    def set_talking(self, member: Member, is_talking: bool) -> None:
        """Set whether the member is heard. The picture follows it unless one was chosen."""
        member.is_talking = is_talking
        status = ("TalkingStatus", "on" if is_talking else "off")
        self.publish([*self._event("ConfbridgeTalking"), *member.channel_fields(), status, *_flags(member)])
        if is_talking and not self.is_source_chosen:
            self._set_source(member.uid)

    def choose_source(self, member: Member) -> None:
        """Pass that member's picture on from now on. No action takes the choice back."""
        self.is_source_chosen = True
        self._set_source(member.uid)

    def named(self, channel: str) -> list[Member]:
        """Return the members an action addresses.

        channel: one channel, 'all', or 'participants' for all but the chair
        """
        if channel in ("all", "participants"):
            return [m for m in self.listed() if channel == "all" or not m.is_admin]
        return [m for m in self.listed() if m.channel == channel]

    def listed(self) -> list[Member]:
        return [m for m in self.members.values() if m.is_listed]

    def rows(self) -> list[Fields]:
        """Return the rows of ConfbridgeList, without event name and action id."""
        return [
            [
                ("Conference", self.name), *_flags(member), ("MarkedUser", "No"), ("WaitMarked", "No"),
                ("EndMarked", "No"), ("EndMarkedAny", "No"), ("Waiting", "No"), *_muted(member),
                ("Talking", _yes(member.is_talking)),
                ("AnsweredTime", f"{self.clock() - member.joined_s:.0f}"), *member.channel_fields(),
            ]
            for member in self.listed()
        ]  # fmt: skip

    def room(self) -> Fields:
        locked = ("Locked", _yes(self.is_locked))
        parties = ("Parties", str(len(self.listed())))
        return [("Conference", self.name), parties, ("Marked", "0"), locked, ("Muted", "No")]

    def bridge(self) -> Fields:
        """Return the row of BridgeList.

        The video source keeps the uid of a member that left, as Asterisk does.
        """
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
        self.publish([*head, *self.bridge(), ("BridgePreviousVideoSource", previous)])

    def _event(self, kind: str) -> Fields:
        head = [("Event", kind), ("Privilege", "call,all"), ("Conference", self.name)]
        return [*head, *self.bridge()]


def _flags(member: Member) -> Fields:
    return [("Admin", _yes(member.is_admin))]


def _muted(member: Member) -> Fields:
    return [("Muted", _yes(member.is_muted))]


def _yes(is_so: bool) -> str:
    return "Yes" if is_so else "No"
