"""One client's connection to the simulated MCU: banner, login, actions in turn, and the faults in force."""

import asyncio
import hashlib
import itertools
from collections.abc import Callable, Mapping

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.ami.faults import AmiFault, AmiFaults
from gbdt_console.simulator.ami.wire import BANNER, Action, ActionReader, Fields, packet

_CHALLENGES = itertools.count(109_999_736)
_OVERSIZED = b"Response: Success\r\nMessage: " + b"x" * 300_000
"""A response beyond any length that a client should accept."""
_READ_BYTES = 65_536
"""Octets of one read at most."""

RunAction = Callable[[Action, AmiFault | None], list[Fields]]


@dataclass(frozen=True, slots=True)
class AmiUser:
    """An account of the manager interface.

    classes: classes of actions it may give: call, reporting, originate, system
    """

    secret: str
    classes: frozenset[str] = frozenset({"call", "reporting", "originate"})


class AmiSession:
    """Serves one client.

    run_action: carries out an action after the login
    class_of: returns the class that an action needs, empty for none
    told: gets each action after the login, as it comes in
    """

    def __init__(
        self,
        users: Mapping[str, AmiUser],
        faults: AmiFaults,
        class_of: Callable[[str], str],
        run_action: RunAction,
        writer: asyncio.StreamWriter,
        told: Callable[[Action], None] = lambda action: None,
    ) -> None:
        self._users = users
        self._faults = faults
        self._class_of = class_of
        self._run_action = run_action
        self._writer = writer
        self._told = told
        self._user: AmiUser | None = None
        self._challenge = ""
        self._wants_events = True

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Read and answer actions until either side ends the connection."""
        await asyncio.sleep(self._faults.banner_delay_s)
        self._writer.write(BANNER)
        actions = ActionReader()
        while data := await reader.read(_READ_BYTES):
            for action in actions.feed(data):
                if not await self._answer(action):
                    return

    def push(self, event: Fields) -> None:
        """Send an event, if the client logged in and wants events."""
        if self._user is not None and self._wants_events and not self._writer.is_closing():
            self._writer.write(packet(event))

    async def _answer(self, action: Action) -> bool:
        """Answer one action; False where the connection ends with it."""
        name = action.get("action", "")
        match name:
            case "Challenge":
                self._challenge = str(next(_CHALLENGES))
                self._send(action, [[("Response", "Success"), ("Challenge", self._challenge)]])
            case "Login":
                return await self._log_in(action)
            case "Logoff":
                self._send(action, [[("Response", "Goodbye"), ("Message", "Thanks for all the fish.")]])
                return False
            case _:
                return await self._answer_with_fault(action, self._faults.actions.get(name))
        return True

    async def _log_in(self, action: Action) -> bool:
        user = self._users.get(action.get("username", ""))
        if user is None or not self._has_secret(user, action):
            await asyncio.sleep(self._faults.refusal_delay_s)
            self._send(action, [refusal("Authentication failed")])
            return False
        self._user = user
        self._wants_events = action.get("events", "on") != "off"
        self._send(action, [[("Response", "Success"), ("Message", "Authentication accepted")]])
        self.push([("Event", "FullyBooted"), ("Privilege", "system,all"), ("Status", "Fully Booted")])
        return True

    def _has_secret(self, user: AmiUser, action: Action) -> bool:
        if action.get("authtype") != "MD5":
            return action.get("secret") == user.secret
        digest = hashlib.md5((self._challenge + user.secret).encode(), usedforsecurity=False)
        return bool(self._challenge) and action.get("key") == digest.hexdigest()

    async def _answer_with_fault(self, action: Action, fault: AmiFault | None) -> bool:
        needed = self._class_of(action.get("action", ""))
        if self._user is None or fault is AmiFault.DENIED or (needed and needed not in self._user.classes):
            self._send(action, [refusal("Permission denied")])
            return True
        self._told(action)
        if fault is AmiFault.SILENT:
            return True
        if fault is AmiFault.SLOW:
            await asyncio.sleep(self._faults.slow_s)
        return self._send(action, self._run_action(action, fault), fault)

    def _send(self, action: Action, packets: list[Fields], fault: AmiFault | None = None) -> bool:
        own = action.get("actionid")
        id_field = [("ActionID", own)] if own else []
        data = b"".join(packet([fields[0], *id_field, *fields[1:]]) for fields in packets)
        match fault:
            case AmiFault.TRUNCATED | AmiFault.DROPPED:
                data = data[: len(data) * 2 // 3]
            case AmiFault.OVERSIZED:
                data = _OVERSIZED
        self._writer.write(data)
        return fault is not AmiFault.DROPPED


def refusal(words: str) -> Fields:
    """Return a response of failure with these words."""
    return [("Response", "Error"), ("Message", words)]
