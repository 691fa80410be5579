"""An hour of two meetings of twenty sites whose equipment is of all families, with three faults of each.

The MCU of the first is Asterisk with baresips in its conference; that of the second is simulated, beside a
real OBS. The rooms' cameras, and what controls their microphones, are simulated. What is on screen is held
against those who know: a second client of Asterisk and OBS, and the state of the simulated ones.
"""

import asyncio
import signal
from contextlib import ExitStack

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import Command, EndMeeting
from gbdt_console.core.conference.commands import BlockMicrophone, BlockOthers, GiveFloor, PrepareFloor
from gbdt_console.core.frame.commands import TakeFrame, UndoTake
from gbdt_console.core.requests import Stage
from gbdt_console.core.rooms.commands import LearnPreset, MuteRoom, RecallPreset
from gbdt_console.simulator.cms.faults import CmsHarm
from tests.support.lab.conference import Mcu
from tests.support.lab.lab import Lab
from tests.support.lab.mixed.config import SOURCES
from tests.support.lab.mixed.hall import HALL, SECTOR, MixedMeeting, mixed_meeting
from tests.support.lab.mixed.rooms import PRESET
from tests.support.mixer.office import FULL_2, SPLIT
from tests.support.mixer.real_obs import RealPeer

Order = tuple[Command, str]
"""A command, and the conference that it is for."""


@pytest.fixture
def called(standing: Mcu, lab: Lab) -> Mcu:
    """Eleven in Asterisk's conference; the tests stay outside of the lab's namespaces, as OBS does."""
    standing.heal()
    return standing


async def test_nothing_untrue_is_on_screen_while_all_are_lost_and_come_back(
    called: Mcu, office: RealPeer
) -> None:
    async with mixed_meeting(called, office, called.lab.folder / "mixed") as at:
        await _the_meetings(at)
        await _all_are_lost_and_come_back(at)
        await _the_ends(at)


@pytest.mark.soak
async def test_nothing_untrue_is_on_screen_in_the_whole_hour(called: Mcu, office: RealPeer) -> None:
    async with mixed_meeting(called, office, called.lab.folder / "hour") as at:
        await _the_meetings(at)
        await _all_fall_silent(at)
        await _all_accept_and_do_nothing(at)
        await _all_are_lost_and_come_back(at)
        await _a_codec_hangs_in_its_call(at)
        await _the_floor_goes_round(at, HALL, "vanphong", "laocai", "batxat", "bacha", "sapa")
        await _the_floor_goes_round(at, SECTOR, *SOURCES)
        await _the_ends(at)


async def _the_meetings(at: MixedMeeting) -> None:
    for site_id, place in (("sapa", HALL), ("diem014", SECTOR)):
        assert (await at.take(TakeFrame(site_id), place)).stage is Stage.VERIFIED
        assert await _on_air(at, place) == site_id
        assert (await at.ask(BlockOthers(), place)).stage is Stage.VERIFIED
    await at.settle(is_whole=True)
    for site_id, before, place in (("bacha", "sapa", HALL), ("diem013", "diem014", SECTOR)):
        await _the_floor_goes_to(at, site_id, place)
        assert (await at.take(UndoTake(), place)).stage is Stage.VERIFIED
        assert await _on_air(at, place) == before
    await at.settle(is_whole=True)


async def _on_air(at: MixedMeeting, place: str) -> str:
    """The site that all see, by the word of Asterisk or OBS."""
    hall, mixer = await at.hall(), await at.mixer()
    assert hall is not None
    assert mixer is not None
    if place == HALL:
        return next(site_id for site_id, number in at.numbers.items() if number == hall.shown)
    (on_air,) = (site_id for site_id, source in SOURCES.items() if source in mixer.switched_on)
    return on_air


async def _the_floor_goes_round(at: MixedMeeting, place: str, chair: str, *speakers: str) -> None:
    if await _on_air(at, place) != chair:  # the camera of who is on air would not be turned
        assert (await at.take(TakeFrame(chair), place)).stage is Stage.VERIFIED
    for site_id in speakers:
        await _the_floor_goes_to(at, site_id, place)


async def _the_floor_goes_to(at: MixedMeeting, site_id: str, place: str) -> None:
    room = at.rooms[site_id]
    assert (await at.ask(PrepareFloor(site_id), place)).stage is Stage.RECORDED
    await at.until(lambda: room.stands_at(PRESET), f"the camera of {site_id} turns")
    assert (await at.ask(LearnPreset(site_id, PRESET))).stage is Stage.RECORDED
    given = await at.take(TakeFrame(), place)
    assert given.stage is Stage.VERIFIED, given
    seen, chair = (
        (at.sector(), at.sector_ids[0]) if place == SECTOR else (await at.hall(), at.mcu.sites[0].id)
    )
    assert seen is not None
    assert seen.numbers - seen.blocked == {at.numbers[site_id], at.numbers[chair]}
    assert await _on_air(at, place) == site_id
    await at.settle(is_whole=True)


