"""Paints one site as one line: figures in columns, troubles in words."""

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.snapshot import SiteView
from gbdt_console.ui.alarms.contacts import first_contact
from gbdt_console.ui.conference.conference import CallMark
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, crop
from gbdt_console.ui.view import ShownSite, Trouble
from gbdt_console.widgets.conference.call_text import CallText
from gbdt_console.widgets.site_text import SiteText, phone_text

_NUMBER, _MARK, _RTT, _LOSS, _STATE, _SINCE, _LASTED = 5, 3, 7, 7, 12, 13, 9
"""Widths of the columns, cells."""
_CAUSE_LEAST = 14
"""Least room of a cause, cells; with less it is left out."""
_ROOMY, _WIDE = 110, 150
"""Widths from which a line has all columns, and a trend beside a trouble."""


class RowPainter:
    """Paints lines of one width.

    From 110 cells on state, time, trend and devices have columns.
    """

    def __init__(self, appearance: Appearance, width: int) -> None:
        self._appearance = appearance
        self._text = SiteText(appearance)
        self._call_text = CallText(appearance)
        self._width = width
        is_roomy = width >= _ROOMY
        self._name = max(14, min(28, width // 5))
        self._trend = max(0, min(30, width - 101)) if is_roomy else max(0, min(20, width - self._name - 35))

    def paint(
        self, site: SiteView, shown: ShownSite, now_utc: float, *, is_cursor: bool
    ) -> tuple[Strip, ...]:
        """Return the line, exactly the width, as a tuple of one."""
        inks = self._appearance.inks
        writer = LineWriter(self._width, inks.quiet)
        self._head(writer, site, shown, is_cursor)
        if self._width >= _ROOMY:
            self._state(writer, shown, now_utc)
            self._figures(writer, shown, 0 if shown.trouble and self._width < _WIDE else self._trend)
            self._rest(writer, site, shown)
        elif shown.trouble is Trouble.NONE:
            if shown.call is None:
                self._figures(writer, shown, self._trend)
            else:
                self._figures(writer, shown)
            self._call(writer, shown)
            parts = self._appearance.glyphs.separator.join(text for text, _ in self._text.parts(shown))
            for text in (parts, self._text.short_parts(shown)):
                if cell_len(text) <= writer.left:
                    writer.write(text, inks.quiet)
                    break
        else:
            self._trouble(writer, site, shown)
        return (writer.strip(),)

    def _head(self, writer: LineWriter, site: SiteView, shown: ShownSite, is_cursor: bool) -> None:
        appearance = self._appearance
        inks = appearance.inks
        is_wrong = shown.trouble > Trouble.WORK and not shown.is_calm
        name_ink = inks.cursor if is_cursor else inks.strong if is_wrong else inks.quiet
        writer.write(appearance.glyphs.cursor if is_cursor else " ", inks.accent)
        writer.column(str(site.number), _NUMBER - 1, name_ink, right=True).write(" ", inks.quiet)
        writer.write(self._text.mark(shown.state, shown.trouble), self._ink(shown))
        writer.skip_to(_NUMBER + _MARK + 1)
        writer.column(self._named(site, shown), self._name, name_ink)
        writer.write(" ", inks.quiet)

    def _named(self, site: SiteView, shown: ShownSite) -> str:
        """Return the name with the chair's role, or that of a lost site that has the floor.

        The latter is a mark before a long name.
        """
        appearance = self._appearance
        if shown.is_chair:
            return f"{site.name} ({appearance.words('wall.chair')})"
        if shown.call is None or not shown.call.is_lost_speaker:
            return site.name
        named = f"{site.name} ({appearance.words('roster.has-floor')})"
        mark = appearance.glyphs.calls[CallMark.LOST_SPEAKER]
        return named if cell_len(named) <= self._name else f"{mark} {site.name}"

    def _state(self, writer: LineWriter, shown: ShownSite, now_utc: float) -> None:
        appearance = self._appearance
        inks = appearance.inks
        is_known = shown.since_utc is not None and shown.trouble.is_of_line
        since = appearance.formats.since(shown.since_utc, now_utc) if shown.since_utc and is_known else ""
        end = writer.at + _STATE
        if not shown.trouble.is_of_line:
            writer.column(self._text.state(shown), _STATE + _SINCE, self._ink(shown))
            return
        writer.write(self._text.state(shown), self._ink(shown))
        writer.write(self._text.acknowledged(shown) if writer.at + 2 <= end else "", inks.quiet).skip_to(end)
        writer.column(since, _SINCE, inks.plain if shown.trouble else inks.quiet)

    def _figures(self, writer: LineWriter, shown: ShownSite, trend: int | None = None) -> None:
        """Write round trip and loss, and a trend of that width.

        None leaves the trend out.
        """
        inks = self._appearance.inks
        ink = inks.poor if shown.trouble is Trouble.POOR else inks.quiet
        writer.column(self._text.rtt(shown.rtt_ms), _RTT, ink, right=True)
        writer.column(self._text.loss(shown.loss_ratio), _LOSS, ink, right=True).write(" ", inks.quiet)
        if trend is not None:
            writer.write(" ", inks.quiet)
            self._text.write_trend(writer, shown.trend, trend)
            writer.write("  ", inks.quiet)

    def _rest(self, writer: LineWriter, site: SiteView, shown: ShownSite) -> None:
        appearance = self._appearance
        if shown.trouble > Trouble.DEVICE:
            writer.column(self._text.lasted(shown), _LASTED, appearance.inks.strong)
            self._cause(writer, shown, site)
        else:
            self._call(writer, shown)
            self._parts(writer, shown)
        if shown.trouble > Trouble.WORK:
            self._phone(writer, site, shown)

    def _trouble(self, writer: LineWriter, site: SiteView, shown: ShownSite) -> None:
        """Write state, duration, cause and phone in place of the figures."""
        inks = self._appearance.inks
        if not shown.trouble.is_beside_line or shown.alarm:
            writer.write(self._text.state(shown), self._ink(shown))
            writer.write(self._text.acknowledged(shown) + " ", inks.quiet)
            writer.write(self._text.lasted(shown), inks.strong)
        if shown.trouble.is_beside_line:
            self._parts(writer, shown)
        if shown.trouble is Trouble.POOR:
            figures = f" {self._text.rtt(shown.rtt_ms)} {self._text.loss(shown.loss_ratio)}"
            writer.write(figures, inks.poor)
        self._cause(writer, shown, site)
        if shown.trouble > Trouble.WORK:
            self._phone(writer, site, shown)

    def _ink(self, shown: ShownSite) -> Style:
        return self._text.mark_ink(shown.trouble, is_calm=shown.is_calm)

    def _cause(self, writer: LineWriter, shown: ShownSite, site: SiteView) -> None:
        """Write the cause, as far as the phone number keeps its room."""
        contact = first_contact(shown.root_alarm, site)
        room = writer.left - (cell_len(contact.phone) + 2 if contact else 0)
        text = self._text.cause(shown)
        if text and room > _CAUSE_LEAST:
            writer.write(crop(f" {text}", room), self._appearance.inks.plain)

    def _phone(self, writer: LineWriter, site: SiteView, shown: ShownSite) -> None:
        inks = self._appearance.inks
        contact = first_contact(shown.root_alarm, site)
        number = phone_text(contact, writer.left - 2) if contact else ""
        writer.write("  ", inks.quiet).write(number, inks.strong)

    def _call(self, writer: LineWriter, shown: ShownSite) -> None:
        if shown.call is not None:
            self._call_text.write(writer, shown.call)
            writer.write("  ", self._appearance.inks.quiet)

    def _parts(self, writer: LineWriter, shown: ShownSite) -> None:
        appearance = self._appearance
        inks = appearance.inks
        for place, (text, is_abnormal) in enumerate(self._text.parts(shown)):
            writer.write(appearance.glyphs.separator if place else "", inks.quiet)
            writer.write(text, inks.poor if is_abnormal else inks.quiet)
