"""What persons ask for over a disk that is slow or refuses: of the conference, and to be who acts."""

import asyncio
from concurrent.futures import Future
from dataclasses import replace

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command, EndMeeting, SwitchOperator, TakeControl
from gbdt_console.core.conference.commands import BlockMicrophone, GiveFloor
from gbdt_console.core.conference.floor_events import OrderEnded
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.people import Operator
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Network
from gbdt_console.engine.clients.session import Session
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.journal.codec import event_data
from gbdt_console.journal.write_request import RecordingRefusedError
from tests.support.conference.engine_meetings import ask, meeting_of, numbered, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine


class SlowRecords(NoRecords):
    """Each record is durable a second after it was asked for."""

    def record(self, event: Event, actor: str = "") -> Future[Entry]:
        self._seq += 1
        entry = Entry(
            self._seq, self._clock.utc(), event.KIND, event.VERSION, actor, event_data(event), event
        )
        done: Future[Entry] = Future()

        def write() -> None:
            self._on_entries([entry])
            done.set_result(entry)

        asyncio.get_running_loop().call_later(1.0, write)
        return done


def test_two_takes_in_a_row_over_a_slow_disk_close_the_speaker_in_between() -> None:
    used = FakeMcu()

    async def scenario(bench: Bench) -> None:
        await meeting_of(bench, used, 1, 2, 3)
        session = bench.engine.join(ClientKind.CONSOLE, "tty")

        async def give(site_id: str) -> Progress:
            return [step async for step in session.submit(site_id, GiveFloor(site_id))][-1]

        first = asyncio.ensure_future(give("s2"))
        await asyncio.sleep(0.2)
        ends = await asyncio.gather(first, give("s3"))
        session.leave()
        assert [end.stage for end in ends] == [Stage.VERIFIED] * 2
        assert view(bench).floor.speaker == "s3"
        assert used.is_blocked("2002"), "the speaker before is closed"

    run_engine(numbered(), scenario, SlowRecords, mcu=used)


class Refusing(NoRecords):
    """While `refuses`, what a person asks for is refused at once, and what the engine says waits."""

    refuses = False

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.waiting: list[Event] = []

    def record(self, event: Event, actor: str = "") -> Future[Entry]:
        if not self.refuses:
            return super().record(event, actor)
        refused: Future[Entry] = Future()
        if actor:
            refused.set_exception(RecordingRefusedError())
        else:
            self.waiting.append(event)
        return refused


def test_while_the_disk_refuses_nothing_is_taken_and_what_a_device_did_is_written_later() -> None:
    used = FakeMcu()
    made: list[Refusing] = []

    def records(clock: ManualClock) -> Refusing:
        made.append(Refusing(clock))
        return made[-1]

    async def scenario(bench: Bench) -> None:
        await meeting_of(bench, used, 1, 2)
        made[0].refuses = True
        try:
            await under_refusal(bench)
        finally:
            made[0].refuses = False

    async def under_refusal(bench: Bench) -> None:
        ended = await ask(bench, GiveFloor("s2"))
        assert (ended.stage, ended.code) == (Stage.FAILED, "recording.refused")
        assert (used.asked, view(bench).floor.speaker) == ([], "")
        assert (await ask(bench, BlockMicrophone("s2"))).stage is Stage.VERIFIED
        (kept,) = [event for event in made[0].waiting if isinstance(event, OrderEnded)]
        assert (kept.target, kept.stage, kept.operator) == ("s2", "verified", "duty")

    run_engine(numbered(), scenario, records, mcu=used)


def two_operators() -> Network:
    pin = Operator("deputy", "trực phó", (), pin=Secret("4711"))
    plain = numbered()
    return replace(plain, operators={**plain.operators, "deputy": pin})


async def last_of(session: Session, command: Command) -> Progress:
    return [step async for step in session.submit(new_request_id(), command)][-1]


@pytest.mark.parametrize("command", [TakeControl(), SwitchOperator("deputy", "4711")])
def test_who_acts_changes_once_that_is_durable_and_not_before(command: Command) -> None:
    async def scenario(bench: Bench) -> None:
        first = bench.engine.join(ClientKind.CONSOLE, "tty1")
        second = bench.engine.join(ClientKind.CONSOLE, "tty2")
        asking = second if isinstance(command, TakeControl) else first
        await asyncio.sleep(2)
        before = bench.latest.control
        assert before.client_id == first.client.id
        working = asyncio.ensure_future(last_of(asking, command))
        await asyncio.sleep(0.9)
        assert bench.latest.control == before
        assert (await working).stage is Stage.RECORDED
        await bench.until(lambda: bench.latest.control != before, 2)
        operator = "trực phó" if isinstance(command, SwitchOperator) else "trực trung tâm"
        assert (bench.latest.control.client_id, bench.latest.control.operator) == (asking.client.id, operator)

    run_engine(two_operators(), scenario, SlowRecords)


@pytest.mark.parametrize("command", [TakeControl(), SwitchOperator("deputy", "4711")])
def test_a_refused_record_leaves_who_acts_as_it_was(command: Command) -> None:
    made: list[Refusing] = []

    def records(clock: ManualClock) -> Refusing:
        made.append(Refusing(clock))
        return made[-1]

    async def scenario(bench: Bench) -> None:
        first = bench.engine.join(ClientKind.CONSOLE, "tty1")
        second = bench.engine.join(ClientKind.CONSOLE, "tty2")
        asking = second if isinstance(command, TakeControl) else first
        await asyncio.sleep(2)
        before = bench.latest.control
        made[0].refuses = True
        ended = await last_of(asking, command)
        assert (ended.stage, ended.code) == (Stage.FAILED, "recording.refused")
        await asyncio.sleep(2)
        made[0].refuses = False
        assert bench.latest.control == before
        assert (await last_of(second, EndMeeting())).code == "control.held"
        assert (await last_of(first, EndMeeting())).code == "meeting.none"

    run_engine(two_operators(), scenario, records)


def test_who_leaves_while_his_taking_of_control_is_written_holds_nothing() -> None:
    async def scenario(bench: Bench) -> None:
        first = bench.engine.join(ClientKind.CONSOLE, "tty1")
        second = bench.engine.join(ClientKind.CONSOLE, "tty2")
        await asyncio.sleep(2)
        working = asyncio.ensure_future(last_of(second, TakeControl()))
        await asyncio.sleep(0.5)
        second.leave()
        await working
        await bench.until(lambda: bench.latest.control.client_id != first.client.id, 2)
        assert bench.latest.control.client_id == ""
        await bench.until(lambda: bool(bench.events("control.released")), 2)
        assert bench.events("control.released")[-1].data["client"] == second.client.id

    run_engine(two_operators(), scenario, SlowRecords)
