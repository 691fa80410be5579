"""An operator at a real terminal over the simulated province, and a second client that sees the effect."""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from gbdt_console.cli.event_loop import result_of
from gbdt_console.core.commands import Command
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients.socket_port import SocketPort
from gbdt_console.simulator.world.faults import FaultCode
from gbdt_console.ui.terminal.key_guard import DEAD_AFTER_FIELD_S, DEAF_S, OLD_AFTER_S, TOGETHER_S
from tests.support.terminal.pty_terminal import LIMIT_S, Terminal

PROGRAM = (sys.executable, "-m", "tests.support.terminal.operated_province")
_BETWEEN_KEYS_S = DEAF_S + TOGETHER_S
"""Separates two keys: a dialog is deaf when it opens, and faster letters would be an input method's."""
_TRY_S = 2 * OLD_AFTER_S + 2.0
"""Limits one try of a task: a busy console drops keys that waited too long."""
_TRIES = 4
"""Limits how often the same words are typed."""


class ProvinceOperator:
    """Presses keys in a terminal of that size, and asks the engine over its own socket."""

    def __init__(self, folder: Path, size: tuple[int, int], program: Sequence[str] = PROGRAM) -> None:
        self._folder = folder
        self.terminal = Terminal(str(folder), program=program, size=size)

    def close(self) -> None:
        self.terminal.close()

    def text(self) -> str:
        return self.terminal.text()

    def press(self, keys: str | bytes) -> None:
        """Send each key in a read of its own, as a person does."""
        for key in (keys[at : at + 1] for at in range(len(keys))):
            self.terminal.child.send(key)
            self._wait(_BETWEEN_KEYS_S)

    def send_read(self, data: bytes) -> None:
        """Send these bytes in one read."""
        self.terminal.child.send(data)
        self._wait(_BETWEEN_KEYS_S)

    def pause(self) -> None:
        """Let the moment pass in which keys behind a field are dead."""
        self._wait(DEAD_AFTER_FIELD_S)

    def snapshot(self) -> Snapshot:
        return result_of(self._snapshot())

    def wait_for(self, what: str, holds: Callable[[Snapshot], object]) -> Snapshot:
        """Wait until a Snapshot holds it."""
        deadline = time.monotonic() + LIMIT_S
        while not holds(found := self.snapshot()):
            assert time.monotonic() < deadline, f"{what} never came:\n{self.text()}"
            assert self.terminal.read(), f"ended before {what} came:\n{self.text()}"
        return found

    def is_soon(self, holds: Callable[[Snapshot, str], object]) -> bool:
        """Tell whether Snapshot and screen come to hold it within the limit of one try."""
        deadline = time.monotonic() + _TRY_S
        while time.monotonic() < deadline:
            self.terminal.read()
            if holds(self.snapshot(), self.text()):
                return True
        return False

    def type(self, text: str) -> None:
        """Type into a field; who sees that a busy console dropped letters erases them and types anew."""
        for _ in range(_TRIES):
            for letter in text:
                self.send_read(letter.encode())
            if self.is_soon(lambda _, shown: text in shown):
                return
            self.pause()
            for _ in text:
                self.send_read(b"\x7f")
        raise AssertionError(f"{text!r} never stood there:\n{self.text()}")

    def give(self, command: Command) -> Progress:
        """Give a command as a verb does; return its last step."""
        return asyncio.run(self._give(command))

    def inject(self, fault: FaultCode, target: str, value: float | None = None) -> None:
        """Cause a fault of the province."""
        asyncio.run(self._inject({"do": "inject", "fault": fault, "target": target, "value": value}))

    def _wait(self, seconds: float) -> None:
        """Read what the console paints for so long."""
        until_s = time.monotonic() + seconds
        self.terminal.wait_until(lambda: time.monotonic() > until_s, "a moment")

    async def _port(self, kind: ClientKind) -> SocketPort:
        return await SocketPort.connect(self._folder / "state" / "engine.sock", kind, "test")

    async def _snapshot(self) -> Snapshot:
        port = await self._port(ClientKind.OBSERVER)
        try:
            return await anext(aiter(port.snapshots()))
        finally:
            await port.close()

    async def _give(self, command: Command) -> Progress:
        port = await self._port(ClientKind.VERB)
        try:
            return [step async for step in port.submit(command)][-1]
        finally:
            await port.close()

    async def _inject(self, request: dict[str, object]) -> None:
        control = (self._folder / "province").read_text()
        reader, writer = await asyncio.open_unix_connection(control)
        writer.write(json.dumps(request).encode() + b"\n")
        answer = json.loads(await reader.readline())
        writer.close()
        assert answer["ok"], answer
