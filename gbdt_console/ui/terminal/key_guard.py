"""Decides which keys may act: none made by an input method, none of a paste, old or behind a dropped one."""

import re
import time
from collections.abc import Callable
from enum import StrEnum

from textual import events
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from gbdt_console.core.clock import Clock

OLD_AFTER_S = 1.0
"""A key that waited longer than this does not act: the screen that it was meant for may have changed."""
DEAD_AFTER_FIELD_S = 0.5
"""After a field closed, letters do not act for this long: the input method may still send some."""
QUIET_S = 0.5
"""Once a key was dropped, those behind it are dropped too until none came for this long: a person needs as
long to see it, and what was meant for another place would act here."""
DEAF_S = 0.3
"""Seconds in which a question about an act takes no yes: keys typed ahead arrive within that time over a slow
line."""
DROPPED = "keys.dropped"
COMPOSED = "number.input_method"
TOGETHER_S = 0.05
"""How long a letter waits for the characters that an input method sends behind it."""
_SOON_S = 0.2
"""After an eraser or a lost focus, letters within this time are still the input method's."""
_POURED = 8
"""This many characters in one read were pasted: nobody types so fast."""
_KEY = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.)|.", re.DOTALL)
_NO_KEY = re.compile(r"\x1b\[(?:<(?:3[2-9]|[45]\d|6[0-3]);.*|I|\?.*)")
"""Mouse moves, a gained focus and the terminal's answers, which also arrive while a key is pressed."""
_ERASERS = frozenset("\x08\x7f")
_FOCUS_LOST = "\x1b[O"
_FIELD_KEYS = frozenset("/\x10")
_CUT = re.compile(r"\x1b(?:\[[0-?]*)?\Z")


class KeyOrigin(StrEnum):
    """How the characters of one read from the terminal were made."""

    TYPED = "typed"
    """A person pressed keys."""
    COMPOSED = "composed"
    """An input method made them."""
    EARLY = "early"
    """A person pressed keys before the full screen was drawn."""
    POURED = "poured"
    """A terminal without bracketed paste pasted them."""


class ReadJudged(Message):
    """The driver reports that the keys from now on have this origin."""

    def __init__(self, origin: KeyOrigin) -> None:
        super().__init__()
        self.origin = origin


def origin_of(read: str) -> KeyOrigin:
    """Return how the characters of one read were made.

    A Vietnamese input method erases what it sent (UniKey: `a`, Backspace, `á`), sends characters that no key
    has, or holds a letter back until the next key ends the word or the terminal loses the focus. Letters
    behind the key that opens a field go into that field. A terminal without bracketed paste sends many
    characters in one read.
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
    """Return whether an input method may still add to the read.

    That is so where it ends in a key that acts.
    """
    return origin_of(read) is KeyOrigin.TYPED and any(map(_may_act, _keys_of(read)))


def _keys_of(read: str) -> list[str]:
    return [key for key in _KEY.findall(read) if not _NO_KEY.fullmatch(key)]


def _may_act(key: str) -> bool:
    return key == "-" or (len(key) == 1 and key.isalpha())


class ReadJudge:
    """Judges one read after the other.

    Letters soon after an eraser, or after a lost focus, are still the input method's: some methods send the
    erasers and the new letters in separate reads.
    """

    def __init__(self) -> None:
        self._until_s = float("-inf")
        self._cut = ""

    def origin(self, read: str, now_s: float) -> KeyOrigin:
        """Return the origin of a read at `now_s`, monotonic seconds; a sequence may span two reads."""
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
    """Decides for every key whether it may act.

    In a field only the key's age counts, and whether a key before it was dropped.

    notice: code of what to say about the last key; empty where it may act
    """

    def __init__(
        self, clock: Clock, acting: Callable[[], frozenset[str]], leading: frozenset[str] = frozenset()
    ) -> None:
        """Make a guard, by Textual's names of keys.

        acting: returns the keys that change the world on the screen that is shown
        leading: the keys to which the next key belongs, also where they do not act
        """
        self.notice = ""
        self._clock = clock
        self._leading = leading
        self._takes_next = False
        self._origin = KeyOrigin.TYPED
        self._dead_until_s = self._deaf_until_s = float("-inf")
        self._dropped_s = float("-inf")
        self._acting = acting

    def read(self, origin: KeyOrigin) -> None:
        self._origin = origin

    def field_closed(self) -> None:
        """Keep letters from acting for DEAD_AFTER_FIELD_S, because a field closed."""
        self._dead_until_s = self._clock.monotonic() + DEAD_AFTER_FIELD_S

    def question_opened(self) -> None:
        """Keep keys that were typed ahead from a question for DEAF_S."""
        self._deaf_until_s = self._clock.monotonic() + DEAF_S

    def take_next(self) -> None:
        """Keep the next key from acting, because it belongs to a key that was refused."""
        self._takes_next = True

    def is_composed(self, event: events.Key, focused: Widget | None) -> bool:
        """Return whether an input method made the key."""
        if isinstance(focused, Input):
            return False
        is_foreign = event.character is not None and event.is_printable and not event.character.isascii()
        return is_foreign or event.key == "backspace" or self._origin is KeyOrigin.COMPOSED

    def lets(
        self, event: events.Key, focused: Widget | None, *, is_deaf: bool = False, is_lost: bool = False
    ) -> bool:
        """Return whether the key may act; it uses up a `take_next`.

        Esc ends what is open at any time, unless an input method made it.

        is_deaf: whether it goes to a place that takes no key typed ahead
        is_lost: whether it goes to a place that will be gone when it comes
        """
        now_s = self._clock.monotonic()
        is_taken, self._takes_next = self._takes_next and not isinstance(focused, Input), False
        is_early = is_lost or (is_deaf and now_s < self._deaf_until_s)
        self.notice = "" if is_taken else self._refusal(event, focused, now_s, is_early=is_early)
        if self.notice and event.key != "backspace":
            self._dropped_s = now_s
        self._takes_next = bool(self.notice) and event.key in self._leading
        return not is_taken and not self.notice

    def lets_click(self, event: events.MouseEvent, *, is_deaf: bool) -> bool:
        """Return whether a press or release of the mouse may act: neither too early, old, nor behind what was
        dropped.

        is_deaf: whether it goes to a place that takes none that was made ahead
        """
        now_s = self._clock.monotonic()
        is_early = is_deaf and now_s < self._deaf_until_s
        is_late = self._is_old(event) or now_s - self._dropped_s < QUIET_S
        self.notice = DROPPED if is_early or is_late else ""
        self._dropped_s = now_s if self.notice else self._dropped_s
        return not self.notice

    def _refusal(self, event: events.Key, focused: Widget | None, now_s: float, *, is_early: bool) -> str:
        """Return the code of why the key may not act; empty where it may."""
        is_free, is_field = event.key == "escape", isinstance(focused, Input)
        if not is_field and self.is_composed(event, focused):
            return COMPOSED
        is_behind = now_s - self._dropped_s < QUIET_S
        if self._is_old(event) or (not is_free and (is_behind or is_early)):
            return DROPPED
        return "" if is_field or self._may_act(event, now_s) else DROPPED

    def _is_old(self, event: events.Event) -> bool:
        return time.monotonic() - event.time > OLD_AFTER_S

    def _may_act(self, event: events.Key, now_s: float) -> bool:
        """Return whether the key's origin lets it act, and no field closed a moment ago."""
        if self._origin is KeyOrigin.TYPED:
            return event.key not in self._acting() or now_s >= self._dead_until_s
        return self._origin is KeyOrigin.EARLY and event.key not in self._acting()
