"""Shows the checklist: countdown and sentence, the matrix of all sites, and the highlighted cell in full."""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Region
from textual.strip import Strip

from gbdt_console.core.checklist.view import ChecklistView, Standing
from gbdt_console.core.site_view import numbered_names
from gbdt_console.text.checklist.call_text import CallWords
from gbdt_console.text.checklist.checklist_text import ChecklistWords
from gbdt_console.ui.checklist.cursor import ChecklistCursor
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, fit, row_steps, titled, wrapped
from gbdt_console.ui.view import View
from gbdt_console.widgets.checklist.empty import SheetToCome
from gbdt_console.widgets.checklist.matrix import Matrix
from gbdt_console.widgets.lines import Lines

_SHAPES = {
    "0": (" _ ", "| |", "|_|"), "1": ("   ", "  |", "  |"), "2": (" _ ", " _|", "|_ "),
    "3": (" _ ", " _|", " _|"), "4": ("   ", "|_|", "  |"), "5": (" _ ", "|_ ", " _|"),
    "6": (" _ ", "|_ ", "|_|"), "7": (" _ ", "  |", "  |"), "8": (" _ ", "|_|", "|_|"),
    "9": (" _ ", "|_|", " _|"), ":": (" ", ".", "."), "-": ("  ", "__", "  "),
}  # fmt: skip
_PARTS = re.compile(r"[0-9:-]|[^0-9:\s-]+")
LINES = 3
"""Lines of a figure."""
_FIGURES = 25
"""Least cells of the countdown's column: the text beside '0:00:00' and less stays where it is."""
_GAP = 2
"""Least cells between the countdown and the text beside it."""
_HEAD, _FOOT = 4, 4
"""Lines above and below the matrix."""
_LEAST_FOOT = 3
"""Lines below the matrix where the sites need each line: 11 at 80x24 in a meeting, 220 at 120x40."""
_LEAST_HEAD = 3
"""Lines above it there: the figures alone."""
_COLUMNS = 1
"""Lines of the matrix above its first row."""


def large(text: str) -> tuple[str, ...]:
    """Return lines of equal width: figures, colons and minus signs large, words small beside their foot."""
    shapes = [_SHAPES.get(part, ("", "", part)) for part in _PARTS.findall(text)]
    padded = [[line.ljust(max(map(len, shape))) for line in shape] for shape in shapes]
    return tuple(" ".join(shape[line] for shape in padded) for line in range(LINES))


