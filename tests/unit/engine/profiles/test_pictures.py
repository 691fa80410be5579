"""The pictures of a profile: on air by themselves only before the meeting, else in the preview."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.frame.commands import LinkBuses, LoadShot, TakeFrame
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.profiles.commands import ApplyProfile
from gbdt_console.core.profiles.drift import DriftKind
from gbdt_console.core.requests import Stage
from tests.support.conference.composing_mcu import ALONE, QUAD, ComposingMcu
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.conference.profiles import PROFILE, ends, network_with, shown
from tests.support.engine.engine_in_time import Bench, run_engine

SEATED = replace(
    PROFILE, branches=Shot(ALONE.id, ("s1",)), chair=Shot(QUAD.id, ("s2", "s3")), is_blocking=False
)
APPLY = ApplyProfile(PROFILE.id)


M = TypeVar("M", bound=FakeMcu)


def play(scenario: Callable[[Bench, M], Awaitable[None]], mcu: M) -> None:
    run_engine(network_with(SEATED), lambda bench: scenario(bench, mcu), mcu=mcu)


def on_air(bench: Bench, bus: Bus) -> tuple[str, list[str]]:
    found = bench.latest.frame.bus(bus) if bench.latest.frame is not None else None
    assert found is not None
    return found.layout, [pane.site_id for pane in found.panes]


async def planned(bench: Bench, mcu: FakeMcu, *sites: int) -> None:
    """A meeting that opens in half an hour."""
    for number in sites:
        mcu.join(f"200{number}")
    now = bench.clock.utc()
    await ask(bench, StartMeeting("Giao ban", "s1", now + 1_800, now + 7_200))
    await bench.until(lambda: len([r for r in view(bench).roster if r.participant]) == len(sites))


def test_before_the_meeting_the_pictures_go_on_air_with_one_take() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, mcu: ComposingMcu) -> None:
        await planned(bench, mcu, 1, 2)
        assert (await ask(bench, APPLY)).stage is Stage.VERIFIED
        await bench.until(lambda: on_air(bench, Bus.CHAIR)[0] == QUAD.id, 3)
        assert on_air(bench, Bus.BRANCHES) == (ALONE.id, ["s1"])
        assert on_air(bench, Bus.CHAIR) == (QUAD.id, ["s2", "s3", "", ""])
        assert len(mcu.takes) == 1

    play(scenario, mcu)


def test_before_the_meeting_unlinked_pictures_go_on_air_with_one_take_too() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, mcu: ComposingMcu) -> None:
        await planned(bench, mcu, 1, 2)
        await ask(bench, LinkBuses(False))
        assert (await ask(bench, APPLY)).stage is Stage.VERIFIED
        await bench.until(lambda: on_air(bench, Bus.CHAIR) == (QUAD.id, ["s2", "s3", "", ""]), 3)
        assert on_air(bench, Bus.BRANCHES) == (ALONE.id, ["s1"])
        assert len(mcu.takes) == 1

    play(scenario, mcu)


def test_in_a_begun_meeting_nothing_on_air_changes_without_a_take() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, mcu: ComposingMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        assert (await ask(bench, APPLY)).stage is Stage.VERIFIED
        assert "take:" not in ends(bench)
        await asyncio.sleep(5)
        assert mcu.takes == []
        assert bench.latest.frame is not None
        assert [bus.preview for bus in bench.latest.frame.buses] == [
            Shot(ALONE.id, ("s1",)),
            Shot(QUAD.id, ("s2", "s3", "", "")),
        ]
        await ask(bench, TakeFrame())
        await bench.until(lambda: on_air(bench, Bus.CHAIR) == (QUAD.id, ["s2", "s3", "", ""]), 3)
        await ask(bench, LoadShot("chair", ALONE.id, ("s4",)))
        assert (await ask(bench, APPLY)).stage is Stage.VERIFIED
        assert bench.latest.frame.bus(Bus.CHAIR) is not None
        loaded = {bus.bus: bus.preview for bus in bench.latest.frame.buses}
        assert loaded[Bus.CHAIR] == Shot(ALONE.id, ("s4",)), "an application loads its pictures once"

    play(scenario, mcu)


def test_a_take_with_a_missing_site_is_refused_and_told() -> None:
    mcu = ComposingMcu(busy="User busy")

    async def scenario(bench: Bench, mcu: ComposingMcu) -> None:
        await planned(bench, mcu, 1, 2)
        await ask(bench, APPLY)
        assert ends(bench)["take:"] == ("failed", "frame.site-absent")
        assert mcu.takes == []

    play(scenario, mcu)


def test_an_mcu_that_composes_nothing_says_so_for_each_picture() -> None:
    mcu = FakeMcu()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        await ask(bench, APPLY)
        assert ends(bench)["picture:branches"] == ("failed", "frame.no-layout")
        assert ends(bench)["picture:chair"] == ("failed", "frame.one-picture")

    play(scenario, mcu)


def test_another_layout_a_lost_seat_and_a_missing_site_are_told_once_each() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, mcu: ComposingMcu) -> None:
        await planned(bench, mcu, 1, 2)
        await ask(bench, APPLY)
        await asyncio.sleep(10)
        assert shown(bench).drift == ()
        assert shown(bench).is_known
        began_utc = bench.clock.utc()
        await ask(bench, TakeFrame("s4"))
        mcu.leave(leg_of(mcu, "2003"))
        await asyncio.sleep(10)
        kinds = [(one.difference.kind, one.difference.target) for one in shown(bench).drift]
        assert kinds == [(DriftKind.MISSING, "s3"), (DriftKind.LAYOUT, ""), (DriftKind.SEAT, "s1")]
        assert all(0 <= one.since_utc - began_utc < 5 for one in shown(bench).drift)
        mcu.hang()
        await bench.until(lambda: not shown(bench).is_known, 20)
        assert shown(bench).drift == ()

    play(scenario, mcu)
