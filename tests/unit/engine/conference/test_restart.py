"""Alarms of the conference over a restart of the engine, and after the MCU left the file."""

import asyncio
from dataclasses import replace

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.conference.commands import HangUp
from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.conference.roster import Departure
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.events import Entry
from gbdt_console.core.requests import Stage
from gbdt_console.core.sites import Network
from tests.support.alarms.engine_alarms import Remembering, active, until_up
from tests.support.conference.engine_meetings import (
    SITES,
    Scenario,
    ask,
    leg_of,
    meeting_of,
    numbered,
    view,
)
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


def test_how_sites_left_is_known_after_a_restart_and_nobody_is_called() -> None:
    """s2 hung up and s3 was hung up by us before it; s4 left while the engine was down; s1 is still in."""

    async def before(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        leg = leg_of(mcu, "2002")
        mcu.ended = ((leg, HungUpBy.SITE),)
        mcu.leave(leg)
        assert (await ask(bench, HangUp("s3", is_sure=True))).stage is Stage.VERIFIED
        await bench.until(lambda: len(bench.events("site.left")) == 2)

    entries = written(before, FakeMcu())
    mcu, seen_utc = FakeMcu(), {e.data["site"]: e.data["at_utc"] for e in entries if e.kind == "site.left"}
    mcu.join("2001")
    joined = {e.data["site"]: e.data["leg"] for e in entries if e.kind == "site.joined"}
    assert joined.keys() == {"s1", "s2", "s3", "s4"}
    assert leg_of(mcu, "2001") == joined["s1"]

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await bench.until(lambda: len(view(bench).roster) == SITES)
        left = {row.site_id: row.left for row in view(bench).roster}
        assert left["s1"] is None
        assert left["s2"] == Departure(seen_utc["s2"], HungUpBy.SITE, is_restored=True)
        assert left["s3"] is not None
        assert (left["s3"].at_utc, left["s3"].by) == (seen_utc["s3"], HungUpBy.CONSOLE)
        assert left["s4"] is not None
        assert left["s4"].by is None
        await asyncio.sleep(400)
        assert mcu.asked == []
        new = [e for e in bench.entries if e.kind in ("site.left", "site.joined") and e not in entries]
        assert [(e.kind, e.data["site"]) for e in new] == [("site.left", "s4")], "nothing is written twice"
        mcu.join("2002")
        await bench.until(lambda: (row := view(bench).row("s2")) is not None and row.left is None, 3)
        mcu.leave(leg_of(mcu, "2002"))
        await bench.until(lambda: mcu.asked == [("dial", "2002")], 40)
        await ask(bench, EndMeeting())
        await bench.until(lambda: not any(row.left for row in view(bench).roster), 7)

    owned = replace(numbered(), sites=tuple(replace(s, redial=RedialOwner.CONSOLE) for s in numbered().sites))
    again(scenario, mcu, entries, owned)
