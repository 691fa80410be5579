"""Every configured control device that is lost, or refuses the password, is an alarm."""

import asyncio

import pytest

from gbdt_console.core.alarms.alarm import Alarm, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.resource_ids import MCU, MIXER
from gbdt_console.devices.control import ControlError
from tests.support.conference.engine_meetings import meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.mixer.fake_mixer import FakeMixer
from tests.support.rooms import engine_rooms
from tests.support.rooms.engine_rooms import Codecs
from tests.support.rooms.fake_codec import FakeCodec


def active(bench: Bench, resource: str) -> list[Alarm]:
    return [one for one in bench.latest.alarms if one.is_active and one.key.resource == resource]


def types(bench: Bench, resource: str) -> list[str]:
    return [one.key.type for one in active(bench, resource)]


def test_a_mixer_that_dies_in_a_meeting_is_an_alarm_since_when_it_died() -> None:
    mixer = FakeMixer()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        died_utc = bench.clock.utc()
        mixer.die()
        took_s = await bench.until(lambda: bool(active(bench, MIXER)), 10)
        assert took_s >= 4.0, "a short reconnect rings no bell"
        (alarm,) = active(bench, MIXER)
        assert (alarm.key.type, alarm.severity) == (AlarmType.MIXER_LOST, Severity.CRITICAL)
        assert alarm.since_utc - died_utc < 1.5
        mixer.fault = None
        await bench.until(lambda: not active(bench, MIXER), 5)

    play(scenario, mixer=mixer)


def test_a_mixer_that_is_back_at_once_is_no_alarm() -> None:
    mixer = FakeMixer()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        mixer.die()
        await asyncio.sleep(2)
        mixer.fault = None
        await asyncio.sleep(20)
        assert not [e for e in bench.entries if e.data.get("type") == AlarmType.MIXER_LOST]

    play(scenario, mixer=mixer)


def test_a_mixer_that_refuses_the_password_is_another_alarm_than_a_lost_one() -> None:
    mixer = FakeMixer()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        mixer.die(ControlFault.CREDENTIALS)
        await bench.until(lambda: types(bench, MIXER) == [AlarmType.MIXER_CREDENTIALS], 10)
        mixer.fault = ControlFault.REFUSED
        await bench.until(lambda: types(bench, MIXER) == [AlarmType.MIXER_LOST], 90)
        mixer.fault = None
        await bench.until(lambda: types(bench, MIXER) == [], 90)

    play(scenario, mixer=mixer)


class Refusing(FakeMcu):
    """Takes the console's password no more."""

    is_refusing = False

    async def open(self) -> None:
        await super().open()
        if self.is_refusing:
            raise ControlError(ControlFault.CREDENTIALS)


def test_an_mcu_that_refuses_the_password_is_no_lost_mcu() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        assert isinstance(mcu, Refusing)
        await meeting_of(bench, mcu, 1, 2)
        mcu.is_refusing = True
        mcu.hang()
        mcu.is_gone = False
        await bench.until(lambda: types(bench, MCU) == [AlarmType.MCU_CREDENTIALS], 30)
        assert not bench.latest.outages, "the meeting goes on: no outage of the MCU"
        mcu.is_refusing = False
        await bench.until(lambda: view(bench).fault is None and not types(bench, MCU), 90)

    play(scenario, Refusing())


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        (ControlFault.CREDENTIALS, AlarmType.CONTROL_CREDENTIALS),
        (ControlFault.REFUSED, AlarmType.CONTROL_LOST),
        (ControlFault.UNTRUSTED, AlarmType.CONTROL_LOST),
    ],
)
def test_a_codec_that_answers_pings_and_takes_no_commands_is_an_alarm(
    fault: ControlFault, raised: str
) -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await bench.until(lambda: types(bench, "s2.codec") == [raised], 60)
        (alarm,) = active(bench, "s2.codec")
        assert alarm.site_id == "s2"
        codecs[2].fault = None
        await bench.until(lambda: not active(bench, "s2.codec"), 90)

    engine_rooms.play(scenario, {2: FakeCodec(fault=fault)})


def test_a_codec_that_is_off_has_one_alarm_and_no_second_about_its_control() -> None:
    async def scenario(bench: Bench, codecs: Codecs) -> None:
        await engine_rooms.meeting(bench)
        bench.world.silent.add("10.0.2.10")
        codecs[2].fault = ControlFault.SILENT
        codecs[2].hang()
        await bench.until(lambda: types(bench, "s2") == [AlarmType.CODEC_LOST], 60)
        await asyncio.sleep(120)
        assert types(bench, "s2.codec") == []

    engine_rooms.play(scenario, {2: FakeCodec()})
