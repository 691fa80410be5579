"""The simulated MCU: Asterisk's manager interface over one ConfBridge conference."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Mapping

from gbdt_console.simulator.ami.conference import Member
from gbdt_console.simulator.ami.dialling import caller_id_of, failed_call, new_channel, originate_response
from gbdt_console.simulator.ami.faults import AmiFault, AmiFaults, DialEnd, JoinFault
from gbdt_console.simulator.ami.session import AmiSession, AmiUser, refusal
from gbdt_console.simulator.ami.simulated_mcu import SimulatedMcu
from gbdt_console.simulator.ami.wire import Action, Fields
from gbdt_console.simulator.world.world_clock import CallLater

_CLASS_OF_ACTION = {
    "ConfbridgeList": "reporting", "ConfbridgeListRooms": "reporting", "ConfbridgeMute": "call",
    "ConfbridgeUnmute": "call", "ConfbridgeKick": "call", "ConfbridgeLock": "call",
    "ConfbridgeUnlock": "call", "ConfbridgeSetSingleVideoSrc": "call", "Originate": "originate",
    "ConfbridgeStartRecord": "system", "ConfbridgeStopRecord": "system", "CoreShowChannels": "reporting",
    "PJSIPShowEndpoints": "system",
}  # fmt: skip
_ANNOUNCEMENTS: Mapping[JoinFault | None, int] = {JoinFault.LOST: 0, JoinFault.DOUBLED: 2}
_NOBODY = "No active conferences."
_NO_SUCH = "No Conference by that name found."

Told = Callable[[str, tuple[str, int], Action], None]


class AmiMcu(SimulatedMcu):
    """Speaks AMI; `dialable` is by channel ('PJSIP/sapa').

    asked: names of the last actions, newest last
    told: gets the MCU's own address, the client's address and port, and each action of theirs, as it comes in
    unregistered: SIP endpoints without a device
    """

    def __init__(
        self,
        conference: str,
        users: Mapping[str, AmiUser],
        clock: Callable[[], float] | None = None,
        call_later: CallLater | None = None,
    ) -> None:
        super().__init__(conference, clock, call_later)
        self.conference.publish = self._publish
        self.faults = AmiFaults()
        self.unregistered: set[str] = set()
        self.asked: deque[str] = deque(maxlen=10_000)
        self.told: Told = lambda at, client, action: None
        self._users = users
        self._sessions: set[AmiSession] = set()
        self._events: list[Fields] = []
        self._ringing: dict[str, str] = {}
        self._actions: dict[str, Callable[[Action, AmiFault | None], list[Fields]]] = {
            "Ping": lambda action, fault: [[("Response", "Success"), ("Ping", "Pong")]],
            "ConfbridgeListRooms": self._list_rooms,
            "ConfbridgeList": self._list_members,
            "BridgeList": self._list_bridges,
            "CoreShowChannels": self._list_channels,
            "PJSIPShowEndpoints": self._list_endpoints,
            "ConfbridgeMute": self._set_block,
            "ConfbridgeUnmute": self._set_block,
            "ConfbridgeKick": self._kick,
            "ConfbridgeLock": self._lock,
            "ConfbridgeUnlock": self._lock,
            "ConfbridgeSetSingleVideoSrc": self._choose_source,
            "ConfbridgeStartRecord": self._record,
            "ConfbridgeStopRecord": self._record,
            "Originate": self._originate,
        }

    def join(
        self,
        number: str,
        name: str = "",
        *,
        end: str = "",
        is_admin: bool = False,
        uid: str = "",
        caller_id: tuple[str, str] = ("", ""),
    ) -> bool:
        """Add a caller; False where the conference is locked.

        end: names its SIP endpoint
        caller_id: number and name that a dialling client set
        """
        member = self.conference.enter(number, name or "<unknown>", end or number, is_admin=is_admin, uid=uid)
        if member is None:
            return False
        member.caller_id = caller_id
        if self.faults.joins is JoinFault.EARLY:
            member.is_listed = False
            self._call_later(self.faults.early_s, lambda: setattr(member, "is_listed", True))
        for _ in range(_ANNOUNCEMENTS.get(self.faults.joins, 1)):
            self.conference.announce(member)
        return True

    def leave(self, number: str) -> None:
        self.conference.leave(self._member(number))

    def set_talking(self, number: str, is_talking: bool) -> None:
        self.conference.set_talking(self._member(number), is_talking)

    def answer_calls(self, number: str, name: str) -> None:
        self.dialable[f"PJSIP/{number}"] = (number, name)
        self.faults.dials.pop(f"PJSIP/{number}", None)

    def fail_calls(self, number: str, *, is_busy: bool) -> None:
        self.dialable.pop(f"PJSIP/{number}", None)
        self.faults.dials[f"PJSIP/{number}"] = DialEnd.BUSY if is_busy else DialEnd.NO_ANSWER

    def mistreat_blocks(self, ignored: set[str], reverted: set[str]) -> None:
        faults = dict.fromkeys(ignored, AmiFault.IGNORED)
        self.faults.blocks = faults | dict.fromkeys(reverted, AmiFault.REVERTED)

    def still_picture(self, *, is_still: bool) -> None:
        """Change nothing: ConfBridge counts no frames, so nobody could tell."""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        (at, _), client = writer.get_extra_info("sockname"), writer.get_extra_info("peername")
        session = AmiSession(
            self._users, self.faults, self._class_of, self._run_action, writer,
            lambda action: self.told(at, client, action),
        )  # fmt: skip
        self._sessions.add(session)
        try:
            await session.serve(reader)
        finally:
            self._sessions.discard(session)

    def _publish(self, event: Fields) -> None:
        """Queue an event; events of an action leave after its response."""
        self._events.append(event)
        asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        events, self._events = self._events, []
        for event in events:
            for session in self._sessions:
                session.push(event)

    def _class_of(self, action: str) -> str:
        return _CLASS_OF_ACTION.get(action, "")

    def _run_action(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        name = action.get("action")
        if not name:
            return [refusal("Missing action in request")]
        self.asked.append(name)
        if name not in self._actions:
            words = f"Invalid/unknown command: {name}. Use Action: ListCommands to show available commands."
            return [refusal(words)]
        return self._actions[name](action, fault)

    def _list_rooms(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        if not self.conference.listed():
            return [refusal(_NOBODY)]
        return _listing("Confbridge conferences will follow", "ConfbridgeListRooms", [self.conference.room()])

    def _list_members(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        if wrong := self._wrong_conference(action):
            return [wrong]
        return _listing("Confbridge user list will follow", "ConfbridgeList", self.conference.rows())

    def _list_bridges(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        bridges = [self.conference.bridge()] if self.conference.members else []
        return _listing("Bridge listing will follow", "BridgeListItem", bridges, "BridgeListComplete")

    def _list_channels(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        ringing: list[Fields] = [
            [("Channel", leg), ("ChannelStateDesc", "Ring"), ("Uniqueid", uid)]
            for leg, uid in self._ringing.items()
        ]
        members = [member.channel_fields() for member in self.conference.members.values()]
        return _listing(
            "Channels will follow", "CoreShowChannel", [*ringing, *members], "CoreShowChannelsComplete"
        )

    def _list_endpoints(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        registered = {channel.partition("/")[2] for channel in self.dialable} - self.unregistered
        contacts = {name: f"{name}/sip:{name}@127.0.0.1," for name in registered}
        contacts |= dict.fromkeys(self.unregistered, "")
        rows: list[Fields] = [
            [("ObjectType", "endpoint"), ("ObjectName", name), ("Aor", name), ("Contacts", contact)]
            for name, contact in contacts.items()
        ]
        return _listing("A listing of Endpoints follows, presented as EndpointList events",
                        "EndpointList", rows, "EndpointListComplete")  # fmt: skip

    def register(self, name: str, *, is_registered: bool) -> None:
        """Let a device register at an endpoint, or its registration run out."""
        (self.unregistered.discard if is_registered else self.unregistered.add)(name)
        status = "Created" if is_registered else "Removed"
        self._publish([("Event", "ContactStatus"), ("ContactStatus", status), ("AOR", name)])

    def _set_block(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        members, wrong = self._addressed(action, "No Channel by that name found in Conference.")
        if wrong:
            return [wrong]
        is_block = action["action"] == "ConfbridgeMute"
        for member in members:
            self._set_block_of(member, is_block, fault or self.faults.blocks.get(member.number))
        return [_accepted("User muted" if is_block else "User unmuted")]

    def _set_block_of(self, member: Member, is_block: bool, fault: AmiFault | None) -> None:
        if fault is AmiFault.IGNORED:
            return
        self.conference.set_muted([member], is_block)
        if fault is AmiFault.REVERTED:
            self._revert(lambda: self.conference.set_muted([member], not is_block))

    def _kick(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        members, wrong = self._addressed(action, "No Channel by that name found in Conference.")
        if wrong:
            return [wrong]
        for member in members if fault is not AmiFault.IGNORED else ():
            self.conference.leave(member, "SoftHangupRequest")
        return [_accepted("User kicked")]

    def _lock(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        if wrong := self._wrong_conference(action):
            return [wrong]
        is_locked = action["action"] == "ConfbridgeLock"
        if fault is not AmiFault.IGNORED:
            self.conference.is_locked = is_locked
        if fault is AmiFault.REVERTED:
            self._revert(lambda: setattr(self.conference, "is_locked", not is_locked))
        return [_accepted("Conference locked" if is_locked else "Conference unlocked")]

    def _record(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        if wrong := self._wrong_conference(action):
            return [wrong]
        is_on = action["action"] == "ConfbridgeStartRecord"
        if not self.conference.set_recorded(is_on):
            words = (
                "Conference is already being recorded."
                if is_on
                else "Internal error while stopping recording."
            )
            return [refusal(words)]
        return [_accepted(f"Conference Recording {'Started' if is_on else 'Stopped'}.")]

    def _choose_source(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        members, wrong = self._addressed(action, "No channel by that name found in conference.")
        if wrong:
            return [wrong]
        before = [m for m in self.conference.listed() if m.uid == self.conference.source]
        if fault is not AmiFault.IGNORED:
            self.conference.choose_source(members[0])
        if fault is AmiFault.REVERTED and before:
            self._revert(lambda: self.conference.choose_source(before[0]))
        return [_accepted("Conference single video source set.")]

    def _originate(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        channel = action.get("channel", "")
        if "/" not in channel:
            return [refusal("Invalid channel")]
        if fault is not AmiFault.IGNORED:
            asyncio.get_running_loop().call_soon(self._ring, channel, action)
        return [_accepted("Originate successfully queued")]

    def _ring(self, channel: str, action: Action) -> None:
        """Call a channel. The far end answers at once or after ringing, or the call fails."""
        uid, own = action.get("channelid") or f"1795528310.d{len(self.asked)}", action.get("actionid", "")
        end = self.faults.dials.get(channel)
        if end is DialEnd.NO_SUCH or (end is None and channel not in self.dialable):
            self._publish_all(failed_call(channel, "", uid, own, DialEnd.NO_SUCH))
            return
        leg = f"{channel}-{secrets.token_hex(4)}"
        self._ringing[leg] = uid
        self._publish(new_channel(leg, uid))
        rings_s = (
            float(action.get("timeout", "30000")) / 1000 if end is DialEnd.NO_ANSWER else self.faults.rings_s
        )
        if rings_s:
            self._call_later(rings_s, lambda: self._end_ringing(action, leg, uid, end))
        else:
            self._end_ringing(action, leg, uid, end)

    def _end_ringing(self, action: Action, leg: str, uid: str, end: DialEnd | None) -> None:
        """Let the far end answer; `end` is how the call fails, None where it does not."""
        del self._ringing[leg]
        channel, own = action.get("channel", ""), action.get("actionid", "")
        number, name = self.dialable.get(channel, ("", ""))
        caller_id = caller_id_of(action.get("callerid", ""))
        if end is None and not self.join(
            number, name, end=channel.partition("/")[2], uid=uid, caller_id=caller_id
        ):
            end = DialEnd.LOCKED
        if end is None:
            self._publish(originate_response(channel, uid, own, is_answered=True))
        else:
            self._publish_all(failed_call(channel, leg, uid, own, end))

    def _publish_all(self, events: list[Fields]) -> None:
        for event in events:
            self._publish(event)

    def _addressed(self, action: Action, unknown: str) -> tuple[list[Member], Fields | None]:
        """Return the members an action addresses, or the refusal. `unknown` is its text for no member."""
        if wrong := self._wrong_conference(action):
            return [], wrong
        if not action.get("channel"):
            return [], refusal("No channel name provided.")
        members = self.conference.named(action["channel"])
        return members, None if members else refusal(unknown)

    def _wrong_conference(self, action: Action) -> Fields | None:
        if not action.get("conference"):
            return refusal("No Conference name provided.")
        if not self.conference.listed():
            return refusal(_NOBODY if action["action"] == "ConfbridgeList" else _NO_SUCH)
        return None if action["conference"] == self.conference.name else refusal(_NO_SUCH)

    def _revert(self, undo: Callable[[], None]) -> None:
        self._call_later(self.faults.revert_after_s, undo)


def _accepted(words: str) -> Fields:
    return [("Response", "Success"), ("Message", words)]


def _listing(words: str, row: str, rows: list[Fields], end: str = "") -> list[Fields]:
    head: Fields = [("Response", "Success"), ("EventList", "start"), ("Message", words)]
    last: Fields = [
        ("Event", end or f"{row}Complete"),
        ("EventList", "Complete"),
        ("ListItems", str(len(rows))),
    ]
    return [head, *([("Event", row), *fields] for fields in rows), last]
