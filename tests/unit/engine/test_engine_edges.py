"""What the engine makes of hard moments: no network at the start, a restart, a meeting that overruns."""

import asyncio

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.monitoring.blindness import Blindness
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault, DeviceReport
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import new_request_id
from gbdt_console.devices.snmp.client import SnmpReader, SnmpSilent
from gbdt_console.engine.records.records import NoRecords
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network


class KeptRecords(NoRecords):
    """Begins with a ledger, and remembers what is to be pinned."""

    def __init__(self, clock: ManualClock, ledger: Ledger) -> None:
        super().__init__(clock)
        self._ledger = ledger
        self.pins: list[tuple[float, float]] = []

    def ledger(self) -> Ledger:
        return self._ledger

    def pin_samples(self, from_utc: float, to_utc: float, reason: str) -> None:
        self.pins.append((from_utc, to_utc))


def test_a_start_without_any_network_blames_no_site() -> None:
    async def scenario(bench: Bench) -> None:
        bench.world.silent |= {f"10.255.0.{n}" for n in (1, 2)}
        for n in (1, 2, 3):
            bench.world.cut(n)
        await bench.until(lambda: bench.latest.blind is Blindness.ANCHORS, 10)
        await asyncio.sleep(20)
        blamed = [e for e in bench.events("point.changed") if not str(e.data["target"]).startswith("centre")]
        assert blamed == []
        assert {view.state for view in bench.latest.sites} == {PointState.UNKNOWN}

    run_engine(network(3), scenario)


def test_a_fault_of_the_run_before_ends_with_the_first_answer() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: bool(bench.site(1).devices[0].readings))
        assert [(e.data["device"], e.data["fault"]) for e in bench.events("device.fault")] == [
            ("s1.router", "")
        ]

    ledger = Ledger(LastStates(faults={"s1.router": "silent"}))
    run_engine(network(2), scenario, lambda clock: KeptRecords(clock, ledger))


def test_a_line_that_comes_back_during_a_look_is_not_made_to_wait() -> None:
    async def scenario(bench: Bench) -> None:
        bench.world.cut(2)
        await bench.until(lambda: bench.site(2).devices[0].fault is DeviceFault.SILENT, 120)
        driver = bench.drivers["s2.router"]
        looking = asyncio.Event()
        read = driver.read

        async def slow_read(link: SnmpReader, now_s: float) -> DeviceReport:
            looking.set()
            if "10.0.2.1" not in bench.world.silent:
                return await read(link, now_s)
            await asyncio.sleep(8.0)
            raise SnmpSilent

        driver.read = slow_read
        await bench.until(looking.is_set, 120)
        bench.world.restore(2)
        await bench.until(lambda: bench.site(2).state is PointState.UP, 10)
        assert await bench.until(lambda: bench.site(2).devices[0].fault is None, 120) < 9.0

    run_engine(network(3), scenario)


def test_a_device_that_is_unknown_shows_no_old_round_trip() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: bench.site(1).devices[1].ping is PointState.UP)
        assert bench.site(1).devices[1].ping_rtt_ms == 12.0
        bench.world.silent |= {f"10.0.{n}.{host}" for n in (1, 2, 3) for host in (1, 10)}
        bench.world.silent |= {"10.255.0.1", "10.255.0.2"}
        await bench.until(lambda: bench.site(1).devices[1].ping is PointState.UNKNOWN)
        assert bench.site(1).devices[1].ping_rtt_ms is None

    run_engine(network(3), scenario)


def test_a_meeting_that_was_begun_without_an_engine_is_pinned() -> None:
    kept: list[KeptRecords] = []

    def records_of(clock: ManualClock) -> KeptRecords:
        begins = clock.utc() - 60
        meeting = Meeting("m", "Họp", "s1", begins, begins + 3_600)
        kept.append(KeptRecords(clock, Ledger(MeetingsHeld(meeting))))
        return kept[0]

    async def scenario(bench: Bench) -> None:
        assert bench.latest.meeting is not None
        begins = bench.latest.meeting.opening_utc
        await asyncio.sleep(1)
        [(first, last)] = kept[0].pins
        assert first <= begins - 1_800 < first + 3_600
        assert last - 3_600 < begins + 3_600 + 1_800 <= last + 1
        assert (first % 3_600, last % 3_600) == (0, 3_599), "hours are sealed whole"

    run_engine(network(2), scenario, records_of)


def test_a_meeting_that_ran_over_is_pinned_to_its_real_end() -> None:
    kept: list[KeptRecords] = []

    def records_of(clock: ManualClock) -> KeptRecords:
        kept.append(KeptRecords(clock, ledgers(clock)))
        return kept[0]

    def ledgers(clock: ManualClock) -> Ledger:
        return Ledger(MeetingsHeld(Meeting("m", "Họp", "s1", clock.utc() - 10_000, clock.utc() - 5_000)))

    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.VERB, "-")
        ended_utc = bench.clock.utc()
        async for progress in session.submit(new_request_id(), EndMeeting()):
            assert progress.code == ""
        await bench.until(lambda: bench.latest.meeting is None)
        assert max(to_utc for _, to_utc in kept[0].pins) >= ended_utc + 1_800

    run_engine(network(2), scenario, records_of)
