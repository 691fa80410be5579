"""Tells the key Esc from the first character of an escape sequence, over a slow line and in a paste."""

import re
from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.message import Message

_ESCAPE = "\x1b"
_BEGINS = "[O\x1b"
_LONE_ESCAPE = re.compile(rf"(?<=\x1b)(?=[^{re.escape(_BEGINS)}])")
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
_TAIL = re.compile(r"\A(?:\[[0-?]*[ -/]*[@-~]|O[A-DFHP-S])")


class EscapeParser(XTermParser):
    """Reports Esc as soon as the next character cannot continue its sequence.

    Textual's own parser takes all that follows an Esc within 0.1 s as one key with Alt, or loses the Esc:
    `5 Esc Enter` would open site 5. The rest of a sequence whose Esc came long before is dropped, because it
    is no letters. An Esc inside a bracketed paste is dropped: Textual's parser would report it as the key,
    and the rest of a long sequence as keys too.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._is_after_escape = False
        self._pasted: str | None = None
        self._last_typed = ""

    def feed(self, data: str) -> Iterable[Message]:
        while data:
            if self._pasted is None:
                typed, data = self._until_paste(data)
                yield from self._feed_typed(typed)
                continue
            self._pasted, end, data = (self._pasted + data).partition(_PASTE_ENDS)
            if end:
                pasted, self._pasted = self._pasted.replace(_ESCAPE, ""), None
                yield from super().feed(pasted + end)

    def _until_paste(self, data: str) -> tuple[str, str]:
        """Return what was typed, with the sign that a paste begins, and what is pasted behind it."""
        before, sign, pasted = (self._last_typed + data).partition(_PASTE_BEGINS)
        if not sign:
            self._last_typed = before[1 - len(_PASTE_BEGINS) :]
            return data, ""
        self._pasted, self._last_typed = "", ""
        return data[: len(data) - len(pasted)], pasted

    def _feed_typed(self, data: str) -> Iterable[Message]:
        if self._is_after_escape and self._timeout_time is None:
            data = _TAIL.sub("", data, count=1)
        for piece in _LONE_ESCAPE.split(data):
            if self._is_after_escape and piece[:1] not in _BEGINS:
                yield from self._flush_escape()
            if piece:
                yield from super().feed(piece)
                self._is_after_escape = piece.endswith(_ESCAPE)

    def _flush_escape(self) -> Iterable[Message]:
        """Report the Esc now, without waiting for the rest of a sequence."""
        if self._timeout_time is not None:
            self._timeout_time = 0.0
        yield from self.tick()
