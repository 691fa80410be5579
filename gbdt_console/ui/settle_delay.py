"""Since when each thing on the screen is seen as it is: a key means what stood there, not what just came."""

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

SETTLED_S = 1.0
Name = TypeVar("Name", bound=Hashable)


class SettleDelay(Generic[Name]):
    """Told of everything that a key may mean, each under its own name, with what is seen of it."""

    def __init__(self) -> None:
        self._stood: dict[Name, tuple[object, float]] = {}

    def see(self, seen: Mapping[Name, object], now_s: float) -> None:
        """Take what is seen now; what looks as before has stood on."""
        before = self._stood
        self._stood = {
            name: before[name] if name in before and before[name][0] == looks else (looks, now_s)
            for name, looks in seen.items()
        }

    def is_settled(self, name: Name, now_s: float) -> bool:
        """Whether it has stood for SETTLED_S as it is."""
        _, since_s = self._stood.get(name, (None, now_s))
        return now_s - since_s >= SETTLED_S
