"""The whole console against OBS Studio: `collect` runs, everything is asked by verbs.

What is on air is looked at by obsws-python.
"""

import asyncio
import signal
from collections.abc import Iterator, Mapping

import pytest

from gbdt_console.cli.failures import Exit
from tests.support.mixer.desk import MixerDesk, shown
from tests.support.mixer.mixer_contract import come_on_air, seen
from tests.support.mixer.office import BACHA, CHAIR, SAPA, SPLIT
from tests.support.mixer.real_obs import RealObs, RealPeer

LIMIT_S = 20


@pytest.fixture(scope="module")
def desk(standing_obs: RealObs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MixerDesk]:
    """One engine and one meeting for the whole file."""
    desk = MixerDesk(RealPeer(standing_obs), tmp_path_factory.mktemp("console-obs"))
    desk.ask("meeting", "start", "Giao ban", "--chair", "vanphong")
    yield desk
    assert desk.console.close() == 0


@pytest.fixture
def meeting(office: RealPeer, desk: MixerDesk) -> MixerDesk:
    """The meeting with the office's pictures as prepared, which the console has read."""
    desk.bus(lambda bus: shown(bus) == ["vanphong"], "the chair is on air")
    return desk


async def test_a_take_and_its_undo_are_on_air_for_another_client(
    office: RealPeer, meeting: MixerDesk
) -> None:
    await asyncio.to_thread(meeting.ask, "frame", "load", "sapa")
    assert (await seen(office)).active == {CHAIR}, "the preview is on nobody's screen"
    await asyncio.to_thread(meeting.take, "take")
    await come_on_air(office, SAPA)
    await asyncio.to_thread(meeting.take, "take", "bacha")
    await come_on_air(office, BACHA)
    await asyncio.to_thread(meeting.take, "undo")
    await come_on_air(office, SAPA)


async def test_a_picture_that_freezes_is_told(office: RealPeer, meeting: MixerDesk) -> None:
    def motion(*, is_moving: bool) -> Mapping[str, object]:
        what = "it is told to move" if is_moving else "it is told to stand still"
        told = meeting.bus(lambda bus: bus["panes"] and bus["panes"][0]["is_moving"] is is_moving, what)
        pane: Mapping[str, object] = told["panes"][0]
        return pane

    assert (await asyncio.to_thread(motion, is_moving=True))["frozen_since"] is None
    await office.by_hand(lambda witness: witness.freeze(CHAIR))
    async with asyncio.timeout(LIMIT_S):  # the frame that was being drawn comes yet
        while await office.by_hand(lambda w: w.shot(CHAIR)) != await office.by_hand(lambda w: w.shot(CHAIR)):
            pass
    told = await asyncio.to_thread(motion, is_moving=False)
    assert told["site"] == "vanphong"
    assert told["frozen_since"] is not None


async def test_a_mixer_that_crashed_in_a_meeting_is_told_and_finds_its_pictures_untouched(
    office: RealPeer, meeting: MixerDesk
) -> None:
    await asyncio.to_thread(meeting.take, "take", "sapa")
    await come_on_air(office, SAPA)
    before = await asyncio.to_thread(meeting.bus, lambda bus: shown(bus) == ["sapa"], "it is shown")
    await asyncio.to_thread(office.real.stop, signal.SIGKILL)
    lost = await asyncio.to_thread(meeting.bus, lambda bus: not bus["is_known"], "the loss is told")
    assert (lost["fault"] in ("closed", "refused"), lost["panes"]) == (True, None)
    assert lost["wanted"] == before["wanted"]
    await asyncio.to_thread(meeting.ask, "frame", "take", "camduong", ends=Exit.FAILED)
    await asyncio.to_thread(office.real.start)
    await office.by_hand(lambda witness: witness.cut_to(SPLIT))
    by_hand = await come_on_air(office, CHAIR, SAPA)
    told = await asyncio.to_thread(meeting.bus, lambda bus: bus["differs_since"], "the difference is told")
    assert (told["layout"], told["wanted"]) == (SPLIT, before["wanted"])
    assert await seen(office) == by_hand, "the console puts nothing on air by itself"
    await asyncio.to_thread(meeting.take, "take", "bacha")
    await come_on_air(office, BACHA)
