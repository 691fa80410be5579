"""`--metrics`: what is refused, and what a running engine answers."""

import http.client
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.rules import AlarmSettings
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.sites import DeviceKind, Network
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.hosting.state_directory import EngineLock, StateDirectory
from gbdt_console.engine.records.journal_records import JournalRecords
from gbdt_console.exporters.metrics_server import Endpoint
from gbdt_console.text.words import Words
from tests.support.cli.station import Station
from tests.support.engine.fake_world import FakeEcho, FakeWorld
from tests.support.engine.networks import network


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def only_pinged() -> Network:
    """Nothing in it is read, so nothing is sent."""
    whole = network(3)
    sites = (
        replace(site, devices=tuple(d for d in site.devices if d.kind is DeviceKind.CODEC))
        for site in whole.sites
    )
    return replace(whole, sites=tuple(sites))


@pytest.mark.parametrize("verb", ["collect", "console"])
@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("0.0.0.0:9464", "0.0.0.0"),
        ("10.1.2.3:9464", "10.1.2.3"),
        ("[::]:9464", "'::'"),
        ("monitor.example:9464", "monitor.example"),
        ("", "''"),
        ("x", "'x'"),
        ("0", "'0'"),
        ("65536", "65536"),
        ("-1", "-1"),
    ],
)
def test_what_is_no_port_of_this_machine_alone_is_refused(
    verb: str, text: str, named: str, station: Station
) -> None:
    result = station.run(verb, "--metrics", text)
    assert result.exit_code == 2
    assert named in result.stderr
    assert "127.0.0.1" in result.stderr


def test_a_taken_port_is_said_before_anything_is_watched(taken: int, station: Station) -> None:
    result = station.run("collect", "--metrics", str(taken))
    assert result.exit_code == 4
    assert "--metrics" in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_running_engine_is_told_of_and_a_simulated_one_calls_nobody(station: Station) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    clock, state = SystemClock(), StateDirectory(station.state)
    there = replace(only_pinged(), alarms=AlarmSettings(hooks={Severity.MAJOR: ("/bin/false",)}))
    plant = WatchedPlant(there, FakeEcho(FakeWorld(clock)), Endpoint("127.0.0.1", port))
    with EngineLock(state), plant.watched(Words("en")) as build:
        records = JournalRecords(station.state, clock)
        thread = EngineThread(lambda: build(records, state.socket_path))
        thread.start()
        try:
            metrics = scrape(port)
        finally:
            thread.stop()
            records.close()
    assert len(metrics["gbdt_console_site_info"]) == 3
    assert metrics["gbdt_console_snapshot_age_seconds"][0] < 20
    assert "gbdt_console_hooks" not in metrics
    with pytest.raises(ConnectionRefusedError):
        scrape(port)


def scrape(port: int) -> dict[str, list[float]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    return {f.name: [s.value for s in f.samples] for f in text_string_to_metric_families(text)}
