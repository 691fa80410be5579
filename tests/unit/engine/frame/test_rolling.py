"""The rolling view in fake time: when it may be, whom it shows, and what ends it."""

import asyncio

import pytest

from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.conference.commands import GiveFloor, SetBreak
from gbdt_console.core.frame.commands import KeepOffAir, RollPictures, TakeFrame, UndoTake
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.frame.view import FrameView
from gbdt_console.core.pictures import Bus
from gbdt_console.core.requests import Stage
from tests.support.conference.composing_mcu import ComposingMcu
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, play
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.journal.kept import kept_ledger

ROLLED_S = 65.0


def frame(bench: Bench) -> FrameView:
    assert bench.latest.frame is not None
    return bench.latest.frame


def on_air(bench: Bench, bus: Bus = Bus.BRANCHES) -> tuple[str, ...]:
    view = frame(bench).bus(bus)
    assert view is not None
    return tuple(pane.site_id for pane in view.panes)


async def shown_in(bench: Bench, seconds: float) -> list[str]:
    """The sites on air alone in that time, each once for each time that it came."""
    seen: list[str] = []
    end_s = bench.clock.monotonic() + seconds
    while bench.clock.monotonic() < end_s:
        now = on_air(bench)
        if len(now) == 1 and (not seen or seen[-1] != now[0]):
            seen.append(now[0])
        await asyncio.sleep(0.5)
    return seen


async def a_break(bench: Bench, mcu: FakeMcu) -> None:
    """A meeting of four chaired by s1, with s1 on air, in a break."""
    await meeting_of(bench, mcu, 1, 2, 3, 4)
    await asyncio.sleep(0.5)
    assert (await ask(bench, TakeFrame("s1"))).stage is Stage.VERIFIED
    await ask(bench, SetBreak(True))


async def roll(bench: Bench, interval_s: float = 10.0) -> None:
    assert (await ask(bench, RollPictures(True, interval_s))).stage is Stage.RECORDED


@pytest.mark.parametrize("mcu", [FakeMcu(), ComposingMcu()], ids=["shows", "composes"])
def test_in_a_break_each_site_but_the_chair_is_shown_in_turn_on_both_pictures(mcu: FakeMcu) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await a_break(bench, mcu)
        await roll(bench)
        assert await shown_in(bench, ROLLED_S) == ["s1", "s2", "s3", "s4", "s2", "s3", "s4", "s2"][: 1 + 7]
        assert on_air(bench, Bus.CHAIR) == on_air(bench)
        assert frame(bench).rolling_s == 10.0

    play(scenario, mcu)


def test_each_site_stays_for_the_time_that_is_asked_for() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await a_break(bench, mcu)
        await roll(bench, 30.0)
        assert await shown_in(bench, ROLLED_S) == ["s1", "s2", "s3", "s4"]

    play(scenario, ComposingMcu())


def test_who_is_kept_off_absent_or_frozen_is_never_shown() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await a_break(bench, mcu)
        mcu.join("2005")
        await ask(bench, KeepOffAir("s3"))
        await roll(bench)
        assert frame(bench).kept_off == ("s3",)
        mcu.leave(leg_of(mcu, "2004"))
        assert set(await shown_in(bench, ROLLED_S)) <= {"s1", "s2"}
        await ask(bench, KeepOffAir("s3", is_on=False))
        assert "s3" in await shown_in(bench, ROLLED_S)

    play(scenario, ComposingMcu())


def test_its_end_and_the_end_of_the_break_bring_back_what_was_taken_last() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await a_break(bench, mcu)
        for end in (RollPictures(False), SetBreak(False)):
            await roll(bench)
            await bench.until(lambda: on_air(bench) == ("s3",))
            assert (await ask(bench, end)).stage in (Stage.VERIFIED, Stage.RECORDED)
            await bench.until(lambda: on_air(bench) == ("s1",), 5)
            assert await shown_in(bench, 30) == ["s1"]
            assert frame(bench).rolling_s is None

    play(scenario, ComposingMcu())


def test_a_take_ends_it_and_undo_brings_back_what_was_taken_before() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await a_break(bench, mcu)
        await roll(bench)
        await bench.until(lambda: on_air(bench) == ("s3",))
        assert (await ask(bench, TakeFrame("s4"))).stage is Stage.VERIFIED
        assert frame(bench).rolling_s is None
        assert await shown_in(bench, 30) == ["s4"]
        assert (await ask(bench, UndoTake())).stage is Stage.VERIFIED
        assert await shown_in(bench, 30) == ["s1"]

    play(scenario, ComposingMcu())


def test_it_is_refused_while_a_meeting_goes_on_and_out_of_its_limits() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        assert (await ask(bench, RollPictures(True))).code == "meeting.none"
        await meeting_of(bench, mcu, 1, 2, 3)
        assert (await ask(bench, RollPictures(True))).code == "frame.roll-not-now"
        assert (await ask(bench, RollPictures(False))).code == "frame.rolls-not"
        await ask(bench, SetBreak(True))
        for interval_s in (9.9, 121.0, 0.0):
            assert (await ask(bench, RollPictures(True, interval_s))).code == "frame.roll-interval"
        await ask(bench, KeepOffAir("s2"))
        assert (await ask(bench, RollPictures(True))).code == "frame.roll-nobody"
        assert mcu.asked == [("block", leg_of(mcu, number)) for number in ("2002", "2003")]

    play(scenario, ComposingMcu())


def test_roll_call_rolls_until_the_opening_and_then_the_picture_stands() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        for number in (1, 2, 3):
            mcu.join(f"200{number}")
        now = bench.clock.utc()
        await ask(bench, StartMeeting("Giao ban", "s1", now + 60, now + 7_200))
        await bench.until(lambda: bench.latest.conference is not None and on_air(bench) != ())
        await asyncio.sleep(1)
        await ask(bench, TakeFrame("s1"))
        await roll(bench, 35.0)
        assert await shown_in(bench, 50) == ["s1", "s2", "s3"]
        await bench.until(lambda: bench.clock.utc() > now + 61)
        assert frame(bench).rolling_s is None
        await bench.until(lambda: on_air(bench) == ("s1",), 5)
        assert await shown_in(bench, 30) == ["s1"]
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED

    play(scenario, ComposingMcu())


def test_it_raises_no_alarm_and_says_no_difference() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await a_break(bench, mcu)
        await roll(bench)
        for _ in range(60):
            await asyncio.sleep(1)
            view = frame(bench).bus(Bus.BRANCHES)
            assert view is not None
            assert view.differs_since_utc is None
            assert [a.key.type for a in bench.latest.alarms if a.key.type.startswith("picture.")] == []

    play(scenario, ComposingMcu())


def test_the_marks_are_the_same_after_a_checkpoint() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await a_break(bench, mcu)
        await ask(bench, KeepOffAir("s3"))
        await roll(bench)
        ledger = bench.engine._ledger
        assert ledger[Frame].rolling_s == 10.0
        assert kept_ledger(ledger)[Frame] == ledger[Frame]

    play(scenario, ComposingMcu())
