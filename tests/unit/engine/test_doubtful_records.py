"""What was asked for over a disk that does not answer: nobody knows, and later the engine says which."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import Command, EndMeeting, FindRecorded, StartMeeting
from gbdt_console.core.conference.commands import GiveFloor
from gbdt_console.core.events import Entry, Event
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.engine.clients.session import Session
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.journal.write_request import RecordingRefusedError, RecordingUnknownError
from tests.support.conference.engine_meetings import ask, meeting_of, numbered, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine

MEETING = StartMeeting("Giao ban", "s1", 1_800_000_000.0, 1_800_003_600.0)
_HANG_S = 4.5


class Hanging(NoRecords):
    """While `hangs`, an operator's events wait, and their request is told so after a while."""

    hangs = False

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.waiting: list[tuple[Event, str, Future[Entry]]] = []

    def record_together(
        self,
        events: Sequence[Event],
        actor: str,
        request_id: str = "",
        on_doubt: Callable[[], None] = lambda: None,
    ) -> Sequence[Future[Entry]]:
        if not (self.hangs and actor):
            return super().record_together(events, actor)
        waiting = [(event, actor, Future[Entry]()) for event in events]
        self.waiting += waiting
        asyncio.get_running_loop().call_later(_HANG_S, on_doubt)
        return [future for _, _, future in waiting]

    def answer(self) -> None:
        """Let the disk have written what waits."""
        self.hangs = False
        for event, actor, future in self.waiting:
            future.set_result(super().record(event, actor).result())

    def fail(self, error: Exception) -> None:
        """Let a fresh read find none of what waits."""
        self.hangs = False
        for _, _, future in self.waiting:
            future.set_exception(error)


def hanging() -> tuple[list[Hanging], Callable[[ManualClock], Hanging]]:
    made: list[Hanging] = []

    def records(clock: ManualClock) -> Hanging:
        made.append(Hanging(clock))
        return made[-1]

    return made, records


class Life:
    """One request and the steps of its life so far."""

    def __init__(self, session: Session, request_id: str, command: Command) -> None:
        self.steps: list[Progress] = []
        self.end = asyncio.ensure_future(self._follow(session, request_id, command))

    async def _follow(self, session: Session, request_id: str, command: Command) -> Progress:
        async for step in session.submit(request_id, command):
            self.steps.append(step)
        return self.steps[-1]

    @property
    def is_doubtful(self) -> bool:
        return bool(self.steps) and self.steps[-1].stage is Stage.DOUBTFUL


def stages(life: Life) -> list[Stage]:
    return [step.stage for step in life.steps]


@pytest.mark.outcome("recorded")
def test_a_record_is_in_doubt_until_the_disk_answers_and_then_recorded() -> None:
    made, records = hanging()

    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.VERB, "tty")
        made[0].hangs = True
        life = Life(session, "a", MEETING)
        await bench.until(lambda: life.is_doubtful, 10)
        made[0].answer()
        assert (await life.end).stage is Stage.RECORDED
        assert stages(life) == [Stage.REQUESTED, Stage.DOUBTFUL, Stage.RECORDED]
        assert len(bench.events("meeting.started")) == 1

    run_engine(numbered(), scenario, records)


@pytest.mark.parametrize(
    ("error", "stage", "code"),
    [
        (RecordingRefusedError(), Stage.FAILED, "recording.refused"),
        (RecordingUnknownError(), Stage.UNKNOWN, "recording.doubtful"),
    ],
)
@pytest.mark.outcome("recorded", "not recorded")
def test_without_its_proof_the_word_of_outcome_is_the_weaker_one(
    error: Exception, stage: Stage, code: str
) -> None:
    made, records = hanging()

    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.VERB, "tty")
        made[0].hangs = True
        life = Life(session, "a", MEETING)
        await bench.until(lambda: life.is_doubtful, 10)
        made[0].fail(error)
        end = await life.end
        assert (end.stage, end.code) == (stage, code)
        assert not bench.events("meeting.started")

    run_engine(numbered(), scenario, records)


def test_what_is_asked_behind_one_in_doubt_is_refused_and_never_recorded() -> None:
    made, records = hanging()

    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.VERB, "tty")
        made[0].hangs = True
        first, queued = Life(session, "a", MEETING), Life(session, "b", MEETING)
        await bench.until(lambda: first.is_doubtful, 10)
        later = Life(session, "c", EndMeeting())
        ends = [await queued.end, await later.end]
        assert [(end.stage, end.code) for end in ends] == [(Stage.FAILED, "recording.refused")] * 2
        made[0].answer()
        await first.end
        assert len(bench.events("meeting.started")) == 1
        assert not bench.events("meeting.ended")

    run_engine(numbered(), scenario, records)


def test_a_retry_while_the_first_is_in_doubt_joins_it() -> None:
    made, records = hanging()

    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.VERB, "tty")
        made[0].hangs = True
        first = Life(session, "a", MEETING)
        await bench.until(lambda: first.is_doubtful, 10)
        again = Life(bench.engine.join(ClientKind.VERB, "tty"), "a", MEETING)
        await bench.until(lambda: again.is_doubtful, 10)
        made[0].answer()
        assert [(await life.end).stage for life in (first, again)] == [Stage.RECORDED] * 2
        assert len(bench.events("meeting.started")) == 1

    run_engine(numbered(), scenario, records)


@pytest.mark.outcome("not recorded")
def test_while_one_is_in_doubt_nobody_says_that_it_is_not_recorded() -> None:
    made, records = hanging()

    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.VERB, "tty")
        made[0].hangs = True
        first = Life(session, "a", MEETING)
        await bench.until(lambda: first.is_doubtful, 10)
        asked = await Life(session, "b", FindRecorded("a")).end
        assert asked.code != "recording.not-found"
        made[0].answer()
        await first.end

    run_engine(numbered(), scenario, records)


def test_a_request_that_is_proven_not_recorded_can_be_given_again_under_its_id() -> None:
    made, records = hanging()

    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.VERB, "tty")
        made[0].hangs = True
        first = Life(session, "a", MEETING)
        await bench.until(lambda: first.is_doubtful, 10)
        made[0].fail(RecordingRefusedError())
        assert (await first.end).stage is Stage.FAILED
        assert (await Life(session, "b", FindRecorded("a")).end).code == "recording.not-found"
        assert (await Life(session, "a", MEETING).end).stage is Stage.RECORDED
        assert len(bench.events("meeting.started")) == 1

    run_engine(numbered(), scenario, records)


def test_no_device_gets_an_order_whose_record_came_too_late() -> None:
    used = FakeMcu()
    made, records = hanging()

    async def scenario(bench: Bench) -> None:
        await meeting_of(bench, used, 1, 2, 3)
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        used.asked.clear()
        made[0].hangs = True
        first = Life(session, "a", GiveFloor("s2"))
        await bench.until(lambda: first.is_doubtful, 10)
        behind = await Life(session, "b", GiveFloor("s3")).end
        assert (behind.stage, behind.code) == (Stage.FAILED, "recording.refused")
        made[0].answer()
        end = await first.end
        session.leave()
        assert (end.stage, end.code, used.asked) == (Stage.FAILED, "recording.late", [])
        assert view(bench).floor.speaker == "s2"
        assert (await ask(bench, GiveFloor("s3"))).stage is Stage.VERIFIED

    run_engine(numbered(), scenario, records, mcu=used)
