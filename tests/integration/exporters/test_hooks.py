"""From the world through the engine's Snapshots to a real command and what it is told."""

import asyncio
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, Severity
from gbdt_console.core.alarms.commands import AcknowledgeAlarm
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.port import ClientKind
from gbdt_console.exporters.hook_facts import environment_of
from gbdt_console.exporters.hook_watch import HookEvent, HookOccasion
from gbdt_console.exporters.hooks import AlarmHooks
from gbdt_console.exporters.snapshot_readers import SnapshotReaders
from gbdt_console.text.words import Words
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network
from tests.support.exporters.fifos import Fifo
from tests.support.places import DOCS
from tests.support.screens.scripted_port import make_snapshot

LOST = Alarm(17, AlarmKey("site3", AlarmType.SITE_LOST), Severity.MAJOR, 1_767_597_737.9, 0.0, "site3")
DOCUMENTED = (DOCS / "configuration.md").read_text().partition("\n## Alarms: sound and commands\n")[2]


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Fifo]:
    fifo = Fifo(tmp_path / "pipe", has_many_writers=True)
    yield fifo
    fifo.close()


def teller(folder: Path, pipe: Fifo) -> tuple[str, ...]:
    """A command that writes in one line what it was told."""
    path = folder / "tell.sh"
    facts = "$GBDT_ALARM_EVENT $GBDT_ALARM_NUMBER $GBDT_ALARM_SEVERITY $GBDT_ALARM_STATE $GBDT_ALARM_TEXT"
    path.write_text(f'#!/bin/sh\necho "{facts}" > {pipe.path}\n')
    path.chmod(0o700)
    return (str(path),)


def test_a_cut_line_runs_the_command_and_so_do_its_rise_and_its_end(tmp_path: Path, pipe: Fifo) -> None:
    command = teller(tmp_path, pipe)
    hooks = {Severity.MAJOR: command, Severity.CRITICAL: command}

    async def scenario(bench: Bench) -> None:
        with SnapshotReaders(hooks, None, Words("vi"), SystemClock()) as readers:
            readers.take(bench.latest)
            bench.engine.publisher.on_snapshot(readers.take)
            await bench.until(lambda: all(view.state is PointState.UP for view in bench.latest.sites))
            bench.world.cut(2)
            await bench.until(lambda: bool(bench.latest.alarms))
            assert pipe.line() == "raised 1 major unacknowledged 2 Điểm 2: mất kết nối"
            session = bench.engine.join(ClientKind.CONSOLE, "tty")
            now_utc = bench.clock.utc()
            meeting = StartMeeting("Họp kín", "s1", now_utc, now_utc + 3_600)
            assert [step async for step in session.submit("r", meeting)]
            await bench.until(lambda: bench.latest.alarms[0].severity is Severity.CRITICAL)
            assert pipe.line() == "risen 1 critical unacknowledged 2 Điểm 2: mất kết nối"
            assert [step async for step in session.submit("q", AcknowledgeAlarm(1, Severity.CRITICAL))]
            bench.world.restore(2)
            await bench.until(lambda: not bench.latest.alarms)
            assert pipe.line() == "cleared 1 critical normal 2 Điểm 2: mất kết nối"

    run_engine(network(3), scenario)


def test_the_engine_waits_for_no_command(tmp_path: Path, pipe: Fifo) -> None:
    path = tmp_path / "hang.sh"
    path.write_text(f"#!/bin/sh\necho begun > {pipe.path}\nsleep 1000\n")
    path.chmod(0o700)

    async def scenario(bench: Bench) -> None:
        with SnapshotReaders({Severity.MAJOR: (str(path),)}, None, Words("vi"), SystemClock()) as readers:
            readers.take(bench.latest)
            bench.engine.publisher.on_snapshot(readers.take)
            await bench.until(lambda: all(view.state is PointState.UP for view in bench.latest.sites))
            bench.world.cut(2)
            await bench.until(lambda: bool(bench.latest.alarms))
            assert pipe.line() == "begun"
            probes = len(bench.world.sent)
            await asyncio.sleep(30)
            assert len(bench.world.sent) - probes > 30 * 3

    run_engine(network(3), scenario)


def test_what_a_command_is_told_is_documented_clean_and_nobodys_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GBDT_SNMP_AUTH", "a-long-secret")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    snapshot = make_snapshot(3, names={3: "Bát\0 Xát\x1b]52;c;x\x07\n\ud800"})
    alarm = replace(
        LOST,
        cause="site-power",
        confidence="high",
        ack_by="Trực ca 1",
        shelf_reason="riêng",
        params=(("before", "x"),),
    )
    told = environment_of(HookOccasion(("/x",), HookEvent.RAISED, alarm), snapshot, Words("en"))
    facts = {name: value for name, value in told.items() if name.startswith("GBDT_")}
    assert set(facts) == set(re.findall(r"`(GBDT_[A-Z_]+)`", DOCUMENTED))
    assert all(value.isprintable() for value in facts.values())
    assert "".join(told.values()).encode()
    assert not {"a-long-secret", "Trực ca 1", "riêng"} & set(told.values())
    assert told["PATH"] == "/usr/bin:/bin"
    assert facts["GBDT_ALARM_NUMBER"] == "17"
    assert facts["GBDT_ALARM_SITE_NUMBER"] == "3"
    assert facts["GBDT_ALARM_CAUSE"] == "site-power"
    assert facts["GBDT_ALARM_SINCE"] == "2026-01-05T07:22:17Z"
    assert facts["GBDT_ALARM_ENDED"] == ""
    assert facts["GBDT_ALARM_TEXT"].startswith("3 Bát")


def test_a_fault_of_one_alarm_ends_no_hooks_to_come(
    tmp_path: Path, pipe: Fifo, caplog: pytest.LogCaptureFixture
) -> None:
    """A time that no calendar can show."""
    quiet = make_snapshot(3)
    hooks = AlarmHooks({Severity.MAJOR: teller(tmp_path, pipe)}, Words("en"))
    hooks.take(quiet)
    with caplog.at_level(logging.WARNING):
        hooks.take(replace(quiet, alarms=(replace(LOST, since_utc=1e18), replace(LOST, number=18))))
        assert pipe.line().startswith("raised 18 ")
        hooks.close()
    assert len(caplog.records) == 1
    assert "Traceback" not in caplog.text
