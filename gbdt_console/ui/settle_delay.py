"""Tracks since when each thing on the screen has been unchanged."""

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

SETTLED_S = 1.0
"""Seconds that a thing must be seen unchanged before a key acts on it: longer than a person reacts."""
Name = TypeVar("Name", bound=Hashable)


class SettleDelay(Generic[Name]):
    """Tracks everything that a key may mean, each under its own name."""

    def __init__(self) -> None:
        self._seen: dict[Name, tuple[object, float]] = {}

    def see(self, seen: Mapping[Name, object], now_s: float) -> None:
        """Take what is seen now, by name; an equal value keeps its time."""
        before = self._seen
        self._seen = {
            name: before[name] if name in before and before[name][0] == value else (value, now_s)
            for name, value in seen.items()
        }

    def is_settled(self, name: Name, now_s: float) -> bool:
        """Return whether that thing has looked the same for SETTLED_S."""
        _, since_s = self._seen.get(name, (None, now_s))
        return now_s - since_s >= SETTLED_S
