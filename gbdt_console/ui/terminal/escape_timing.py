"""Tells the key Esc from the first character of an escape sequence, also over a slow line."""

import re
from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.message import Message

_ESCAPE = "\x1b"
_BEGINS = "[O\x1b"
_LONE_ESCAPE = re.compile(rf"(?<=\x1b)(?=[^{re.escape(_BEGINS)}])")
_TAIL = re.compile(r"\A(?:\[[0-?]*[ -/]*[@-~]|O[A-DFHP-S])")


class EscapeParser(XTermParser):
    """Reports Esc as soon as the next character cannot continue its sequence.

    Textual's own parser takes all that follows an Esc within 0.1 s as one key with Alt, or loses the Esc:
    `5 Esc Enter` would open site 5. The rest of a sequence whose Esc came long before is dropped, because it
    is no letters.
    """

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._is_after_escape = False

    def feed(self, data: str) -> Iterable[Message]:
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
