"""Starts the simulator as a child process and speaks to it over its control socket."""

import asyncio
import contextlib
import json
import sys
import tempfile
from pathlib import Path
from typing import IO, Self, cast

from gbdt_console.core.cleaning import clean_bytes
from gbdt_console.simulator.world.faults import WorldFault
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.world import Facts

_START_LIMIT_S = 60.0
_END_LIMIT_S = 5.0
_LONGEST_ANSWER = 1 << 26


class SimulatorFailed(Exception):
    """The simulator did not start, or refused what it was asked; the message is its own."""


class RunningSimulator:
    """A child process. `echo` is for SimulatedEcho, `control` the path of the control socket."""

    def __init__(
        self,
        child: asyncio.subprocess.Process,
        complaints: IO[bytes],
        echo: tuple[str, int],
        control: Path,
    ) -> None:
        self._child = child
        self._complaints = complaints
        self.echo = echo
        self.control = control

    @property
    def pid(self) -> int:
        return self._child.pid

    async def death(self) -> str:
        """Wait until the child has ended, whoever ended it; what it said last, else its exit code."""
        code = await self._child.wait()
        return _last_line(self._complaints) or f"exit code {code}"

    async def inject(self, fault: WorldFault) -> None:
        """Let a fault happen now. Raises SimulatorFailed where the target is unknown."""
        await self._ask({"do": "inject", "fault": fault.code, "target": fault.target, "value": fault.value})

    async def step(self, seconds: float) -> None:
        """Let that much of the world's time pass at once, with what the scenario holds for it."""
        await self._ask({"do": "step", "seconds": seconds})

    async def skip(self) -> None:
        """Skip the wait until something of the scenario happens."""
        await self._ask({"do": "skip"})

    async def state(self) -> Facts:
        """What is true in the world now (World.facts)."""
        return cast(Facts, (await self._ask({"do": "state"}))["state"])

    async def close(self) -> None:
        """End the child and wait for it; calling it twice does nothing."""
        if self._child.stdin is not None:
            self._child.stdin.close()
        try:
            await asyncio.wait_for(self._child.wait(), _END_LIMIT_S)
        except TimeoutError:
            self._child.kill()
            await self._child.wait()
        self._complaints.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _ask(self, request: Facts) -> Facts:
        try:
            reader, writer = await asyncio.open_unix_connection(self.control, limit=_LONGEST_ANSWER)
        except OSError as error:
            raise SimulatorFailed(str(error)) from error
        try:
            writer.write(json.dumps(request).encode() + b"\n")
            answer = json.loads(await reader.readline() or b'{"ok": false, "error": "no answer"}')
        finally:
            writer.close()
        if not answer["ok"]:
            raise SimulatorFailed(answer["error"])
        return cast(Facts, answer)


async def start(plan: ProvincePlan, scenario: str = "quiet", speed: float = 1.0) -> RunningSimulator:
    """Start the child and wait until all its sockets are bound. Raises SimulatorFailed.

    At `speed` 0 the world's time passes by `step` alone. The child has a session of its own, so that an
    interrupt typed at the console does not reach it, and never writes to the console's terminal.
    """
    with contextlib.ExitStack() as kept_on_success:
        complaints = kept_on_success.enter_context(tempfile.TemporaryFile())
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "gbdt_console.simulator", "--scenario", scenario, "--speed", str(speed),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=complaints,
            start_new_session=True,
        )  # fmt: skip
        said = await _ready_words(child, plan, complaints)
        kept_on_success.pop_all()
    host, port = cast(tuple[str, int], said["echo"])
    return RunningSimulator(child, complaints, (host, port), Path(str(said["control"])))


async def _ready_words(child: asyncio.subprocess.Process, plan: ProvincePlan, complaints: IO[bytes]) -> Facts:
    """What the child says once it listens. Raises SimulatorFailed; then the child is gone."""
    try:
        async with asyncio.timeout(_START_LIMIT_S):
            said = await _first_words(child, plan)
    except BaseException as error:
        await _kill(child)
        if isinstance(error, TimeoutError):
            raise SimulatorFailed(f"the simulator was not ready in {_START_LIMIT_S:.0f} s") from None
        raise
    if "ready" not in said:
        await _kill(child)
        reason = said.get("error") or _last_line(complaints) or "the simulator ended without a word"
        raise SimulatorFailed(str(reason))
    return said


async def _first_words(child: asyncio.subprocess.Process, plan: ProvincePlan) -> Facts:
    """Hand over the plan; gives the child's one line, or nothing when it ended without a word."""
    assert child.stdin is not None
    assert child.stdout is not None
    with contextlib.suppress(ConnectionError):
        child.stdin.write(plan.to_json().encode() + b"\n")
        await child.stdin.drain()
    return cast(Facts, json.loads(await child.stdout.readline() or b"{}"))


async def _kill(child: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    await child.wait()


def _last_line(complaints: IO[bytes]) -> str:
    """Empty where nothing was said."""
    complaints.seek(0)
    lines = complaints.read().split(b"\n")
    return clean_bytes(next((line for line in reversed(lines) if line), b""))
