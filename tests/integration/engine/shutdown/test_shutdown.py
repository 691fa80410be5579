"""From room done to the proof of off, through the whole engine in fake time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.checklist.commands import OpenChecklist
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command, EndMeeting
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.outages.outage import OutageState
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.core.rooms.commands import SleepCodec
from gbdt_console.core.shutdown.commands import (
    CloseShutdown,
    HangUpStraggler,
    OpenShutdown,
    SignStep,
    StepTogether,
    SwitchSiteOff,
)
from gbdt_console.core.shutdown.events import StepJudged
from gbdt_console.core.shutdown.steps import COOL_S, UNREAD, Step, StepState
from gbdt_console.core.shutdown.view import ShutdownView, SiteOff
from gbdt_console.core.sites import Device, DeviceKind
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.devices.control import SwitchesOutlets
from tests.support.alarms.engine_alarms import (
    Remembering,
    active,
    alarm,
    meeting,
    order,
    until_alarm,
    until_up,
)
from tests.support.conference.engine_meetings import play as play_with_mcu
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.fake_world import FakeWorld
from tests.support.rooms.fake_codec import FakeCodec
from tests.support.shutdown.pdus import FakePdu, with_pdus

RECORDED = (Stage.RECORDED, "")
HOUR_S = 3_600.0


def refused(code: str) -> tuple[Stage, str]:
    return Stage.FAILED, code


Scenario = Callable[[Bench, Mapping[str, FakePdu]], Awaitable[None]]


def play(scenario: Scenario, written: list | None = None, codec: FakeCodec | None = None) -> list:
    pdus: dict[str, FakePdu] = {}
    codec = codec or FakeCodec(can_tell_sleep=True)

    def outlets_of(world: FakeWorld) -> Mapping[str, SwitchesOutlets]:
        pdus.update({f"s{n}.pdu": FakePdu(world, n) for n in (1, 2, 3)})
        for number in (1, 2, 3):
            world.values[f"10.0.{number}.20"] = {"ups.output.load": 40.0, "ups.source": "normal"}
        return pdus

    async def whole(bench: Bench) -> list:
        await until_up(bench)
        await scenario(bench, pdus)
        return list(bench.entries)

    def later(clock: ManualClock) -> Remembering:
        clock.advance(HOUR_S)
        return Remembering(clock, written or [])

    records = {} if written is None else {"records_of": later}
    return run_engine(
        with_pdus(), whole, codecs_of=lambda _: {"s1.codec": codec}, outlets_of=outlets_of, **records
    )


def view(bench: Bench) -> ShutdownView:
    found = bench.latest.shutdown
    assert found is not None
    return found


def site(bench: Bench, name: str = "s2") -> SiteOff:
    found = view(bench).site(name)
    assert found is not None
    return found


def state(bench: Bench, step: Step, name: str = "s2") -> StepState:
    return site(bench, name).ends[tuple(Step).index(step)].state


def code(bench: Bench, step: Step, name: str = "s2") -> str:
    return site(bench, name).ends[tuple(Step).index(step)].code


def conference(bench: Bench) -> ConferenceView:
    found = bench.latest.conference
    assert found is not None
    return found


async def opened(bench: Bench) -> None:
    assert await order(bench, OpenShutdown()) == RECORDED
    await bench.until(lambda: bench.latest.shutdown is not None)


async def sign(bench: Bench, *steps: str, name: str = "s2") -> None:
    for step in steps:
        note = "" if step == "done" else "trực điểm cầu xác nhận qua điện thoại"
        assert await order(bench, SignStep(name, step, note)) == RECORDED


async def ready_for_power(bench: Bench, name: str = "s2") -> None:
    await opened(bench)
    await sign(bench, "done", "left", "codec", name=name)
    await bench.until(lambda: state(bench, Step.COOLED, name) is StepState.PROVED, COOL_S + 30.0)


async def until_power(bench: Bench, wanted: StepState, within_s: float = 90.0) -> None:
    await bench.until(lambda: state(bench, Step.POWER) is wanted, within_s)


@pytest.mark.article("A4.6-4.7")
def test_power_off_is_proved_by_silence_router_and_load() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await ready_for_power(bench)
        assert await order(bench, SwitchSiteOff("s2")) == refused("guard.power-off")
        assert pdus["s2.pdu"].asked == []
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == (Stage.VERIFIED, "")
        assert pdus["s2.pdu"].asked == [2, 1]
        await until_power(bench, StepState.PROVED)
        assert [one.site_id for one in view(bench).sites] == ["s1", "s3", "s2"]
        assert [one.site_id for one in view(bench).stragglers] == ["s1", "s3"]

    play(scenario)


def test_sites_at_one_step_go_on_together_and_those_that_do_not_are_named() -> None:
    note = "điểm cầu xác nhận qua điện thoại"

    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await opened(bench)
        await sign(bench, "done", name="s3")
        assert await order(bench, StepTogether("done")) == RECORDED
        assert [state(bench, Step.DONE, name) for name in ("s1", "s2", "s3")] == [StepState.SIGNED] * 3
        assert await order(bench, StepTogether("left", ("s1", "s2"), note)) == RECORDED
        assert await order(bench, StepTogether("left", ("s2", "s3"), note)) == refused("order.some-failed")
        assert await order(bench, StepTogether("codec", ("s2", "s3"))) == refused("control.not-able")
        assert await order(bench, StepTogether("codec", ("s2", "s3"), note)) == RECORDED
        assert await order(bench, StepTogether("codec", ("s1",))) == (Stage.VERIFIED, "")
        await bench.until(lambda: state(bench, Step.COOLED, "s1") is StepState.PROVED, COOL_S + 30.0)
        power = StepTogether("power", ("s1", "s2", "s3"))
        assert await order(bench, power) == refused("order.some-failed")
        assert pdus["s2.pdu"].asked == []
        assert await order(bench, replace(power, is_sure=True)) == refused("order.some-failed")
        assert [pdus[f"s{n}.pdu"].asked for n in (1, 2, 3)] == [[2, 1], [2, 1], []]
        assert await order(bench, StepTogether("power", ("s3",), note)) == RECORDED
        await until_power(bench, StepState.PROVED)

    play(scenario)


def test_a_codec_that_is_switched_off_is_no_outage_until_the_next_sheet() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await ready_for_power(bench)
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == (Stage.VERIFIED, "")
        bench.world.silent.add("10.0.3.10")
        await until_alarm(bench, AlarmType.CODEC_LOST, "s3")
        await until_power(bench, StepState.PROVED)
        assert alarm(bench, AlarmType.CODEC_LOST, "s2") is None
        assert await order(bench, CloseShutdown("s1 và s3 để chạy", is_sure=True)) == RECORDED
        await asyncio.sleep(HOUR_S)
        assert alarm(bench, AlarmType.CODEC_LOST, "s2") is None
        assert await order(bench, OpenChecklist("m2", bench.clock.utc() + HOUR_S)) == RECORDED
        await until_alarm(bench, AlarmType.CODEC_LOST, "s2")

    play(scenario)


def is_off(bench: Bench, name: str) -> bool:
    codec = bench.site(int(name[1:])).device(DeviceKind.CODEC)
    return codec is not None and codec.is_switched_off


def test_a_room_that_goes_off_is_shown_so_from_its_first_silence() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        assert await order(bench, meeting(bench)) == RECORDED
        assert await order(bench, EndMeeting()) == RECORDED
        shown: list[tuple[bool, bool]] = []

        def note(snapshot: Snapshot) -> None:
            codec = snapshot.sites[1].device(DeviceKind.CODEC)
            assert codec is not None
            shown.append((codec.ping is PointState.DOWN, codec.is_switched_off))

        bench.engine.publisher.on_snapshot(note)
        bench.world.silent.add("10.0.2.10")
        await bench.until(lambda: is_off(bench, "s2"))
        assert set(shown) == {(False, False), (True, True)}

    play(scenario)


def test_an_evening_raises_nothing_but_what_died_in_the_meeting_or_on_the_line() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        assert await order(bench, meeting(bench)) == RECORDED
        bench.world.silent.add("10.0.3.10")
        await until_alarm(bench, AlarmType.CODEC_LOST, "s3")
        await asyncio.sleep(20)
        assert await order(bench, EndMeeting()) == RECORDED
        bench.world.silent.add("10.0.2.10")
        await bench.until(lambda: is_off(bench, "s2"))
        await opened(bench)
        await sign(bench, "done")
        await sign(bench, "done", name="s3")
        await asyncio.sleep(30)
        assert active(bench, AlarmType.CODEC_LOST) == ["s3"]
        bench.world.cut(2)
        await until_alarm(bench, AlarmType.SITE_LOST, "s2")
        bench.world.silent -= {"10.0.2.1", "10.0.2.20"}
        await bench.until(lambda: active(bench, AlarmType.SITE_LOST) == [])
        await asyncio.sleep(30)
        assert active(bench, AlarmType.CODEC_LOST) == ["s3"]
        assert [entry.event.sites for entry in bench.events("outage.opened")] == [["s3"], ["s2"]]
        assert is_off(bench, "s2")
        assert not is_off(bench, "s3")
        bench.world.silent.discard("10.0.2.10")
        await bench.until(lambda: not is_off(bench, "s2"))

    play(scenario)


def test_a_codec_alarm_of_before_room_done_ends_with_it() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        bench.world.silent.add("10.0.2.10")
        await until_alarm(bench, AlarmType.CODEC_LOST, "s2")
        await opened(bench)
        assert active(bench, AlarmType.CODEC_LOST) == ["s2"]
        await sign(bench, "done")
        await bench.until(lambda: active(bench, AlarmType.CODEC_LOST) == [] and is_off(bench, "s2"))
        await bench.until(lambda: not bench.latest.outages[0].is_down)
        assert bench.latest.outages[0].state is OutageState.SWITCHED_OFF
        assert await order(bench, OpenChecklist("m2", bench.clock.utc() + HOUR_S)) == RECORDED
        await until_alarm(bench, AlarmType.CODEC_LOST, "s2")
        await bench.until(lambda: bench.latest.outages[0].is_down)

    play(scenario)


def test_a_camera_of_a_switched_off_room_is_not_missed_either() -> None:
    plain = with_pdus()
    cameras = {s.id: Device(f"{s.id}.camera", s.id, DeviceKind.CAMERA, "camera", "ping",
                            f"10.0.{s.number}.30") for s in plain.sites}  # fmt: skip
    sites = tuple(replace(site, devices=(*site.devices, cameras[site.id])) for site in plain.sites)

    async def scenario(bench: Bench) -> None:
        await until_up(bench)
        await opened(bench)
        await sign(bench, "done")
        bench.world.silent |= {"10.0.2.10", "10.0.2.30", "10.0.3.30"}
        await until_alarm(bench, AlarmType.DEVICE_LOST, "s3.camera")
        await asyncio.sleep(120)
        assert alarm(bench, AlarmType.DEVICE_LOST, "s2.camera") is None
        assert alarm(bench, AlarmType.CODEC_LOST, "s2") is None
        assert await order(bench, OpenChecklist("m2", bench.clock.utc() + HOUR_S)) == RECORDED
        await until_alarm(bench, AlarmType.DEVICE_LOST, "s2.camera")

    run_engine(replace(plain, sites=sites), scenario)


def test_a_codec_that_came_back_after_the_shutdown_is_missed_again() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await ready_for_power(bench)
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == (Stage.VERIFIED, "")
        await until_power(bench, StepState.PROVED)
        bench.world.silent.discard("10.0.2.10")
        await until_power(bench, StepState.UNPROVEN)
        bench.world.silent.add("10.0.2.10")
        await until_alarm(bench, AlarmType.CODEC_LOST, "s2")

    play(scenario)


@pytest.mark.outcome("off")
def test_a_pdu_that_is_off_with_unchanged_load_is_not_proven_and_signed() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await ready_for_power(bench)
        pdus["s2.pdu"].is_bypassed = True
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == (Stage.VERIFIED, "")
        await until_power(bench, StepState.UNPROVEN)
        assert code(bench, Step.POWER) == "still-answers"
        assert await order(bench, SignStep("s2", "power")) == refused("shutdown.no-note")
        await sign(bench, "power")
        await until_power(bench, StepState.SIGNED)

    play(scenario)


@pytest.mark.outcome("off")
def test_a_load_that_stays_is_a_doubt_although_the_codec_is_silent() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await ready_for_power(bench)
        pdus["s2.pdu"].is_bypassed = True
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == (Stage.VERIFIED, "")
        bench.world.silent.add("10.0.2.10")
        await until_power(bench, StepState.UNPROVEN)
        assert code(bench, Step.POWER) == "load-unchanged"

    play(scenario)


@pytest.mark.outcome("off")
def test_a_codec_that_was_silent_before_the_command_proves_nothing() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await ready_for_power(bench)
        bench.world.silent.add("10.0.2.10")
        await asyncio.sleep(30)
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == (Stage.VERIFIED, "")
        await until_power(bench, StepState.UNPROVEN)
        assert code(bench, Step.POWER) == "silent-before"

    play(scenario)


@pytest.mark.outcome("off")
def test_a_site_whose_line_fell_with_the_command_is_not_proven() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await ready_for_power(bench)
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == (Stage.VERIFIED, "")
        bench.world.cut(2)
        await until_power(bench, StepState.UNPROVEN)
        assert code(bench, Step.POWER) == "router-silent"

    play(scenario)


def test_a_pdu_that_does_not_obey_or_refuses_fails_with_its_words() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await ready_for_power(bench)
        pdus["s2.pdu"].deaf = True
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == refused("order.not-obeyed")
        pdus["s2.pdu"].deaf, pdus["s2.pdu"].refuses = False, "notWritable"
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == refused("shutdown.outlet-read-only")
        await bench.until(lambda: getattr(site(bench).commanded, "words", "") == "notWritable")

    play(scenario)


@pytest.mark.outcome("failed")
def test_a_pdu_that_falls_silent_leaves_the_command_unknown_also_among_others() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await opened(bench)
        for name in ("s1", "s2"):
            await sign(bench, "done", "left", "codec", name=name)
        await asyncio.sleep(COOL_S + 5)
        pdus["s2.pdu"].is_silent = True
        unknown = (Stage.UNKNOWN, "control.silent")
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == unknown
        power = StepTogether("power", ("s1", "s2"), is_sure=True)
        assert await order(bench, power) == (Stage.UNKNOWN, "order.some-failed")
        assert getattr(site(bench).commanded, "is_off", None) is False

    play(scenario)


def test_power_is_never_cut_without_permission_step_or_cooling_or_in_a_meeting() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await opened(bench)
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == refused("shutdown.step-first")
        await sign(bench, "done", "left", "codec")
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == refused("shutdown.still-cooling")
        await asyncio.sleep(COOL_S + 5)
        assert await order(bench, meeting(bench)) == RECORDED
        assert await order(bench, SwitchSiteOff("s2", is_sure=True)) == refused("shutdown.in-meeting")
        assert await order(bench, EndMeeting()) == RECORDED
        await sign(bench, "done", "left", "codec", name="s3")
        await asyncio.sleep(COOL_S + 5)
        assert await order(bench, SwitchSiteOff("s3", is_sure=True)) == refused("guard.remote-power")
        assert all(pdu.asked == [] for pdu in pdus.values())

    play(scenario)


def test_a_codec_that_tells_its_standby_is_put_there_and_proved() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await opened(bench)
        await sign(bench, "done", "left", name="s1")
        await bench.until(lambda: site(bench, "s1").may_act)
        assert await order(bench, SwitchSiteOff("s1")) == (Stage.VERIFIED, "")
        await bench.until(lambda: state(bench, Step.CODEC, "s1") is StepState.PROVED)
        assert code(bench, Step.CODEC, "s1") == "standby"

    play(scenario)


@pytest.mark.outcome("off")
def test_a_standby_that_no_codec_tells_stays_ordered_and_unproven_until_somebody_signs() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await opened(bench)
        await sign(bench, "done", "left", name="s1")
        await bench.until(lambda: site(bench, "s1").may_act)
        assert await order(bench, SwitchSiteOff("s1")) == (Stage.UNKNOWN, "order.not-readable")
        await bench.until(lambda: site(bench, "s1").is_unread)
        assert bench.clock.utc() - site(bench, "s1").ends[2].at_utc < 10.0
        await asyncio.sleep(HOUR_S)
        assert site(bench, "s1").is_unread, "time proves nothing"
        doubts = [e for e in bench.entries if isinstance(e.event, StepJudged) and e.event.code == UNREAD]
        assert len(doubts) == 1, "one order leaves one doubt"
        await sign(bench, "codec", name="s1")
        await bench.until(lambda: state(bench, Step.CODEC, "s1") is StepState.SIGNED)

    play(scenario, codec=FakeCodec())


def test_a_standby_that_was_ordered_elsewhere_and_not_read_is_in_doubt_too() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await opened(bench)
        await sign(bench, "done", "left", name="s1")
        await bench.until(lambda: site(bench, "s1").may_act)
        assert await order(bench, SleepCodec("s1", is_sure=True)) == (Stage.UNKNOWN, "order.not-readable")
        await bench.until(lambda: site(bench, "s1").is_unread)

    play(scenario, codec=FakeCodec())


@pytest.mark.parametrize("is_asleep", [True, False])
def test_a_codec_that_tells_later_ends_the_doubt_about_its_standby(is_asleep: bool) -> None:
    codec = FakeCodec()

    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await opened(bench)
        await sign(bench, "done", "left", name="s1")
        await bench.until(lambda: site(bench, "s1").may_act)
        assert (await order(bench, SwitchSiteOff("s1")))[0] is Stage.UNKNOWN
        codec.can_tell_sleep, codec.asleep = True, is_asleep
        wanted = StepState.PROVED if is_asleep else StepState.OPEN
        await bench.until(lambda: state(bench, Step.CODEC, "s1") is wanted, 120.0)
        assert code(bench, Step.CODEC, "s1") == ("standby" if is_asleep else "awake")

    play(scenario, codec=codec)


def test_a_device_that_is_switched_on_again_is_a_straggler_again() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await ready_for_power(bench)
        await order(bench, SwitchSiteOff("s2", is_sure=True))
        await until_power(bench, StepState.PROVED)
        bench.world.silent.discard("10.0.2.10")
        await until_power(bench, StepState.UNPROVEN)
        assert code(bench, Step.POWER) == "on-again"
        assert [one.site_id for one in view(bench).stragglers] == ["s2", "s1", "s3"]

    play(scenario)


@pytest.mark.article("A8.3")
def test_system_off_names_what_is_not_off_and_is_signed() -> None:
    async def scenario(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await opened(bench)
        await sign(bench, "done", "left", "codec")
        assert await order(bench, CloseShutdown("mic điểm 3 hỏng")) == refused("shutdown.not-off")
        assert await order(bench, CloseShutdown("mic điểm 3 hỏng", is_sure=True)) == RECORDED
        await bench.until(lambda: view(bench).closing is not None)
        closing = view(bench).closing
        assert closing is not None
        assert (closing.open_sites, closing.problems) == (("s1", "s2", "s3"), "mic điểm 3 hỏng")
        assert len(closing.digest) == 64
        assert await order(bench, SignStep("s2", "cooled", "x")) == refused("shutdown.none")

    play(scenario)


def test_an_engine_killed_after_the_command_sends_it_not_again_and_judges_on() -> None:
    async def before(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        await ready_for_power(bench)
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        command: Command = SwitchSiteOff("s2", is_sure=True)
        async for step in session.submit(new_request_id(), command):
            if step.stage is Stage.SENT:
                break
        session.leave()
        await bench.until(lambda: site(bench).commanded is not None)

    async def after(bench: Bench, pdus: Mapping[str, FakePdu]) -> None:
        assert site(bench).commanded is not None
        await until_power(bench, StepState.UNPROVEN, 120.0)
        assert (code(bench, Step.POWER), pdus["s2.pdu"].asked) == ("outlet-on", [])

    written = play(before)
    cut_at = next(n for n, entry in enumerate(written) if entry.kind == "shutdown.commanded") + 1
    play(after, written[:cut_at])


def test_a_site_has_left_once_the_mcu_lists_it_no_more() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        leg = mcu.join("2002")
        await until_up(bench)
        await opened(bench)
        await sign(bench, "done")
        await asyncio.sleep(10)
        assert state(bench, Step.LEFT) is StepState.OPEN
        assert await order(bench, SignStep("s2", "left", "trực nói vậy")) == refused("shutdown.still-in")
        mcu.leave(leg)
        await bench.until(lambda: state(bench, Step.LEFT) is StepState.PROVED)
        assert code(bench, Step.LEFT) == "left"

    play_with_mcu(scenario)


def test_nobody_signs_of_a_site_in_the_conference_that_it_is_done_until_nothing_tells() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        def codec() -> SignStep:
            return SignStep("s2", "codec", "trực nói vậy")

        legs = [mcu.join("2002"), mcu.join("2002")]
        await until_up(bench)
        await opened(bench)
        await sign(bench, "done")
        mcu.leave(legs.pop())
        await asyncio.sleep(10)
        assert state(bench, Step.LEFT) is StepState.OPEN, "its other call is left"
        mcu.leave(legs.pop())
        await bench.until(lambda: state(bench, Step.LEFT) is StepState.PROVED)
        mcu.join("2002")
        await bench.until(lambda: any(row.participant for row in conference(bench).roster))
        assert await order(bench, codec()) == refused("shutdown.still-in")
        mcu.hang()
        await bench.until(lambda: not conference(bench).is_known(bench.latest.at_s), 60)
        assert await order(bench, codec()) == RECORDED

    play_with_mcu(scenario)


def test_a_straggler_is_hung_up_and_read_back_but_never_out_of_a_meeting() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.join("2002")
        await until_up(bench)
        await opened(bench)
        assert await order(bench, HangUpStraggler("s2", is_sure=True)) == refused("shutdown.step-first")
        await sign(bench, "done", name="s1")
        await sign(bench, "done")
        await bench.until(lambda: site(bench).may_act)
        assert view(bench).sites[0].site_id == "s2"
        assert await order(bench, HangUpStraggler("s2")) == refused("guard.hang-up")
        assert await order(bench, meeting(bench)) == RECORDED
        assert await order(bench, HangUpStraggler("s2", is_sure=True)) == refused("shutdown.in-meeting")
        assert await order(bench, EndMeeting()) == RECORDED
        assert await order(bench, HangUpStraggler("s2", is_sure=True)) == (Stage.VERIFIED, "")
        await bench.until(lambda: state(bench, Step.LEFT) is StepState.PROVED)

    play_with_mcu(scenario)


@pytest.mark.outcome("nobody, all, 0")
def test_with_nothing_left_to_hang_up_nothing_is_recorded_and_the_mcu_says_whether_anybody_is_there() -> None:
    hang_up = StepTogether("left", is_sure=True)

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        leg = mcu.join("2002")
        await until_up(bench)
        await opened(bench)
        assert await order(bench, hang_up) == refused("shutdown.none-to-act"), "its room is not done"
        mcu.leave(leg)
        await bench.until(lambda: all(row.participant is None for row in conference(bench).roster))
        assert await order(bench, hang_up) == refused("shutdown.none-left")
        mcu.hang()
        await bench.until(lambda: not conference(bench).is_known(bench.latest.at_s), 60)
        assert await order(bench, hang_up) == refused("shutdown.none-to-act")

    play_with_mcu(scenario)
