"""Preview, take and undo in fake time, at an MCU that shows one site and at one that composes."""

import asyncio

import pytest

from gbdt_console.core.conference.commands import BlockMicrophone, BlockOthers, GiveFloor, PrepareFloor
from gbdt_console.core.frame.commands import (
    FrameCommand,
    LinkBuses,
    LoadPreview,
    SetPreviewLayout,
    SetSeat,
    TakeFrame,
    UndoTake,
)
from gbdt_console.core.frame.view import BusView, FrameView
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage, new_request_id
from tests.support.conference.composing_mcu import ALONE, QUAD, ComposingMcu
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, play, view
from tests.support.conference.fake_mcu import BlindMcu, FakeMcu
from tests.support.engine.engine_in_time import Bench


def frame(bench: Bench) -> FrameView:
    assert bench.latest.frame is not None
    return bench.latest.frame


def bus(bench: Bench, which: Bus = Bus.BRANCHES) -> BusView:
    found = frame(bench).bus(which)
    assert found is not None
    return found


def on_air(bench: Bench, which: Bus = Bus.BRANCHES) -> list[str]:
    return [pane.site_id for pane in bus(bench, which).panes]


async def take(bench: Bench, command: TakeFrame | UndoTake | GiveFloor) -> Progress:
    """Ask once the last take is long enough ago."""
    await asyncio.sleep(0.5)
    return await ask(bench, command)


def test_a_take_of_the_preview_swaps_it_with_the_picture_on_air() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        assert (await take(bench, TakeFrame("s1"))).stage is Stage.VERIFIED
        await bench.until(lambda: on_air(bench) == ["s1"], 2)
        assert (await ask(bench, LoadPreview("s2"))).stage is Stage.RECORDED
        assert bus(bench).preview == Shot("full", ("s2",))
        assert on_air(bench) == ["s1"], "loading changes nothing on air"
        assert (await take(bench, TakeFrame())).stage is Stage.VERIFIED
        await bench.until(lambda: on_air(bench, Bus.CHAIR) == ["s2"], 2)
        assert bus(bench).preview == Shot("full", ("s1",))
        assert view(bench).floor.speaker == "", "a take of a plain preview gives the floor to nobody"
        assert frame(bench).is_one_picture

    play(scenario)


def test_a_prepared_site_that_leaves_its_picture_is_not_given_the_floor() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, PrepareFloor("s2"))
        await ask(bench, SetPreviewLayout(QUAD.id))
        await ask(bench, SetSeat(1, "s3"))
        assert frame(bench).floor_site_id == "s2"
        assert (await take(bench, TakeFrame())).stage is Stage.VERIFIED
        assert view(bench).floor.speaker == "s2"
        await take(bench, UndoTake())
        assert (frame(bench).floor_site_id, bus(bench).preview) == ("s2", Shot(QUAD.id, ("s2", "s3", "", "")))
        await ask(bench, SetSeat(0, "s1"))
        assert frame(bench).floor_site_id == ""
        assert (await take(bench, TakeFrame())).stage is Stage.VERIFIED
        assert view(bench).floor.speaker == ""

    play(scenario, mcu=ComposingMcu())


@pytest.mark.parametrize("mcu", [FakeMcu(), ComposingMcu()], ids=["shows", "composes"])
def test_a_prepared_take_gives_the_floor_and_undo_takes_it_back_to_the_chair(mcu: FakeMcu) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await take(bench, TakeFrame("s3"))
        await ask(bench, BlockOthers())
        await ask(bench, PrepareFloor("s2"))
        assert frame(bench).floor_site_id == "s2"
        assert (await take(bench, TakeFrame())).stage is Stage.VERIFIED
        assert view(bench).floor.speaker == "s2"
        assert not mcu.is_blocked("2002")
        await ask(bench, BlockMicrophone("s1", is_sure=True))
        mcu.asked.clear()
        assert (await take(bench, UndoTake())).stage is Stage.VERIFIED
        await bench.until(lambda: on_air(bench) == ["s3"], 2)
        assert view(bench).floor.speaker == ""
        assert [mcu.is_blocked(f"200{n}") for n in (1, 2, 3)] == [True, True, True]
        assert "unblock" not in [what for what, _ in mcu.asked], "an undo never opens a microphone"
        assert frame(bench).floor_site_id == "s2", "the preview is as it was before the take"

    play(scenario, mcu)


