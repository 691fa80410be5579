"""Presence is measured: where MCU and line contradict each other, or nobody sees the MCU, it is not known."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future

import pytest

from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.conference.floor_events import SiteExcused
from gbdt_console.core.conference.presence import Presence, SiteAttendance
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.events import BlipSeen, EngineStarted, Entry, Event
from gbdt_console.engine.records.records import NoRecords
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, numbered, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.meetings.attendance import attendance_of

SITES = ("s1", "s2", "s3", "s4")


def attended(bench: Bench, site_id: str) -> SiteAttendance:
    sheet = attendance_of(bench.entries, SITES, bench.latest.at_utc)
    assert sheet is not None
    return next(one for one in sheet.sites if one.site_id == site_id)


def ways(bench: Bench, site_id: str) -> list[Presence]:
    """How it attended, one after another, but for the moment before the first look."""
    spans = attended(bench, site_id).spans
    return [one.presence for one in spans if one.until_utc - one.from_utc > 2.0]


def standing(bench: Bench, site_id: str) -> RosterStatus | None:
    row = view(bench).row(site_id)
    return None if row is None else row.standing


@pytest.mark.outcome("present")
def test_a_leg_whose_line_is_dead_is_not_known_from_the_last_answer_on() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await asyncio.sleep(60)
        cut_utc = bench.clock.utc()
        bench.world.cut(2)
        await bench.until(lambda: standing(bench, "s2") is RosterStatus.STALE, 60)
        await asyncio.sleep(60)
        unknown = attended(bench, "s2").spans[-1]
        assert unknown.presence is Presence.UNKNOWN
        assert unknown.from_utc == pytest.approx(cut_utc, abs=1.5), "not from when it was noticed"
        bench.world.restore(2)
        await bench.until(lambda: standing(bench, "s2") is RosterStatus.CONNECTED, 60)
        await asyncio.sleep(30)
        assert ways(bench, "s2") == [Presence.PRESENT, Presence.UNKNOWN, Presence.PRESENT]
        assert ways(bench, "s1") == [Presence.PRESENT]

    play(scenario)


@pytest.mark.outcome("present")
def test_without_an_mcu_nobody_knows_who_takes_part() -> None:
    async def scenario(bench: Bench) -> None:
        now_utc = bench.clock.utc()
        await ask(bench, StartMeeting("Giao ban", "s1", now_utc, now_utc + 7_200))
        await asyncio.sleep(120)
        assert [ways(bench, site_id) for site_id in SITES] == [[Presence.UNKNOWN]] * len(SITES)

    run_engine(numbered(), scenario)


def test_a_call_that_ends_with_its_line_was_not_known_since_the_last_answer() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await asyncio.sleep(60)
        bench.world.cut(2)
        await asyncio.sleep(3.5)
        mcu.leave(leg_of(mcu, "2002"))
        await asyncio.sleep(60)
        assert ways(bench, "s2") == [Presence.PRESENT, Presence.UNKNOWN, Presence.LOST]

    play(scenario)


@pytest.mark.outcome("present")
def test_while_the_mcu_is_silent_nobody_is_present_or_absent() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await asyncio.sleep(60)
        mcu.hang()
        await asyncio.sleep(120)
        assert {one: attended(bench, one).now for one in ("s1", "s2", "s3")} == dict.fromkeys(
            ("s1", "s2", "s3"), Presence.UNKNOWN
        )
        mcu.is_gone = False
        await bench.until(lambda: attended(bench, "s1").now is Presence.PRESENT, 30)
        await asyncio.sleep(5)
        assert 115 < attended(bench, "s1").seconds[Presence.UNKNOWN] < 135
        assert attended(bench, "s3").now is Presence.ABSENT
        shown = bench.latest
        for one in shown.attendance:
            now = one.between(shown.attended_from_utc, shown.at_utc, shown.attendance_untold)
            assert now.seconds == attended(bench, one.site_id).seconds

    play(scenario)


def test_an_engine_that_starts_says_until_when_one_was_seen_running() -> None:
    """Entries that operators caused prove none: verbs write them without an engine, too."""

    class WithTail(NoRecords):
        def newest(self, count: int) -> Sequence[Entry]:
            own = BlipSeen("s1.line", 0.0, 1.0)
            typed = SiteExcused("s1", True, "bão", "Trực", 0.0)
            return [
                Entry(1, self._clock.utc() - 100.0, own.KIND, own.VERSION, "", {}, own),
                Entry(2, self._clock.utc() - 10.0, typed.KIND, typed.VERSION, "truc", {}, typed),
            ]

        def record(self, event: Event, actor: str) -> Future[Entry]:
            recorded.append(event)
            return super().record(event, actor)

    recorded: list[Event] = []

    async def scenario(bench: Bench) -> None:
        (seen_utc,) = (one.seen_utc for one in recorded if isinstance(one, EngineStarted))
        assert seen_utc == pytest.approx(bench.clock.utc() - 100.0, abs=5.0)

    run_engine(numbered(), scenario, WithTail)
