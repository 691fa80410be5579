"""The autopilot before and after the meeting: its keys enter what a technician would enter."""

from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen

from gbdt_console.app import Ending
from gbdt_console.cli.console.tour_app import GuidedApp
from gbdt_console.cli.console.tour_parts import cells_about
from gbdt_console.core.checklist.commands import AnswerRoll, CallSite, CloseChecklist
from gbdt_console.core.commands import EndMeeting
from gbdt_console.core.meetings.commands import StartRegistered
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.shutdown.commands import OpenShutdown, SignStep, SwitchSiteOff
from gbdt_console.core.shutdown.record import StepEnd
from gbdt_console.core.shutdown.steps import StepState
from gbdt_console.core.shutdown.view import SiteOff, stragglers_first
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.simulator.process import ROOMS_LEFT
from gbdt_console.text.words import Words
from gbdt_console.widgets.chrome.tour_strip import TourStrip
from tests.support.checklist.sheets import with_sheet
from tests.support.meetings.shown import registered, with_calendar
from tests.support.screens.guided_app import Pace, guided, said
from tests.support.screens.scripted_port import AT_UTC, Fault, ScriptedPort, later, make_snapshot
from tests.support.shutdown.records import with_shutdown

SIZES = [(80, 24), (120, 40), (200, 60)]


def before_the_meeting() -> Snapshot:
    """A meeting in 54 minutes; all sites but the last answered the roll-call."""
    sheet = with_sheet(make_snapshot(11, {5: Fault.DOWN}), called=range(1, 11))
    return with_calendar(sheet, registered(1, AT_UTC + 3_250.0, *range(1, 12)))


async def go_on(pace: Pace, port: ScriptedPort, pilot: Pilot[Ending]) -> None:
    """Let the tour press its next key: a dialog takes none in its first moment."""
    pace.clock.advance(0.6)
    assert port.newest is not None
    port.publish(later(port.newest, 0.6))
    await pace.go_on(pilot)
    app = pilot.app
    assert isinstance(app, GuidedApp)
    if app._about is not None and not isinstance(app.screen, ModalScreen):
        strip = app.screen.query_one(TourStrip).region
        assert not any(strip.overlaps(part) for part in cells_about(app.screen, app._about)), said(app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_tour_calls_the_last_site_closes_the_sheet_and_starts(size: tuple[int, int]) -> None:
    pace, port = Pace(), ScriptedPort(before_the_meeting())
    async with guided(pace, port, size=size) as (app, pilot):
        while app._is_touring and not any(isinstance(one, StartRegistered) for one in port.submitted):
            await go_on(pace, port, pilot)
    site_id = "site11"
    assert port.submitted == [
        CallSite(site_id),
        AnswerRoll(site_id, "heard", "both"),
        AnswerRoll(site_id, "normal", "by-technician"),
        AnswerRoll(site_id, "presides", Words("en")("roll.role.2")),
        AnswerRoll(site_id, "delegates", "24"),
        CloseChecklist(is_sure=True),
        StartRegistered(1),
    ]


def step_over(snapshot: Snapshot, steps: int) -> Snapshot:
    """Site 1 has so many steps of its shutdown over, the others none."""
    record = with_shutdown(snapshot).shutdown
    assert record is not None
    ends = tuple(StepEnd(StepState.PROVED if place < steps else StepState.OPEN) for place in range(5))
    others = (SiteOff(site.id, (StepEnd(),) * 5) for site in snapshot.sites[1:])
    sites = stragglers_first([SiteOff("site1", ends, may_act=True), *others])
    return replace(snapshot, shutdown=replace(record, sites=sites))


@pytest.mark.parametrize("size", SIZES)
async def test_the_tour_ends_the_meeting_and_proves_the_first_site_off(size: tuple[int, int]) -> None:
    pace, words, skipped = Pace(), Words("en"), []
    meeting = replace(before_the_meeting(), checklist=None)
    running = Meeting("m1", "Giao ban", "site1", AT_UTC, AT_UTC + 3_600.0, registration=1)
    port = ScriptedPort(replace(meeting, meeting=running, attended_from_utc=AT_UTC))
    over = {"done": 1, "codec": 3, "cooled": 4}

    async def skip(to: str) -> None:
        skipped.append(to)
        publish(2)

    def publish(steps: int) -> None:
        assert port.newest is not None
        port.publish(later(step_over(port.newest, steps), 1))

    async with guided(pace, port, skip, size) as (app, pilot):
        count = 0
        while app._is_touring:
            await go_on(pace, port, pilot)
            for command in port.submitted[count:]:
                if isinstance(command, OpenShutdown):
                    publish(0)
                if isinstance(command, SignStep):
                    publish(over[command.step])
                if isinstance(command, SwitchSiteOff) and command.is_sure:
                    publish(5)
            count = len(port.submitted)
        assert said(app)[1] == words("tour.end")
    assert skipped == [ROOMS_LEFT]
    assert port.submitted[-7:] == [
        EndMeeting(),
        OpenShutdown(),
        SignStep("site1", "done"),
        SwitchSiteOff("site1"),
        SignStep("site1", "codec", "đã tắt"),
        SignStep("site1", "cooled", "đã nguội"),
        SwitchSiteOff("site1", is_sure=True),
    ]
