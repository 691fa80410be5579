"""Everything a painter needs beside the data: words, formats, glyphs and inks."""

from dataclasses import dataclass

from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words
from gbdt_console.ui import glyphs as shapes
from gbdt_console.ui.glyphs import Glyphs
from gbdt_console.ui.themes import Inks, Palette, inks


@dataclass(frozen=True, slots=True)
class Look:
    """One per App; a change of language or theme is a new Look."""

    words: Words
    formats: Formats
    glyphs: Glyphs
    inks: Inks


def look_of(language: str, palette: Palette, *, ascii_only: bool) -> Look:
    """The look for a language and a palette."""
    words = Words(language)
    return Look(words, Formats(words), shapes.ASCII if ascii_only else shapes.UNICODE, inks(palette))
