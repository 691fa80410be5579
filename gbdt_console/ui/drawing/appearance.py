"""What every painter needs beside the data: words, formats, glyphs and inks; and the base of painters."""

from collections.abc import Callable, Mapping

from rich.style import Style
from textual.filter import LineFilter
from textual.theme import Theme

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words
from gbdt_console.ui.drawing import glyphs as shapes
from gbdt_console.ui.drawing.ascii_filter import PlainShapes
from gbdt_console.ui.drawing.glyphs import Glyphs
from gbdt_console.ui.drawing.themes import Inks, choose, inks, textual_theme

_SEVERITY_INKS: Mapping[Severity, Callable[[Inks], Style]] = {
    Severity.CRITICAL: lambda inks: inks.down,
    Severity.MAJOR: lambda inks: inks.down,
    Severity.MINOR: lambda inks: inks.poor,
    Severity.WARNING: lambda inks: inks.suspect,
}


@dataclass(frozen=True, slots=True)
class Appearance:
    """The words and styles of one App.

    words: texts by code, in one language
    inks: styles that painters write with
    theme: the same colours for Textual's own widgets
    filters: applied to all that is drawn
    can_show_stills: whether the terminal has the colours and shapes for pictures
    """

    words: Words
    formats: Formats
    glyphs: Glyphs
    inks: Inks
    theme: Theme
    filters: tuple[LineFilter, ...] = ()
    can_show_stills: bool = False

    def severity_ink(self, severity: Severity) -> Style:
        """Return the one style of a severity, on tile, row, list and sheet."""
        return _SEVERITY_INKS[severity](self.inks)


class Painter:
    """Has at hand what it draws with."""

    def __init__(self, look: Appearance) -> None:
        self.look = look
        self.words, self.formats = look.words, look.formats
        self.glyphs, self.inks = look.glyphs, look.inks


def appearance_of(
    language: str, theme: str | None, environ: Mapping[str, str], *, ascii_only: bool
) -> Appearance:
    """Return the appearance for a language and a theme.

    Raises ValueError for an unknown language, KeyError for an unknown theme.

    theme: a palette's name; None lets the terminal's environment decide
    """
    words, palette = Words(language), choose(theme, environ)
    glyphs = shapes.ASCII if ascii_only else shapes.UNICODE
    filters = (PlainShapes(),) if ascii_only else ()
    can_show_stills = not (ascii_only or palette.is_ansi or choose(None, environ).is_ansi)
    return Appearance(
        words, Formats(words), glyphs, inks(palette), textual_theme(palette), filters, can_show_stills
    )
