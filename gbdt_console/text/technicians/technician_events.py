"""Says the events of technicians, of their duty, and of the cleaning of rooms."""

from typing import get_args

from gbdt_console.core.meetings.events import DutyAnswered
from gbdt_console.core.room_cleaning.events import CleaningEvent
from gbdt_console.core.technicians.events import SheetImported, TechnicianEvent, TechnicianNamed
from gbdt_console.text.event_words import EventWords
from gbdt_console.text.technicians.technician_text import event_params


def _variant(event: TechnicianEvent | SheetImported | CleaningEvent | DutyAnswered, _: str) -> str:
    match event:
        case TechnicianNamed(is_new=True):
            return ".new"
        case DutyAnswered(is_on=False):
            return ".off"
    return ""


TECHNICIAN_EVENTS = EventWords(
    (*get_args(TechnicianEvent), SheetImported, *get_args(CleaningEvent), DutyAnswered),
    _variant,
    lambda saying, _, values: event_params(saying.words, saying.names, values),
)
