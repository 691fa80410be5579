"""Alarms of the conference over a restart of the engine, and after the MCU left the file."""

import asyncio
from dataclasses import replace

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import Entry
from gbdt_console.core.sites import Network
from tests.support.alarms.engine_alarms import Remembering, active, until_up
from tests.support.conference.engine_meetings import Scenario, leg_of, meeting_of, numbered
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine


def written(scenario: Scenario, mcu: FakeMcu) -> list[Entry]:
    async def playing(bench: Bench) -> list[Entry]:
        await scenario(bench, mcu)
        return list(bench.entries)

    return run_engine(numbered(), playing, mcu=mcu)


def again(
    scenario: Scenario,
    mcu: FakeMcu,
    entries: list[Entry],
    net: Network | None = None,
    *,
    has_mcu: bool = True,
) -> None:
    def records(clock: ManualClock) -> Remembering:
        return Remembering(clock, entries)

    run_engine(net or numbered(), lambda bench: scenario(bench, mcu), records, mcu=mcu if has_mcu else None)


async def _all_of_the_conference(bench: Bench, mcu: FakeMcu) -> None:
    """A stranger, an absent site, an open microphone, then the MCU is gone."""
    await meeting_of(bench, mcu, 1, 2, 3)
    mcu.join("9999")
    mcu.talk(leg_of(mcu, "2003"))
    await bench.until(
        lambda: bool(active(bench, AlarmType.SITE_ABSENT) and active(bench, AlarmType.MICROPHONE_OPEN)), 90
    )
    mcu.hang()
    await bench.until(lambda: bool(active(bench, AlarmType.MCU_LOST)))


_OF_CONFERENCE = (
    AlarmType.SITE_ABSENT, AlarmType.MICROPHONE_OPEN, AlarmType.CALLER_UNEXPECTED, AlarmType.MCU_LOST,
)  # fmt: skip


def test_after_a_restart_what_is_over_in_the_conference_ends() -> None:
    entries = written(_all_of_the_conference, FakeMcu())
    mcu = FakeMcu()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        for number in (1, 2, 3, 4):
            mcu.join(f"200{number}")
        await asyncio.sleep(10)
        assert not any(active(bench, kind) for kind in _OF_CONFERENCE)

    again(scenario, mcu, entries)


def test_after_a_restart_nothing_in_the_conference_ends_before_it_was_seen() -> None:
    entries = written(_all_of_the_conference, FakeMcu())
    mcu = FakeMcu(is_gone=True)

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await until_up(bench)
        await asyncio.sleep(60)
        assert {kind: active(bench, kind) for kind in _OF_CONFERENCE} == {
            AlarmType.SITE_ABSENT: ["s4"],
            AlarmType.MICROPHONE_OPEN: ["s3"],
            AlarmType.CALLER_UNEXPECTED: ["caller.9999"],
            AlarmType.MCU_LOST: ["centre.mcu"],
        }
        assert not bench.events("alarm.cleared")

    again(scenario, mcu, entries)


def test_after_the_mcu_was_taken_out_of_the_file_its_alarms_end() -> None:
    entries = written(_all_of_the_conference, FakeMcu())

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await asyncio.sleep(10)
        assert not any(active(bench, kind) for kind in _OF_CONFERENCE)

    again(scenario, FakeMcu(), entries, has_mcu=False)


def test_a_site_that_takes_no_part_any_more_is_not_absent() -> None:
    entries = written(_all_of_the_conference, FakeMcu())
    plain = numbered()
    sites = tuple(replace(s, conference_number="") if s.id == "s4" else s for s in plain.sites)

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await asyncio.sleep(10)
        assert active(bench, AlarmType.SITE_ABSENT) == []

    again(scenario, FakeMcu(), entries, replace(plain, sites=sites))
