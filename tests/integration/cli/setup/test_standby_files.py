"""`setup --standby`: with its files two real nats-servers speak TLS, to who knows the password."""

import asyncio
import shutil
import socket
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.cli.setup.standby_files import write_files
from gbdt_console.core.secret import Secret
from gbdt_console.core.standby.settings import Machine, StandbySettings
from gbdt_console.engine.standby.message import Kind, Message, Unreachable
from gbdt_console.engine.standby.nats_stream import NatsStream
from tests.support.cli.station import Station
from tests.support.wait import until

MACHINES = (Machine("may-1", "127.0.0.1"), Machine("may-2", "127.0.0.2"))


@pytest.mark.skipif(shutil.which("nats-server") is None, reason="needs nats-server")
def test_a_server_with_these_files_takes_the_engine_and_nobody_else(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path / "both"
    settings = StandbySettings(MACHINES, Secret(""), port)
    own, _ = write_files(settings, folder, place=folder / "may-1")
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}
    conf = own / "nats-server.conf"
    conf.write_text(conf.read_text().replace("/var/lib/nats", str(tmp_path / "store")))
    server = subprocess.Popen(["nats-server", "-c", str(conf)], stderr=subprocess.DEVNULL)
    try:
        until(lambda: _listens(port), "nats-server listens", 20)
        known = replace(
            settings, password=Secret((own / "password").read_text().strip()), ca=str(own / "ca.pem")
        )
        assert asyncio.run(_round(known)) == 2
        asyncio.run(_remove_in_vain(known))
        for wrong in (replace(known, password=Secret("guessed")), replace(known, ca="")):
            with pytest.raises(Unreachable):
                asyncio.run(_round(wrong))
    finally:
        server.kill()
        server.wait()


async def _round(settings: StandbySettings) -> int:
    stream = NatsStream(settings, MACHINES[0], "may-1")
    try:
        await stream.open(makes_stream=True)
        await stream.beat(1)
        begun = await stream.append(Message(Kind.BEGIN, "may-1", 0), 0)
        again = await stream.append(Message(Kind.BEGIN, "may-1", 1), begun)
        await stream.forget_before(again)
        first, last = await stream.after(0), await stream.last()
        assert first == last is not None
        return last.seq
    finally:
        await stream.close()


async def _remove_in_vain(settings: StandbySettings) -> None:
    """Ask to remove the stream: the password does not open that."""
    stream = NatsStream(settings, MACHINES[0], "may-1")
    await stream.open()
    try:
        with pytest.raises(Unreachable):
            await stream._asked(lambda asked: asked.delete_stream("GBDT"))
        assert await stream.last() is not None
    finally:
        await stream.close()


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_without_the_section_nothing_is_written(station: Station, tmp_path: Path) -> None:
    refused = station.run("setup", "--standby", str(tmp_path / "both"))
    assert refused.exit_code == 1
    assert not (tmp_path / "both").exists()


def test_the_steps_are_said_for_each_pc(station: Station, tmp_path: Path) -> None:
    section = "\nstandby:\n  machines: {may-1: 10.9.0.1, may-2: 10.9.0.2}\n  password: env:GBDT_STANDBY\n"
    station.config.write_text(station.config.read_text() + section)
    said = station.do("setup", "--standby", str(tmp_path / "both"))
    assert said.count("systemctl enable --now nats-server") == 2
    assert station.run("setup", "--standby", str(tmp_path / "both")).exit_code == 4, "never over one there"
