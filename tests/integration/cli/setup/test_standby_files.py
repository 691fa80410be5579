"""`setup --standby`: with its files two real nats-servers speak TLS, to who knows the password."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.secret import Secret
from gbdt_console.core.standby.settings import StandbySettings
from gbdt_console.engine.standby.message import Kind, Message, Unreachable
from gbdt_console.engine.standby.nats_stream import NatsStream
from tests.support.cli.station import Station
from tests.support.standby.tls_server import MACHINES, nats_server, written


@pytest.mark.skipif(shutil.which("nats-server") is None, reason="needs nats-server")
def test_a_server_with_these_files_takes_the_engine_and_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "both"
    known = written(folder)
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}
    with nats_server(folder / "may-1", known.port) as conf:
        assert known.password.reveal() not in conf.read_text(), "doctor may read it, whoever runs it"
        assert asyncio.run(_round(known)) == 2
        asyncio.run(_remove_in_vain(known))
        for wrong in (replace(known, password=Secret("guessed")), replace(known, ca="")):
            with pytest.raises(Unreachable):
                asyncio.run(_round(wrong))


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


def test_a_witness_gets_a_folder_without_the_password_and_three_steps_less(
    station: Station, tmp_path: Path
) -> None:
    section = (
        "\nstandby:\n  machines: {may-1: 10.9.0.1, may-2: 10.9.0.2}\n  witness: {may-3: 10.9.0.3}\n"
        "  password: env:GBDT_STANDBY\n"
    )
    station.config.write_text(station.config.read_text() + section)
    said = station.do("setup", "--standby", str(tmp_path / "all"))
    assert said.count("install -m 640 -g nats server.pem server.key login.conf ca.pem") == 3
    assert said.count("restart nats-server gbdt-console") == 2
    assert said.count("ca.pem password") == 2
    assert {path.parent.name for path in (tmp_path / "all").rglob("password")} == {"may-1", "may-2"}