def test_what_is_on_air_already_is_not_taken_and_a_second_press_is_ignored() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await take(bench, TakeFrame("s2"))
        assert (await ask(bench, TakeFrame("s3"))).code == "frame.too-soon"
        await bench.until(lambda: on_air(bench) == ["s2"], 2)
        mcu.asked.clear()
        assert (await take(bench, TakeFrame("s2"))).code == "frame.on-air-already"
        assert mcu.asked == []
        assert len(frame(bench).undo) <= 1

    play(scenario)


def test_a_lost_an_absent_and_a_frozen_site_are_refused_with_the_reason() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, _: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        assert (await take(bench, TakeFrame("s4"))).code == "frame.site-absent"
        assert (await take(bench, TakeFrame("s4", is_sure=True))).code == "frame.site-absent"
        await ask(bench, LoadPreview("s2"))
        bench.world.cut(2)
        await bench.until(lambda: frame(bench).refusals == (("frame.site-lost", "s2"),), 20)
        assert (await take(bench, TakeFrame())).code == "frame.site-lost"
        assert mcu.takes == []
        assert (await take(bench, TakeFrame(is_sure=True))).stage is Stage.VERIFIED
        await take(bench, TakeFrame("s3"))
        mcu.freeze(leg_of(mcu, "2003"))
        await bench.until(lambda: bus(bench).panes[0].frozen_since_utc is not None, 6)
        assert bus(bench).panes[0].is_moving is False
        await take(bench, TakeFrame("s1"))
        assert (await take(bench, UndoTake())).stage is Stage.VERIFIED

    play(scenario, mcu)


def test_undo_brings_back_both_buses_whatever_was_loaded_since() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, _: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, SetPreviewLayout(QUAD.id, "chair"))
        for seat, site in enumerate(("s1", "s2", "s3")):
            await ask(bench, SetSeat(seat, site, "chair"))
        await ask(bench, LoadPreview("s2", "branches"))
        await take(bench, TakeFrame())
        await bench.until(lambda: on_air(bench, Bus.CHAIR) == ["s1", "s2", "s3", ""], 2)
        assert on_air(bench) == ["s2"]
        assert len(mcu.takes) == 1, "both buses move by one request"
        await take(bench, TakeFrame("s3"))
        await ask(bench, LoadPreview("s1"))
        await take(bench, UndoTake())
        await bench.until(lambda: on_air(bench, Bus.CHAIR) == ["s1", "s2", "s3", ""], 2)
        assert on_air(bench) == ["s2"]
        assert bus(bench, Bus.CHAIR).layout == QUAD.id
        assert (await take(bench, UndoTake())).stage is Stage.VERIFIED, "the empty picture of before"
        assert on_air(bench) == [""]
        assert (await take(bench, UndoTake())).code == "frame.nothing-to-undo"

    play(scenario, mcu)


def test_unlinked_buses_are_taken_one_by_one() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, _: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await take(bench, TakeFrame("s1"))
        await ask(bench, LinkBuses(False))
        await take(bench, TakeFrame("s2"))
        await take(bench, TakeFrame("s3", bus="chair"))
        await bench.until(lambda: (on_air(bench), on_air(bench, Bus.CHAIR)) == (["s2"], ["s3"]), 2)
        await take(bench, UndoTake())
        await bench.until(lambda: (on_air(bench), on_air(bench, Bus.CHAIR)) == (["s2"], ["s1"]), 2)

    play(scenario, mcu)
    assert ALONE.id == "1"


def test_the_chair_s_picture_keeps_the_floor_that_waits_with_the_branches() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, _: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await ask(bench, BlockOthers())
        await take(bench, TakeFrame("s1"))
        await ask(bench, LinkBuses(False))
        await ask(bench, PrepareFloor("s2"))
        await ask(bench, LoadPreview("s3", "chair"))
        await take(bench, TakeFrame(bus="chair"))
        await bench.until(lambda: (on_air(bench), on_air(bench, Bus.CHAIR)) == (["s1"], ["s3"]), 2)
        assert view(bench).floor.speaker == ""
        assert frame(bench).floor_site_id == "s2"
        await take(bench, TakeFrame())
        await bench.until(lambda: (on_air(bench), on_air(bench, Bus.CHAIR)) == (["s2"], ["s3"]), 2)
        assert view(bench).floor.speaker == "s2"

    play(scenario, mcu)


