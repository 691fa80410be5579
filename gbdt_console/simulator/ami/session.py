"""One client's connection to the simulated MCU: banner, login, one action after another, and the faults."""

import asyncio
import hashlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gbdt_console.simulator.ami.faults import AmiFault, AmiFaults
from gbdt_console.simulator.ami.wire import BANNER, Action, ActionReader, Fields, packet

_CHALLENGES = itertools.count(109_999_736)
_GARBAGE = b"Response: Success\r\nMessage: " + b"x" * 300_000
_READ = 65_536

Do = Callable[[Action, AmiFault | None], list[Fields]]


@dataclass(frozen=True, slots=True)
class AmiUser:
    """Who may log in. `may` are the classes of actions: call, reporting, originate."""

    secret: str
    may: frozenset[str] = frozenset({"call", "reporting", "originate"})


class AmiSession:
    """`do` answers what comes after the login; `allowed` says the class that an action needs."""

    def __init__(
        self,
        users: Mapping[str, AmiUser],
        faults: AmiFaults,
        allowed: Callable[[str], str],
        do: Do,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._users = users
        self._faults = faults
        self._allowed = allowed
        self._do = do
        self._writer = writer
        self._user: AmiUser | None = None
        self._challenge = ""
        self._wants_events = True

    async def serve(self, reader: asyncio.StreamReader) -> None:
        """Until either side ends it."""
        await asyncio.sleep(self._faults.banner_delay_s)
        self._writer.write(BANNER)
        actions = ActionReader()
        while data := await reader.read(_READ):
            for action in actions.feed(data):
                if not await self._answer(action):
                    return

    def push(self, event: Fields) -> None:
        """Tell an event, if this client is logged in and wants them."""
        if self._user is not None and self._wants_events and not self._writer.is_closing():
            self._writer.write(packet(event))

    def drop(self) -> None:
        """End it at once."""
        self._writer.transport.abort()

    async def _answer(self, action: Action) -> bool:
        """False where that was the end."""
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
                return await self._obey(action, self._faults.actions.get(name))
        return True

    async def _log_in(self, action: Action) -> bool:
        user = self._users.get(action.get("username", ""))
        if user is None or not self._knows(user, action):
            await asyncio.sleep(self._faults.refusal_delay_s)
            self._send(action, [refusal("Authentication failed")])
            return False
        self._user = user
        self._wants_events = action.get("events", "on") != "off"
        self._send(action, [[("Response", "Success"), ("Message", "Authentication accepted")]])
        self.push([("Event", "FullyBooted"), ("Privilege", "system,all"), ("Status", "Fully Booted")])
        return True

    def _knows(self, user: AmiUser, action: Action) -> bool:
        if action.get("authtype") != "MD5":
            return action.get("secret") == user.secret
        digest = hashlib.md5((self._challenge + user.secret).encode(), usedforsecurity=False)
        return bool(self._challenge) and action.get("key") == digest.hexdigest()

    async def _obey(self, action: Action, fault: AmiFault | None) -> bool:
        needed = self._allowed(action.get("action", ""))
        if self._user is None or fault is AmiFault.DENIED or (needed and needed not in self._user.may):
            self._send(action, [refusal("Permission denied")])
            return True
        if fault is AmiFault.SILENT:
            return True
        if fault is AmiFault.SLOW:
            await asyncio.sleep(self._faults.slow_s)
        return self._send(action, self._do(action, fault), fault)

    def _send(self, action: Action, packets: list[Fields], fault: AmiFault | None = None) -> bool:
        own = action.get("actionid")
        mark = [("ActionID", own)] if own else []
        data = b"".join(packet([fields[0], *mark, *fields[1:]]) for fields in packets)
        match fault:
            case AmiFault.TRUNCATED | AmiFault.DROPPED:
                data = data[: len(data) * 2 // 3]
            case AmiFault.OVERSIZED:
                data = _GARBAGE
        self._writer.write(data)
        return fault is not AmiFault.DROPPED


def refusal(words: str) -> Fields:
    return [("Response", "Error"), ("Message", words)]
