"""Shows the checklist: countdown and sentence, the matrix of all sites, and the highlighted cell in full."""

from collections.abc import Iterator

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Region
from textual.strip import Strip

from gbdt_console.core.checklist.view import ChecklistView
from gbdt_console.core.snapshot import numbered_names
from gbdt_console.text.checklist.checklist_text import ChecklistWords
from gbdt_console.ui.checklist.cursor import ChecklistCursor
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, fit, titled, wrapped
from gbdt_console.ui.view import View
from gbdt_console.widgets.checklist.countdown import LINES, large_time_left
from gbdt_console.widgets.checklist.matrix import Matrix
from gbdt_console.widgets.lines import Lines

_FIGURES = 25
"""Least cells of the countdown's column: the text beside '0:00:00' and less stays where it is."""
_GAP = 2
"""Least cells between the countdown and the text beside it."""
_HEAD, _FOOT = 4, 4
"""Lines above and below the matrix."""
_LEAST_FOOT = 3
"""Lines below the matrix where the table then holds all sites, such as 11 at 80x24 in a meeting."""
_COLUMNS = 1
"""Lines of the matrix above its first row."""


class ChecklistBoard(Container):
    """Draws the whole body in lines of one width; nothing scrolls out of sight but rows of a full matrix."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._look = look
        self._lines = Lines(look, id="checklist")
        self._matrix = Matrix(look)
        self._below = 0

    def compose(self) -> ComposeResult:
        yield self._lines

    @property
    def rows_region(self) -> Region:
        """The cells of the sites' rows, on the screen."""
        first = _HEAD + _COLUMNS
        return Region(self.region.x, self.region.y + first, self.size.width, max(0, self._below - first))

    def show(self, view: View, cursor: ChecklistCursor) -> None:
        """Draw a View."""
        width, height = self.size
        if not width or not height:
            return
        sheet = view.snapshot.checklist
        if sheet is None:
            self._lines.show([*self._nothing(width)])
            return
        names = numbered_names(view.snapshot.sites)
        text = ChecklistWords(self._look.words, self._look.formats, names)
        left = height - _HEAD - _COLUMNS - len(cursor.rows)
        foot = left if _LEAST_FOOT <= left < _FOOT else _FOOT
        room = max(2, height - _HEAD - foot)
        lines = [
            *self._head(sheet, text, view, width),
            *self._matrix.paint(view, cursor, text, width, room),
        ]
        self._below = len(lines)
        lines += self._foot(sheet, cursor, text, view, width, foot)
        self._lines.show(lines[:height])

    def _nothing(self, width: int) -> Iterator[Strip]:
        look = self._look
        yield LineWriter(width, look.inks.plain).strip()
        for part in wrapped(look.words("checklist.nothing"), width - 4):
            yield LineWriter(width, look.inks.plain).skip_to(2).write(part, look.inks.strong).strip()

    def _head(self, sheet: ChecklistView, text: ChecklistWords, view: View, width: int) -> Iterator[Strip]:
        """Yield the countdown, with title, counts and sentence beside it."""
        look, now_s, now_utc = self._look, view.now_s, view.now_utc
        left_s = sheet.due_utc - now_utc
        is_late = bool(sheet.late_rows(now_s, now_utc)) or (left_s < 0 and sheet.closing is None)
        ink = look.inks.down if is_late else look.inks.strong
        is_ahead = now_utc < sheet.opening_utc
        figures = large_time_left(left_s, look.formats) if is_ahead else ("",) * LINES
        column = max(_FIGURES, 1 + len(figures[0]) + _GAP)
        beside = max(20, width - column - 1)
        said = wrapped(text.sentence(sheet, now_s, now_utc), beside)
        texts = (self._title(sheet, now_utc, beside), self._counts(sheet, text, view), *(said or [""]))
        counts_ink = look.inks.plain if sheet.unaccepted is None else look.inks.down
        inks = (look.inks.strong, counts_ink, *(ink,) * len(said))
        for place in range(_HEAD):
            pen = LineWriter(width, look.inks.plain).skip_to(1)
            if place < LINES:
                pen.write(figures[place], ink)
            pen.skip_to(column)
            shown = texts[place] if place < len(texts) else ""
            if place == _HEAD - 1 and len(texts) > _HEAD:
                shown = fit(f"{shown} {texts[place + 1]}", beside)
            yield pen.write(shown, inks[min(place, len(inks) - 1)]).strip()

    def _title(self, sheet: ChecklistView, now_utc: float, room: int) -> str:
        words, formats = self._look.words, self._look.formats
        due, opening = sheet.due_utc, formats.coming(sheet.opening_utc, now_utc)
        is_one_day = formats.day(due) == formats.day(sheet.opening_utc)
        shown = formats.time(due) if is_one_day else formats.coming(due, now_utc)
        when = words("checklist.due-at", due=shown, opening=opening)
        whole = f"{words('checklist.heading')} {self._look.glyphs.separator.strip()} {when}"
        return whole if cell_len(whole) <= room else when

    def _counts(self, sheet: ChecklistView, text: ChecklistWords, view: View) -> str:
        words = self._look.words
        done = len(sheet.rows) - len(sheet.open_rows(view.now_s))
        facts = [words("checklist.counts", done=done, all=len(sheet.rows))]
        if view.now_utc >= sheet.opening_utc:
            facts.append(words("checklist.opened-now"))
        facts += filter(None, (text.closed(sheet, view.now_utc),))
        if sheet.changes:
            facts.append(words("checklist.changed-short", n=len(sheet.changes)))
        if sheet.is_config_changed and sheet.unaccepted is None:
            facts.append(words("checklist.config-changed").rstrip("."))
        elif sheet.unaccepted is not None:
            facts.insert(0, words("checklist.config-open"))
        facts += text.upper(sheet, view.snapshot.calendar)
        return self._look.glyphs.separator.join(facts)

    def _foot(
        self,
        sheet: ChecklistView,
        cursor: ChecklistCursor,
        text: ChecklistWords,
        view: View,
        width: int,
        height: int,
    ) -> Iterator[Strip]:
        """Yield the highlighted cell in full, and the row's roll-call or the newest change.

        height: lines to use at most
        """
        look, row, cell = self._look, cursor.row, cursor.cell
        if row is None or cell is None:
            yield titled(look, width)
            return
        title = look.words("checklist.cell", site=view.called(row.site_id), check=text.check(cell.check))
        yield titled(look, width, (title, look.inks.strong))
        said = wrapped(text.whole(cell, view.now_s, view.now_utc), width - 3)[:2]
        changed = text.changes(sheet, view.now_utc)[-1:]
        last = "  ".join(filter(None, (text.roll(row), *changed))) or text.closing(sheet, view.now_utc)
        room = height - 1
        said = said[: room - 1] if last else said[:room]
        lines = [*said, *([""] * (room - 1 - len(said))), last]
        for line in lines:
            yield LineWriter(width, look.inks.plain).skip_to(2).write(line, look.inks.plain).strip()
