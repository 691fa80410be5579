"""The hour of a meeting of twenty sites whose equipment is of all families, with three faults of each."""

from gbdt_console.core.commands import Command, EndMeeting
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    GiveFloor,
    PrepareFloor,
)
from gbdt_console.core.frame.commands import TakeFrame, UndoTake
from gbdt_console.core.requests import Stage
from gbdt_console.core.rooms.commands import LearnPreset, MuteRoom, RecallPreset
from gbdt_console.simulator.cms.faults import CmsHarm
from gbdt_console.simulator.onvif.faults import OnvifHarm
from tests.support.conference.mixed_hall import NUMBERS, PRESET, MixedHall, mixed_hall
from tests.support.mixer.office import FULL, SPLIT
from tests.support.mixer.studio.server import MixerFault
from tests.support.rooms.camera_wire import CameraStand
from tests.support.rooms.codec_stands import Stand
from tests.support.rooms.simulated_onvif import OnvifPeer

YEARS_S = 20 * 365 * 86_400.0


async def test_nothing_untrue_is_on_screen_in_a_meeting_of_all_families() -> None:
    async with mixed_hall() as at:
        await at.settle(is_whole=True)
        await _the_meeting(at)
        await _all_fall_silent(at)
        await _all_accept_and_do_nothing(at)
        await _all_are_lost_and_come_back(at)
        await _the_floor_goes_to(at, 18)
        assert (await at.ask(EndMeeting())).stage is Stage.RECORDED
        await at.settle()


async def _the_meeting(at: MixedHall) -> None:
    assert (await at.take(TakeFrame("s5"))).stage is Stage.VERIFIED
    assert at.seen_by_branches() == ["s5"]
    assert (await at.ask(BlockOthers())).stage is Stage.VERIFIED
    assert (await at.cms.seen()).blocked == set(NUMBERS[1:])
    await at.settle()
    await _the_floor_goes_to(at, 2)
    assert (await at.take(UndoTake())).stage is Stage.VERIFIED
    assert at.seen_by_branches() == ["s5"]
    await at.settle()
    await _the_floor_goes_to(at, 9)


async def _the_floor_goes_to(at: MixedHall, site: int) -> None:
    assert (await at.ask(PrepareFloor(f"s{site}"))).stage is Stage.RECORDED
    await at.until(lambda: at.rooms()[site]["preset"] == PRESET and at.stands_at(site, PRESET))
    assert (await at.ask(LearnPreset(f"s{site}", PRESET))).stage is Stage.RECORDED
    await at.until(lambda: at.standing_of_camera(site) == "held")
    given = await at.take(TakeFrame())
    assert given.stage is Stage.VERIFIED, given
    seen = await at.cms.seen()
    assert NUMBERS[site - 1] not in seen.blocked
    assert seen.blocked >= seen.numbers - {NUMBERS[0], NUMBERS[site - 1]}
    assert at.seen_by_branches() == [f"s{site}"]
    await at.settle(is_whole=True)


async def _none_is_done(at: MixedHall, *commands: Command) -> None:
    """Ask for all at once; whatever the words of their ends, nothing untrue is on screen after them."""
    ends = await at.ask_all(*commands)
    assert all(end.stage in (Stage.FAILED, Stage.UNKNOWN) and end.code != "control.held" for end in ends), (
        ends
    )
    await at.settle()


async def _all_fall_silent(at: MixedHall) -> None:
    """Nothing answers, and people and other clients change what the console cannot see."""
    at.cms.sim.faults.requests["GET participants"] = CmsHarm.BUSY
    at.obs.server.fault = MixerFault.SILENT
    at.ciscos[4].proxy.drops_answers = at.polycoms[12].proxy.drops_answers = True
    at.onvifs[3].service.faults.harms = dict.fromkeys(("GetStatus", "GotoPreset"), OnvifHarm.SILENT)
    at.viscas[10].proxy.drops_answers = True
    for site in (4, 12):
        at.codec(site).press_mute(True)
    at.onvifs[3].push()
    at.viscas[10].push()
    at.entry(9).muted = True
    at.obs.server.studio.take(SPLIT)
    await at.settle()
    await _none_is_done(
        at,
        MuteRoom("s4"),
        RecallPreset("s3", PRESET),
        RecallPreset("s10", PRESET),
        BlockMicrophone("s3"),
        TakeFrame("s6", is_sure=True),
    )
    at.cms.sim.faults.requests.clear()
    at.obs.server.fault = None
    at.ciscos[4].proxy.drops_answers = at.polycoms[12].proxy.drops_answers = False
    at.onvifs[3].service.faults.harms.clear()
    at.viscas[10].proxy.drops_answers = False
    await at.settle(is_whole=True)


async def _all_accept_and_do_nothing(at: MixedHall) -> None:
    at.cms.sim.faults.requests["PUT callLegs"] = CmsHarm.IGNORED
    at.obs.server.studio.is_taking_in_vain = True
    at.onvifs[2].push()
    at.viscas[9].push()
    spoilt: tuple[Stand | OnvifPeer | CameraStand, ...] = (
        at.ciscos[5], at.polycoms[13], at.onvifs[2], at.viscas[9]
    )  # fmt: skip
    for stand in spoilt:
        stand.obey(False)
    await _none_is_done(
        at,
        GiveFloor("s7"),
        MuteRoom("s5"),
        MuteRoom("s13"),
        RecallPreset("s2", PRESET),
        RecallPreset("s9", PRESET),
    )
    await _none_is_done(at, TakeFrame("s8"))
    at.cms.sim.faults.requests.clear()
    at.obs.server.studio.is_taking_in_vain = False
    for stand in spoilt:
        stand.obey(True)
    await at.settle(is_whole=True)


async def _all_are_lost_and_come_back(at: MixedHall) -> None:
    """Codecs restart and lie, cameras forget time and place, MCU and mixer are away and come back changed."""
    await at.cms.lose()
    await at.obs.stop()
    at.ciscos[6].device.manners.wrong[("Audio", "Microphones", "Mute")] = "Perhaps"
    at.codec(6).press_mute(True)
    for site in (7, 14):
        at.codec(site).reboot()
        at.codec(site).is_muted = True
    at.onvifs[18].service.faults.clock_off_s = -YEARS_S
    at.onvifs[18].push()
    at.viscas[20].camera.restart()
    at.cms.sim.leave(NUMBERS[7])
    at.entry(11).muted = False
    at.cms.sim.conference.is_locked = True
    at.obs.server.studio.take(FULL)
    await at.settle()
    await _none_is_done(at, BlockMicrophone("s11"), TakeFrame("s6", is_sure=True))
    for bridge in at.cms.bridges:
        bridge.set_unreachable(False)
    await at.obs.start()
    at.ciscos[6].device.manners.wrong.clear()
    await at.settle(is_whole=True)
