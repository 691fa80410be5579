"""Shows the sites of a shutdown with their steps, stragglers first, and the highlighted one in full."""

from collections.abc import Callable

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.shutdown.record import StepEnd
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.core.shutdown.view import ShutdownView, SiteOff, owed_view
from gbdt_console.core.sites import DeviceKind
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.shutdown.shutdown_text import MOST_NAMES, ShutdownWords
from gbdt_console.ui.cursor import Cursor
from gbdt_console.ui.drawing.line_writer import LineWriter, fit, titled
from gbdt_console.ui.site_names import SiteNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.contact_lines import contact_lines
from gbdt_console.widgets.list_and_sheet import ListAndSheet
from gbdt_console.widgets.sheet import Sheet

_PROVED_BY = {Step.CODEC: DeviceKind.CODEC, Step.POWER: DeviceKind.PDU}
"""The device that proves a step; a person signs where it is missing."""
_CELL = 12
"""Cells of one step: its mark, a blank, a time with its signature, and a blank."""
_EDGES = 4
"""Cells around a title: two of the frame, two blanks."""
_SHORT = 16
"""Limits the cells of a site's number and name in the heading."""
_MOST_NAME = 30
"""Limits the cells of a site's name."""


def shown_record(snapshot: Snapshot) -> tuple[ShutdownView, bool]:
    """Return the shutdown, and whether it was begun: else what the meeting that runs or ended will owe."""
    record, meeting = snapshot.shutdown, snapshot.meeting
    if record is not None and (meeting is None or record.closing is None):
        return record, True
    owed = snapshot.owed_shutdowns[-1:]
    sites = owed[0].sites if owed and meeting is None else ()
    taking = (site.id for site in snapshot.sites if meeting is None or meeting.takes_part(site.id))
    return owed_view("", sites or taking), False


