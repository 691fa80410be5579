"""Defines how a feature says its events: the end of a sentence's code, and the values in the sentence."""

from collections.abc import Callable, Mapping
from typing import Any

from gbdt_console.core.events import Event
from gbdt_console.core.json_value import Json
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words

Names = Mapping[str, str]
"""Display names by id: {'sa-pa': '8 Sa Pa', 'sa-pa.ups-a': 'UPS'}."""
Values = Mapping[str, Json]
"""The fields of an event by name, as the journal has them."""
TIME_FIELDS = frozenset(
    {"started_utc", "due_utc", "opening_utc", "end_utc", "ended_utc", "at_utc", "from_utc", "until_utc"}
)
"""Event fields that every sentence writes as times of day."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Holds what a sentence is written with: words and formats of one language, and display names."""

    words: Words
    formats: Formats
    names: Names


@dataclass(frozen=True, slots=True)
class EventWords:
    """Says the events of one feature.

    variant: returns the end of the sentence's code, where the sentence depends on a value; takes the event
        and the id of the operator who caused it
    params: returns the values that the sentence shows in another way than a field of that name usually is
    """

    kinds: tuple[type[Event], ...]
    variant: Callable[[Any, str], str] = lambda *_: ""
    params: Callable[[Saying, Any, Values], dict[str, object]] = lambda *_: {}
