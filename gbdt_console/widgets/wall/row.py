"""Paints one site as one line: figures in columns, troubles in words."""

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.site_view import SiteView
from gbdt_console.core.trouble import Trouble
from gbdt_console.text.things import number_text
from gbdt_console.ui.alarms.contacts import first_callee
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, crop
from gbdt_console.ui.shown_site import ShownSite
from gbdt_console.ui.site_names import NO_NAMES, SiteNames
from gbdt_console.widgets.conference.call_text import CallText
from gbdt_console.widgets.site_text import SiteText

_HEAD, _FIGURES = 7, 8
"""Cells of the head beside number and name, and width of the round trip."""
_GAP = 2
"""Cells between two facts."""
_NAME_LEAST, _NAME_MOST = 13, 40
"""Least and greatest width of the name's column, cells."""
_WORDS = 32
"""Room for words behind a name that is longer than the least, cells: state, duration and phone."""
_CAUSE_LEAST = 14
"""Least room of a cause, cells; with less it is left out."""


class RowPainter(Painter):
    """Paints lines of one width, each with a blank at its end.

    A normal site has only its microphone, in a conference, and its round trip.
    """

    def __init__(self, appearance: Appearance, width: int, names: SiteNames = NO_NAMES) -> None:
        """`names` are those of the network; a site of another one has its own, cut at the end."""
        self._names = names
        super().__init__(appearance)
        self._text = SiteText(appearance)
        self._call_text = CallText(appearance)
        self._width = width
        self._digits = names.digits
        room = width - self._digits - _HEAD - _WORDS
        self._name = max(_NAME_LEAST, min(_NAME_MOST, names.longest or _NAME_MOST, room))

    def paint(self, site: SiteView, shown: ShownSite, *, is_cursor: bool) -> tuple[Strip, ...]:
        """Return the line, exactly the width, as a tuple of one."""
        writer = LineWriter(self._width - 1, self.inks.quiet)
        self._head(writer, site, shown, is_cursor)
        if shown.trouble is Trouble.NONE:
            self._quiet(writer, shown)
            self._abnormal(writer, shown)
        else:
            self._trouble(writer, site, shown)
        return (LineWriter(self._width, self.inks.quiet).join(writer.strip()).strip(),)

    def _head(self, writer: LineWriter, site: SiteView, shown: ShownSite, is_cursor: bool) -> None:
        is_wrong = shown.trouble > Trouble.WORK and not shown.is_calm
        name_ink = self.inks.cursor if is_cursor else self.inks.strong if is_wrong else self.inks.quiet
        writer.write(self.glyphs.cursor if is_cursor else " ", self.inks.accent)
        writer.column(str(site.number), self._digits, name_ink, right=True).write(" ", self.inks.quiet)
        writer.write(self._text.mark(shown.state, shown.trouble), self._ink(shown))
        if shown.mark is None:
            writer.write(" ", self.inks.quiet)
        else:
            writer.write(self.glyphs.calls[shown.mark], self._text.call_ink(shown.mark))
        writer.column(self._names.shown(site, self._name), self._name, name_ink).write(" ", self.inks.quiet)

    def _quiet(self, writer: LineWriter, shown: ShownSite) -> None:
        """Write the round trip and the part in the conference, which goes before the round trip."""
        inks = self.look.inks
        parts = [] if shown.call is None else self._call_text.news(shown.call)
        call = cell_len(self.look.glyphs.separator.join(text for text, _ in parts))
        if _FIGURES + call <= writer.left:
            rtt = "" if shown.rtt_ms is None else self._text.rtt(shown.rtt_ms)
            writer.column(rtt, _FIGURES - 1, inks.quiet, right=True).write(" ", inks.quiet)
            writer.write(
                off if (off := self._text.off(shown)) and cell_len(off) <= writer.left else "", inks.quiet
            )
        self._call(writer, shown)

    def _trouble(self, writer: LineWriter, site: SiteView, shown: ShownSite) -> None:
        """Write what is wrong: state, duration, figures or parts, cause, estimate; the phone at the end."""
        is_called = shown.trouble > Trouble.WORK and not shown.is_unanswered
        callee = first_callee(shown.root_alarm, site) if is_called else None
        if not shown.trouble.is_beside_line or shown.alarm:
            writer.write(self._text.state(shown), self._ink(shown))
            writer.write(self._text.acknowledged(shown) + " ", self.inks.quiet)
            lasted = self._text.lasted(shown)
            writer.write(lasted if cell_len(lasted) <= writer.left else "", self.inks.strong)
            self._gap(writer)
        if shown.trouble is Trouble.POOR:
            figures = f"{self._text.rtt(shown.rtt_ms)} {self._text.loss(shown.loss_ratio)}"
            writer.write(figures if cell_len(figures) <= writer.left else "", self.inks.poor)
            self._gap(writer)
        if shown.trouble in (Trouble.MEETING, Trouble.WORK):
            self._call(writer, shown)
        self._abnormal(writer, shown)
        phone = cell_len(number_text(self.words, callee)) + 2 if callee else 0
        cause, expected = self._text.cause(shown), self._text.expected(shown)
        if cause and writer.left - phone > _CAUSE_LEAST:
            self._gap(writer.write(crop(cause, writer.left - phone), self.inks.plain))
        if expected and cell_len(expected) + 2 <= writer.left - phone:
            self._gap(writer.write(expected, self.inks.strong))
        number = self._text.phone(callee, writer.left) if callee else ""
        writer.skip_to(writer.width - cell_len(number)).write(number, self.inks.strong)

    def _ink(self, shown: ShownSite) -> Style:
        return self._text.shown_ink(shown)

    def _call(self, writer: LineWriter, shown: ShownSite) -> None:
        if shown.call is not None and writer.left > 0:
            self._call_text.write(writer, shown.call)
            self._gap(writer)

    def _abnormal(self, writer: LineWriter, shown: ShownSite) -> None:
        text = self.glyphs.separator.join(self._text.abnormal(shown))
        if text and writer.left > 0:
            self._gap(writer.write(text, self.inks.poor))

    def _gap(self, writer: LineWriter) -> None:
        writer.skip_to(writer.at + _GAP)
