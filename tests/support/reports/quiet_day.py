"""The journal of a day whose meeting went as planned: all there from begin to end, nothing cut."""

from collections.abc import Iterator

from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import FIRST_CHECKS
from gbdt_console.core.checklist.events import ChecklistClosed, ChecklistOpened, CheckSigned
from gbdt_console.core.conference.attendance import SiteJoined
from gbdt_console.core.conference.floor_events import FloorGiven
from gbdt_console.core.events import EngineStarted, MeetingEnded, MeetingStarted
from gbdt_console.core.meetings.events import MeetingRegistered
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan, NoticeChannel
from gbdt_console.core.shutdown.events import ShutdownClosed, ShutdownOpened, ShutdownSigned, StepJudged
from gbdt_console.core.shutdown.steps import Step, StepState
from tests.support.reports.working_day import (
    CHAIR,
    MEETING_ID,
    NAME,
    NUMBER,
    OPERATOR,
    SITES,
    ZONE,
    Moment,
    at,
)


def quiet_day() -> list[Moment]:
    """The day in the order in which the engine records it."""
    parts = (_before(), _meeting(), _after())
    return sorted((moment for part in parts for moment in part), key=lambda moment: moment[0])


def quiet_plan() -> MeetingPlan:
    return MeetingPlan(
        "Giao ban tháng 1", CHAIR, MeetingKind.PROVINCIAL, SITES, CHAIR, "2026-01-05T08:00", ZONE,
        running_order=("bac-ha",),
    )  # fmt: skip


def _before() -> Iterator[Moment]:
    plan = quiet_plan()
    begun = at("09:00:00", 2)
    yield begun - 60.0, "", EngineStarted("e1", "f1", "1.0")
    yield begun, OPERATOR, MeetingRegistered(NUMBER, plan, begun - 600.0, NoticeChannel.LETTER, begun, NAME)
    opened = ChecklistOpened("1", list(SITES), at("08:00:00"), at("07:30:00"), at("06:50:00"), NAME)
    yield at("06:50:00"), OPERATOR, opened
    for place, site in enumerate(SITES):
        at_utc = at("07:00:00") + 180.0 * place
        yield at_utc, OPERATOR, CheckSigned("1", site, list(FIRST_CHECKS), True, NAME, at_utc, "", {})
    cells = dict.fromkeys(SITES, [CellState.SIGNED] * len(FIRST_CHECKS))
    closed = ChecklistClosed("1", cells, NAME, 1000, "tty1", at("07:21:00"), "ab" * 32, "f1")
    yield at("07:21:00"), OPERATOR, closed


def _meeting() -> Iterator[Moment]:
    started = MeetingStarted(
        MEETING_ID, "Giao ban tháng 1", CHAIR, at("08:00:00"), at("10:00:00"), ["bac-ha"],
        registration=NUMBER, sites=list(SITES), at_utc=at("07:55:00"),
    )  # fmt: skip
    yield at("07:55:00"), OPERATOR, started
    for site in SITES:
        yield at("07:56:00"), "", SiteJoined(site, f"leg-{site}")
    yield at("08:40:00"), OPERATOR, FloorGiven("bac-ha", "", at("08:40:00"), NAME)
    yield at("08:52:00"), OPERATOR, FloorGiven("", "bac-ha", at("08:52:00"), NAME)
    yield at("09:40:00"), OPERATOR, MeetingEnded(MEETING_ID, at("09:40:00"))


def _after() -> Iterator[Moment]:
    begun = at("09:41:00")
    yield begun, OPERATOR, ShutdownOpened("1", list(SITES), begun, NAME)
    for place, site in enumerate(SITES):
        done = begun + 60.0 * (place + 1)
        yield done, OPERATOR, ShutdownSigned("1", site, Step.DONE, NAME, done, "")
        for step in (Step.LEFT, Step.CODEC, Step.COOLED):
            yield done + 1.0, "", StepJudged("1", site, step, StepState.PROVED, "standby", done + 1.0)
        yield done + 200.0, "", StepJudged("1", site, Step.POWER, StepState.PROVED, "off", done + 200.0)
    end = at("09:55:00")
    yield end, OPERATOR, ShutdownClosed("1", [], "", NAME, 1000, "tty1", end, "cd" * 32)
