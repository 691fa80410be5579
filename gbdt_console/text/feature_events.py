"""Writes the values of the features' own events as their sentences show them."""

from collections.abc import Mapping

from gbdt_console.core.checklist.events import ChecklistEvent
from gbdt_console.core.clean_text import clean
from gbdt_console.core.events import Entry
from gbdt_console.core.handover.shift import ShiftTakenOver, shift_of
from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings.events import CalendarEvent, DutyAnswered
from gbdt_console.core.outages.contract_events import ContractEvent
from gbdt_console.core.outages.events import OutageEvent
from gbdt_console.core.profiles.events import ProfileStepBegan, ProfileStepEnded
from gbdt_console.core.profiles.run import ended_step, step_of
from gbdt_console.core.room_cleaning.events import CleaningEvent
from gbdt_console.core.shutdown.events import ShutdownEvent
from gbdt_console.core.technicians.events import TechnicianEvent
from gbdt_console.text.checklist import checklist_text as checklist
from gbdt_console.text.formats import Formats
from gbdt_console.text.meetings import meeting_text as meetings
from gbdt_console.text.outages import outage_text as outages
from gbdt_console.text.profiles.profile_text import step_end, step_name
from gbdt_console.text.shutdown import shutdown_text as shutdown
from gbdt_console.text.technicians import technician_text as technicians
from gbdt_console.text.words import Words

Names = Mapping[str, str]
"""Display names by id: {'sa-pa': '8 Sa Pa'}."""
TIME_FIELDS = frozenset(
    {"started_utc", "due_utc", "opening_utc", "end_utc", "ended_utc", "at_utc", "from_utc", "until_utc"}
)
"""Event fields that every sentence writes as times of day."""


def feature_params(words: Words, formats: Formats, names: Names, entry: Entry) -> dict[str, object]:
    """Return the values that the entry's feature writes in its own way; none for other events."""
    match entry.event:
        case event if isinstance(event, OutageEvent | ContractEvent):
            return _outage_params(words, formats, names, event, entry.data)
        case event if isinstance(event, DutyAnswered | TechnicianEvent | CleaningEvent):
            return technicians.event_params(words, names, entry.data)
        case ShiftTakenOver() as taken:
            return _shift_params(words, taken)
        case event if isinstance(event, CalendarEvent):
            return meetings.event_params(words, names, entry.data)
        case event if isinstance(event, ChecklistEvent):
            return checklist.event_params(words, event, entry.data)
        case event if isinstance(event, ShutdownEvent):
            return shutdown.event_params(words, event, entry.data)
        case ProfileStepBegan() | ProfileStepEnded() as event:
            return _step_params(words, names, event)
    return {}


def _shift_params(words: Words, event: ShiftTakenOver) -> dict[str, object]:
    """Write who took a shift over from whom, and how many things were open."""
    shift = shift_of(event)
    before = words("handover.from", before=clean(event.before)) if event.before else ""
    note = f": {clean(event.note)}" if event.note else ""
    counts = {"n": shift.open_items, "late": shift.late_items}
    return {"operator": clean(event.operator), "from_before": before, "note": note, **counts}


def _outage_params(
    words: Words, formats: Formats, names: Names, event: OutageEvent | ContractEvent, data: Mapping[str, Json]
) -> dict[str, object]:
    """Write the codes and sites of an outage event; an opened one names its operator."""
    params = outages.event_params(words, formats, names, event, data)
    by = words("outage.by", operator=params["operator"]) if data.get("operator") else ""
    return {name: value for name, value in params.items() if name not in TIME_FIELDS} | {"by": by}


def _step_params(words: Words, names: Names, event: ProfileStepBegan | ProfileStepEnded) -> dict[str, object]:
    """Name a step of a profile, and how it ended; one of another version of the program by its code."""
    step = step_of(event.step)
    named = (
        clean(event.step)
        if step is None
        else step_name(words, step, lambda target: names.get(target, clean(target)))
    )
    ended = ended_step(event) if isinstance(event, ProfileStepEnded) else None
    return {"step": named, "end": step_end(words, ended) if ended is not None else ""}
