"""What `--ascii` promises: all that is drawn is ASCII; only letters of words and names keep their accents."""

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
    """Over every widget, Textual's own borders and scroll bars too; what takes two cells still does."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            Segment(text if text.isascii() else plain(text), style, control)
            for text, style, control in segments
        ]


def plain(text: str) -> str:
    """`text` with a twin in ASCII for all that is no letter, in as many cells."""
    return "".join(map(_twin, text))


def _twin(char: str) -> str:
    if char.isascii() or unicodedata.category(char)[0] in "LM":
        return char
    if ord(char) in _BLOCKS:
        return "#"
    if ord(char) in _BOX:
        return "-" if char in _ACROSS else "|" if char in _DOWN else "+"
    return _TWINS.get(char, _OTHER * cell_len(char))
