"""Says how far a meeting's day is: its phases, the present one, and what each of them lacks."""

from collections.abc import Sequence
from enum import StrEnum

from gbdt_console.core.checklist.view import ChecklistView
from gbdt_console.core.meetings.meeting import Meeting, meeting_of_sheet, sheet_id_of
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.units import Utc
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words

_NEAR_S = 2 * 3_600.0
"""Seconds before its opening from which the next meeting counts more than what the last one left."""
_LATELY_S = 12 * 3_600.0
"""Seconds for which a meeting that ended is still the day's work."""


class PhaseName(StrEnum):
    CALENDAR = "calendar"
    SHEET = "sheet"
    MEETING = "meeting"
    BREAK = "break"
    SHUTDOWN = "shutdown"
    MINUTES = "minutes"


class PhaseState(StrEnum):
    """OWED: it was skipped, and is neither done nor waived."""

    DONE = "done"
    OWED = "owed"
    PRESENT = "present"
    NEXT = "next"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of the day.

    lack: code of what it lacks or waits for; empty where there is nothing to say
    n: how many things or sites that means
    at_utc: the time that it means; None where it means none
    """

    name: PhaseName
    state: PhaseState
    lack: str = ""
    n: int = 0
    at_utc: Utc | None = None


_NEXT = {
    PhaseName.CALENDAR: PhaseName.SHEET,
    PhaseName.SHEET: PhaseName.MEETING,
    PhaseName.MEETING: PhaseName.SHUTDOWN,
    PhaseName.BREAK: PhaseName.MEETING,
    PhaseName.SHUTDOWN: PhaseName.MINUTES,
    PhaseName.MINUTES: PhaseName.CALENDAR,
}
_Lack = tuple[str, int, Utc | None]
_NOTHING: _Lack = ("", 0, None)


def phases_of(snapshot: Snapshot, overview: CalendarOverview) -> tuple[Phase, ...]:
    """Return the phases in their order; `overview` judges the Snapshot's calendar."""
    present, names = present_phase(snapshot), tuple(PhaseName)
    lacks = {
        PhaseName.CALENDAR: _calendar(snapshot, overview),
        PhaseName.SHEET: _sheet(snapshot),
        PhaseName.MEETING: _meeting(snapshot),
        PhaseName.SHUTDOWN: _shutdown(snapshot),
    }

    def state(name: PhaseName) -> PhaseState:
        if name is present:
            return PhaseState.PRESENT
        if _is_owed(snapshot, name):
            return PhaseState.OWED
        if name is _NEXT[present]:
            return PhaseState.NEXT
        is_over = names.index(name) < names.index(present) and name is not PhaseName.BREAK
        return PhaseState.DONE if is_over else PhaseState.AHEAD

    return tuple(Phase(name, state(name), *lacks.get(name, _NOTHING)) for name in names)


def present_phase(snapshot: Snapshot) -> PhaseName:
    """Return the phase of which the work is due now."""
    coming = next_meeting(snapshot)
    if snapshot.meeting is not None:
        is_break = snapshot.conference is not None and snapshot.conference.floor.is_break
        return PhaseName.BREAK if is_break else PhaseName.MEETING
    if sheet_ahead(snapshot) is not None:
        return PhaseName.SHEET
    if coming is not None and coming.plan.opening_utc - snapshot.at_utc < _NEAR_S:
        return PhaseName.CALENDAR
    record, lately_utc = snapshot.shutdown, snapshot.at_utc - _LATELY_S
    if is_shutdown_open(snapshot) or any(one.ended_utc > lately_utc for one in snapshot.owed_shutdowns):
        return PhaseName.SHUTDOWN
    is_signed = record is not None and record.closing is not None and record.closing.at_utc > lately_utc
    return PhaseName.MINUTES if is_signed else PhaseName.CALENDAR


def next_meeting(snapshot: Snapshot) -> Registration | None:
    return next((one for one in snapshot.calendar if one.is_coming), None)


def sheet_ahead(snapshot: Snapshot) -> ChecklistView | None:
    """Return the sheet of the meeting that is to come; None where none is open for one."""
    sheet = snapshot.checklist
    if sheet is None or snapshot.at_utc >= sheet.opening_utc or _is_over(snapshot, sheet.meeting_id):
        return None
    return sheet


def is_shutdown_open(snapshot: Snapshot) -> bool:
    return snapshot.shutdown is not None and snapshot.shutdown.closing is None


