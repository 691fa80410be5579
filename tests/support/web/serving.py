"""`gbdt-console serve` as a process, and the consoles that it runs."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

PROGRAM = Path(sys.executable).parent / "gbdt-console"
LIMIT_S = 60
LOOK_EVERY_S = 0.02


class Served:
    """The running verb."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.origin = f"http://127.0.0.1:{port}"
        self.url = f"{self.origin}/"

    def consoles(self) -> list[int]:
        """Process ids of the consoles of all browsers."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    async def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(LIMIT_S):
            return await self.process.wait()


@asynccontextmanager
async def serving(state: Path, *options: str, log: Path | None = None) -> AsyncIterator[Served]:
    """Serve the wall of the engine in that directory, in English, on a free port of loopback.

    log: file for its standard error
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with log.open("wb") if log is not None else nullcontext() as errors:
        process = await asyncio.create_subprocess_exec(
            PROGRAM, "--lang", "en", "--state-dir", state, "serve", "--port", str(port), *options,
            stdout=asyncio.subprocess.PIPE, stderr=errors,
        )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(LIMIT_S):
            ready = await process.stdout.readline()
        assert b"The wall is at" in ready
        yield Served(process, port)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def until(condition: Callable[[], object], what: str) -> None:
    """Look again and again until `condition` is true; AssertionError after LIMIT_S."""
    try:
        async with asyncio.timeout(LIMIT_S):
            while not condition():
                await asyncio.sleep(LOOK_EVERY_S)
    except TimeoutError:
        raise AssertionError(f"never came: {what}") from None


def is_alive(pid: int) -> bool:
    """Whether a process runs, zombies not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