class ShutdownList(ListAndSheet[SiteOff]):
    """Draws sentence and steps; an empty record says how to begin."""

    SHEET_LINES = 6

    def show(self, view: View, cursor: Cursor[SiteOff]) -> None:
        self._names = SiteNames(view.snapshot.sites)
        called = {site.id: self._names.called(site, _SHORT) for site in view.snapshot.sites}
        self._text = ShutdownWords(self.words, self.formats, called)
        self._record, self._is_begun = shown_record(view.snapshot)
        super().show(view, cursor)

    def title(self, width: int) -> Strip:
        text, record, heading = self._text, self._record, self.words("shutdown.heading")
        if not self._is_begun:
            owed = self.words("shutdown.ahead", n=len(record.sites))
            return titled(self.look, width, (f"{heading}{self.glyphs.separator}{owed}", self.inks.strong))
        room = width - _EDGES
        again, closing = self._fitting(text.on_again, room), text.closing(record, self.view.now_utc)
        said = again or closing or self._fitting(text.sentence, room)
        ink = self.inks.strong if record.stragglers or record.on_again else self.inks.quiet
        whole = f"{heading}{self.glyphs.separator}{said}"
        return titled(self.look, width, (whole if cell_len(whole) <= room else said, ink))

    def _fitting(self, say: Callable[[ShutdownView, int], str], room: int) -> str:
        """Return the sentence with as many sites as there is room for; one at least."""
        tried = (say(self._record, most) for most in range(MOST_NAMES, 0, -1))
        return next((said for said in tried if cell_len(said) <= room), say(self._record, 1))

    def lines(self, width: int) -> tuple[list[Strip], int]:
        """Return the names of the steps, then the sites; above them how to begin what was not begun."""
        pen, said = LineWriter(width, self.inks.plain), list[Strip]()
        if not self._is_begun:
            code = "shutdown.nothing" if self.view.snapshot.meeting is None else "shutdown.meeting-runs"
            how = LineWriter(width, self.inks.plain).skip_to(2).write(self.words(code), self.inks.strong)
            said = [how.strip()]
        pen.skip_to(self._names.digits + 3 + self._name_cells(width))
        for step in Step:
            pen.column(self._text.title(step), _CELL, self.inks.quiet)
        lines, at = super().lines(width)
        return [*said, pen.strip(), *lines], len(said) + 1 + at

    def line(self, row: SiteOff, width: int, *, is_cursor: bool) -> Strip:
        inks, names, shown = self.inks, self._names, self.view.site_of(row.site_id)
        ink = inks.cursor if is_cursor else inks.quiet if row.next_step is None else inks.strong
        name = self._name_cells(width)
        called = row.site_id if shown is None else names.shown(shown, name)
        pen = LineWriter(width, inks.plain).write(self.glyphs.cursor if is_cursor else " ", inks.strong)
        pen.column("" if shown is None else str(shown.number), names.digits, ink, right=True)
        pen.write(" ", inks.plain).write(fit(called, name), ink).write(" ", inks.plain)
        for step, end in zip(Step, row.ends, strict=True):
            mark, style = self._mark(row, step, end)
            if self._is_begun:
                text = f"{mark} {self._text.brief(row, step, self.view.now_utc)}"
            else:
                text, style = self._owed(row.site_id, step), inks.quiet
            pen.column(text, _CELL - 1, style)
            pen.write(" ", inks.plain)
        return pen.strip()

    def _owed(self, site_id: str, step: Step) -> str:
        """Say in a few letters what a site will owe: a signature, or what will be measured there."""
        site, conference = self.view.site_of(site_id), self.view.conference
        kind = _PROVED_BY.get(step)
        if step is Step.LEFT and conference is not None and (row := conference.row(site_id)) is not None:
            code = "in" if row.standing is RosterStatus.CONNECTED else "out"
        else:
            code = "proved" if kind and site is not None and site.device(kind) else "signed"
        return self.words("shutdown.ahead.wait" if step is Step.COOLED else f"shutdown.ahead.{code}")

    def _name_cells(self, width: int) -> int:
        names = self._names
        return max(8, min(_MOST_NAME, names.longest, width - names.digits - 3 - len(Step) * _CELL))

    def _mark(self, site: SiteOff, step: Step, end: StepEnd) -> tuple[str, Style]:
        """Return shape and ink of a step: measured, signed, not proven, next, or not begun."""
        match end.state:
            case StepState.PROVED:
                return self.glyphs.states[PointState.UP], self.inks.quiet
            case StepState.SIGNED:
                return self.glyphs.seen, self.inks.plain
            case StepState.UNPROVEN if end.is_unread:
                return self.glyphs.states[PointState.UNKNOWN], self.inks.strong
            case StepState.UNPROVEN:
                return self.glyphs.states[PointState.DOWN], self.inks.down
            case _ if step is site.next_step:
                return self.glyphs.to[:1], self.inks.strong
            case _:
                return " ", self.inks.quiet

    def sheet(self, row: SiteOff, width: int) -> list[Strip]:
        paper = ShutdownSheet(self.look, width)
        if self._is_begun:
            return paper.paint(self._record, row, self._text, self.view)
        return paper.owed(row, self._text, self.view)


class ShutdownSheet(Sheet):
    """Paints one site in full: what is next on top, then its steps and who to call."""

    def paint(self, record: ShutdownView, site: SiteOff, text: ShutdownWords, view: View) -> list[Strip]:
        """Return all lines, each exactly the width; the newest step stands first."""
        look, shown = self.look, view.site_of(site.site_id)
        *steps, following = text.whole(site, view.now_utc)
        lines = [self._head(site, view)]
        if record.closing is None:
            ink = look.inks.down if site.is_unproven else look.inks.strong
            lines += self._paragraph("", following, ink, is_labelled=False)
        for line in reversed(steps):
            lines += self._paragraph("", line, is_labelled=False)
        lines += [] if shown is None else contact_lines(look, self._width, shown, is_own=True)
        said = text.closing(record, view.now_utc)
        return [*lines, *(self._paragraph("", said, is_labelled=False) if said else [])]

    def owed(self, site: SiteOff, text: ShutdownWords, view: View) -> list[Strip]:
        """Return the steps that a site will owe, each with its proof."""
        lines = [self._head(site, view)]
        for step in Step:
            proof = f"{text.step(step)}: {self.words(f'step.{step}.proof')}"
            lines += self._paragraph("", proof, self.inks.quiet, is_labelled=False)
        return lines

    def _head(self, site: SiteOff, view: View) -> Strip:
        pen = LineWriter(self._width, self.inks.plain).write(" ", self.inks.plain)
        return pen.write(view.called(site.site_id), self.inks.strong).strip()
