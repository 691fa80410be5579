"""Draws the matrix of sites and checks: one table while all sites fit, else blocks of marks."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import FIRST_CHECKS, Check
from gbdt_console.core.checklist.view import SiteChecks, Standing
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.site_view import SiteView
from gbdt_console.text.checklist.call_text import CallWords
from gbdt_console.text.checklist.checklist_text import ChecklistWords
from gbdt_console.ui.checklist.cursor import ChecklistCursor
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, fit
from gbdt_console.ui.site_names import NO_NAMES, SiteNames
from gbdt_console.ui.view import View

_LEAST_CELL = 6
"""Cells of a check in the table: its title of five and a blank."""
_MOST_NAME = 26
"""Cells of a site's name in the table; more is no use."""


class Matrix(Painter):
    def __init__(self, look: Appearance) -> None:
        super().__init__(look)
        self._names = NO_NAMES
        self._named: tuple[str, ...] = ()
        inks = look.inks
        self._call_inks = {
            Standing.UNCALLED: inks.plain,
            Standing.CALLING: inks.accent,
            Standing.ANSWERED: inks.quiet,
            Standing.SILENT: inks.down,
        }

    def paint(
        self, view: View, cursor: ChecklistCursor, text: ChecklistWords, width: int, height: int
    ) -> list[Strip]:
        """Return exactly `height` lines of `width` cells."""
        ids = tuple(site.name for site in view.snapshot.sites)
        if ids != self._named:
            self._names, self._named = SiteNames(view.snapshot.sites), ids
        if len(cursor.rows) < height:
            lines = [*self._table(view, cursor, text, width)]
        else:
            lines = self._blocks(view, cursor, text, width, height)
        blank = LineWriter(width, self.inks.plain).strip()
        return [*lines, *[blank] * (height - len(lines))][:height]

    def _table(
        self, view: View, cursor: ChecklistCursor, text: ChecklistWords, width: int
    ) -> Iterator[Strip]:
        look, digits, checks = self.look, self._names.digits, _checks(cursor)
        columns = 1 + len(checks)
        name = min(_MOST_NAME, max(self._names.longest, 8), width - digits - 3 - columns * _LEAST_CELL)
        cell = min(14, (width - digits - 3 - name) // columns)
        following, calls = cursor.next_to_call(view.now_utc), CallWords(self.words, self.formats)
        pen = LineWriter(width, look.inks.plain).skip_to(digits + 3 + name)
        pen.column(look.words("checklist.call.short"), cell, look.inks.quiet)
        for place, check in enumerate(checks):
            is_here = cursor.place == place
            pen.column(text.title(check), cell, look.inks.accent if is_here else look.inks.quiet)
        yield pen.strip()
        for row in cursor.rows:
            site = view.site_of(row.site_id)
            if site is None:
                continue
            pen = LineWriter(width, look.inks.plain)
            self._lead(pen, row, site, cursor, name, view.now_s)
            mark, ink = self._call_mark(row, view)
            said = calls.brief(row, view.now_utc, is_next=row is following)
            pen.column(_cell(mark, said, cell - 1), cell, ink)
            for place, one in enumerate(row.cells):
                mark, ink = self._mark(row, place, view.now_s)
                is_here = row is cursor.row and place == cursor.place
                shown = _cell(mark, text.brief(one, view.now_s), cell - 1)
                pen.column(shown, cell - 1, look.inks.cursor if is_here else ink).write(" ", look.inks.plain)
            yield pen.strip()

    def _blocks(
        self, view: View, cursor: ChecklistCursor, text: ChecklistWords, width: int, height: int
    ) -> list[Strip]:
        """Paint blocks side by side; where even the narrowest do not fit, those around the cursor.

        The last line then tells how many sites are out of sight.
        """
        look, digits = self.look, self._names.digits
        least = digits + 3 + len(_checks(cursor))  # the cell of the cursor parts the blocks
        is_cut = len(cursor.rows) > max(1, width // least) * (height - 1)
        height -= 1 if is_cut else 0
        per_block = max(1, height - 1)
        blocks = min(-(-len(cursor.rows) // per_block), max(1, width // least))
        at = next((i for i, row in enumerate(cursor.rows) if row is cursor.row), 0)
        shown = blocks * per_block
        top = (
            max(0, min(at // per_block - blocks + 1, -(-len(cursor.rows) // per_block) - blocks)) * per_block
        )
        rows = cursor.rows[top : top + shown]
        block = width // blocks
        name = min(_MOST_NAME, block - least - 1) if block - least - 1 >= 4 else 0
        lines = []
        for line in range(height):
            pen = LineWriter(width, look.inks.plain)
            for number in range(blocks):
                pen.skip_to(number * block)
                place = number * per_block + line - 1
                if line == 0:
                    self._block_title(pen, cursor, text, digits + 2 + name + (1 if name else 0))
                elif place < len(rows) and (site := view.site_of(rows[place].site_id)) is not None:
                    self._lead(pen, rows[place], site, cursor, name, view.now_s)
                    pen.write(*self._call_mark(rows[place], view))
                    self._marks(pen, rows[place], cursor, view.now_s)
            lines.append(pen.strip())
        if is_cut:
            told = text.out_of_sight(above=top, below=max(0, len(cursor.rows) - top - shown))
            lines.append(LineWriter(width, look.inks.plain).write(fit(told, width), look.inks.quiet).strip())
        return lines

    def _block_title(self, pen: LineWriter, cursor: ChecklistCursor, text: ChecklistWords, lead: int) -> None:
        pen.skip_to(pen.at + lead)
        pen.write(self.look.words("checklist.call.short")[:1], self.inks.quiet)
        for place, check in enumerate(_checks(cursor)):
            ink = self.inks.accent if place == cursor.place else self.inks.quiet
            pen.write(text.title(check)[:1], ink)

    def _lead(
        self,
        pen: LineWriter,
        row: SiteChecks,
        site: SiteView,
        cursor: ChecklistCursor,
        name: int,
        now_s: float,
    ) -> None:
        """Write cursor, number and name; a site that is done is quiet."""
        is_cursor, is_done = row is cursor.row, not row.open_cells(now_s)
        ink = self.inks.cursor if is_cursor else self.inks.quiet if is_done else self.inks.strong
        pen.write(self.glyphs.cursor if is_cursor else " ", self.inks.strong)
        pen.column(str(site.number), self._names.digits, ink, right=True).write(" ", self.inks.plain)
        if name:
            pen.write(fit(self._names.shown(site, name), name), ink).write(" ", self.inks.plain)

    def _marks(self, pen: LineWriter, row: SiteChecks, cursor: ChecklistCursor, now_s: float) -> None:
        for place in range(len(row.cells)):
            mark, ink = self._mark(row, place, now_s)
            is_here = row is cursor.row and place == cursor.place
            pen.write(mark, self.inks.cursor if is_here else ink)

    def _call_mark(self, row: SiteChecks, view: View) -> tuple[str, Style]:
        """Return shape and ink of a site's call: answered quiet, called now, to call again, not called."""
        standing = row.standing_at(view.now_utc)
        return self.glyphs.of_round.get(standing, " "), self._call_inks.get(standing, self.inks.strong)

    def _mark(self, row: SiteChecks, place: int, now_s: float) -> tuple[str, Style]:
        """Return shape and ink of a cell: measured quiet, signed, unknown, fault, changed after closing."""
        look, state = self.look, row.cells[place].state_at(now_s)
        if row.is_changed(place, now_s):
            return look.glyphs.waiting, look.inks.poor if state.is_green else look.inks.down
        match state:
            case CellState.PASSED:
                return look.glyphs.states[PointState.UP], look.inks.quiet
            case CellState.SIGNED:
                return look.glyphs.seen, look.inks.plain
            case CellState.FAULT:
                return look.glyphs.states[PointState.DOWN], look.inks.down
            case _:
                return look.glyphs.states[PointState.UNKNOWN], look.inks.unknown


def _checks(cursor: ChecklistCursor) -> tuple[Check, ...]:
    return tuple(cell.check for row in cursor.rows[:1] for cell in row.cells) or FIRST_CHECKS


def _cell(mark: str, brief: str, width: int) -> str:
    """Return the mark with its value whole: closed up where it is narrow, else the mark alone."""
    texts = (f"{mark} {brief}", f"{mark} {brief.replace(' ', '')}", f"{mark}{brief.replace(' ', '')}")
    return next((text for text in texts if cell_len(text) <= width), mark)
