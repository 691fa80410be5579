"""A request that comes again is answered as before and not done again."""

import asyncio

from gbdt_console.core.commands import Command, EndMeeting, StartMeeting
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.engine.clients.session import Session
from tests.support.conference.engine_meetings import numbered
from tests.support.engine.engine_in_time import Bench, run_engine

MEETING = StartMeeting("Giao ban", "s1", 1_800_000_000.0, 1_800_003_600.0)
OTHER = StartMeeting("Họp khác", "s1", 1_800_000_000.0, 1_800_003_600.0)


async def life(session: Session, request_id: str, command: Command) -> list[Progress]:
    return [step async for step in session.submit(request_id, command)]


def test_a_repeated_request_is_answered_and_not_done_again() -> None:
    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        first = await life(session, "a", MEETING)
        assert [step.stage for step in first] == [Stage.REQUESTED, Stage.RECORDED]
        await life(session, "b", EndMeeting())
        assert await life(session, "a", MEETING) == first
        assert len(bench.events("meeting.started")) == 1

    run_engine(numbered(), scenario)


def test_a_client_that_connects_anew_gets_the_same_answer() -> None:
    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        first = await life(session, "a", MEETING)
        await life(session, "b", EndMeeting())
        session.leave()
        again = bench.engine.join(ClientKind.CONSOLE, "tty")
        assert await life(again, "a", MEETING) == first
        assert len(bench.events("meeting.started")) == 1

    run_engine(numbered(), scenario)


def test_a_request_repeated_while_under_way_is_done_once() -> None:
    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        lives = await asyncio.gather(*(life(session, "a", MEETING) for _ in range(20)))
        assert {tuple(steps) for steps in lives} == {tuple(lives[0])}
        assert lives[0][-1].stage is Stage.RECORDED
        assert len(bench.events("meeting.started")) == 1

    run_engine(numbered(), scenario)


def test_an_id_that_names_another_request_is_refused() -> None:
    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        await life(session, "a", MEETING)
        last = (await life(session, "a", OTHER))[-1]
        assert (last.stage, last.code) == (Stage.FAILED, "control.id-taken")

    run_engine(numbered(), scenario)


def test_an_observers_refusal_does_not_answer_a_consoles_request() -> None:
    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        observer = bench.engine.join(ClientKind.OBSERVER, "tty")
        assert (await life(observer, "a", MEETING))[-1].code == "control.observer"
        assert (await life(session, "a", MEETING))[-1].stage is Stage.RECORDED

    run_engine(numbered(), scenario)


def test_a_thousand_later_requests_forget_the_first_and_keep_the_newest() -> None:
    async def scenario(bench: Bench) -> None:
        session = bench.engine.join(ClientKind.CONSOLE, "tty")
        first = await life(session, "a", MEETING)
        for number in range(1_000):
            await life(session, f"r{number}", EndMeeting())
        assert (await life(session, "r999", EndMeeting()))[-1].code == "meeting.none"
        assert len(bench.events("meeting.ended")) == 1
        assert await life(session, "a", MEETING) == first
        assert len(bench.events("meeting.started")) == 2, "forgotten, so done again"

    run_engine(numbered(), scenario)
