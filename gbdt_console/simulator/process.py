"""Starts the simulator as a child process and speaks to it over its control socket."""

import asyncio
import contextlib
import json
import sys
from pathlib import Path
from typing import Self, cast

from gbdt_console.simulator.faults import Fault
from gbdt_console.simulator.plan import Plan
from gbdt_console.simulator.world import Facts

_START_LIMIT_S = 60.0
_END_LIMIT_S = 5.0
_LONGEST_ANSWER = 1 << 26


class SimulatorFailed(Exception):
    """The simulator did not start, or refused what it was asked; the message is its own."""


class RunningSimulator:
    """A child process. `echo` is for SimulatedEcho, `control` the path of the control socket."""

    def __init__(self, child: asyncio.subprocess.Process, echo: tuple[str, int], control: Path) -> None:
        self._child = child
        self.echo = echo
        self.control = control

    @property
    def pid(self) -> int:
        return self._child.pid

    async def inject(self, fault: Fault) -> None:
        """Let a fault happen now. Raises SimulatorFailed where the target is unknown."""
        await self._ask({"do": "inject", "fault": fault.code, "target": fault.target, "value": fault.value})

    async def step(self, seconds: float) -> None:
        """Let that much of the world's time pass at once, with what the scenario holds for it."""
        await self._ask({"do": "step", "seconds": seconds})

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


async def start(plan: Plan, scenario: str = "quiet", speed: float = 1.0) -> RunningSimulator:
    """Start the child and wait until all its sockets are bound. Raises SimulatorFailed.

    It has a session of its own, so that an interrupt typed at the console does not reach it.
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gbdt_console.simulator", "--scenario", scenario, "--speed", str(speed),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(_START_LIMIT_S):
            return await _ready(child, plan)
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        raise


async def _ready(child: asyncio.subprocess.Process, plan: Plan) -> RunningSimulator:
    assert child.stdin is not None
    assert child.stdout is not None
    with contextlib.suppress(ConnectionError):
        child.stdin.write(plan.to_json().encode() + b"\n")
        await child.stdin.drain()
    line = await child.stdout.readline()
    if not line:
        raise SimulatorFailed("the simulator ended before it was ready")
    said = json.loads(line)
    if "error" in said:
        raise SimulatorFailed(said["error"])
    host, port = said["echo"]
    return RunningSimulator(child, (host, port), Path(said["control"]))
