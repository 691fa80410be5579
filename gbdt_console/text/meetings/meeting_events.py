"""Says the events of meetings."""

from typing import get_args

from gbdt_console.core.events import MeetingClosedSet, MeetingStarted
from gbdt_console.core.meetings.events import CalendarEvent, DutyAnswered
from gbdt_console.text.event_words import EventWords, Saying, Values
from gbdt_console.text.meetings.meeting_text import event_params


def _variant(event: MeetingStarted | MeetingClosedSet, _: str) -> str:
    match event:
        case MeetingStarted(is_closed=True) | MeetingStarted(title=""):
            return ".closed"
        case MeetingClosedSet(is_on=is_on):
            return ".on" if is_on else ".off"
    return ""


def _params(saying: Saying, _: CalendarEvent, values: Values) -> dict[str, object]:
    return event_params(saying.words, saying.names, values)


MEETING_EVENTS = EventWords((MeetingStarted, MeetingClosedSet), _variant)
CALENDAR_EVENTS = EventWords(
    tuple(kind for kind in get_args(CalendarEvent) if kind is not DutyAnswered), params=_params
)
