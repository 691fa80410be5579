"""What the console says of a conference while its MCU is lost."""

import asyncio
from itertools import pairwise

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import Command, EndMeeting, StartMeeting
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    BlockStillOpen,
    DialSite,
    GiveFloor,
    HangUp,
    IsolateCaller,
    LockConference,
    UnblockMicrophone,
)
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage
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


async def steps_of(bench: Bench, command: Command) -> list[Progress]:
    session = bench.engine.join(ClientKind.CONSOLE, "tty")
    try:
        return [step async for step in session.submit(repr(command), command)]
    finally:
        session.leave()


@pytest.mark.parametrize("fault", [ControlFault.CREDENTIALS, ControlFault.CLOSED])
@pytest.mark.parametrize(
    "command",
    [
        BlockMicrophone("s2"),
        UnblockMicrophone("s4"),
        HangUp("s2", is_sure=True),
        HangUp("9999", is_sure=True),
        DialSite("s4"),
        IsolateCaller("9999"),
        BlockStillOpen(),
    ],
    ids=repr,
)
def test_while_the_mcu_is_lost_nobody_is_called_absent(fault: ControlFault, command: Command) -> None:
    """What is not known is called so, nothing is sent, and nothing is called sent."""

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        assert isinstance(mcu, Refusing)
        await meeting_of(bench, mcu, 1, 2, 3)
        mcu.hang()
        mcu.is_refusing = fault is ControlFault.CREDENTIALS
        mcu.is_gone = not mcu.is_refusing
        await bench.until(lambda: view(bench).fault is fault)
        *before, last = await steps_of(bench, command)
        assert [step.stage for step in before] == [Stage.REQUESTED]
        assert (last.stage, last.code) == (Stage.FAILED, "conference.unknown")
        assert mcu.asked == []

    play(scenario, Refusing())


def test_what_the_lost_mcu_was_never_sent_is_not_called_sent() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        sent = await steps_of(bench, LockConference(True))
        assert [step.stage for step in sent] == [
            Stage.REQUESTED, Stage.SENT, Stage.ACCEPTED, Stage.VERIFIED,
        ]  # fmt: skip
        mcu.hang()
        await bench.until(lambda: view(bench).fault is not None)
        for command in (LockConference(False), BlockOthers()):
            steps = await steps_of(bench, command)
            assert [step.stage for step in steps] == [Stage.REQUESTED, Stage.FAILED]
            assert not [order for order in view(bench).orders if not order.stage.is_final]

    play(scenario)


@pytest.mark.parametrize("other", [None, "2003"])
def test_a_picture_that_no_longer_holds_after_a_reconnect_is_said(other: str | None) -> None:
    """The MCU forgot the chosen picture, or shows another, while the connection was lost."""

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        assert (await ask(bench, GiveFloor("s2"))).stage is Stage.VERIFIED
        mcu.hang()
        await bench.until(lambda: view(bench).fault is not None)
        mcu.shown, mcu.is_gone = leg_of(mcu, other) if other else None, False
        await bench.until(lambda: view(bench).fault is None)
        assert view(bench).deviations, "the first poll says it"
        await bench.until(lambda: active(bench, AlarmType.PICTURE_OTHER) == ["s2"], 2.5)

    play(scenario)
