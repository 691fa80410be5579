"""An engine whose journal comes from another machine, in fake time: it sees all and gives no order."""

from collections.abc import Awaitable, Callable

from gbdt_console.core.authority.machine import AcceptMachine, MachineAccepted
from gbdt_console.core.authority.withheld import Machine, Withheld
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import StartMeeting
from gbdt_console.core.conference.commands import BlockMicrophone
from gbdt_console.core.conference.floor_events import BlockingSet
from gbdt_console.core.events import Event, MeetingStarted
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.requests import Stage
from gbdt_console.engine.records.records import NoRecords
from tests.support.conference.engine_meetings import ask, numbered, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine

HERE = Machine("here", 7)
THERE = MachineAccepted("there", 7)
WITHHELD = "control.withheld.other-machine"


def play(scenario: Callable[[Bench, FakeMcu], Awaitable[None]], *earlier: Event) -> None:
    mcu = FakeMcu()

    class Continued(NoRecords):
        def ledger(self) -> Ledger:
            ledger = Ledger()
            for event in earlier:
                ledger.apply(event)
            return ledger

    run_engine(numbered(), lambda bench: scenario(bench, mcu), Continued, mcu, machine=HERE)


def running_meeting() -> MeetingStarted:
    now = ManualClock().utc()
    return MeetingStarted("m1", "Giao ban", "s1", now, now + 7_200, ["s2", "s3"])


def test_it_shows_who_is_there_and_blocks_nobody_until_it_is_signed() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        mcu.join("2001")
        mcu.join("2003")
        await bench.until(lambda: len([row for row in view(bench).roster if row.participant]) == 2)
        began_s = bench.clock.monotonic()
        await bench.until(lambda: bench.clock.monotonic() > began_s + 10)
        assert bench.latest.withheld is Withheld.OTHER_MACHINE
        refused = [await ask(bench, one) for one in (BlockMicrophone("s3"), AcceptMachine())]
        assert [one.code for one in refused] == [WITHHELD, "machine.other-may-run"]
        assert mcu.asked == []
        assert bench.events("order.ended") == []
        signed = await ask(bench, AcceptMachine(is_sure=True))
        assert signed.stage is Stage.RECORDED
        await bench.until(lambda: mcu.is_blocked("2003"))
        assert bench.latest.withheld is None
        assert (await ask(bench, AcceptMachine(is_sure=True))).code == "machine.is-accepted"

    play(scenario, THERE, running_meeting(), BlockingSet(True, "Trực ca"))


def test_the_record_of_a_person_is_refused_too() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        now = bench.clock.utc()
        assert (await ask(bench, StartMeeting("Giao ban", "s1", now, now + 60))).code == WITHHELD
        assert bench.events("meeting.started") == []

    play(scenario, THERE)


def test_a_new_journal_belongs_to_the_machine_where_it_begins() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await bench.until(lambda: bool(bench.events("machine.accepted")))
        assert bench.latest.withheld is None
        accepted = [entry.event for entry in bench.events("machine.accepted")]
        assert accepted == [MachineAccepted(HERE.id, HERE.journal)]

    play(scenario)


def test_where_it_has_given_orders_before_nothing_is_recorded_anew() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await bench.until(lambda: bool(bench.events("engine.started")))
        assert bench.events("machine.accepted") == []

    play(scenario, MachineAccepted(HERE.id, HERE.journal))


def test_a_pc_that_follows_is_never_said_to_give_the_orders() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        bench.engine._works.clients.authority.withheld = Withheld.FOLLOWING
        refused = await ask(bench, AcceptMachine(is_sure=True))
        assert refused.code == "control.withheld.following"

    play(scenario, MachineAccepted(HERE.id, HERE.journal))
