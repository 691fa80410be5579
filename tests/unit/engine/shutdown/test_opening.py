"""For which meeting and sites a shutdown begins, and when it may not."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.checklist.commands import OpenChecklist
from gbdt_console.core.commands import Command, EndMeeting
from gbdt_console.core.meetings.commands import RegisterMeeting, StartRegistered
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.shutdown.commands import CloseShutdown, OpenShutdown, SignStep
from gbdt_console.core.shutdown.steps import Step
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

ZONE = "Asia/Ho_Chi_Minh"
SOON_S = 120.0


async def ask(bench: Bench, *commands: Command) -> str:
    """Give commands and let the engine take their events; returns the last one's refusal."""
    code = ""
    for command in commands:
        code = await bench.ask(command)
        await bench.until(lambda: True)
    return code


async def held(bench: Bench, number: int, *sites: str, with_sheet: bool = False) -> None:
    """Register an emergency of these sites, the first one chairing, and start it."""
    opening = datetime.fromtimestamp(bench.clock.utc() + SOON_S, ZoneInfo(ZONE)).strftime("%Y-%m-%dT%H:%M")
    plan = MeetingPlan("Bão", "vp-ubnd", MeetingKind.EMERGENCY, sites, sites[0], opening, ZONE)
    assert await ask(bench, RegisterMeeting(plan, is_sure=True)) == ""
    if with_sheet:
        assert await ask(bench, OpenChecklist(str(number))) == ""
        await asyncio.sleep(2 * SOON_S)
    assert await ask(bench, StartRegistered(number, is_sure=True)) == ""


def begun(bench: Bench) -> tuple[str, tuple[str, ...]]:
    """Return meeting and sites of the newest shutdown."""
    event = bench.events("shutdown.opened")[-1].event
    return event.meeting, tuple(event.sites)


def test_a_shutdown_waits_for_the_end_of_its_meeting() -> None:
    async def scenario(bench: Bench) -> None:
        await held(bench, 1, "s1", "s2", "s3", with_sheet=True)
        for sites in ((), ("s2",), ("s2", "s4")):
            assert await ask(bench, OpenShutdown(sites)) == "shutdown.meeting-runs"
        assert await ask(bench, EndMeeting(), OpenShutdown()) == ""
        assert begun(bench) == ("1", ("s1", "s2", "s3"))

    run_engine(network(4), scenario)


def test_a_running_meeting_keeps_its_sites_out_of_the_last_ones_shutdown() -> None:
    async def scenario(bench: Bench) -> None:
        await held(bench, 1, "s1", "s2", "s3", with_sheet=True)
        await ask(bench, EndMeeting())
        await held(bench, 2, "s1", "s4")
        assert await ask(bench, OpenShutdown()) == ""
        assert begun(bench) == ("1", ("s2", "s3"))

    run_engine(network(4), scenario)


def test_without_a_sheet_the_sites_are_those_of_the_last_meeting_and_what_is_left() -> None:
    async def scenario(bench: Bench) -> None:
        await held(bench, 1, "s1", "s2", "s3", with_sheet=True)
        await ask(bench, EndMeeting())
        await held(bench, 2, "s1", "s4")
        assert await ask(bench, EndMeeting(), OpenShutdown()) == ""
        assert begun(bench) == ("2", ("s1", "s2", "s3", "s4"))
        assert carried(bench) == (("s2", "s3"), ("1", "2"))

    run_engine(network(4), scenario)


def carried(bench: Bench) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sites that the newest shutdown carried over, and the meetings that it takes over."""
    event = bench.events("shutdown.opened")[-1].event
    return tuple(event.carried), tuple(event.over)


def owed(bench: Bench) -> list[tuple[str, tuple[str, ...]]]:
    """Return the meetings whose shutdown nobody signed, with the sites that are left."""
    return [(one.meeting_id, one.sites) for one in bench.latest.owed_shutdowns]


def test_a_new_shutdown_carries_over_what_the_last_one_left_open() -> None:
    async def scenario(bench: Bench) -> None:
        await held(bench, 1, "s1", "s2", "s3", with_sheet=True)
        assert await ask(bench, EndMeeting(), OpenShutdown()) == ""
        signed = [SignStep("s1", step.value, "gọi điện") for step in Step]
        assert await ask(bench, *signed, SignStep("s2", Step.DONE.value)) == ""
        await held(bench, 2, "s1", "s4")
        assert await ask(bench, EndMeeting(), OpenShutdown()) == ""
        assert begun(bench) == ("2", ("s1", "s2", "s3", "s4"))
        assert carried(bench) == (("s2", "s3"), ("1", "2"))
        await bench.until(lambda: bench.latest.shutdown is not None and bool(bench.latest.shutdown.carried))
        shown = bench.latest.shutdown
        assert shown is not None
        steps = {one.site_id: one.next_step for one in shown.sites}
        assert (steps["s1"], steps["s2"], steps["s3"]) == (Step.DONE, Step.LEFT, Step.DONE)

    run_engine(network(4), scenario)


def test_a_meeting_without_a_shutdown_is_owed_until_it_is_signed_with_a_reason() -> None:
    async def scenario(bench: Bench) -> None:
        await held(bench, 1, "s1", "s2", with_sheet=True)
        assert await ask(bench, EndMeeting()) == ""
        await bench.until(lambda: owed(bench) == [("1", ("s1", "s2"))])
        assert await ask(bench, OpenShutdown(("s1",))) == ""
        assert await ask(bench, CloseShutdown("", is_sure=True)) == "shutdown.no-reason"
        assert await ask(bench, CloseShutdown("khóa phòng", is_sure=True)) == ""
        await bench.until(lambda: owed(bench) == [("1", ("s2",))])
        assert await ask(bench, OpenShutdown(("s1",))) == ""
        assert begun(bench)[1] == ("s1",)
        assert await ask(bench, CloseShutdown("khóa phòng", is_sure=True)) == ""
        assert owed(bench) == [("1", ("s2",))], "what nobody chose is still owed"
        assert await ask(bench, OpenShutdown()) == "", "in the same second"
        assert await ask(bench, OpenShutdown()) == "shutdown.is-open"
        assert await ask(bench, CloseShutdown("khóa phòng", is_sure=True)) == ""
        await bench.until(lambda: owed(bench) == [])

    run_engine(network(4), scenario)


def test_shutdowns_of_one_meeting_in_one_second_are_apart() -> None:
    async def scenario(bench: Bench) -> None:
        await held(bench, 1, "s1", "s2", with_sheet=True)
        assert await ask(bench, EndMeeting()) == ""
        for _ in range(3):
            assert await bench.ask(OpenShutdown(("s1",))) == ""
            assert await bench.ask(CloseShutdown("khóa phòng", is_sure=True)) == ""
        opened = [entry.event.meeting for entry in bench.events("shutdown.opened")]
        closed = [entry.event.meeting for entry in bench.events("shutdown.closed")]
        assert len(set(opened)) == 3
        assert closed == opened

    run_engine(network(4), scenario)
