"""A driver of an MCU that hangs, fails in its own way, never lets go or says too much."""

import asyncio

import pytest

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.conference.commands import BlockMicrophone, BlockOthers
from gbdt_console.core.conference.state import ConferenceEventKind, ConferenceState
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from tests.support.conference.engine_meetings import ask, meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench


def is_lost(bench: Bench) -> bool:
    return any(a.key.type == AlarmType.MCU_LOST and a.is_active for a in bench.latest.alarms)


class Strange(FakeMcu):
    """Its driver fails in ways that no driver should."""

    error: BaseException | None = None

    async def block(self, participant_id: str) -> None:
        if self.error is not None and "2003" in participant_id:
            raise self.error
        await super().block(participant_id)


@pytest.mark.parametrize("error", [ValueError("what"), OSError(5, "io"), asyncio.CancelledError()])
def test_a_driver_s_own_error_ends_the_order_and_leaves_nothing_under_way(error: BaseException) -> None:
    mcu = Strange()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3, 4)
        assert isinstance(mcu, Strange)
        mcu.error = error
        ended = await ask(bench, BlockOthers())
        assert ended.stage in (Stage.FAILED, Stage.UNKNOWN)
        assert (ended.detail, len(ended.targets)) == ("1/3", 1)
        mcu.error = None
        await bench.until(lambda: mcu.is_blocked("2003"), 60)
        await bench.until(lambda: not [o for o in view(bench).orders if not o.stage.is_final], 10)

    play(scenario, mcu)


def test_a_short_reconnect_rings_no_bell_and_is_said_quietly() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        sounds = bench.latest.alarm_load.sounds
        for lost_s in (0.5, 2.0):
            mcu.hang()
            await bench.until(lambda: view(bench).fault is not None, 2)
            await asyncio.sleep(lost_s)
            mcu.is_gone = False
            await bench.until(lambda: view(bench).fault is None, 5)
        await asyncio.sleep(10)
        assert bench.latest.alarm_load.sounds == sounds
        assert not [e for e in bench.entries if e.data.get("type") == "mcu.lost"]

    play(scenario)


def test_a_lost_mcu_is_an_alarm_after_some_seconds_since_when_it_was_lost_and_says_how() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        lost_utc = bench.clock.utc()
        mcu.hang()
        took_s = await bench.until(lambda: is_lost(bench), 10)
        assert 4.0 <= took_s < 5.5
        (alarm,) = (a for a in bench.latest.alarms if a.key.type == AlarmType.MCU_LOST)
        assert alarm.since_utc - lost_utc < 1.5
        assert dict(alarm.params) == {"fault": "closed"}
        mcu.is_gone = False
        await bench.until(lambda: not is_lost(bench), 60)

    play(scenario)


class Hanging(FakeMcu):
    """Some of its answers never come."""

    hangs: str = ""
    is_closing_hung: bool = False

    async def conference(self) -> ConferenceState:
        if self.hangs == "read":
            await asyncio.Event().wait()
        return await super().conference()

    async def block(self, participant_id: str) -> None:
        await super().block(participant_id)
        if self.hangs == "block":
            await asyncio.Event().wait()

    async def close(self) -> None:
        if self.is_closing_hung:
            await asyncio.Event().wait()


def test_a_look_that_never_ends_is_a_lost_connection() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert isinstance(mcu, Hanging)
        mcu.hangs = "read"
        await bench.until(lambda: is_lost(bench), 60)
        mcu.hangs = ""
        await bench.until(lambda: not is_lost(bench), 90)

    play(scenario, Hanging())


def test_an_order_whose_acceptance_never_comes_ends() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert isinstance(mcu, Hanging)
        mcu.hangs = "block"
        ended = await asyncio.wait_for(ask(bench, BlockMicrophone("s1", is_sure=True)), 60)
        assert ended.stage is Stage.VERIFIED, "read back, it was done"

    play(scenario, Hanging())


def test_the_engine_stops_while_orders_are_under_way_and_the_mcu_does_not_let_go() -> None:
    mcu = Hanging()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2, 3)
        assert isinstance(mcu, Hanging)
        mcu.hangs = "block"
        mcu.is_closing_hung = True
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        steps = session.submit(new_request_id(), BlockOthers())
        await anext(steps)
        await asyncio.sleep(1)

    play(scenario, mcu)


class Chatty(FakeMcu):
    """Says ten thousand events at once, and whole seconds later nothing more."""

    looks: int = 0

    async def conference(self) -> ConferenceState:
        self.looks += 1
        return await super().conference()


def test_a_burst_of_events_is_one_reason_to_look() -> None:
    mcu = Chatty()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        assert isinstance(mcu, Chatty)
        for _ in range(10_000):
            mcu.talk(next(iter(mcu.legs)))
        await asyncio.sleep(5)
        before = mcu.looks
        await asyncio.sleep(60)
        assert mcu.looks - before < 80, "what was said a minute ago is no reason to look now"

    play(scenario, mcu)


class Failing(FakeMcu):
    """Can be reached, but never says who is there."""

    opened: int = 0

    async def open(self) -> None:
        await super().open()
        self.opened += 1

    async def conference(self) -> ConferenceState:
        raise ValueError("not a roster")


def test_an_mcu_that_opens_and_never_answers_is_lost_and_is_not_pressed() -> None:
    mcu = Failing()

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        assert isinstance(mcu, Failing)
        await asyncio.sleep(600)
        assert is_lost(bench)
        assert mcu.opened < 60
        assert len([e for e in bench.entries if e.kind.startswith("alarm.")]) == 1

    play(scenario, mcu)


class EventFirst(FakeMcu):
    """Says that it obeyed before it answers."""

    async def block(self, participant_id: str) -> None:
        self.looks = 0
        await super().block(participant_id)
        self._say(ConferenceEventKind.BLOCKED, participant_id)
        await asyncio.sleep(0.005)

    async def conference(self) -> ConferenceState:
        self.looks += 1
        return await super().conference()

    looks: int = 0


def test_an_event_before_the_answer_costs_no_second_look() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        await asyncio.sleep(0.5)
        assert isinstance(mcu, EventFirst)
        assert (await ask(bench, BlockMicrophone("s2"))).stage is Stage.VERIFIED
        assert mcu.looks == 1

    play(scenario, EventFirst())


@pytest.mark.parametrize("idle_s", [10.0, 11.0, 12.0, 13.0, 14.0, 14.5])
def test_a_meeting_that_begins_makes_nothing_unknown(idle_s: float) -> None:
    """Between meetings the MCU is asked less often than a meeting calls new."""

    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.is_mute = True
        mcu.join("2001")
        await asyncio.sleep(idle_s)
        unknown = []
        bench.engine.publisher.on_snapshot(
            lambda new: unknown.append(not (new.conference and new.conference.is_known(new.at_s)))
        )
        began_s = bench.clock.monotonic()
        now = bench.clock.utc()
        await ask(bench, StartMeeting("Giao ban", "s1", now, now + 7_200))
        await bench.until(lambda: (view(bench).taken_s or 0.0) > began_s, 0.5)
        assert unknown
        assert not any(unknown)

    play(scenario)
