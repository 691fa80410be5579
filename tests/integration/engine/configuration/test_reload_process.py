"""A running `collect` reads sites.yaml again in a meeting: nothing blinks, and a wrong file stays out."""

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from gbdt_console.core.events import Entry
from gbdt_console.core.port import ClientKind
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.clients.socket_port import SocketPort
from tests.support.engine.collecting import LIMIT_S, SECRETS, Collecting, collecting

NEW_SITE = """  - number: 3
    id: d0003
    name: Trịnh Tường
    body: p001
    range: 127.0.3.0/24
    line: {carrier: a, circuit: A-0003, upstream: p001-a}
    contacts: [{role: trực kỹ thuật điểm 0003, phone: 0200 000 0003}]
"""


class Watched:
    """All that two clients of the engine were told."""

    def __init__(self) -> None:
        self.shown: list[Snapshot] = []
        self.entries: list[Entry] = []

    def of(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == kind]

    def states(self) -> list[str]:
        return [site.state for site in self.shown[-1].sites] if self.shown else []

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(LIMIT_S):
                while not condition():
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"it never came: {what}") from None


@asynccontextmanager
async def watching(engine: Collecting) -> AsyncIterator[Watched]:
    socket, watched = engine.state / "engine.sock", Watched()
    ports = [await SocketPort.connect(socket, ClientKind.OBSERVER, name) for name in ("a", "b")]

    async def take_snapshots() -> None:
        async for snapshot in ports[0].snapshots():
            watched.shown.append(snapshot)

    async def take_entries() -> None:
        async for entry in ports[1].events(0):
            watched.entries.append(entry)

    tasks = [asyncio.ensure_future(take_snapshots()), asyncio.ensure_future(take_entries())]
    try:
        yield watched
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for port in ports:
            await port.close()


async def run(engine: Collecting, *verb: str) -> "subprocess.CompletedProcess[str]":
    command = engine.command("--lang", "vi", *verb)
    environment = {**os.environ, **SECRETS}
    return await asyncio.to_thread(
        subprocess.run,
        command,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )


def test_a_meeting_goes_on_while_sites_come_and_go(tmp_path: Path) -> None:
    """By the verb and by SIGHUP, then a wrong file, and at the end the whole chain verifies."""

    async def main(engine: Collecting) -> None:
        async with watching(engine) as watched:
            begun = engine.config.read_text("utf-8")
            await watched.until(lambda: watched.states() == ["up", "up"], "both lines up")
            started = await run(engine, "meeting", "start", "Giao ban", "--chair", "1")
            assert started.returncode == 0, started.stderr
            from_here = len(watched.shown)
            engine.config.write_text(begun.rstrip() + "\n" + NEW_SITE, "utf-8")
            done = await run(engine, "reload")
            assert done.returncode == 0, done.stderr
            assert "thêm d0003" in done.stderr
            await watched.until(lambda: watched.states() == ["up"] * 3, "the third up")

            changed = engine.config.read_text("utf-8").replace(
                "điểm 0002, phone: 0200 000 0002", "điểm 0002, phone: 0200 000 9999"
            )
            engine.config.write_text(changed, "utf-8")
            engine.process.send_signal(signal.SIGHUP)
            await watched.until(lambda: len(watched.of("config.reloaded")) == 2, "the entry of the signal")
            assert watched.of("config.reloaded")[1].data["changed"] == ["d0002.contacts"]
            await watched.until(
                lambda: watched.shown[-1].sites[1].contacts[0].phone == "0200 000 9999", "the new number"
            )

            engine.config.write_text(changed.replace("carrier: b", "carrier: c"), "utf-8")
            refused = await run(engine, "reload")
            assert refused.returncode == 4
            assert f"{engine.config}:" in refused.stderr
            engine.process.send_signal(signal.SIGHUP)
            await watched.until(lambda: len(watched.of("config.refused")) == 2, "both refusals")

            engine.config.write_text(changed, "utf-8")
            done = await run(engine, "sites", "set", "2", "email", "truc@example.vn")
            assert done.returncode == 0, done.stderr
            await watched.until(
                lambda: watched.shown[-1].sites[1].contacts[0].email == "truc@example.vn", "the edit"
            )

            engine.config.write_text(begun, "utf-8")
            assert (await run(engine, "reload")).returncode == 0
            await watched.until(lambda: len(watched.shown[-1].sites) == 2, "the third is gone")
            lines = [site.state for shown in watched.shown[from_here:] for site in shown.sites[:2]]
            assert set(lines) == {"up"}
            assert not watched.shown[-1].alarms
            assert watched.shown[-1].meeting is not None
            told = {entry.kind for entry in watched.entries}
            assert not told & {"alarm.raised", "point.changed", "engine.stopped", "meeting.ended"}
            numbers = [entry.seq for entry in watched.entries]
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))

    with collecting(tmp_path) as engine:
        engine.start()
        asyncio.run(main(engine))
        assert engine.end(signal.SIGTERM) == 0
        assert asyncio.run(run(engine, "verify")).returncode == 0
