"""An event loop and the simulator's process in one time, moved by hand: real sockets, and nobody waits.

Before the loop lets its clock pass by a moment, it tells the simulator (at speed 0) to step as far. The
simulator answers what it was asked before it answers the step, so no answer comes late.
"""

import asyncio
import json
import selectors
import socket
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from gbdt_console.core.clock import ManualClock

T = TypeVar("T")
_STEP_S = 0.1
"""As long as an answer may be under way in the loop's time. Each step costs both processes a third of a
millisecond, and there are ten in a second."""


class Coupling:
    """Steps the simulator that listens at `control` for as long as the block lasts."""

    def __init__(self, loop: "LockstepLoop", control: Path) -> None:
        self._loop = loop
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(str(control))
        self._answers = self._socket.makefile("rb")

    def step(self, seconds: float) -> None:
        self._socket.sendall(json.dumps({"do": "step", "seconds": seconds}).encode() + b"\n")
        assert json.loads(self._answers.readline())["ok"]

    def __enter__(self) -> Self:
        self._loop.step = self.step
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.step = None
        self._answers.close()
        self._socket.close()


class _SteppingSelector(selectors.DefaultSelector):
    def __init__(self, pass_by: Callable[[float], bool]) -> None:
        super().__init__()
        self._pass_by = pass_by

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is not None and self._pass_by(timeout):
            return super().select(0)
        return super().select(0.1)


class LockstepLoop(asyncio.SelectorEventLoop):
    """asyncio in the clock's own time, which stands still while no simulator is coupled."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(_SteppingSelector(self._pass_by))
        self._clock = clock
        self._owed_s = 0.0
        self.step: Callable[[float], None] | None = None

    def time(self) -> float:
        return self._clock.monotonic()

    def _pass_by(self, seconds: float) -> bool:
        """Let time pass, the simulator's before the loop's; whether it does at all."""
        if self.step is None:
            return False
        passed_s = min(seconds, _STEP_S)
        self._owed_s += passed_s
        if self._owed_s >= _STEP_S / 2:
            self.step(self._owed_s)
            self._owed_s = 0.0
        self._clock.advance(passed_s)
        return True


def run(clock: ManualClock, main: Callable[[LockstepLoop], Coroutine[Any, Any, T]]) -> T:
    """Run `main` of the loop to its end in the clock's time."""
    with asyncio.Runner(loop_factory=lambda: LockstepLoop(clock)) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, LockstepLoop)
        return runner.run(main(loop))
