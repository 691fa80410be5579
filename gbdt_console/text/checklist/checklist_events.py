"""Says the events of checklists."""

from typing import get_args

from gbdt_console.core.checklist.events import ChecklistEvent, CheckSigned
from gbdt_console.text.checklist.checklist_text import event_params
from gbdt_console.text.event_words import EventWords

CHECKLIST_EVENTS = EventWords(
    get_args(ChecklistEvent),
    lambda event, _: ".fault" if isinstance(event, CheckSigned) and not event.is_ok else "",
    lambda saying, event, values: event_params(saying.words, event, values),
)