async def _none_is_done(at: MixedMeeting, *orders: Order) -> None:
    """Ask for all at once; whatever the words of their ends, nothing untrue is on screen after them."""
    ends = await asyncio.gather(*(at.ask(command, place) for command, place in orders))
    undone = (Stage.FAILED, Stage.UNKNOWN)
    assert all(end.stage in undone and end.code != "control.held" for end in ends), ends
    await at.settle()


async def _all_fall_silent(at: MixedMeeting) -> None:
    """Nothing answers, and people change what the console cannot see."""
    rooms = [at.rooms[site_id] for site_id in ("sapa", "batxat", "diem013", "diem016")]
    with ExitStack() as harms:
        at.is_hall_lost = at.is_mixer_lost = True
        for harm in (at.mcu.asterisk.frozen(), at.office.real.frozen(), *(room.silent() for room in rooms)):
            harms.enter_context(harm)
        at.cms.faults.requests["GET participants"] = CmsHarm.BUSY
        for room in rooms:
            room.codec.press_mute(True)
            room.push()
        at.cms.entry(at.numbers["diem014"]).muted = False
        await at.settle()
        await _none_is_done(
            at,
            (MuteRoom("sapa"), HALL),
            (MuteRoom("batxat"), HALL),
            (RecallPreset("sapa", PRESET), HALL),
            (RecallPreset("batxat", PRESET), HALL),
            (BlockMicrophone("diem015"), SECTOR),
            (BlockMicrophone("laocai"), HALL),
        )
        await _none_is_done(at, (TakeFrame("diem014", is_sure=True), SECTOR))
    at.cms.faults.requests.clear()
    at.is_hall_lost = at.is_mixer_lost = False
    await at.settle(is_whole=True)


async def _all_accept_and_do_nothing(at: MixedMeeting) -> None:
    """Simulated devices lie; at Asterisk and OBS somebody else undoes what was done."""
    rooms = [at.rooms[site_id] for site_id in ("bacha", "baothang", "batxat", "diem016")]
    with ExitStack() as harms:
        for room in rooms:
            harms.enter_context(room.disobedient())
            room.push()
        at.cms.faults.requests["PUT callLegs"] = CmsHarm.IGNORED
        await _none_is_done(
            at,
            (GiveFloor("diem014"), SECTOR),
            (MuteRoom("bacha"), HALL),
            (MuteRoom("baothang"), HALL),
            (RecallPreset("bacha", PRESET), HALL),
            (RecallPreset("diem016", PRESET), HALL),
        )
        await asyncio.to_thread(at.mcu.unmute_all)
        await asyncio.to_thread(at.mcu.ends["muongkhuong"].hang_up)
        await at.office.by_hand(lambda witness: witness.cut_to(SPLIT))
        await at.settle()
    at.cms.faults.requests.clear()
    await asyncio.to_thread(at.mcu.call, "muongkhuong")
    await at.settle(is_whole=True)


async def _all_are_lost_and_come_back(at: MixedMeeting) -> None:
    """MCUs and mixer come back changed, codecs restart, cameras forget time and place, a line is cut."""
    at.is_hall_lost = at.is_mixer_lost = True
    at.cms.set_unreachable(True)
    at.mcu.asterisk.crash()
    await asyncio.to_thread(at.office.real.stop, signal.SIGKILL)
    for site_id in ("laocai", "baothang", "diem013", "diem016"):
        at.rooms[site_id].restart()
    at.mcu.lab.cut("diem015")
    at.cms.leave(at.numbers["diem018"])
    at.cms.entry(at.numbers["diem019"]).muted = False
    at.cms.conference.is_locked = True
    await at.settle()
    await _none_is_done(
        at,
        (BlockMicrophone("diem019"), SECTOR),
        (BlockMicrophone("laocai"), HALL),
        (TakeFrame("diem014", is_sure=True), SECTOR),
    )
    at.mcu.lab.restore("diem015")
    at.cms.set_unreachable(False)
    await asyncio.to_thread(at.mcu.come_back)
    await at.office.start()
    at.is_hall_lost = at.is_mixer_lost = False
    await at.office.by_hand(lambda witness: witness.cut_to(FULL_2))
    await at.settle(is_whole=True)


async def _a_codec_hangs_in_its_call(at: MixedMeeting) -> None:
    """Its machine answers pings, and Asterisk still lists the call; SIP does not answer."""

    def is_told() -> bool:
        alarms = {(alarm.key.type, alarm.site_id) for alarm in at.latest.alarms if alarm.is_active}
        return (AlarmType.CALLS_SILENT, "simacai") in alarms

    with at.mcu.ends["simacai"].frozen():
        await at.until(is_told, "the codec is told to hang")
        await at.settle(is_whole=True)
    await at.until(lambda: not is_told(), "it is told to answer again")


async def _the_ends(at: MixedMeeting) -> None:
    for place in (SECTOR, HALL):
        assert (await at.ask(EndMeeting(), place)).stage is Stage.RECORDED
    await at.settle()
