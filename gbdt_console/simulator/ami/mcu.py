"""A simulated MCU: Asterisk's manager in front of one ConfBridge conference that people join and leave."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress

from gbdt_console.simulator.ami.conference import AmiConference, Member
from gbdt_console.simulator.ami.dialling import answered, begun, ended
from gbdt_console.simulator.ami.faults import AmiFault, AmiFaults, DialEnd, JoinFault
from gbdt_console.simulator.ami.session import AmiSession, AmiUser, refusal
from gbdt_console.simulator.ami.wire import Action, Fields

_CLASS_OF_ACTION = {
    "ConfbridgeList": "reporting", "ConfbridgeListRooms": "reporting", "ConfbridgeMute": "call",
    "ConfbridgeUnmute": "call", "ConfbridgeKick": "call", "ConfbridgeLock": "call",
    "ConfbridgeUnlock": "call", "ConfbridgeSetSingleVideoSrc": "call", "Originate": "originate",
    "ConfbridgeStartRecord": "system", "ConfbridgeStopRecord": "system",
}  # fmt: skip
_ANNOUNCEMENTS: Mapping[JoinFault | None, int] = {JoinFault.LOST: 0, JoinFault.DOUBLED: 2}
_NOBODY = "No active conferences."
_NO_SUCH = "No Conference by that name found."


class AmiMcu:
    """Start it in a running loop. People are named by number; `dialable` says who picks up at which channel
    ('PJSIP/sapa'): his number and name. `asked` are the names of the last actions, newest last. Its time is
    the loop's unless `clock` and `later` say otherwise."""

    def __init__(
        self,
        conference: str,
        users: Mapping[str, AmiUser],
        clock: Callable[[], float] | None = None,
        later: Callable[[float, Callable[[], None]], object] | None = None,
    ) -> None:
        self.faults = AmiFaults()
        self.dialable: dict[str, tuple[str, str]] = {}
        self.asked: deque[str] = deque(maxlen=10_000)
        self._users = users
        self._sessions: set[AmiSession] = set()
        self._events: list[Fields] = []
        self._server: asyncio.Server | None = None
        loop = asyncio.get_running_loop()
        self._later = later or loop.call_later
        self._is_away = False
        self.conference = AmiConference(conference, clock or loop.time, self._tell)
        self._actions: dict[str, Callable[[Action, AmiFault | None], list[Fields]]] = {
            "Ping": lambda action, fault: [[("Response", "Success"), ("Ping", "Pong")]],
            "ConfbridgeListRooms": self._list_rooms,
            "ConfbridgeList": self._list_members,
            "BridgeList": self._list_bridges,
            "ConfbridgeMute": self._block,
            "ConfbridgeUnmute": self._block,
            "ConfbridgeKick": self._kick,
            "ConfbridgeLock": self._lock,
            "ConfbridgeUnlock": self._lock,
            "ConfbridgeSetSingleVideoSrc": self._show,
            "ConfbridgeStartRecord": self._record,
            "ConfbridgeStopRecord": self._record,
            "Originate": self._originate,
        }

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen; the port it got."""
        self._server = await asyncio.start_server(self._serve, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        self.drop_connections()

    def drop_connections(self) -> None:
        for session in list(self._sessions):
            session.drop()

    def set_away(self, is_away: bool) -> None:
        """While it is away, nobody reaches it."""
        if is_away and not self._is_away:
            self.drop_connections()
        self._is_away = is_away

    def join(
        self, number: str, name: str = "", *, end: str = "", is_admin: bool = False, uid: str = ""
    ) -> bool:
        """Somebody calls in; False where the conference is locked. `end` is his end's name in the MCU."""
        member = self.conference.enter(number, name or "<unknown>", end or number, is_admin=is_admin, uid=uid)
        if member is None:
            return False
        if self.faults.joins is JoinFault.EARLY:
            member.is_listed = False
            self._later(self.faults.early_s, lambda: setattr(member, "is_listed", True))
        for _ in range(_ANNOUNCEMENTS.get(self.faults.joins, 1)):
            self.conference.announce(member)
        return True

    def leave(self, number: str) -> None:
        self.conference.leave(self._member(number))

    def set_talking(self, number: str, is_talking: bool) -> None:
        self.conference.set_talking(self._member(number), is_talking)

    def is_blocked(self, number: str) -> bool:
        return self._member(number).is_muted

    def numbers(self) -> list[str]:
        return [member.number for member in self.conference.listed()]

    def _member(self, number: str) -> Member:
        return next(m for m in self.conference.members.values() if m.number == number)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_away:
            writer.transport.abort()
            return
        session = AmiSession(self._users, self.faults, self._class_of, self._do, writer)
        self._sessions.add(session)
        try:
            with suppress(ConnectionError, ValueError):
                await session.serve(reader)
        finally:
            self._sessions.discard(session)
            writer.close()

    def _tell(self, event: Fields) -> None:
        """Events of an action come after its answer."""
        self._events.append(event)
        asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        events, self._events = self._events, []
        for event in events:
            for session in self._sessions:
                session.push(event)

    def _class_of(self, action: str) -> str:
        return _CLASS_OF_ACTION.get(action, "")

    def _do(self, action: Action, fault: AmiFault | None) -> list[Fields]:
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

    def _block(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        members, wrong = self._meant(action, "No Channel by that name found in Conference.")
        if wrong:
            return [wrong]
        is_block = action["action"] == "ConfbridgeMute"
        for member in members:
            self._block_one(member, is_block, fault or self.faults.of_number.get(member.number))
        return [_accepted("User muted" if is_block else "User unmuted")]

    def _block_one(self, member: Member, is_block: bool, fault: AmiFault | None) -> None:
        if fault is AmiFault.IGNORED:
            return
        self.conference.set_muted([member], is_block)
        if fault is AmiFault.REVERTED:
            self._revert(lambda: self.conference.set_muted([member], not is_block))

    def _kick(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        members, wrong = self._meant(action, "No Channel by that name found in Conference.")
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

    def _show(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        members, wrong = self._meant(action, "No channel by that name found in conference.")
        if wrong:
            return [wrong]
        before = [m for m in self.conference.listed() if m.uid == self.conference.source]
        if fault is not AmiFault.IGNORED:
            self.conference.show(members[0])
        if fault is AmiFault.REVERTED and before:
            self._revert(lambda: self.conference.show(before[0]))
        return [_accepted("Conference single video source set.")]

    def _originate(self, action: Action, fault: AmiFault | None) -> list[Fields]:
        channel = action.get("channel", "")
        if "/" not in channel:
            return [refusal("Invalid channel")]
        if fault is not AmiFault.IGNORED:
            asyncio.get_running_loop().call_soon(self._ring, channel, action)
        return [_accepted("Originate successfully queued")]

    def _ring(self, channel: str, action: Action) -> None:
        """It is there at once, or rings first; what nobody can take rings until its time is over."""
        uid, own = action.get("channelid") or f"1795528310.d{len(self.asked)}", action.get("actionid", "")
        end = self.faults.dials.get(channel)
        if end is DialEnd.NO_SUCH or (end is None and channel not in self.dialable):
            self._tell_all(ended(channel, "", uid, own, DialEnd.NO_SUCH))
            return
        leg = f"{channel}-{secrets.token_hex(4)}"
        self._tell(begun(leg, uid))
        if end is DialEnd.NO_ANSWER:
            self._later(
                float(action.get("timeout", "30000")) / 1000,
                lambda: self._tell_all(ended(channel, leg, uid, own, DialEnd.NO_ANSWER)),
            )
        elif self.faults.rings_s:
            self._later(self.faults.rings_s, lambda: self._pick_up(channel, leg, uid, own, end))
        else:
            self._pick_up(channel, leg, uid, own, end)

    def _pick_up(self, channel: str, leg: str, uid: str, action_id: str, end: DialEnd | None) -> None:
        number, name = self.dialable.get(channel, ("", ""))
        if end is None and not self.join(number, name, end=channel.partition("/")[2], uid=uid):
            end = DialEnd.LOCKED
        if end is None:
            self._tell(answered(channel, uid, action_id, is_in=True))
        else:
            self._tell_all(ended(channel, leg, uid, action_id, end))

    def _tell_all(self, events: list[Fields]) -> None:
        for event in events:
            self._tell(event)

    def _meant(self, action: Action, unknown: str) -> tuple[list[Member], Fields | None]:
        """Whom an action means, or why nobody."""
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
        self._later(self.faults.revert_after_s, undo)


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
