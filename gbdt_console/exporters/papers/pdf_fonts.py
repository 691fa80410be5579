"""Finds the letters that papers are printed in, and measures texts in them.

Times New Roman where it is installed, else Liberation Serif, whose letters are as wide. A PDF carries the
letters that it uses.
"""

import os
import struct
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from gbdt_console.core.reports.archive import ReportFailed

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts/Supplemental",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
ASCENT, LINE = 0.9, 1.15
"""From the top of a line to the foot of its letters, and height of the line, by the size of the letters: the
same in all these families, so that documents keep their pages."""
_STYLES = ("", "b", "i", "bi")
SERIF = (
    ("times.ttf", "timesbd.ttf", "timesi.ttf", "timesbi.ttf"),
    (
        "Times New Roman.ttf",
        "Times New Roman Bold.ttf",
        "Times New Roman Italic.ttf",
        "Times New Roman Bold Italic.ttf",
    ),
    (
        "Times_New_Roman.ttf",
        "Times_New_Roman_Bold.ttf",
        "Times_New_Roman_Italic.ttf",
        "Times_New_Roman_Bold_Italic.ttf",
    ),
    (
        "LiberationSerif-Regular.ttf",
        "LiberationSerif-Bold.ttf",
        "LiberationSerif-Italic.ttf",
        "LiberationSerif-BoldItalic.ttf",
    ),
)
"""Files of the families that papers may be printed in: upright, bold, italic, both. The first is taken."""
SANS = (
    ("arial.ttf", "arialbd.ttf", "ariali.ttf", "arialbi.ttf"),
    ("Arial.ttf", "Arial Bold.ttf", "Arial Italic.ttf", "Arial Bold Italic.ttf"),
    ("Arial.ttf", "Arial_Bold.ttf", "Arial_Italic.ttf", "Arial_Bold_Italic.ttf"),
    (
        "LiberationSans-Regular.ttf",
        "LiberationSans-Bold.ttf",
        "LiberationSans-Italic.ttf",
        "LiberationSans-BoldItalic.ttf",
    ),
)
_SIGNS = ("DejaVuSans.ttf",)
"""Has signs that the others lack."""
_VIETNAMESE = frozenset(map(ord, "ếữỡỵạặđĐƯỘ"))
"""An old Times New Roman lacks them."""
_MISSING = "\u25a1"
"""Stands for a sign that no family has, as in other programs."""


class Look(NamedTuple):
    """Says how a text is printed; `size` is in points."""

    size: float
    is_bold: bool = False
    is_italic: bool = False

    @property
    def style(self) -> str:
        return "b" * self.is_bold + "i" * self.is_italic


class Fonts:
    """Measures texts in one family."""

    def __init__(self, family: tuple[tuple[str, ...], ...]) -> None:
        """Raises ReportFailed where no file of the family is installed."""
        self._faces = _family(family)
        self._covered = frozenset(map(chr, self._faces[""].face.charToGlyph))
        self.name: str = self._faces[""].fontName

    def width(self, text: str, look: Look) -> float:
        """Return the text's width, points."""
        if self._covered.issuperset(text):
            return float(self._faces[look.style].stringWidth(text, look.size))
        return sum(font.stringWidth(part, look.size) for font, part in self._parts(text, look))

    def parts(self, text: str, look: Look) -> Iterator[tuple[str, str]]:
        """Yield the text in stretches of one font, with its name."""
        if self._covered.issuperset(text):
            yield self._faces[look.style].fontName, text
        else:
            yield from ((font.fontName, part) for font, part in self._parts(text, look))

    def _parts(self, text: str, look: Look) -> Iterator[tuple[TTFont, str]]:
        own, signs = self._faces[look.style], _signs()
        for letter in text:
            if letter in self._covered:
                yield own, letter
            elif signs is not None and ord(letter) in signs.face.charToGlyph:
                yield signs, letter
            else:
                yield own, _MISSING if _MISSING in self._covered else "?"


@cache
def _family(family: tuple[tuple[str, ...], ...]) -> Mapping[str, TTFont]:
    for names in family:
        files = [_files().get(name) for name in names]
        faces = {
            style: font
            for style, path in zip(_STYLES, files, strict=True)
            if path is not None and (font := _font(path)) is not None
        }
        if len(faces) == len(names) and faces[""].face.charToGlyph.keys() >= _VIETNAMESE:
            return faces
    _files.cache_clear()
    raise ReportFailed("paper.no-font")


@cache
def _signs() -> TTFont | None:
    return next((font for name in _SIGNS if name in _files() and (font := _font(_files()[name]))), None)


@cache
def _files() -> Mapping[str, Path]:
    """Return the installed files that are looked for, by their names."""
    wanted = {name for names in (*SERIF, *SANS, _SIGNS) for name in names}
    found: dict[str, Path] = {}
    for folder in _FOLDERS:
        for place, _, names in os.walk(os.path.expanduser(folder)):
            found |= {name: Path(place, name) for name in names if name in wanted and name not in found}
    return found


def _font(path: Path) -> TTFont | None:
    try:
        font = TTFont(path.stem, str(path), shapable=False)
    except (TTFError, OSError, LookupError, ValueError, struct.error):  # the last three: a damaged file
        return None
    registerFont(font)
    return font
