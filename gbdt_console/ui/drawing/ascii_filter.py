"""The filter of `--ascii`: draws everything in ASCII except the letters of words and names."""

import unicodedata

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_TWINS = {
    "…": ".", "·": "-", "•": "*", "–": "-", "—": "-", "°": "o", "×": "x", "→": ">", "←": "<", "↑": "^",
    "↓": "v", "«": '"', "»": '"', "“": '"', "”": '"', "‘": "'", "’": "'",
}  # fmt: skip
_BOX, _BLOCKS = range(0x2500, 0x2580), range(0x2580, 0x25A0)
_ACROSS, _DOWN = "─━═╌╍┄┅┈┉╴╶╸╺╼╾", "│┃║╎╏┆┇┊┋╵╷╹╻╽╿"
_OTHER = "?"


class PlainShapes(LineFilter):
    """Replaces shapes in every widget, also Textual's borders and scroll bars; widths stay the same."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            Segment(text if text.isascii() else plain(text), style, control)
            for text, style, control in segments
        ]


def plain(text: str) -> str:
    """Return `text` with everything but letters in ASCII, in as many cells."""
    return "".join(map(_twin, text))


def _twin(char: str) -> str:
    if char.isascii() or unicodedata.category(char)[0] in "LM":
        return char
    if ord(char) in _BLOCKS:
        return "#"
    if ord(char) in _BOX:
        return "-" if char in _ACROSS else "|" if char in _DOWN else "+"
    return _TWINS.get(char, _OTHER * cell_len(char))
