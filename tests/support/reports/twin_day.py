"""The working day twice: the same meeting once more in a second conference, some minutes later."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from gbdt_console.core.events import Entry, Event, PlacedEvent
from gbdt_console.core.meetings.events import CalendarEvent
from gbdt_console.core.meetings.registration import MeetingPlan
from gbdt_console.core.resource_ids import of_conference
from gbdt_console.journal.codec import event_data
from tests.support.reports.working_day import MEETING_ID, NUMBER, SITES, Moment, moments

TWIN, TWIN_NUMBER, TWIN_ID = "b", 2, "m-xay-dung"
TWIN_SITES = tuple(f"{site}-2" for site in SITES)
LATER_S = 660.0
"""How much later the second meeting is: both are under way together for two hours."""
_RENAMED = dict(zip(SITES, TWIN_SITES, strict=True)) | {
    MEETING_ID: TWIN_ID,
    str(NUMBER): str(TWIN_NUMBER),
    "caller.02140009999": of_conference("caller.02140009999", TWIN),
}
_NUMBERS = 100
"""Added to numbers of outages and alarms, which the whole journal counts together."""
_NAMING = ("sites", "site", "before", "chair_site", "chair_site_id", "running_order", "meeting", "resource",
           "target", "lines", "cells", "seats", "shots")  # fmt: skip


def twin_moments() -> list[Moment]:
    """The second meeting's day, in the order in which the engine records it."""
    return [(at_utc + LATER_S, actor, _twin(event)) for at_utc, actor, event in moments()]


def entries_of(*days: Sequence[Moment]) -> list[Entry]:
    """The entries of days that one engine recorded, as a fold takes them."""
    together = sorted((moment for day in days for moment in day), key=lambda moment: moment[0])
    return [
        Entry(seq, at_utc, event.KIND, event.VERSION, actor, event_data(event), event)
        for seq, (at_utc, actor, event) in enumerate(together, start=1)
    ]


def _twin(event: Event) -> Event:
    twin: Any = _moved(event)
    if isinstance(twin, PlacedEvent):
        twin = replace(twin, conference=TWIN)
    return twin  # type: ignore[no-any-return]


def _moved(record: Any) -> Any:
    """Return a record with its twin's sites, numbers and times."""
    changed: dict[str, Any] = {}
    for one in fields(record):
        value = getattr(record, one.name)
        if one.name.endswith("_utc") and isinstance(value, float) and value:
            changed[one.name] = value + LATER_S
        elif one.name in ("from_s", "until_s"):
            changed[one.name] = value + int(LATER_S)
        elif one.name == "registration":
            changed[one.name] = TWIN_NUMBER
        elif one.name == "number" and isinstance(value, int):
            changed[one.name] = TWIN_NUMBER if isinstance(record, CalendarEvent) else value + _NUMBERS
        elif one.name in ("call", "told"):
            changed[one.name] = _moved(value)
        elif one.name == "plan" and isinstance(value, MeetingPlan):
            changed[one.name] = replace(_moved(value), opening="2026-01-05T08:11")
        elif one.name in _NAMING:
            changed[one.name] = _renamed(value)
        elif value and isinstance(value, list) and isinstance(value[0], list):
            changed[one.name] = [[second + int(LATER_S) for second in span] for span in value]
    return replace(record, **changed)


def _renamed(value: Any) -> Any:
    if isinstance(value, str):
        return _RENAMED.get(value, value)
    if isinstance(value, dict):
        return {_renamed(key): _renamed(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_renamed(one) for one in value)
    return replace(value, seats=_renamed(value.seats)) if hasattr(value, "seats") else value
