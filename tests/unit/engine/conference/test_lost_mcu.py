"""What the console says of a conference while its MCU is lost."""

import asyncio
from itertools import pairwise

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import EndMeeting, StartMeeting
from gbdt_console.core.conference.commands import BlockOthers
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
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


class Counting(FakeMcu):
    """Notes when it was asked for a connection, in the loop's seconds."""

    opened_s: list[float]

    async def open(self) -> None:
        self.opened_s = [*getattr(self, "opened_s", []), asyncio.get_running_loop().time()]
        await super().open()


def test_a_lost_mcu_is_tried_every_two_seconds_while_a_meeting_runs() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        assert isinstance(mcu, Counting)
        await meeting_of(bench, mcu, 1, 2, 3)
        mcu.hang()
        await asyncio.sleep(300)
        pauses = [b - a for a, b in pairwise(mcu.opened_s[1:])]
        assert len(pauses) > 100
        assert max(pauses) <= 2.0
        mcu.is_gone = False
        assert await bench.until(lambda: view(bench).fault is None) <= 2.0

    play(scenario, Counting())


def test_a_meeting_that_begins_while_the_mcu_is_lost_is_tried_for_at_once() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.hang()
        await asyncio.sleep(300)
        mcu.is_gone = False
        now = bench.clock.utc()
        await ask(bench, StartMeeting("Giao ban", "s1", now, now + 7_200))
        assert await bench.until(lambda: view(bench).fault is None) <= 0.5

    play(scenario)


class Refusing(Counting):
    """Takes the console's password no more."""

    is_refusing = False

    async def open(self) -> None:
        await super().open()
        if self.is_refusing:
            raise ControlError(ControlFault.CREDENTIALS)


def test_a_refused_password_is_not_tried_every_second() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        assert isinstance(mcu, Refusing)
        await meeting_of(bench, mcu, 1, 2)
        mcu.is_refusing = True
        mcu.hang()
        mcu.is_gone = False
        await asyncio.sleep(300)
        assert len(mcu.opened_s) < 20

    play(scenario, Refusing())


def test_after_a_reconnect_the_first_poll_closes_whom_the_policy_closes() -> None:
    """The last attempts were seconds ago, and the pause before the next one had grown to 30 s."""

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        mcu.deaf = True
        await ask(bench, BlockOthers())
        await asyncio.sleep(100)
        mcu.hang()
        await asyncio.sleep(5)
        mcu.deaf, mcu.is_gone = False, False
        await bench.until(lambda: view(bench).fault is None)
        assert await bench.until(lambda: mcu.is_blocked("2002") and mcu.is_blocked("2003")) <= 0.1

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
