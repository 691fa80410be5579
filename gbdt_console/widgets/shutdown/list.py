"""Shows the sites of a shutdown with their steps, stragglers first, and the highlighted one in full."""

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.core.shutdown.view import ShutdownView, SiteOff
from gbdt_console.core.snapshot import numbered_names
from gbdt_console.text.shutdown.shutdown_text import ShutdownWords
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.drawing.line_writer import LineWriter, fit, titled
from gbdt_console.ui.site_names import SiteNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.contact_lines import contact_lines
from gbdt_console.widgets.list_and_sheet import ListAndSheet
from gbdt_console.widgets.sheet import Sheet

_CELL = 11
"""Cells of one step: its mark, a blank, a time with its signature, and a blank."""
_EDGES = 4
"""Cells around a title: two of the frame, two blanks."""
_MOST_NAME = 30
"""Limits the cells of a site's name."""


class ShutdownList(ListAndSheet):
    """Draws sentence and steps; an empty record says how to begin."""

    SHEET_LINES = 6

    def show(self, view: View, cursor: Cursor[SiteOff]) -> None:
        """Draw a View."""
        names = numbered_names(view.snapshot.sites)
        text = ShutdownWords(self._look.words, self._look.formats, names)
        self.show_parts(
            lambda width: self._rows_of(view, cursor, text, width),
            lambda width: self._whole(view, cursor.row, text, width),
        )

    def _rows_of(
        self, view: View, cursor: Cursor[SiteOff], text: ShutdownWords, width: int
    ) -> tuple[Strip, list[Strip], int]:
        look, record = self._look, view.snapshot.shutdown
        heading = look.words("shutdown.heading")
        if record is None:
            code = "shutdown.nothing" if view.snapshot.meeting is None else "shutdown.meeting-runs"
            nothing = LineWriter(width, look.inks.plain).skip_to(2).write(look.words(code), look.inks.strong)
            return titled(look, width, (heading, look.inks.strong)), [nothing.strip()], 0
        said = text.on_again(record) or text.closing(record, view.now_utc) or text.sentence(record)
        ink = look.inks.strong if record.stragglers or record.on_again else look.inks.quiet
        whole = f"{heading}{look.glyphs.separator}{said}"
        title = titled(look, width, (whole if cell_len(whole) <= width - _EDGES else said, ink))
        names = SiteNames(view.snapshot.sites)
        name = max(8, min(_MOST_NAME, names.longest, width - names.digits - 3 - len(Step) * _CELL))
        columns = self._columns(text, names.digits + 3 + name, width)
        lines = [
            self._row(view, site, text, names, name, width, is_cursor=site is cursor.row)
            for site in cursor.rows
        ]
        return title, [columns, *lines], 1 + cursor.at

    def _columns(self, text: ShutdownWords, lead: int, width: int) -> Strip:
        pen = LineWriter(width, self._look.inks.plain).skip_to(lead)
        for step in Step:
            pen.column(text.title(step), _CELL, self._look.inks.quiet)
        return pen.strip()

    def _row(
        self,
        view: View,
        site: SiteOff,
        text: ShutdownWords,
        names: SiteNames,
        name: int,
        width: int,
        *,
        is_cursor: bool,
    ) -> Strip:
        look, shown = self._look, view.site_of(site.site_id)
        ink = (
            look.inks.cursor if is_cursor else look.inks.quiet if site.next_step is None else look.inks.strong
        )
        number = "" if shown is None else str(shown.number)
        called = site.site_id if shown is None else names.shown(shown, name)
        pen = LineWriter(width, look.inks.plain)
        pen.write(look.glyphs.cursor if is_cursor else " ", look.inks.strong)
        pen.column(number, names.digits, ink, right=True).write(" ", look.inks.plain)
        pen.write(fit(called, name), ink).write(" ", look.inks.plain)
        for step, end in zip(Step, site.ends, strict=True):
            mark, style = self._mark(site, step, end.state)
            pen.column(f"{mark} {text.brief(site, step, view.now_utc)}", _CELL - 1, style)
            pen.write(" ", look.inks.plain)
        return pen.strip()

    def _mark(self, site: SiteOff, step: Step, state: StepState) -> tuple[str, Style]:
        """Return shape and ink of a step: measured, signed, not proven, next, or not begun."""
        look = self._look
        match state:
            case StepState.PROVED:
                return look.glyphs.states[PointState.UP], look.inks.quiet
            case StepState.SIGNED:
                return look.glyphs.seen, look.inks.plain
            case StepState.UNPROVEN:
                return look.glyphs.states[PointState.DOWN], look.inks.down
            case _ if step is site.next_step:
                return look.glyphs.to[:1], look.inks.strong
            case _:
                return " ", look.inks.quiet

    def _whole(self, view: View, site: SiteOff | None, text: ShutdownWords, width: int) -> list[Strip]:
        record = view.snapshot.shutdown
        return (
            []
            if record is None or site is None
            else ShutdownSheet(self._look, width).paint(record, site, text, view)
        )


class ShutdownSheet(Sheet):
    """Paints one site in full: what is next on top, then its steps and who to call."""

    def paint(self, record: ShutdownView, site: SiteOff, text: ShutdownWords, view: View) -> list[Strip]:
        """Return all lines, each exactly the width; the newest step stands first."""
        look, shown = self._look, view.site_of(site.site_id)
        *steps, following = text.whole(site, view.now_utc)
        pen = LineWriter(self._width, look.inks.plain).write(" ", look.inks.plain)
        lines = [pen.write(view.called(site.site_id), look.inks.strong).strip()]
        if record.closing is None:
            ink = look.inks.down if site.is_unproven else look.inks.strong
            lines += self._paragraph("", following, ink, is_labelled=False)
        for line in reversed(steps):
            lines += self._paragraph("", line, is_labelled=False)
        lines += [] if shown is None else contact_lines(look, self._width, shown, is_own=True)
        said = text.closing(record, view.now_utc)
        return [*lines, *(self._paragraph("", said, is_labelled=False) if said else [])]
