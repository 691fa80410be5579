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
TOGETHER_S = 0.05
_SOON_S = 0.2
_POURED = 8
_KEY = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.)|.", re.DOTALL)
_NO_KEY = re.compile(r"\x1b\[(?:<(?:3[2-9]|[45]\d|6[0-3]);.*|I|\?.*)")
"""The mouse moves, the focus comes, the terminal answers: that also happens while a key is pressed."""
_ERASERS = frozenset("\x08\x7f")
_FOCUS_LOST = "\x1b[O"
_FIELD_KEYS = frozenset("/\x10")
_CUT = re.compile(r"\x1b(?:\[[0-?]*)?\Z")


class KeyOrigin(StrEnum):
    """Who made the characters of one read from the terminal."""

    TYPED = "typed"
    COMPOSED = "composed"
    POURED = "poured"


class ReadJudged(Message):
    """From the driver: the keys that follow have this origin."""

    def __init__(self, origin: KeyOrigin) -> None:
        super().__init__()
        self.origin = origin


def origin_of(read: str) -> KeyOrigin:
    """Judge what came at once from the terminal.

    A Vietnamese input method takes back what it sent (UniKey: `a`, Backspace, `á`), sends characters no key
    has, or holds a letter back and lets go of it when the next key, whichever, ends the word, or when the
    terminal loses the focus. Letters behind the key of a field go into it. Many characters at once were
    pasted by a terminal that does not bracket pastes.
    """
    keys = _keys_of(read)
    typed = [key for key in keys if len(key) == 1]
    if any(key in _ERASERS or not key.isascii() for key in typed):
        return KeyOrigin.COMPOSED
    if len(typed) >= _POURED:
        return KeyOrigin.POURED
    first = next((place for place, key in enumerate(keys) if key in _FIELD_KEYS or _may_act(key)), None)
    if first is None or keys[first] in _FIELD_KEYS:
        return KeyOrigin.TYPED
    is_alone = first == len(keys) - 1 and " " not in typed and _FOCUS_LOST not in keys
    return KeyOrigin.TYPED if is_alone else KeyOrigin.COMPOSED


def may_be_held_back(read: str) -> bool:
    """Whether only what follows within TOGETHER_S tells who made this: nothing is behind its verb yet."""
    return origin_of(read) is KeyOrigin.TYPED and any(map(_may_act, _keys_of(read)))


def _keys_of(read: str) -> list[str]:
    return [key for key in _KEY.findall(read) if not _NO_KEY.fullmatch(key)]


def _may_act(key: str) -> bool:
    return key == "-" or (len(key) == 1 and key.isalpha())


class ReadJudge:
    """Judges one read after the other. What comes soon after an eraser, or after the focus was lost, is still
    the input method's: some put the erasing and the new letters into separate reads."""

    def __init__(self) -> None:
        self._until_s = float("-inf")
        self._cut = ""

    def origin(self, read: str, now_s: float) -> KeyOrigin:
        """Of a read that came at `now_s` of a monotonic clock; an arrow may have been cut between two."""
        read = self._cut + read
        cut = _CUT.search(read)
        self._cut = cut.group() if cut else ""
        origin = origin_of(read)
        keys = _keys_of(read)
        is_late = now_s < self._until_s and any(len(key) == 1 for key in keys)
        if _FOCUS_LOST in keys or not _ERASERS.isdisjoint(keys):
            self._until_s = now_s + _SOON_S
        return KeyOrigin.COMPOSED if origin is KeyOrigin.TYPED and is_late else origin


class KeyGuard:
    """Asked for every key before anything is bound to it. Inside a field only age counts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._origin = KeyOrigin.TYPED
        self._dead_until_s = float("-inf")
        self._acting = acting_keys()

    def read(self, origin: KeyOrigin) -> None:
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
        return is_foreign or event.key == "backspace" or self._origin is KeyOrigin.COMPOSED

    def lets(self, event: events.Key, focused: Widget | None) -> bool:
        """Whether the key may do what it is bound to."""
        if time.monotonic() - event.time > OLD_AFTER_S:
            return False
        if isinstance(focused, Input):
            return True
        if self._origin is not KeyOrigin.TYPED or self.is_composed(event, focused):
            return False
        return event.key not in self._acting or self._clock.monotonic() >= self._dead_until_s