def phase_text(
    words: Words, phase: Phase, now_utc: Utc, *, done: str = "", is_short: bool = False, is_bare: bool = False
) -> str:
    """Return 'HỌP: đến 10:30'; what is present in capitals, what is owed with '!'.

    done: the mark of what is done
    is_bare: leave out what it lacks
    """
    name = words(f"phase.{phase.name}.short" if is_short else f"phase.{phase.name}")
    name = name.upper() if phase.state is PhaseState.PRESENT else name
    marks = {PhaseState.DONE: f"{name}{done}", PhaseState.OWED: f"!{name}"}
    lack = (
        ""
        if is_bare or phase.state in (PhaseState.DONE, PhaseState.AHEAD)
        else _lack_text(words, phase, now_utc)
    )
    return ": ".join(filter(None, (marks.get(phase.state, name), lack)))


def phase_line(words: Words, phases: Sequence[Phase], now_utc: Utc) -> str:
    """Return all phases on one line, for a terminal or a log."""
    return " > ".join(phase_text(words, phase, now_utc) for phase in phases)


def _lack_text(words: Words, phase: Phase, now_utc: Utc) -> str:
    if not phase.lack:
        return ""
    formats, at_utc = Formats(words), now_utc if phase.at_utc is None else phase.at_utc
    minutes = int(abs(at_utc - now_utc)) // 60
    left = f"{minutes // 60:02}:{minutes % 60:02}"
    is_late = at_utc < now_utc and phase.lack != "over"
    left = words("phase.late", left=left) if is_late else left
    if at_utc - now_utc >= _LATELY_S * 2:
        left = formats.coming(at_utc, now_utc)
    facts = {"n": phase.n, "left": left, "time": formats.coming(at_utc, now_utc)}
    return words(f"phase.lack.{phase.lack}", **facts)


def _is_owed(snapshot: Snapshot, name: PhaseName) -> bool:
    if name is PhaseName.SHEET:
        return snapshot.meeting is not None and not _is_signed(snapshot.checklist, snapshot.meeting)
    return name is PhaseName.SHUTDOWN and bool(snapshot.owed_shutdowns)


def _is_signed(sheet: ChecklistView | None, meeting: Meeting) -> bool:
    return sheet is not None and sheet.meeting_id == sheet_id_of(meeting) and sheet.closing is not None


def _is_over(snapshot: Snapshot, sheet_id: str) -> bool:
    """Return whether the meeting of a sheet was held or cancelled, maybe before its planned opening."""
    over = {one.meeting_id for one in snapshot.owed_shutdowns}
    over |= {str(one.number) for one in snapshot.calendar if not one.is_open}
    over |= set() if snapshot.shutdown is None else {meeting_of_sheet(snapshot.shutdown.meeting_id)}
    return sheet_id in over


def _calendar(snapshot: Snapshot, overview: CalendarOverview) -> _Lack:
    coming = next_meeting(snapshot)
    if coming is None:
        return "none", 0, None
    lacks = overview.lacks(coming)
    return "things" if lacks else "opens", len(lacks), coming.plan.opening_utc


def _sheet(snapshot: Snapshot) -> _Lack:
    sheet, coming = sheet_ahead(snapshot), next_meeting(snapshot)
    if snapshot.meeting is not None:
        return "unsigned", 0, None
    if sheet is None and coming is not None:
        ready_s = snapshot.booking.settings.ready_min * 60.0
        return "unopened", 0, coming.plan.opening_utc - ready_s
    if sheet is None:
        return _NOTHING
    if sheet.closing is not None:
        return "signed", 0, None
    n = len(sheet.open_rows(snapshot.at_s))
    return "sites" if n else "to-sign", n, sheet.due_utc


def _meeting(snapshot: Snapshot) -> _Lack:
    meeting, coming = snapshot.meeting, next_meeting(snapshot)
    if meeting is None:
        return ("opens", 0, coming.plan.opening_utc) if coming is not None else _NOTHING
    if meeting.end_utc <= snapshot.at_utc:
        return "over", 0, meeting.end_utc
    own = next((one for one in snapshot.calendar if one.meeting_id == meeting.id), None)
    is_extended = own is not None and own.late_end_utc is not None
    return "extended" if is_extended else "until", 0, meeting.end_utc


def _shutdown(snapshot: Snapshot) -> _Lack:
    record = snapshot.shutdown
    if record is not None and record.closing is None:
        n = len(record.stragglers)
        return "still-on" if n else "to-sign-off", n, None
    return ("not-begun", 0, None) if snapshot.owed_shutdowns else _NOTHING
