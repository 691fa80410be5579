"""Two consoles at one engine: the one without control calls sites too, and signs nothing."""

from gbdt_console.core.checklist.commands import AnswerRoll, CallSite, OpenChecklist, SignCheck
from gbdt_console.core.checklist.view import Standing
from gbdt_console.core.commands import Command
from gbdt_console.core.port import ClientKind
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.engine.clients.session import Session
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network


async def given(session: Session, command: Command) -> str:
    """Return the code of the refusal; empty where it was recorded."""
    steps = [step async for step in session.submit(new_request_id(), command)]
    assert steps[-1].stage in (Stage.RECORDED, Stage.FAILED)
    return steps[-1].code


def standings(bench: Bench) -> list[str]:
    view = bench.latest.checklist
    return [] if view is None else [row.standing_at(bench.latest.at_utc).value for row in view.rows]


def test_the_console_without_control_calls_other_sites_and_signs_nothing() -> None:
    async def scenario(bench: Bench) -> None:
        first, second = (bench.engine.join(ClientKind.CONSOLE, f"tty{n}") for n in (1, 2))
        assert await given(first, OpenChecklist("m1", bench.clock.utc() + 3_600.0)) == ""
        assert await given(first, CallSite("s1")) == ""
        assert await given(second, CallSite("s1")) == "checklist.being-called"
        assert await given(second, CallSite("s2")) == ""
        assert await given(second, AnswerRoll("s2", "heard", "both")) == ""
        assert await given(second, SignCheck("s2", "sound")) == "control.held"
        assert await given(second, CallSite("s2", "back")) == ""
        await bench.until(lambda: standings(bench) == [Standing.CALLING, Standing.BACK, Standing.UNCALLED])

    run_engine(network(3), scenario)


def test_a_verb_enters_the_answers_of_its_operators_call_and_a_wrong_step_is_refused() -> None:
    async def scenario(bench: Bench) -> None:
        first = bench.engine.join(ClientKind.CONSOLE, "tty1")
        assert await given(first, OpenChecklist("m1", bench.clock.utc() + 3_600.0)) == ""
        assert await bench.ask(CallSite("s1")) == ""
        assert await bench.ask(AnswerRoll("s1", "heard", "both")) == ""
        assert await bench.ask(CallSite("s1", "hung")) == "checklist.check-unknown"
        assert await bench.ask(CallSite("s9")) == "checklist.site-unknown"
        assert bench.events("checklist.called")[-1].event.client, "the journal says which client called"

    run_engine(network(3), scenario)
