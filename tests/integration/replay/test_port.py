"""Tests the replay's port: nothing acts, closed titles stay hidden, missing samples are not made up."""

import asyncio
import hashlib
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import MISSING, fields
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.command_table import DEFINITION_OF
from gbdt_console.core.commands import Command
from gbdt_console.core.json_value import Json
from gbdt_console.core.ledger import Checkpoint
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.replay.replayed import REFUSED
from gbdt_console.core.requests import Stage
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.journal.chain import canonical
from gbdt_console.journal.checkpoints import pack
from gbdt_console.journal.sample_reader import SampleReader
from gbdt_console.journal.writer import JOURNAL_NAME, SAMPLES_NAME
from gbdt_console.replay.port import NoSuchMeeting, ReplayPort, ReplayUnreadable, open_replay
from gbdt_console.text.words import Words
from gbdt_console.ui.view import View
from tests.support.engine import time_loop
from tests.support.journal.raw_rows import put_checkpoint
from tests.support.replay.random_day import RandomDay, play_day
from tests.support.reports.year import Year, write_year

_YEAR = Year(sites=6, meetings=20, outages=40, days=30)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("year")
    write_year(directory, _YEAR)
    return directory


@pytest.fixture(scope="module")
def day() -> RandomDay:
    return play_day(5, meeting_s=300.0)


def _run(
    directory: Path, play: Callable[[ReplayPort, ManualClock], Awaitable[None]], name: str = "", **more: Any
) -> None:
    clock = ManualClock()

    async def played() -> None:
        port = open_replay(directory, more.get("network", _YEAR.network), clock, name)
        try:
            await play(port, clock)
        finally:
            await port.close()

    time_loop.run(clock, played())


async def _first(port: ReplayPort) -> Snapshot:
    async for snapshot in port.snapshots():
        return snapshot
    raise AssertionError


def _made(command: type[Command]) -> Command:
    """Make a command with any values: the port has to refuse before it looks at them."""
    needed = [one.name for one in fields(cast(Any, command)) if one.default is MISSING]
    return command(**dict.fromkeys(needed, "x"))


def test_the_port_refuses_every_command_and_writes_nothing(year: Path) -> None:
    def digest() -> str:
        return hashlib.sha256((year / JOURNAL_NAME).read_bytes()).hexdigest()

    before, known = digest(), sorted(year.iterdir())

    async def play(port: ReplayPort, clock: ManualClock) -> None:
        for command in DEFINITION_OF:
            steps = [step async for step in port.submit(_made(command))]
            assert [(step.stage, step.code) for step in steps] == [(Stage.FAILED, REFUSED)], command

    _run(year, play)
    assert digest() == before
    assert {p.name for p in year.iterdir()} - {p.name for p in known} <= {
        f"{JOURNAL_NAME}-{x}" for x in ("shm", "wal")
    }


def test_a_closed_meeting_shows_no_title_anywhere(year: Path) -> None:
    closed = next(one for one in _YEAR.planned_meetings if one.is_closed)
    title = f"Giao ban số {closed.number}"

    async def play(port: ReplayPort, clock: ManualClock) -> None:
        snapshot = await _first(port)
        assert snapshot.meeting is not None
        assert snapshot.meeting.is_closed
        assert title not in repr(snapshot)
        assert title not in repr([entry async for entry in _some(port.events(0), 50)])

    _run(year, play, str(closed.number))


async def _some(entries: Any, count: int) -> Any:
    async for entry in entries:
        yield entry
        count -= 1
        if not count:
            return


def test_it_begins_when_the_named_meeting_began_and_plays_on(year: Path) -> None:
    planned = _YEAR.planned_meetings[4]

    async def play(port: ReplayPort, clock: ManualClock) -> None:
        assert port.meeting is not None
        assert port.meeting.number == planned.number
        port.playback.change_speed(clock.monotonic())
        port.playback.toggle(clock.monotonic())
        shown: list[Snapshot] = []
        async for snapshot in port.snapshots():
            shown.append(snapshot)
            if len(shown) == 20:
                break
        assert shown[0].at_utc == port.meeting.began_utc
        passed_s = shown[-1].at_s - shown[0].at_s
        assert shown[-1].at_utc - shown[0].at_utc == pytest.approx(4 * passed_s, abs=0.5)
        assert all(later.version > one.version for one, later in pairwise(shown))

    _run(year, play, str(planned.number))


def test_a_meeting_that_the_journal_has_not_is_told(year: Path) -> None:
    with pytest.raises(NoSuchMeeting):
        open_replay(year, _YEAR.network, ManualClock(), "999")


@pytest.mark.parametrize("ledger", [7, pack({"alarms": 7})], ids=["no text", "no record"])
def test_a_checkpoint_of_another_hand_is_refused_in_words(ledger: Json, year: Path, tmp_path: Path) -> None:
    journal = Path(shutil.copy(year / JOURNAL_NAME, tmp_path))
    put_checkpoint(journal, Checkpoint.VERSION, canonical({"ledger": ledger}))
    assert refusal(tmp_path) == Words("vi")("verb.journal-damaged")


def test_a_changed_row_is_refused_in_words(year: Path, tmp_path: Path) -> None:
    journal = Path(shutil.copy(year / JOURNAL_NAME, tmp_path))
    with closing(sqlite3.connect(journal)) as connection, connection:
        connection.execute("DROP TRIGGER events_are_never_changed")
        connection.execute("UPDATE events SET at_utc_us = at_utc_us + 1")
    assert refusal(tmp_path) == Words("vi")("verb.journal-damaged")


def refusal(directory: Path) -> str:
    with pytest.raises(ReplayUnreadable) as refused:
        open_replay(directory, _YEAR.network, ManualClock())
    return Words("vi")(refused.value.code, **refused.value.params)


def test_without_samples_no_site_is_shown_as_answering(year: Path) -> None:
    async def play(port: ReplayPort, clock: ManualClock) -> None:
        snapshot = await _first(port)
        view = View(snapshot, clock.monotonic())
        assert {view.state(site) for site in snapshot.sites} <= {PointState.UNKNOWN, PointState.DOWN}
        assert all(site.rtt_ms is None and site.devices[0].readings == () for site in snapshot.sites)

    _run(year, play)


def test_the_past_hour_of_a_site_has_the_recorded_seconds(day: RandomDay, tmp_path: Path) -> None:
    day.records.write(tmp_path, checkpoint_every=50, later_days=90)

    async def play(port: ReplayPort, clock: ManualClock) -> None:
        port.playback.go(day.entries[-1].at_utc - 60.0, clock.monotonic())
        at_utc = port.playback.at_utc(clock.monotonic())
        past = await port.past("s1")
        reader = SampleReader(tmp_path / SAMPLES_NAME)
        codes = reader.read_seconds("s1.line", int(at_utc) - 600, int(at_utc))
        reader.close()
        answered = [code for code in codes if code <= 65_000]
        assert len(answered) > 300
        assert [tenths for tenths in past.seconds[-600:] if tenths >= 0 and tenths != 10_000] == answered
        assert past.entries
        assert all(entry.at_utc <= at_utc for entry in past.entries)
        assert await port.notices(10_000) == ()

    _run(tmp_path, play, network=day.network)
    asyncio.set_event_loop(None)