class ChecklistBoard(Container, Painter):
    """Draws the whole body in lines of one width; nothing scrolls out of sight but rows of a full matrix."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        Painter.__init__(self, look)
        self._lines = Lines(look, id="checklist")
        self._matrix = Matrix(look)
        self._head_lines, self._below = _HEAD, 0

    def compose(self) -> ComposeResult:
        yield self._lines

    @property
    def rows_region(self) -> Region:
        """The cells of the sites' rows, on the screen."""
        first = self._head_lines + _COLUMNS
        return Region(self.region.x, self.region.y + first, self.size.width, max(0, self._below - first))

    def show(self, view: View, cursor: ChecklistCursor) -> None:
        width, height = self.size
        if not width or not height:
            return
        sheet = view.snapshot.checklist
        if sheet is None:
            self._lines.show(SheetToCome(self.look, width).paint(view, height))
            return
        names = numbered_names(view.snapshot.sites)
        text = ChecklistWords(self.words, self.formats, names)
        left = height - _HEAD - _COLUMNS - len(cursor.rows)
        self._head_lines = head = _HEAD if left >= _LEAST_FOOT else _LEAST_HEAD
        foot = max(_LEAST_FOOT, min(left, _FOOT))
        room = max(2, height - head - foot)
        lines = [
            *self._head(sheet, cursor, text, view, width),
            *self._matrix.paint(view, cursor, text, width, room),
        ]
        self._below = len(lines)
        is_table = len(cursor.rows) < room
        self._lines.steps = row_steps(head + _COLUMNS, len(cursor.rows), cursor.at) if is_table else {}
        lines += self._foot(sheet, cursor, text, view, width, foot)
        self._lines.show(lines[:height])

    def _head(
        self, sheet: ChecklistView, cursor: ChecklistCursor, text: ChecklistWords, view: View, width: int
    ) -> Iterator[Strip]:
        """Yield the countdown, with title, counts and sentence beside it."""
        look, now_s, now_utc = self.look, view.now_s, view.now_utc
        left_s = sheet.due_utc - now_utc
        is_late = bool(sheet.late_rows(now_s, now_utc)) or (left_s < 0 and sheet.closing is None)
        ink = look.inks.down if is_late else look.inks.strong
        is_ahead = now_utc < sheet.opening_utc
        left = ("-" if left_s < 0 else "") + look.formats.countdown(abs(left_s))
        figures = large(left) if is_ahead else ("",) * LINES
        column = max(_FIGURES, 1 + len(figures[0]) + _GAP)
        beside = max(20, width - column - 1)
        said = wrapped(text.sentence(sheet, now_s, now_utc), beside)
        counts = self._counts(sheet, text, view)
        if sheet.closing is None and is_ahead:
            counts = self._with_calls(counts, cursor, view, beside)
        texts = (self._title(sheet, now_utc, beside), counts, *(said or [""]))
        counts_ink = look.inks.plain if sheet.unaccepted is None else look.inks.down
        inks = (look.inks.strong, counts_ink, *(ink,) * len(said))
        last = self._head_lines - 1
        for place in range(last + 1):
            pen = LineWriter(width, look.inks.plain).skip_to(1)
            if place < LINES:
                pen.write(figures[place], ink)
            pen.skip_to(column)
            shown = texts[place] if place < len(texts) else ""
            if place == last and len(texts) > last + 1:
                shown = fit(f"{shown} {texts[place + 1]}", beside)
            yield pen.write(shown, inks[min(place, len(inks) - 1)]).strip()

    def _title(self, sheet: ChecklistView, now_utc: float, room: int) -> str:
        due, opening = sheet.due_utc, self.formats.coming(sheet.opening_utc, now_utc)
        is_one_day = self.formats.day(due) == self.formats.day(sheet.opening_utc)
        shown = self.formats.time(due) if is_one_day else self.formats.coming(due, now_utc)
        when = self.words("checklist.due-at", due=shown, opening=opening)
        whole = f"{self.words('checklist.heading')} {self.glyphs.separator.strip()} {when}"
        return whole if cell_len(whole) <= room else when

    def _counts(self, sheet: ChecklistView, text: ChecklistWords, view: View) -> str:
        done = len(sheet.rows) - len(sheet.open_rows(view.now_s))
        facts = [self.words("checklist.counts", done=done, all=len(sheet.rows))]
        if view.now_utc >= sheet.opening_utc:
            facts.append(self.words("checklist.opened-now"))
        facts += filter(None, (text.closed(sheet, view.now_utc),))
        if sheet.changes:
            facts.append(self.words("checklist.changed-short", n=len(sheet.changes)))
        if sheet.closing is not None:
            facts.append(text.printed(sheet))
        if sheet.is_config_changed and sheet.unaccepted is None:
            facts.append(self.words("checklist.config-changed").rstrip("."))
        elif sheet.unaccepted is not None:
            facts.insert(0, self.words("checklist.config-open"))
        facts += text.upper(sheet, view.snapshot.calendar)
        return self.glyphs.separator.join(facts)

    def _with_calls(self, counts: str, cursor: ChecklistCursor, view: View, room: int) -> str:
        """Return the counts with as much of the call round behind them as there is room for."""
        numbers = {site.id: site.number for site in view.snapshot.sites}
        following, words = cursor.next_to_call(view.now_utc), CallWords(self.words, self.formats)
        for fact in words.facts(cursor.rows, numbers, following, view.now_utc):
            longer = f"{counts}{self.glyphs.separator}{fact}"
            if cell_len(longer) > room:
                break
            counts = longer
        return counts

    def _foot(
        self,
        sheet: ChecklistView,
        cursor: ChecklistCursor,
        text: ChecklistWords,
        view: View,
        width: int,
        height: int,
    ) -> Iterator[Strip]:
        """Yield the highlighted cell in full, and the row's roll-call or the newest change."""
        look, row, cell = self.look, cursor.row, cursor.cell
        if row is None or cell is None:
            yield titled(look, width)
            return
        title = look.words("checklist.cell", site=view.called(row.site_id), check=text.check(cell.check))
        yield titled(look, width, (title, look.inks.strong))
        said = wrapped(text.whole(cell, view.now_s, view.now_utc), width - 3)[:2]
        changed = text.changes(sheet, view.now_utc)[-1:]
        called = CallWords(self.words, self.formats).standing(row, view.now_utc)
        is_shown = sheet.closing is None or row.standing_at(view.now_utc) is Standing.CALLING
        told = "; ".join(filter(None, (called if is_shown else "", text.roll(row))))
        last = "  ".join(filter(None, (told, *changed))) or text.closing(sheet, view.now_utc)
        room = height - 1
        said = said[: room - 1] if last else said[:room]
        lines = [*said, *([""] * (room - 1 - len(said))), last]
        for line in lines:
            yield LineWriter(width, look.inks.plain).skip_to(2).write(line, look.inks.plain).strip()