def test_a_lost_site_in_one_preview_refuses_the_take_of_that_picture_only() -> None:
    mcu = ComposingMcu()

    async def scenario(bench: Bench, _: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await ask(bench, LinkBuses(False))
        await ask(bench, LoadPreview("s2", "branches"))
        await ask(bench, LoadPreview("s4", "chair"))
        assert frame(bench).against(Bus.CHAIR) == (("frame.site-absent", "s4"),)
        assert frame(bench).against() == ()
        assert (await take(bench, TakeFrame(bus="chair"))).code == "frame.site-absent"
        assert (await take(bench, TakeFrame())).stage is Stage.VERIFIED

    play(scenario, mcu)


def test_an_mcu_that_shows_one_site_to_all_refuses_two_pictures() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert (await ask(bench, LinkBuses(False))).code == "frame.one-picture"
        assert (await ask(bench, LoadPreview("s2", "chair"))).code == "frame.one-picture"
        assert (await ask(bench, LoadPreview("s2", layout="4"))).code == "frame.no-layout"

    play(scenario)


def test_an_accepted_take_that_did_nothing_ends_not_confirmed_and_is_said() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await take(bench, TakeFrame("s1"))
        mcu.deaf = True
        done = await take(bench, TakeFrame("s2"))
        assert (done.stage, done.code) == (Stage.FAILED, "order.not-obeyed")
        await bench.until(lambda: bus(bench).differs_since_utc is not None, 3)
        assert on_air(bench) == ["s1"]
        assert [order.code for order in frame(bench).orders] == ["order.not-obeyed"]

    play(scenario)


@pytest.mark.parametrize("mcu", [FakeMcu(), ComposingMcu()], ids=lambda mcu: type(mcu).__name__)
def test_a_take_that_the_device_refuses_leaves_nothing_wanted_and_no_undo(mcu: FakeMcu) -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await bench.until(lambda: bus(bench).taken_s is not None, 2)
        await ask(bench, LoadPreview("s2"))
        loaded, shown = bus(bench).preview, on_air(bench)
        mcu.refuses = "busy"
        assert (await take(bench, TakeFrame())).stage is Stage.FAILED
        await bench.until(lambda: bus(bench).wanted is None, 3)
        assert (bus(bench).preview, frame(bench).undo) == (loaded, ())
        await asyncio.sleep(3.0)
        assert (on_air(bench), bus(bench).differs_since_utc) == (shown, None)

    play(scenario, mcu)


def test_a_load_and_a_take_in_one_breath_take_what_was_loaded() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        session = bench.engine.join(ClientKind.CONSOLE, "tty")

        async def last(command: FrameCommand) -> Progress:
            return [step async for step in session.submit(new_request_id(), command)][-1]

        loaded, taken = await asyncio.gather(last(LoadPreview("s2")), last(TakeFrame()))
        session.leave()
        assert (loaded.stage, taken.stage) == (Stage.RECORDED, Stage.VERIFIED)
        assert on_air(bench) == ["s2"]

    play(scenario)


def test_a_prepared_take_gives_the_floor_where_no_device_shows_a_picture() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await ask(bench, BlockOthers())
        assert bench.latest.frame is None
        assert (await ask(bench, TakeFrame("s2"))).code == "frame.none"
        assert (await ask(bench, TakeFrame())).code == "frame.none"
        await ask(bench, PrepareFloor("s2"))
        assert (await ask(bench, TakeFrame())).stage is Stage.VERIFIED
        assert view(bench).floor.speaker == "s2"
        assert not mcu.is_blocked("2002")

    play(scenario, BlindMcu())


def test_an_undo_right_after_a_take_counts_and_its_bounce_does_not() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        for site in ("s1", "s2", "s3"):
            await take(bench, TakeFrame(site))
        assert (await ask(bench, UndoTake())).stage is Stage.VERIFIED
        assert (await ask(bench, UndoTake())).code == "frame.too-soon"
        await bench.until(lambda: on_air(bench) == ["s2"], 2)

    play(scenario)
