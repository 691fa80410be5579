"""The journal of one whole working day with a meeting: everything that minutes tell happens once in it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmCleared, AlarmRaised
from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import FIRST_CHECKS, Check, RollQuestion
from gbdt_console.core.checklist.events import (
    CheckChanged,
    ChecklistClosed,
    ChecklistOpened,
    CheckSigned,
    RollAnswered,
)
from gbdt_console.core.conference.attendance import SiteJoined, SiteLeft
from gbdt_console.core.conference.floor_events import (
    BlockingSet,
    BreakSet,
    CallerIsolated,
    FloorGiven,
    OrderEnded,
    SiteExcused,
    SpeakerSkipped,
)
from gbdt_console.core.events import (
    EngineStarted,
    Entry,
    Event,
    MeetingClosedSet,
    MeetingEnded,
    MeetingStarted,
)
from gbdt_console.core.frame.events import FrameTaken, PicturesShown
from gbdt_console.core.meetings.events import MeetingInvited, MeetingRegistered
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan, NoticeChannel
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.contract_events import LineAvailable, LineUnavailable
from gbdt_console.core.outages.events import (
    OutageAcknowledged,
    OutageCalled,
    OutageCauseDecided,
    OutageClosed,
    OutageEstimated,
    OutageOpened,
    OutageRemedySet,
    OutageReported,
    OutageRestored,
    OutageSiteBack,
    OutageTold,
    OutageVerified,
)
from gbdt_console.core.outages.outage import Call, CallOutcome, Channel, EstimateSource, Told
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.requests import Stage
from gbdt_console.core.shutdown.events import ShutdownClosed, ShutdownOpened, ShutdownSigned, StepJudged
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.codec import event_data
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME

ZONE = "Asia/Ho_Chi_Minh"
OPERATOR, NAME = "truc-ca-1", "Cán bộ kỹ thuật trực ca 1"
TITLE = "Giao ban A&B <c>"
SITES = ("vp-ubnd", "so-tttt", "bac-ha", "sa-pa", "van-ban")
CHAIR = "vp-ubnd"
NUMBER, MEETING_ID = 1, "m-giao-ban"

Moment = tuple[float, str, Event]
"""UTC seconds of the record, id of the operator (empty for the engine), and the event."""


def at(clock: str, day: int = 5) -> float:
    """UTC seconds of a local time of January 2026, as in '08:30:17.25'."""
    form = "%H:%M:%S.%f" if "." in clock else "%H:%M:%S"
    moment = datetime.strptime(clock, form).replace(2026, 1, day, tzinfo=ZoneInfo(ZONE))
    return moment.timestamp()


def working_day(*, is_closed: bool = False) -> list[Entry]:
    """The entries as a fold takes them; `is_closed` makes the meeting a closed one after its start."""
    return [
        Entry(seq, at_utc, event.KIND, event.VERSION, actor, event_data(event), event)
        for seq, (at_utc, actor, event) in enumerate(moments(is_closed=is_closed), start=1)
    ]


def write_day(directory: Path, *, is_closed: bool = False) -> Path:
    """Write the day as a journal."""
    path = directory / JOURNAL_NAME
    EventStore.create(path)
    with EventStore.open(path) as store:
        store.append([UnchainedEntry.of(e, at_utc, who) for at_utc, who, e in moments(is_closed=is_closed)])
    return path


def moments(*, is_closed: bool = False) -> list[Moment]:
    """The day in the order in which the engine records it."""
    closing = [(at("08:01:00"), OPERATOR, MeetingClosedSet(MEETING_ID, True, NAME))] if is_closed else []
    parts = (_registration(), _checklist(), _meeting(), closing, _outage(), _incidents(), _shutdown())
    return sorted((moment for part in parts for moment in part), key=lambda moment: moment[0])


def _registration() -> Iterator[Moment]:
    plan = MeetingPlan(
        TITLE, "vp-ubnd", MeetingKind.PROVINCIAL, SITES, CHAIR, "2026-01-05T08:00", ZONE,
        running_order=("bac-ha", "sa-pa", "van-ban"),
    )  # fmt: skip
    begun = at("09:00:00", 2)
    yield begun - 60.0, "", EngineStarted("e1", "f1", "1.0")
    yield begun, OPERATOR, MeetingRegistered(1, plan, begun - 600.0, NoticeChannel.LETTER, begun, NAME)
    yield begun + 60.0, OPERATOR, MeetingInvited(1, "12/GM", begun + 60.0, NAME)


def _checklist() -> Iterator[Moment]:
    def signed(site: str, clock: str, note: str = "") -> Moment:
        checks = list(FIRST_CHECKS)
        return at(clock), OPERATOR, CheckSigned("1", site, checks, True, NAME, at(clock), note, {})

    opened = ChecklistOpened("1", list(SITES), at("08:00:00"), at("07:30:00"), at("06:50:00"), NAME)
    yield at("06:50:00"), OPERATOR, opened
    yield signed("vp-ubnd", "07:05:00")
    yield signed("so-tttt", "07:10:00")
    yield signed("bac-ha", "07:25:30")
    answer = RollAnswered(
        "1", "bac-ha", RollQuestion.HEARD, "both", [Check.SOUND, Check.CONTACT], [], NAME, at("07:26:30")
    )
    yield at("07:26:30"), OPERATOR, answer
    yield signed("sa-pa", "07:41:05", "thay micro")
    green = [CellState.SIGNED] * len(FIRST_CHECKS)
    last = [CellState.PASSED, *[CellState.UNKNOWN] * (len(FIRST_CHECKS) - 1)]
    cells = dict.fromkeys(SITES, green) | {"van-ban": last}
    closed = ChecklistClosed("1", cells, NAME, 1000, "tty1", at("07:45:12"), "ab" * 32, "f1")
    yield at("07:45:12"), OPERATOR, closed
    changed = CheckChanged("1", "sa-pa", Check.LINE, CellState.SIGNED, CellState.FAULT, at("08:30:20"))
    yield at("08:30:20"), "", changed


def _meeting() -> Iterator[Moment]:
    started = MeetingStarted(
        MEETING_ID, TITLE, CHAIR, at("08:00:00"), at("10:00:00"), ["bac-ha", "sa-pa", "van-ban"],
        registration=NUMBER, sites=list(SITES), at_utc=at("07:57:30"),
    )  # fmt: skip
    yield at("07:57:30"), OPERATOR, started
    for site in SITES[:4]:
        yield at("07:58:10"), "", SiteJoined(site, f"leg-{site}")
    yield at("08:02:00"), OPERATOR, BlockingSet(True, NAME)
    yield at("08:06:20"), "", SiteJoined("van-ban", "leg-van-ban", at("08:06:18"))
    yield at("08:10:00"), OPERATOR, FloorGiven("bac-ha", "", at("08:10:00"), NAME)
    yield at("08:10:03"), OPERATOR, _taken("bac-ha", "vp-ubnd")
    yield _on_air("08:10:06", "08:10:03.8", "bac-ha")
    block = OrderEnded("o1", "microphone.block", "van-ban", Stage.VERIFIED, "", 0.4, OPERATOR, NAME)
    yield at("08:12:00"), OPERATOR, block
    yield at("08:25:40.5"), OPERATOR, FloorGiven("sa-pa", "bac-ha", at("08:25:40.5"), NAME)
    yield at("08:25:42"), OPERATOR, _taken("sa-pa", "bac-ha")
    yield _on_air("08:25:45", "08:25:42.75", "sa-pa")
    yield _on_air("08:30:22", "08:30:19.5", "*empty")
    yield at("08:30:18"), "", SiteLeft("sa-pa", at("08:30:18"), "lost", "")
    yield at("08:31:00"), OPERATOR, FloorGiven("", "sa-pa", at("08:31:00"), NAME)
    yield at("08:43:05"), "", SiteJoined("sa-pa", "leg-sa-pa-2")
    yield _on_air("08:43:10", "08:43:07.5", "sa-pa")
    yield _on_air("09:05:03", "09:05:00.5", "*voice", "van-ban")
    yield _on_air("09:20:12", "09:20:12")
    yield at("09:15:00"), OPERATOR, BreakSet(True, NAME)
    yield at("09:25:00"), OPERATOR, BreakSet(False, NAME)
    yield at("09:30:00"), OPERATOR, SpeakerSkipped("van-ban", "lãnh đạo đi vắng", NAME)
    yield at("09:40:00"), OPERATOR, SiteExcused("van-ban", True, "về dự tiếp dân", NAME)
    yield at("09:41:00"), "", SiteLeft("van-ban", at("09:41:00"), "site", "")
    yield at("10:04:30"), OPERATOR, MeetingEnded(MEETING_ID, at("10:04:30"))


def _taken(site: str, before: str) -> FrameTaken:
    def shots(seat: str) -> dict[Bus, Shot]:
        return {Bus.BRANCHES: Shot("1", (seat,))}

    return FrameTaken(shots(site), shots(before), NAME, site)


def _on_air(recorded: str, since: str, *seats: str) -> Moment:
    """What the branches saw, as the MCU reports it; no seats where it no longer tells."""
    return at(recorded), "", PicturesShown({Bus.BRANCHES: Shot(str(len(seats)), seats)}, at(since))


def _outage() -> Iterator[Moment]:
    began, back = at("08:30:11.25"), at("08:42:50.75")
    yield (
        began + 6.0,
        "",
        OutageOpened(1, ["sa-pa"], began, began + 6.0, "sa-pa", "site.lost", cause=OutageCause.LINE),
    )
    yield began + 12.0, "", LineUnavailable(1, "sa-pa", int(began) + 1, [[int(began) + 1, int(began) + 11]])
    acts: tuple[tuple[float, Event], ...] = (
        (20.0, OutageAcknowledged(1, began + 20.0, NAME)),
        (60.0, OutageCalled(1, Call("carrier", "0214 000 0800", CallOutcome.REACHED, began + 60.0, NAME))),
        (65.0, OutageReported(1, began + 65.0, NAME, "VNPT-22119")),
        (80.0, OutageEstimated(1, at("08:40:00"), began + 80.0, EstimateSource.CARRIER_SPOKEN, NAME)),
        (
            95.0,
            OutageTold(
                1, Told("chủ trì", Channel.IN_ROOM, "8 Sa Pa mất", began + 95.0, NAME, at("08:40:00"))
            ),
        ),
        (
            540.0,
            OutageEstimated(
                1, at("08:45:00"), began + 540.0, EstimateSource.TECHNICIAN, NAME, reason="thay cáp"
            ),
        ),
    )
    yield from ((began + after_s, OPERATOR, event) for after_s, event in acts)
    yield back + 1.0, "", OutageSiteBack(1, "sa-pa", back)
    yield back + 1.5, "", OutageRestored(1, back)
    from_s, until_s = int(began) + 1, int(back) + 1
    down = [[from_s, until_s]]
    yield back + 12.0, "", LineAvailable(1, "sa-pa", from_s, until_s, until_s - from_s, down)
    yield back + 61.0, "", OutageVerified(1, back + 61.0)
    yield at("10:20:00"), OPERATOR, OutageCauseDecided(1, OutageCause.LINE, at("10:20:00"), NAME)
    yield at("10:21:00"), OPERATOR, OutageRemedySet(1, "VNPT thay cáp", at("10:21:00"), NAME)
    yield at("10:22:00"), OPERATOR, OutageClosed(1, at("10:22:00"), NAME)


def _incidents() -> Iterator[Moment]:
    def raised(alarm: int, clock: str, resource: str, type_: str, site: str, **params: str) -> Moment:
        since = at(clock)
        event = AlarmRaised(alarm, resource, type_, Severity.MAJOR, site, since, since + 20.0, params=params)
        return since + 20.0, "", event

    def cleared(number: int, clock: str, resource: str, lasted_s: float) -> Moment:
        return at(clock), "", AlarmCleared(number, resource, at(clock), lasted_s)

    caller = "caller.02140009999"
    yield raised(11, "08:50:00", "van-ban", AlarmType.MICROPHONE_OPEN, "van-ban")
    yield cleared(11, "08:51:35", "van-ban", 95.0)
    yield raised(12, "09:00:05", caller, AlarmType.CALLER_UNEXPECTED, "", number="02140009999", name="<b>x")
    yield at("09:01:00"), OPERATOR, CallerIsolated("02140009999", NAME, name="<b>x")
    yield cleared(12, "09:02:10", caller, 125.0)


def _shutdown() -> Iterator[Moment]:
    begun = at("10:06:00")
    yield begun, OPERATOR, ShutdownOpened("1", list(SITES), begun, NAME)
    for place, site in enumerate(SITES):
        done = begun + 60.0 * (place + 1)
        note = "micro 2 rè" if site == "sa-pa" else ""
        yield done, OPERATOR, ShutdownSigned("1", site, Step.DONE, NAME, done, note)
        for step in (Step.LEFT, Step.CODEC, Step.COOLED):
            yield done + 1.0, "", StepJudged("1", site, step, StepState.PROVED, "standby", done + 1.0)
        if site != "van-ban":
            yield done + 200.0, "", StepJudged("1", site, Step.POWER, StepState.PROVED, "off", done + 200.0)
    end = at("10:19:00")
    closed = ShutdownClosed("1", ["van-ban"], "", NAME, 1000, "tty1", end, "cd" * 32)
    yield end, OPERATOR, closed
