"""Pairs answers with what was asked, on one connection. Each answer names its question.

Answers come in any order. A name that was not given here means that another device's answers arrive.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.cisco.status import Status, at, rows, text
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.driver import Pushed

ANSWER_S = 2.5
"""Limit for an answer, s: shorter than the time after which a state counts as old."""

Answer = dict[str, Status]

_CALL_ENDED = "CallDisconnect"
_ENDED_BY = ("CauseString", "CauseType")
"""Parts of that event that say why."""
_MOST_ENDS = 16


class Exchanges:
    """What was asked and is not answered yet, and what the codec told unasked.

    changes: where the status changed, first word of its path: a reason to poll, never the state itself
    ended: the newest ends of calls that it told, by id of the call, with the codec's words, cleaned
    """

    def __init__(self) -> None:
        self.changes: Pushed[str] = Pushed()
        self.ended: dict[str, str] = {}
        self._token = ""
        self._last = 0
        self._waiting: dict[str, asyncio.Future[Answer]] = {}
        self._fault: ControlError | None = ControlError(ControlFault.CLOSED)
        self._reading: asyncio.Task[None] | None = None

    def begin(self, reading: Coroutine[object, object, None]) -> None:
        """Begin a connection, whose questions have names that none had before; `reading` takes what comes."""
        self._token, self._last, self._fault = f"gbdt-{secrets.token_hex(6)}-", 0, None
        self.changes.begin()
        self.ended = {}
        self._reading = asyncio.create_task(reading)

    async def end(self) -> None:
        """End the reading, for all that wait."""
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading
        self.lose(ControlFault.CLOSED)

    def check(self) -> None:
        """Raise ControlError where the connection is lost."""
        if self._fault is not None:
            raise _again(self._fault)

    async def ask(self, send: Callable[[str], Awaitable[None]], limit_s: float = ANSWER_S) -> Answer:
        """Send a question under a name that it is given, and return its answer. Raises ControlError."""
        self.check()
        self._last += 1
        name = f"{self._token}{self._last}"
        waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[name] = waiting
        try:
            async with asyncio.timeout(limit_s):
                await send(name)
                return await waiting
        except TimeoutError:
            raise ControlError(ControlFault.SILENT) from None
        finally:
            del self._waiting[name]

    def take(self, name: str, answer: Answer) -> None:
        """Give an answer to who waits for it; one that came too late answers nothing."""
        waiting = self._waiting.get(name)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)
        elif not name.startswith(self._token):
            self.lose(ControlFault.UNTRUSTED, "another device's answer")

    def told(self, event: Status) -> None:
        """Take what the codec tells unasked: a change of its status, or why a call ended."""
        for end in rows(at(event, "Event", _CALL_ENDED))[-_MOST_ENDS:]:
            why = next(filter(None, (text(end, one) for one in _ENDED_BY)), "")
            self.ended[clean(text(end, "CallId"))] = clean(why)
        self.ended = dict(list(self.ended.items())[-_MOST_ENDS:])
        changed = at(event, "Status")
        if isinstance(changed, dict) and changed:
            self.changes.add(clean(next(iter(changed))))

    def lose(self, fault: ControlFault, words: str = "") -> None:
        """Mark the connection as lost, for all that wait. The first reason stays."""
        self._fault = self._fault or ControlError(fault, words)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(_again(self._fault))
        self.changes.end()


def _again(error: ControlError) -> ControlError:
    """Return the same error for one more caller."""
    return ControlError(error.fault, error.words, error.code)
