"""Which keys may act: none that an input method made, none of a paste, none pressed long ago."""

import re
import time
from enum import StrEnum

from textual import events
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from gbdt_console.core.clock import Clock
from gbdt_console.ui.actions import acting_keys

OLD_AFTER_S = 1.0
DEAD_AFTER_FIELD_S = 0.5
_POURED = 8
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.)")
_ERASERS = frozenset("\x08\x7f")


class Origin(StrEnum):
    """Who made the characters of one read from the terminal."""

    TYPED = "typed"
    COMPOSED = "composed"
    POURED = "poured"


class ReadJudged(Message):
    """From the driver: the keys that follow have this origin."""

    def __init__(self, origin: Origin) -> None:
        super().__init__()
        self.origin = origin


def origin_of(read: str) -> Origin:
    """Judge what one read from the terminal brought.

    A Vietnamese input method takes back what it sent (UniKey: `a`, Backspace, `á`), sends letters no key has,
    or delivers a pre-edited letter and the blank together. Many letters at once were pasted by a terminal
    that does not bracket pastes.
    """
    rest = _SEQUENCE.sub("", read)
    if any(char in _ERASERS or (char.isalpha() and not char.isascii()) for char in rest):
        return Origin.COMPOSED
    if len(rest) >= _POURED:
        return Origin.POURED
    is_fused = " " in rest and any(char.isalpha() for char in rest)
    return Origin.COMPOSED if is_fused else Origin.TYPED


class KeyGuard:
    """Asked for every key before anything is bound to it. Inside a field only age counts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._origin = Origin.TYPED
        self._dead_until_s = float("-inf")
        self._acting = acting_keys()

    def read(self, origin: Origin) -> None:
        """Keys from now on have this origin."""
        self._origin = origin

    def field_closed(self) -> None:
        """A field took letters a moment ago: those still under way are not verbs."""
        self._dead_until_s = self._clock.monotonic() + DEAD_AFTER_FIELD_S

    def is_composed(self, event: events.Key, focused: Widget | None) -> bool:
        """Whether an input method made the key, so that it must not act."""
        if isinstance(focused, Input):
            return False
        is_foreign = event.character is not None and event.is_printable and not event.character.isascii()
        return is_foreign or event.key == "backspace" or self._origin is Origin.COMPOSED

    def lets(self, event: events.Key, focused: Widget | None) -> bool:
        """Whether the key may do what it is bound to."""
        if time.monotonic() - event.time > OLD_AFTER_S:
            return False
        if isinstance(focused, Input):
            return True
        if self._origin is not Origin.TYPED or self.is_composed(event, focused):
            return False
        return event.key not in self._acting or self._clock.monotonic() >= self._dead_until_s
