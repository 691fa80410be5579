"""Seats belong to sites: across a drop, a rejoin, a meddler and a restart of the engine."""

import asyncio

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import RestoreFloor
from gbdt_console.core.frame.commands import LoadPreview, SetPreviewLayout, SetSeat, TakeFrame
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.pictures import Bus, PictureOrder, Shot
from gbdt_console.core.requests import Stage
from gbdt_console.engine.records.records import NoRecords
from tests.support.conference.composing_mcu import ALONE, QUAD, ComposingMcu
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, numbered, play
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.journal.kept import kept_ledger

SEATED_S = 1.5
"""Time from a rejoin until the seat is ordered again."""


def on_air(mcu: ComposingMcu, bus: Bus = Bus.BRANCHES) -> tuple[str, ...]:
    return tuple(source.split("-")[0][-1:] for source in mcu.on_air[bus].sources)


async def quad(bench: Bench, mcu: ComposingMcu) -> None:
    """Sites 1 to 3 in a quad on both buses."""
    await meeting_of(bench, mcu, 1, 2, 3)
    commands: list[Command] = [SetPreviewLayout(QUAD.id)]
    commands += [SetSeat(place, f"s{place + 1}") for place in range(3)]
    for command in commands:
        assert (await ask(bench, command)).stage is Stage.RECORDED
    assert (await ask(bench, TakeFrame())).stage is Stage.VERIFIED
    await asyncio.sleep(2)


def test_a_site_that_rejoins_has_its_seat_again_and_nothing_else_moves() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, _: FakeMcu) -> None:
        await quad(bench, mcu)
        mcu.leave(leg_of(mcu, "2002"))
        await asyncio.sleep(3)
        assert len(mcu.takes) == 1, "nothing switches by itself when a site is lost"
        assert on_air(mcu) == ("1", "", "3", "")
        mcu.join("2002")
        await bench.until(lambda: on_air(mcu) == ("1", "2", "3", ""), SEATED_S)
        await asyncio.sleep(5)
        assert len(mcu.takes) == 2, "one request for both buses, and no second one"

    play(scenario, mcu)


def test_a_rejoined_site_is_never_put_full_screen_on_air() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, _: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, TakeFrame("s2"))
        mcu.leave(leg_of(mcu, "2002"))
        await asyncio.sleep(3)
        mcu.join("2002")
        await asyncio.sleep(5)
        assert on_air(mcu) == ("",)
        assert len(mcu.takes) == 1
        found = [a.key for a in bench.latest.alarms if a.is_active and a.key.type == AlarmType.PICTURE_OTHER]
        assert [key.resource for key in found] == ["s2"], "it is said, and F12 brings it back"
        assert (await ask(bench, RestoreFloor())).stage is Stage.VERIFIED
        assert on_air(mcu) == ("2",)

    play(scenario, mcu)


@pytest.mark.parametrize(
    ("layout", "sites"), [(ALONE.id, (3,)), (QUAD.id, (3, 1, 0, 0)), ("1+3", (1, 0, 3, 0))]
)
def test_nobody_is_seated_in_a_picture_that_somebody_else_chose(layout: str, sites: tuple[int, ...]) -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, _: FakeMcu) -> None:
        await quad(bench, mcu)
        mcu.leave(leg_of(mcu, "2002"))
        chosen = tuple(leg_of(mcu, f"200{number}") if number else "" for number in sites)
        mcu.on_air = dict.fromkeys(Bus, PictureOrder(layout, chosen))
        await asyncio.sleep(3)
        mcu.join("2002")
        await asyncio.sleep(5)
        assert mcu.on_air[Bus.BRANCHES] == PictureOrder(layout, chosen)
        assert len(mcu.takes) == 1

    play(scenario, mcu)


def test_a_device_that_seats_nobody_is_asked_three_times_at_most() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, _: FakeMcu) -> None:
        await quad(bench, mcu)
        mcu.leave(leg_of(mcu, "2002"))
        await asyncio.sleep(3)
        mcu.deaf = True
        mcu.join("2002")
        await asyncio.sleep(60)
        assert len(mcu.takes) == 4

    play(scenario, mcu)


class Kept(NoRecords):
    """Records of an engine whose journal an earlier run wrote."""

    def __init__(self, clock: ManualClock, ledger: Ledger) -> None:
        super().__init__(clock)
        self._ledger = ledger

    def ledger(self) -> Ledger:
        return self._ledger


def test_a_restarted_engine_keeps_wanted_preview_and_undo_and_changes_nothing_on_air() -> None:
    mcu, kept = ComposingMcu(), Ledger()

    async def first(bench: Bench) -> None:
        await quad(bench, mcu)
        await ask(bench, LoadPreview("s2"))
        for entry in bench.entries:
            kept.apply(entry.event)

    run_engine(numbered(), first, mcu=mcu)
    mcu.leave(leg_of(mcu, "2003"))
    mcu.join("2003")
    takes, shown = len(mcu.takes), dict(mcu.on_air)
    again = kept_ledger(kept)
    assert again[Frame] == kept[Frame], "a checkpoint holds it"

    async def second(bench: Bench) -> None:
        await bench.until(lambda: bench.latest.frame is not None and bool(bench.latest.frame.buses[0].panes))
        frame = bench.latest.frame
        assert frame is not None
        assert [bus.wanted for bus in frame.buses] == [Shot(QUAD.id, ("s1", "s2", "s3", ""))] * 2
        assert [bus.preview for bus in frame.buses] == [Shot(ALONE.id, ("s2",))] * 2
        assert len(frame.undo) == len(kept[Frame].undo)
        await asyncio.sleep(10)
        assert (len(mcu.takes), mcu.on_air) == (takes, shown), "nor who came back while no engine ran"

    mcu._events = asyncio.Queue()
    run_engine(numbered(), second, records_of=lambda clock: Kept(clock, again), mcu=mcu)


def test_a_frozen_picture_that_fills_the_screen_is_an_alarm_until_it_moves() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, _: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await ask(bench, TakeFrame("s2"))
        leg = leg_of(mcu, "2002")

        def is_frozen() -> bool:
            kinds = {alarm.key.type for alarm in bench.latest.alarms if alarm.is_active}
            return AlarmType.PICTURE_FROZEN in kinds

        mcu.freeze(leg)
        await asyncio.sleep(2)
        assert not is_frozen(), "shorter gaps are ordinary"
        await bench.until(is_frozen, 3)
        assert (await ask(bench, TakeFrame("s2"))).code == "frame.on-air-already"
        mcu.freeze(leg, is_on=False)
        await bench.until(lambda: not is_frozen(), 3)

    play(scenario, mcu)
