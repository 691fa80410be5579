"""Reads one codec's line and separates events from answers.

It keeps the answers for the caller that waits.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.driver import Pushed
from gbdt_console.devices.families import greeted
from gbdt_console.devices.polycom import answers
from gbdt_console.devices.polycom.answers import ReportedChange
from gbdt_console.devices.transports.text_line import LineReader, LineTooLong, TextLine

MOST_LINES = 1_000
"""Limit of lines in one exchange: far more than any answer of a codec has."""

_MOST_ECHOES = 8
"""Limit of commands whose echo is still awaited."""

T = TypeVar("T")


class LineListener:
    """Reads one line in a task from `start` to `stop`. It keeps lines from `begin` to `end` only."""

    def __init__(self, line: TextLine) -> None:
        self._line = line
        self.changes: Pushed[ReportedChange] = Pushed()
        self._reader = LineReader()
        self._reading: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._is_kept = False
        self._echoes: deque[str] = deque(maxlen=_MOST_ECHOES)
        self.lines: list[str] = []
        self.fault: ControlError | None = ControlError(ControlFault.CLOSED)

    def start(self) -> None:
        self._reader = LineReader()
        self._echoes.clear()
        self.fault = None
        self.changes.begin()
        self._reading = asyncio.create_task(self._read())

    async def stop(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            with suppress(asyncio.CancelledError):
                await self._reading
            self._reading = None
        self.lose(ControlFault.CLOSED)

    def begin(self) -> None:
        """Keep lines from now on; earlier lines answer no later command."""
        self.lines = []
        self._is_kept = True

    def end(self) -> None:
        self._is_kept = False

    def expect_echo(self, command: str) -> None:
        """Drop the next line equal to the command. It is an echo, not an answer."""
        self._echoes.append(command.lower())

    def prompt(self) -> str:
        """Return the codec's last text, with or without a line end."""
        return self._reader.rest or (self.lines[-1] if self.lines else "")

    def is_asking_password(self) -> bool:
        """Tell whether an open session asks for the password again."""
        return answers.asks_password(self._reader.rest)

    def forget_prompt(self) -> None:
        self._reader.forget_rest()
        self.lines = []

    async def until(self, found: Callable[[], T | None], limit_s: float) -> T | None:
        """Return the first value of `found` that is not None; None after `limit_s` seconds.

        Raises ControlError when the connection is lost.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, limit_s)):
                while True:
                    self._changed.clear()
                    if (what := found()) is not None:
                        return what
                    self.check()
                    await self._changed.wait()
        return None

    def check(self) -> None:
        """Raise ControlError where the connection is lost."""
        if self.fault is not None:
            raise ControlError(self.fault.fault, self.fault.words, self.fault.code)

    def lose(self, fault: ControlFault, words: str = "") -> None:
        """Mark the connection as lost, for callers that wait. The first reason stays."""
        self.fault = self.fault or ControlError(fault, words)
        self._changed.set()
        self.changes.end()

    async def _read(self) -> None:
        fault = ControlFault.CLOSED
        try:
            while (data := await self._line.receive()) and self.fault is None:
                for line in self._reader.feed(data):
                    self._take(answers.without_prompt(line))
                self._changed.set()
        except LineTooLong:
            fault = ControlFault.MALFORMED
        self.lose(fault)

    def _take(self, line: str) -> None:
        if (found := greeted(line)) not in (None, ControlFault.IS_POLYCOM):
            self.lose(found)
        if line.lower() in self._echoes:
            self._echoes.remove(line.lower())
            return
        about = answers.change(line)
        is_answer = self._is_kept and answers.muted(line) is not None
        if about is not None and not is_answer:
            self.changes.add(about)
        if line and self._is_kept:
            self.lines.append(line)
        if len(self.lines) > MOST_LINES:
            self.lose(ControlFault.MALFORMED, "too many lines")
