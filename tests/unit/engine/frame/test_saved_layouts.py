"""Named layouts in fake time: kept, loaded into the preview in another meeting, and deleted."""

import asyncio

from gbdt_console.core.commands import EndMeeting, StartMeeting
from gbdt_console.core.frame.commands import (
    DeleteLayout,
    FrameCommand,
    LinkBuses,
    LoadPreview,
    RecallLayout,
    SaveLayout,
    SetSeat,
    TakeFrame,
)
from gbdt_console.core.frame.saved import LONGEST_NAME, MOST_SAVED, SavedLayouts
from gbdt_console.core.frame.view import FrameView
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.requests import Stage
from tests.support.conference.composing_mcu import QUAD, ComposingMcu
from tests.support.conference.engine_meetings import ask, meeting_of, play
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.journal.kept import kept_ledger

FOUR = Shot(QUAD.id, ("s1", "s2", "s3", ""))


def frame(bench: Bench) -> FrameView:
    assert bench.latest.frame is not None
    return bench.latest.frame


def previews(bench: Bench) -> dict[Bus, Shot | None]:
    return {bus.bus: bus.preview for bus in frame(bench).buses}


async def refusal_of(bench: Bench, command: FrameCommand) -> str:
    end = await ask(bench, command)  # type: ignore[arg-type]
    assert end.stage is Stage.FAILED
    return end.code


async def load_four(bench: Bench) -> None:
    await ask(bench, LoadPreview("s1", layout=QUAD.id))  # type: ignore[arg-type]
    for place, site_id in ((1, "s2"), (2, "s3")):
        await ask(bench, SetSeat(place, site_id))  # type: ignore[arg-type]


def test_a_kept_layout_is_loaded_in_another_meeting_and_changes_nothing_on_air() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await load_four(bench)
        assert (await ask(bench, SaveLayout(" Bốn  điểm "))).stage is Stage.RECORDED
        await ask(bench, EndMeeting())
        assert dict(frame(bench).saved) == {"Bốn điểm": tuple(sorted(dict.fromkeys(Bus, FOUR).items()))}
        now = bench.clock.utc()
        assert (await ask(bench, StartMeeting("Khác", "s1", now, now + 7_200))).stage is Stage.RECORDED
        assert set(previews(bench).values()) == {None}
        mcu.asked.clear()
        assert (await ask(bench, RecallLayout("bốn ĐIỂM"))).stage is Stage.RECORDED
        assert previews(bench) == dict.fromkeys(Bus, FOUR)
        assert mcu.asked == []

    play(scenario, ComposingMcu())


def test_without_a_preview_the_picture_taken_last_is_kept() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        assert await refusal_of(bench, SaveLayout("Một")) == "frame.nothing-to-save"
        await asyncio.sleep(0.5)
        assert (await ask(bench, TakeFrame("s2"))).stage is Stage.VERIFIED
        await ask(bench, SaveLayout("Một"))
        ((_, shots),) = frame(bench).saved
        assert {shot.seats for _, shot in shots} == {("s2",)}
        await ask(bench, LoadPreview("s3"))
        await ask(bench, SaveLayout("Một", is_on_air=True))
        assert frame(bench).saved == (("Một", shots),)

    play(scenario, ComposingMcu())


def test_a_layout_of_the_same_name_is_replaced_and_a_deleted_one_is_gone() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await load_four(bench)
        await ask(bench, SaveLayout("Họp"))
        await ask(bench, LoadPreview("s4"))
        await ask(bench, SaveLayout("HỌP"))
        ((name, shots),) = frame(bench).saved
        assert name == "Họp"
        assert shots[0][1].seats == ("s4",)
        assert (await ask(bench, DeleteLayout("họp"))).stage is Stage.RECORDED
        assert frame(bench).saved == ()
        assert await refusal_of(bench, RecallLayout("Họp")) == "frame.not-saved"
        assert await refusal_of(bench, DeleteLayout("Họp")) == "frame.not-saved"

    play(scenario, ComposingMcu())


def test_a_name_is_one_short_line_and_there_is_an_end_to_names() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        await ask(bench, LoadPreview("s1"))
        assert await refusal_of(bench, SaveLayout(" \n ")) == "frame.no-name"
        await ask(bench, SaveLayout("\x1b[2J" + "x" * 200))
        ((name, _),) = frame(bench).saved
        assert name.isprintable()
        assert len(name) <= LONGEST_NAME
        for number in range(MOST_SAVED - 1):
            assert (await ask(bench, SaveLayout(f"Số {number}"))).stage is Stage.RECORDED
        assert await refusal_of(bench, SaveLayout("Thêm")) == "frame.too-many-saved"
        assert (await ask(bench, SaveLayout("Số 3"))).stage is Stage.RECORDED, "it replaces one"

    play(scenario, ComposingMcu())


def test_a_layout_that_the_mcu_does_not_offer_is_refused_and_a_site_that_is_gone_has_no_seat() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        ledger = bench.engine._ledger
        foreign = {Bus.BRANCHES: Shot("layout43", ("s1",))}
        known = {Bus.BRANCHES: Shot(QUAD.id, ("s1", "gone"))}
        ledger.put(SavedLayouts({"Lạ": foreign, "Cũ": known}))
        assert await refusal_of(bench, RecallLayout("Lạ")) == "frame.no-layout"
        await ask(bench, RecallLayout("Cũ"))
        assert previews(bench)[Bus.BRANCHES] == Shot(QUAD.id, ("s1", ""))

    play(scenario, ComposingMcu())


def test_layouts_are_the_same_after_a_checkpoint() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        await load_four(bench)
        await ask(bench, SaveLayout("Họp"))
        ledger = bench.engine._ledger
        assert kept_ledger(ledger)[SavedLayouts] == ledger[SavedLayouts]

    play(scenario, ComposingMcu())


def test_unlinked_a_kept_layout_is_loaded_into_both_previews() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        await load_four(bench)
        await ask(bench, SaveLayout("bốn"))
        await ask(bench, LinkBuses(False))
        for bus in Bus:
            await ask(bench, LoadPreview("s1", bus.value))
        assert (await ask(bench, RecallLayout("bốn"))).stage is Stage.RECORDED
        assert previews(bench) == dict.fromkeys(Bus, FOUR)

    play(scenario, ComposingMcu())
