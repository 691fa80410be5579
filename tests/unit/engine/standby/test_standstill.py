"""What becomes of connections and orders after a standstill, and once another PC commands, in fake time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from gbdt_console.core.conference.commands import BlockMicrophone, LockConference
from gbdt_console.core.conference.floor_events import OrderEnded
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.requests import Stage
from gbdt_console.core.standby.view import StandbyView
from gbdt_console.engine.standby.message import Stored
from tests.support.conference.engine_meetings import ask, meeting_of, numbered
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.standby.pair import Pair


@dataclass
class LoggingMcu(FakeMcu):
    """It writes down in `log` whatever is done with its connection.

    Before it blocks it asks something, for `thinks_s`.
    """

    log: list[str] = field(default_factory=list)
    thinks_s: float = 0.0

    async def open(self) -> None:
        self.log.append("open")
        await super().open()

    async def close(self) -> None:
        self.log.append("close")

    async def conference(self) -> ConferenceState:
        state = await super().conference()
        self.log.append("read")
        return state

    async def block(self, participant_id: str) -> None:
        await asyncio.sleep(self.thinks_s)
        self.log.append("block")
        await super().block(participant_id)


def play(scenario: Callable[[Bench, LoggingMcu, Pair], Awaitable[None]], *, is_alone: bool = False) -> None:
    mcu, pair = LoggingMcu(), Pair()

    async def level(bench: Bench) -> None:
        if not is_alone:
            await pair.begin(at=10_000)
            await bench.until(lambda: seen(bench) is not None and seen(bench).fault is None)
        await meeting_of(bench, mcu, 1, 3)
        mcu.log.clear()
        await scenario(bench, mcu, pair)

    run_engine(numbered(), level, mcu=mcu, more_features=[] if is_alone else [pair.feature])


def seen(bench: Bench) -> StandbyView:
    view = bench.latest.standby
    assert view is not None
    return view


def ended(bench: Bench) -> list[tuple[str, Stage]]:
    found = [entry.event for entry in bench.events("order.ended")]
    return [(event.what, event.stage) for event in found if isinstance(event, OrderEnded)]


def test_after_a_standstill_the_device_is_connected_anew_and_read_before_the_first_order() -> None:
    async def scenario(bench: Bench, mcu: LoggingMcu, pair: Pair) -> None:
        bench.clock.advance(1.1)
        refused = await ask(bench, BlockMicrophone("s3"))
        assert (refused.stage, refused.code) == (Stage.FAILED, "control.withheld.asking")
        await bench.until(lambda: "read" in mcu.log and bench.latest.withheld is None)
        done = await ask(bench, BlockMicrophone("s3"))
        assert done.stage is Stage.VERIFIED
        assert mcu.log[:3] == ["close", "open", "read"]

    play(scenario)


def test_without_a_second_pc_a_standstill_changes_nothing() -> None:
    async def scenario(bench: Bench, mcu: LoggingMcu, pair: Pair) -> None:
        mcu.thinks_s = 0.5
        blocking = asyncio.ensure_future(ask(bench, BlockMicrophone("s3")))
        await asyncio.sleep(0.2)
        bench.clock.advance(5.0)
        assert (await blocking).stage is Stage.VERIFIED
        assert "close" not in mcu.log

    play(scenario, is_alone=True)


def test_a_driver_that_waits_as_the_loop_stands_still_writes_nothing_any_more() -> None:
    """It goes on before anybody else looks: its wait is over as well."""

    async def scenario(bench: Bench, mcu: LoggingMcu, pair: Pair) -> None:
        mcu.thinks_s = 0.2
        blocking = asyncio.ensure_future(ask(bench, BlockMicrophone("s3")))
        await asyncio.sleep(0.1)
        bench.clock.advance(1.1)
        last = await blocking
        assert "block" not in mcu.log
        assert (last.stage, last.code) == (Stage.UNKNOWN, "order.role-lost")

    play(scenario)


def test_an_order_on_the_wire_as_the_loop_stands_still_is_read_back_over_the_next_connection() -> None:
    async def scenario(bench: Bench, mcu: LoggingMcu, pair: Pair) -> None:
        blocking = asyncio.ensure_future(ask(bench, BlockMicrophone("s3")))
        await bench.until(lambda: mcu.is_blocked("2003"))
        bench.clock.advance(5.0)
        assert (await blocking).stage is Stage.VERIFIED
        assert mcu.log.index("open") > mcu.log.index("block")

    play(scenario)


def test_an_order_whose_limit_passes_as_the_loop_stands_still_is_not_called_failed() -> None:
    async def scenario(bench: Bench, mcu: LoggingMcu, pair: Pair) -> None:
        mcu.deaf = True
        blocking = asyncio.ensure_future(ask(bench, BlockMicrophone("s3")))
        await bench.until(lambda: "block" in mcu.log and "read" in mcu.log[mcu.log.index("block") :])
        bench.clock.advance(5.0)
        assert (await blocking).stage is Stage.UNKNOWN

    play(scenario)


def test_what_the_device_shows_after_a_standstill_is_not_judged_before_it_is_known_who_commands() -> None:
    """Here the MCU answers sooner than the streams."""

    async def scenario(bench: Bench, mcu: LoggingMcu, pair: Pair) -> None:
        last = pair.other.last

        async def slow() -> Stored | None:
            await asyncio.sleep(1.5)
            return await last()

        pair.other.last = slow  # type: ignore[method-assign]
        blocking = asyncio.ensure_future(ask(bench, BlockMicrophone("s3")))
        await bench.until(lambda: mcu.is_blocked("2003"))
        await pair.overtake()
        bench.clock.advance(5.0)
        assert (await blocking).stage is Stage.UNKNOWN
        await bench.until(lambda: ended(bench) == [("microphone.block", Stage.UNKNOWN)])
        assert "read" in mcu.log[mcu.log.index("block") :]

    play(scenario)


def test_an_order_on_the_wire_as_the_role_is_lost_is_recorded_as_not_known() -> None:
    """The other PC may have done the same meanwhile, so that what the MCU shows proves nothing."""

    async def scenario(bench: Bench, mcu: LoggingMcu, pair: Pair) -> None:
        mcu.deaf = True
        locking = asyncio.ensure_future(ask(bench, LockConference(True)))
        await bench.until(lambda: ("lock", "hoinghi") in mcu.asked)
        await pair.overtake()
        await bench.until(lambda: bench.latest.withheld is not None)
        mcu.is_locked = True
        last = await locking
        assert last.stage is Stage.UNKNOWN
        await bench.until(lambda: bool(ended(bench)))
        assert ended(bench) == [("conference.lock", Stage.UNKNOWN)]
        assert not pair.changed
        await bench.until(lambda: bool(pair.changed))

    play(scenario)
