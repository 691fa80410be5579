"""Everything a painter needs beside the data: words, formats, glyphs and inks."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.filter import LineFilter
from textual.theme import Theme

from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words
from gbdt_console.ui.drawing import glyphs as shapes
from gbdt_console.ui.drawing.ascii_filter import PlainShapes
from gbdt_console.ui.drawing.glyphs import Glyphs
from gbdt_console.ui.drawing.themes import Inks, choose, inks, textual_theme


@dataclass(frozen=True, slots=True)
class Appearance:
    """One per App. `theme` gives Textual's own widgets the colours of `inks`, `filters` go over all that
    is drawn."""

    words: Words
    formats: Formats
    glyphs: Glyphs
    inks: Inks
    theme: Theme
    filters: tuple[LineFilter, ...] = ()


def appearance_of(
    language: str, theme: str | None, environ: Mapping[str, str], *, ascii_only: bool
) -> Appearance:
    """The look for a language and a theme; without a theme the terminal's environment decides.

    ValueError for an unknown language, KeyError for an unknown theme.
    """
    words, palette = Words(language), choose(theme, environ)
    glyphs = shapes.ASCII if ascii_only else shapes.UNICODE
    filters = (PlainShapes(),) if ascii_only else ()
    return Appearance(words, Formats(words), glyphs, inks(palette), textual_theme(palette), filters)
