"""Cut the times of journal entries to whole seconds, as papers print them.

A reader who subtracts two printed times gets the printed length, and printed lengths sum to the printed sum.
"""

from dataclasses import fields
from functools import cache
from typing import Any

from gbdt_console.core.events import Entry, Event
from gbdt_console.core.quick_dataclass import replace


def whole_s(seconds: float) -> float:
    return seconds // 1.0


def whole_entry(entry: Entry) -> Entry:
    """Return the entry with its times cut to the second; `data` stays as it was recorded."""
    return replace(entry, at_utc=whole_s(entry.at_utc), event=whole_event(entry.event))


def whole_event(event: Event | None) -> Event | None:
    """Return the event with its times, and the length of a clock's jump, cut to the second."""
    return None if event is None else _whole(event)


def _whole(record: Any) -> Any:
    kind: Any = type(record)
    exact = {name: getattr(record, name) for name in _times_of(kind)}
    cut = {name: whole_s(value) for name, value in exact.items() if value is not None and value % 1.0}
    if inline := getattr(record, "INLINE", ""):
        cut[inline] = _whole(getattr(record, inline))
    return replace(record, **cut) if cut else record


@cache
def _times_of(kind: Any) -> tuple[str, ...]:
    """Return the names of the fields that hold times in records of a class."""
    return tuple(one.name for one in fields(kind) if one.name.endswith("_utc") or one.name == "by_s")
