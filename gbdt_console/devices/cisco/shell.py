"""Talks with a codec's shell over SSH, in JSON mode.

A bare `OK` ends the welcome, another answers `echo off`; the switch to JSON is answered by nothing. From then
on each answer is a document that names its question (ResultId), and one without a name tells a change.
"""

import asyncio
from collections.abc import AsyncIterator

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.cisco.exchanges import Answer, Exchanges
from gbdt_console.devices.cisco.status import DocumentReader, NotXapi, Status, at, text
from gbdt_console.devices.cisco.talk import accepted, refusal
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.families import greeted
from gbdt_console.devices.transports.text_line import LineReader, LineTooLong, TextLine

LOGIN_S = 8.0
"""Limit from the open session to the first answer, s: a codec that has just started is late to welcome."""

_READY = "OK"


class ShellTalk:
    """Holds one session on a line; see XapiTalk."""

    def __init__(self, line: TextLine) -> None:
        self._line = line
        self._exchanges = Exchanges()
        self._lines = LineReader()
        self._documents: DocumentReader | None = None
        self._ready = asyncio.Event()

    async def open(self) -> None:
        await self.close()
        await self._line.open()
        self._lines, self._documents = LineReader(), None
        self._ready.clear()
        self._exchanges.begin(self._read())
        try:
            async with asyncio.timeout(LOGIN_S):
                await self._begin()
        except BaseException as error:
            await self.close()
            if isinstance(error, TimeoutError):
                raise ControlError(ControlFault.SILENT) from None
            raise

    async def close(self) -> None:
        await self._exchanges.end()
        await self._line.close()

    def changes(self) -> AsyncIterator[str]:
        return self._exchanges.changes.listen()

    async def get(self, *path: str) -> Status | None:
        answer = await self._ask(" ".join(("xStatus", *path)))
        if (response := answer.get("CommandResponse")) is not None:
            raise refusal(next(iter(response.values())) if isinstance(response, dict) and response else "")
        return at(answer, "Status", *path)

    async def command(self, *path: str, **parameters: str | int) -> Status:
        words = (f"{name}: {_written(value)}" for name, value in parameters.items())
        answer = await self._ask(" ".join(("xCommand", *path, *words)))
        return accepted(answer.get("CommandResponse"))

    async def subscribe(self, *path: str, root: str = "Status") -> None:
        answer = await self._ask(f"xFeedback register /{'/'.join((root, *path))}")
        if answer.get("CommandResponse") is not None:
            accepted(answer["CommandResponse"])

    def end_of_call(self, call_id: str) -> str | None:
        return self._exchanges.ended.get(call_id)

    async def _begin(self) -> None:
        """Wait for the welcome, and switch to JSON."""
        await self._ready_again()
        self._line.send("echo off")
        await self._ready_again()
        self._line.send("xPreferences outputmode json")
        self._documents = documents = DocumentReader()
        try:
            await self.get("SystemUnit", "Software", "Version")
        except ControlError as error:
            if error.fault is ControlFault.SILENT and documents.said:
                said = clean(documents.said)
                raise ControlError(ControlFault.MALFORMED, f"no JSON, as before CE 8: {said}") from None
            if error.fault is not ControlFault.REFUSED:
                raise

    async def _ready_again(self) -> None:
        """Wait for a bare `OK`. Raises ControlError where the connection is lost before."""
        await self._ready.wait()
        self._exchanges.check()
        self._ready.clear()

    async def _ask(self, command: str) -> Answer:
        async def send(name: str) -> None:
            self._line.send(f'{command} | resultId="{name}"')

        try:
            return await self._exchanges.ask(send)
        except ControlError as error:
            if error.fault is ControlFault.SILENT and self._documents and self._documents.is_within:
                self._lose(ControlFault.MALFORMED, "an answer that breaks off")
                self._exchanges.check()
            raise
        except ValueError:
            raise ControlError(ControlFault.REFUSED, "a text that cannot be sent") from None

    async def _read(self) -> None:
        fault, words = ControlFault.CLOSED, ""
        try:
            while data := await self._line.receive():
                self._take(data)
        except LineTooLong:
            fault, words = ControlFault.MALFORMED, "no lines"
        except NotXapi as error:
            fault, words = ControlFault.MALFORMED, str(error)
        self._lose(fault, words)

    def _take(self, data: bytes) -> None:
        if self._documents is None:
            for line in self._lines.feed(data):
                self._take_line(line)
            return
        for document in self._documents.feed(data):
            name = text(document, "ResultId")
            if name:
                self._exchanges.take(name, document)
            else:
                self._exchanges.told(document)

    def _take_line(self, line: str) -> None:
        if line == _READY:
            self._ready.set()
        elif (found := greeted(line)) not in (None, ControlFault.IS_CISCO_CODEC):
            self._lose(found, "")

    def _lose(self, fault: ControlFault, words: str) -> None:
        self._exchanges.lose(fault, words)
        self._ready.set()


def _written(value: str | int) -> str:
    """Write a value as a command takes it: a number bare, a text in quotation marks."""
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
