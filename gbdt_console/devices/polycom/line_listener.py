"""Listens to one codec's line: tells events from answers, and keeps the answers for the caller that waits."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import TypeVar

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.polycom import answers
from gbdt_console.devices.polycom.answers import ReportedChange
from gbdt_console.devices.transports.text_line import LineReader, LineTooLong, TextLine

MOST_LINES = 1_000
_MOST_ECHOES = 8

T = TypeVar("T")


class ChangeSignal:
    """From `begin` to `end` of one connection."""

    def __init__(self) -> None:
        self._pending: set[ReportedChange] = set()
        self._news = asyncio.Event()
        self._is_over = True

    def begin(self) -> None:
        self._pending.clear()
        self._is_over = False

    def add(self, change: ReportedChange) -> None:
        self._pending.add(change)
        self._news.set()

    def end(self) -> None:
        self._is_over = True
        self._news.set()

    async def listen(self) -> AsyncIterator[ReportedChange]:
        """What changed, as it comes; ends with the connection."""
        while self._pending or not self._is_over:
            while self._pending:
                yield self._pending.pop()
            self._news.clear()
            if not self._is_over:
                await self._news.wait()


class LineListener:
    """From `start` to `stop` a task reads; nothing is kept but between `begin` and `end`."""

    def __init__(self, line: TextLine) -> None:
        self._line = line
        self.changes = ChangeSignal()
        self._reader = LineReader()
        self._reading: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._is_kept = False
        self._echoes: deque[str] = deque(maxlen=_MOST_ECHOES)
        self.heard: list[str] = []
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
        """Keep what is heard from now on; what was heard before answers nothing asked from now on."""
        self.heard = []
        self._is_kept = True

    def end(self) -> None:
        self._is_kept = False

    def expect_echo(self, command: str) -> None:
        """The next line like that is no answer, although it looks like one."""
        self._echoes.append(command.lower())

    def prompt(self) -> str:
        """What the codec said last, be it ended or not."""
        return self._reader.rest or (self.heard[-1] if self.heard else "")

    def is_asking_password(self) -> bool:
        """Whether a session that was open asks anew."""
        return answers.asks_password(self._reader.rest)

    def forget_prompt(self) -> None:
        self._reader.forget_rest()
        self.heard = []

    async def until(self, found: Callable[[], T | None], limit_s: float) -> T | None:
        """What `found` gives as soon as it gives something; None when the time is over.

        Raises ControlError when the connection is gone.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, limit_s)):
                while True:
                    self._news.clear()
                    if (what := found()) is not None:
                        return what
                    self.check()
                    await self._news.wait()
        return None

    def check(self) -> None:
        """Raises ControlError where the connection is gone."""
        if self.fault is not None:
            raise ControlError(self.fault.fault, self.fault.words)

    def lose(self, fault: ControlFault, words: str = "") -> None:
        """Give the connection up; whoever waits is told why. The first reason stays."""
        self.fault = self.fault or ControlError(fault, words)
        self._news.set()
        self.changes.end()

    async def _read(self) -> None:
        fault = ControlFault.CLOSED
        try:
            while (data := await self._line.receive()) and self.fault is None:
                for line in self._reader.feed(data):
                    self._take(answers.without_prompt(line))
                self._news.set()
        except LineTooLong:
            fault = ControlFault.MALFORMED
        self.lose(fault)

    def _take(self, line: str) -> None:
        if line.lower() in self._echoes:
            self._echoes.remove(line.lower())
            return
        about = answers.change(line)
        is_answer = self._is_kept and answers.muted(line) is not None
        if about is not None and not is_answer:
            self.changes.add(about)
        if line and self._is_kept:
            self.heard.append(line)
        if len(self.heard) > MOST_LINES:
            self.lose(ControlFault.MALFORMED, "too many lines")
