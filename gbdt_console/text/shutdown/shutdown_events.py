"""Says the events of shutdowns."""

from typing import get_args

from gbdt_console.core.shutdown.events import PowerSwitched, ShutdownEvent
from gbdt_console.text.event_words import EventWords
from gbdt_console.text.shutdown.shutdown_text import event_params

SHUTDOWN_EVENTS = EventWords(
    get_args(ShutdownEvent),
    lambda event, _: ".not" if isinstance(event, PowerSwitched) and not event.is_off else "",
    lambda saying, event, values: event_params(saying.words, event, values),
)
