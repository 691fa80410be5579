"""What the console says of a conference while its MCU is lost."""

import asyncio

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import EndMeeting
from tests.support.alarms.engine_alarms import active
from tests.support.conference.engine_meetings import ask, leg_of, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench


def test_absent_sites_and_open_microphones_end_with_the_meeting_also_while_the_mcu_is_lost() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        mcu.talk(leg_of(mcu, "2003"))
        await bench.until(
            lambda: bool(active(bench, AlarmType.SITE_ABSENT) and active(bench, AlarmType.MICROPHONE_OPEN)),
            90,
        )
        mcu.hang()
        await bench.until(lambda: bool(active(bench, AlarmType.MCU_LOST)))
        await asyncio.sleep(60)
        assert active(bench, AlarmType.SITE_ABSENT) == ["s4"], "nothing is seen, so nothing is over"
        await ask(bench, EndMeeting())
        await bench.until(
            lambda: not (active(bench, AlarmType.SITE_ABSENT) or active(bench, AlarmType.MICROPHONE_OPEN)), 5
        )

    play(scenario)


def test_while_the_mcu_is_lost_nobody_is_said_to_speak() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        mcu.talk(leg_of(mcu, "2003"))
        await bench.until(lambda: bool(view(bench).open_microphones))
        mcu.hang()
        await asyncio.sleep(60)
        assert view(bench).open_microphones == ()

    play(scenario)
