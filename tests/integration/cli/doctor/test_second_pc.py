"""`doctor` and `check --reach` of a second PC: real nats-servers, each wrong in one way."""

import asyncio
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from gbdt_console.cli import check as check_verb
from gbdt_console.cli.client import stuck_disk
from gbdt_console.cli.context import Context
from gbdt_console.cli.setup import standby_files
from gbdt_console.cli.standby import second_pc
from gbdt_console.cli.standby.second_pc import standby_facts
from gbdt_console.cli.status import one_shot
from gbdt_console.compose import load
from gbdt_console.core.events import EngineStarted
from gbdt_console.core.health.standby import ServerFault, judge_standby
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.secret import Secret
from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.core.standby.settings import Machine, StandbySettings
from gbdt_console.engine.standby.greeting import NotUsable, greeting_of
from gbdt_console.engine.standby.message import Kind, Message
from gbdt_console.engine.standby.nats_stream import USER, NatsStream
from gbdt_console.journal.store import EventStore
from tests.support.cli.station import SECRETS, Station
from tests.support.engine.networks import network
from tests.support.screens.scripted_port import make_snapshot
from tests.support.standby.tls_server import MACHINES, nats_server, written

pytestmark = pytest.mark.skipif(shutil.which("nats-server") is None, reason="needs nats-server")
FIRST = MACHINES[0]


def fault(settings: StandbySettings, at: Machine = FIRST) -> ServerFault | None:
    try:
        asyncio.run(greeting_of(settings, at, USER))
    except NotUsable as error:
        return error.fault
    return None


def test_what_is_wrong_between_the_files_of_both_pcs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, others = written(tmp_path / "right"), written(tmp_path / "others")
    own = tmp_path / "right" / "may-1"
    assert fault(right) is ServerFault.SILENT
    with nats_server(own, right.port):
        assert fault(right) is None
        assert fault(replace(right, password=Secret("guessed"))) is ServerFault.LOGIN
        assert fault(replace(right, ca=others.ca)) is ServerFault.OTHER_CA
        assert fault(replace(right, ca=str(tmp_path / "none.pem"))) is ServerFault.NO_CA
        assert fault(replace(right, ca="")) is ServerFault.WANTS_TLS
    with nats_server(own, right.port, {"127.0.0.1": "127.0.0.2"}, address="127.0.0.2"):
        assert fault(right, Machine("may-1", "127.0.0.2")) is ServerFault.OTHER_NAME
    monkeypatch.setattr(standby_files, "_YEARS", 0)
    ended = written(tmp_path / "ended")
    with nats_server(tmp_path / "ended" / "may-1", ended.port):
        assert fault(ended) is ServerFault.ENDED


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"handshake_first: true": ""}, ServerFault.CLEAR_FIRST),
        ({"jetstream {": "jetstream {\n  enabled: false"}, ServerFault.NO_JETSTREAM),
    ],
)
def test_what_is_wrong_in_its_configuration_is_named(
    tmp_path: Path, changes: Mapping[str, str], found: ServerFault
) -> None:
    right = written(tmp_path / "both")
    with nats_server(tmp_path / "both" / "may-1", right.port, changes):
        assert fault(right) is found


def test_both_streams_tell_who_commands_and_a_server_without_sync_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, folder = written(tmp_path / "both"), tmp_path / "both"
    context = Context.of(None, str(tmp_path), "en", {})
    monkeypatch.setenv("GBDT_MACHINE", "may-1")
    changes = {"sync_interval: always": "", "8MB": "1MB"}
    with (
        nats_server(folder / "may-1", right.port, changes) as conf,
        nats_server(folder / "may-2", right.port),
    ):
        monkeypatch.setattr(second_pc, "SERVER_CONFIGURATION", conf)
        for at, says in zip(MACHINES, ("may-1", "may-2"), strict=True):
            asyncio.run(_say(right, at, Message(Kind.BEGIN, says, 0)))
        facts = standby_facts(right, context)
    found = {finding.outcome for finding in judge_standby(facts)}
    assert found == {"unsynced", "small-payload", "order", "server-tls"}
    own, other = facts.servers
    assert own.ahead_s is None
    assert other.ahead_s is not None
    assert abs(other.ahead_s) < 1, "both have the clock of this machine"


async def _say(settings: StandbySettings, at: Machine, message: Message) -> None:
    stream = NatsStream(settings, at, at.name)
    try:
        await stream.open(makes_stream=True)
        await stream.append(message, 0)
    finally:
        await stream.close()


def section_of(station: Station, settings: StandbySettings) -> None:
    section = (
        f"\nstandby:\n  machines: {{may-1: 127.0.0.1, may-2: 127.0.0.2}}\n  port: {settings.port}\n"
        f"  password: env:GBDT_STANDBY\n  ca: {settings.ca}\n"
    )
    station.config.write_text(station.config.read_text() + section)


def test_both_verbs_say_the_same_with_the_cure_and_without_the_password(
    tmp_path: Path, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = written(tmp_path / "both")
    monkeypatch.setenv("GBDT_MACHINE", "laptop")
    monkeypatch.setitem(os.environ, "GBDT_STANDBY", "zq-another-password")
    section_of(station, right)
    with nats_server(tmp_path / "both" / "may-1", right.port):
        doctor = station.run("doctor").stdout
        plain = replace(network(1), standby=load(station.config, {**os.environ, **SECRETS}).standby)
        monkeypatch.setattr(check_verb, "network_of", lambda *_, **__: plain)
        monkeypatch.setattr(one_shot, "observe_once", lambda *_: make_snapshot(1))
        reach = station.run("check", "--reach").stdout
    assert "zq-" not in doctor + reach
    for said in (
        "this PC is called 'laptop'; standby.machines has may-1, may-2",
        f"nats-server of may-1 (127.0.0.1:{right.port}) refuses the password",
        f"nats-server of may-2 (127.0.0.2:{right.port}) does not answer",
        "-> on may-2: sudo systemctl restart nats-server",
    ):
        assert said in doctor
        assert said in reach


def test_doctor_reads_the_journal_once_for_all_that_it_judges(
    tmp_path: Path, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = written(tmp_path / "both")
    monkeypatch.setenv("GBDT_MACHINE", "may-1")
    monkeypatch.setitem(os.environ, "GBDT_STANDBY", "zq-another-password")
    section_of(station, right)
    station.record(EngineStarted("e", "f", "1"), RoleTaken("may-2", "may-1", "trực", 4, 1, ""))
    opened: list[Path] = []
    view = EventStore.view

    def counted(path: Path) -> EventStore:
        opened.append(path)
        return view(path)

    monkeypatch.setattr(EventStore, "view", counted)
    monkeypatch.setattr(
        stuck_disk, "in_child", lambda work, *_: work()
    )  # what a child opens is not seen here
    assert "may-2 commands; no engine runs here" in station.run("doctor").stdout
    assert len(opened) == 1
