"""Says the events of checklists."""

from typing import get_args

from gbdt_console.core.checklist.calls import CallStep
from gbdt_console.core.checklist.events import ChecklistEvent, CheckSigned, SiteCalled
from gbdt_console.text.checklist.checklist_text import event_params
from gbdt_console.text.event_words import EventWords


def _variant(event: ChecklistEvent, _: str) -> str:
    if isinstance(event, SiteCalled) and event.step is not CallStep.CALLING:
        return f".{event.step}"
    return ".fault" if isinstance(event, CheckSigned) and not event.is_ok else ""


CHECKLIST_EVENTS = EventWords(
    get_args(ChecklistEvent),
    _variant,
    lambda saying, event, values: event_params(saying.words, event, values),
)
