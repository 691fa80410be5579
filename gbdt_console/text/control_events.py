"""Says the events of control; those whose sentence depends on a value."""

from gbdt_console.core.control_events import PinRefused
from gbdt_console.text.event_words import EventWords


def _variant(event: PinRefused, _: str) -> str:
    return ".by" if event.user else ""


CONTROL_EVENTS = EventWords((PinRefused,), _variant)
