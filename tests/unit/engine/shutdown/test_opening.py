"""For which meeting and sites a shutdown begins, and when it may not."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.checklist.commands import OpenChecklist
from gbdt_console.core.commands import Command, EndMeeting
from gbdt_console.core.meetings.commands import RegisterMeeting, StartRegistered
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.shutdown.commands import OpenShutdown
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


def test_without_a_sheet_the_sites_are_those_of_the_last_meeting() -> None:
    async def scenario(bench: Bench) -> None:
        await held(bench, 1, "s1", "s2", "s3", with_sheet=True)
        await ask(bench, EndMeeting())
        await held(bench, 2, "s1", "s4")
        assert await ask(bench, EndMeeting(), OpenShutdown()) == ""
        assert begun(bench) == ("2", ("s1", "s4"))

    run_engine(network(4), scenario)
