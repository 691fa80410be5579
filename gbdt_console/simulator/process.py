"""Starts the simulator as a child process and controls it over its control socket."""

import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Self, cast

from gbdt_console.core.clean_text import clean_bytes
from gbdt_console.simulator.world.faults import CENTRE, FaultCode, WorldFault
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.world import Facts

_START_LIMIT_S = 60.0
"""Limits the child's start, which binds a socket for every device."""
_END_LIMIT_S = 5.0
"""Limits the child's orderly end; after that it is killed."""
_LONGEST_ANSWER = 1 << 26
"""Octets of one response; the facts of all sites and devices are one line."""

STILL_PICTURE = "still-picture"
"""The first site on air sends no new frames from now on."""
ROOMS_LEFT = "rooms-left"
"""Every site but the last one hangs up."""


class SimulatorFailed(Exception):
    """The simulator did not start or refused a request. The message is the simulator's own."""


class RunningSimulator:
    """The simulator's child process.

    echo: the echo service's host and port
    """

    def __init__(
        self,
        child: asyncio.subprocess.Process,
        stderr: IO[bytes],
        echo: tuple[str, int],
        control: Path,
        callers: Sequence[str],
    ) -> None:
        """`callers` are the ids of the sites with a number at the MCU."""
        self._child = child
        self._stderr = stderr
        self._callers = callers
        self.echo = echo
        self.control = control

    @property
    def pid(self) -> int:
        return self._child.pid

    async def death(self) -> str:
        """Wait until the child has ended. Return its last line on stderr, else its exit code."""
        code = await self._child.wait()
        return _last_line(self._stderr) or f"exit code {code}"

    async def inject(self, fault: WorldFault) -> None:
        """Apply a fault now. Raises SimulatorFailed where the target is unknown."""
        await self._request(
            {"do": "inject", "fault": fault.code, "target": fault.target, "value": fault.value}
        )

    async def step(self, seconds: float) -> None:
        """Let that many world seconds pass at once, with the scenario's faults."""
        await self._request({"do": "step", "seconds": seconds})

    async def skip(self, to: str = "") -> None:
        """Step to the scenario's next fault, or cause what a name tells.

        to: STILL_PICTURE or ROOMS_LEFT; empty for the scenario's next fault
        """
        if to == STILL_PICTURE:
            await self.inject(WorldFault(FaultCode.PICTURE_STOPS, CENTRE))
        elif to == ROOMS_LEFT:
            for site_id in self._callers[:-1]:
                await self.inject(WorldFault(FaultCode.HANG_UP, site_id))
        else:
            await self._request({"do": "skip"})

    async def state(self) -> Facts:
        return cast(Facts, (await self._request({"do": "state"}))["state"])

    async def close(self) -> None:
        """End the child and wait for it; a second call does nothing."""
        if self._child.stdin is not None:
            self._child.stdin.close()
        try:
            await asyncio.wait_for(self._child.wait(), _END_LIMIT_S)
        except TimeoutError:
            self._child.kill()
            await self._child.wait()
        self._stderr.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _request(self, request: Facts) -> Facts:
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

    scenario: name of a scenario file
    speed: how many times as fast as the machine's clock the world's time runs; at 0 only `step` moves it

    The child has a session of its own, so that an interrupt typed at the console does not reach it, and never
    writes to the console's terminal.
    """
    with contextlib.ExitStack() as kept_on_success:
        stderr = kept_on_success.enter_context(tempfile.TemporaryFile())
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "gbdt_console.simulator", "--scenario", scenario, "--speed", str(speed),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=stderr,
            start_new_session=True,
        )  # fmt: skip
        ready = await _wait_until_ready(child, plan, stderr)
        kept_on_success.pop_all()
    callers = [site.id for site in plan.sites if site.number]
    host, port = cast(tuple[str, int], ready["echo"])
    return RunningSimulator(child, stderr, (host, port), Path(str(ready["control"])), callers)


async def _wait_until_ready(
    child: asyncio.subprocess.Process, plan: ProvincePlan, stderr: IO[bytes]
) -> Facts:
    """Return the child's line once it listens. Raises SimulatorFailed; then the child has ended."""
    try:
        async with asyncio.timeout(_START_LIMIT_S):
            line = await _first_line(child, plan)
    except BaseException as error:
        await _kill(child)
        if isinstance(error, TimeoutError):
            raise SimulatorFailed(f"the simulator was not ready in {_START_LIMIT_S:.0f} s") from None
        raise
    if "ready" not in line:
        await _kill(child)
        reason = line.get("error") or _last_line(stderr) or "the simulator ended without a word"
        raise SimulatorFailed(str(reason))
    return line


async def _first_line(child: asyncio.subprocess.Process, plan: ProvincePlan) -> Facts:
    """Write the plan to the child. Return its line, empty if it ended without one."""
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


def _last_line(stderr: IO[bytes]) -> str:
    """Return the child's last line on stderr, cleaned; empty where there is none."""
    stderr.seek(0)
    lines = stderr.read().split(b"\n")
    return clean_bytes(next((line for line in reversed(lines) if line), b""))
