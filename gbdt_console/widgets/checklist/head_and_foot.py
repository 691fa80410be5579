"""Draws what stands above and below the matrix of a checklist: countdown and sentence, a cell in full."""

import re
from collections.abc import Iterator

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.checklist.view import ChecklistView, Standing
from gbdt_console.core.site_view import numbered_names
from gbdt_console.text.checklist.call_text import CallWords
from gbdt_console.text.checklist.checklist_text import ChecklistWords
from gbdt_console.ui.checklist.cursor import ChecklistCursor
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, fit, titled, wrapped
from gbdt_console.ui.view import View

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


def large(text: str) -> tuple[str, ...]:
    """Return lines of equal width: figures, colons and minus signs large, words small beside their foot."""
    shapes = [_SHAPES.get(part, ("", "", part)) for part in _PARTS.findall(text)]
    padded = [[line.ljust(max(map(len, shape))) for line in shape] for shape in shapes]
    return tuple(" ".join(shape[line] for shape in padded) for line in range(LINES))


class HeadAndFoot(Painter):
    """Paints them for one sheet.

    text: writes the sheet's sentences, also those of the matrix between
    """

    def __init__(self, look: Appearance, sheet: ChecklistView, cursor: ChecklistCursor, view: View) -> None:
        super().__init__(look)
        self._sheet, self._cursor, self._view = sheet, cursor, view
        self.text = ChecklistWords(look.words, look.formats, numbered_names(view.snapshot.sites))

    def head(self, width: int, height: int) -> Iterator[Strip]:
        """Yield the countdown, with title, counts and sentence beside it."""
        sheet, text, view = self._sheet, self.text, self._view
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
        counts = self._counts()
        if sheet.closing is None and is_ahead:
            counts = self._with_calls(counts, beside)
        texts = (self._title(beside), counts, *(said or [""]))
        counts_ink = look.inks.plain if sheet.unaccepted is None else look.inks.down
        inks = (look.inks.strong, counts_ink, *(ink,) * len(said))
        last = height - 1
        for place in range(last + 1):
            pen = LineWriter(width, look.inks.plain).skip_to(1)
            if place < LINES:
                pen.write(figures[place], ink)
            pen.skip_to(column)
            shown = texts[place] if place < len(texts) else ""
            if place == last and len(texts) > last + 1:
                shown = fit(f"{shown} {texts[place + 1]}", beside)
            yield pen.write(shown, inks[min(place, len(inks) - 1)]).strip()

    def _title(self, room: int) -> str:
        sheet, now_utc = self._sheet, self._view.now_utc
        due, opening = sheet.due_utc, self.formats.coming(sheet.opening_utc, now_utc)
        is_one_day = self.formats.day(due) == self.formats.day(sheet.opening_utc)
        shown = self.formats.time(due) if is_one_day else self.formats.coming(due, now_utc)
        when = self.words("checklist.due-at", due=shown, opening=opening)
        whole = f"{self.words('checklist.heading')} {self.glyphs.separator.strip()} {when}"
        return whole if cell_len(whole) <= room else when

    def _counts(self) -> str:
        sheet, text, view = self._sheet, self.text, self._view
        facts = list(text.counts(sheet, view.now_s, view.now_utc))
        facts += filter(None, (text.closed(sheet, view.now_utc),))
        if sheet.changes:
            facts.append(self.words("checklist.changed-short", n=len(sheet.changes)))
        if sheet.closing is not None:
            facts.append(text.printed(sheet))
        if view.now_utc >= sheet.opening_utc:
            facts.append(self.words("checklist.opened-now"))
        if sheet.is_config_changed and sheet.unaccepted is None:
            facts.append(self.words("checklist.config-changed").rstrip("."))
        elif sheet.unaccepted is not None:
            facts.insert(0, self.words("checklist.config-open"))
        facts += text.upper(sheet, view.snapshot.calendar)
        return self.glyphs.separator.join(facts)

    def _with_calls(self, counts: str, room: int) -> str:
        """Return the counts with as much of the call round behind them as there is room for."""
        cursor, view = self._cursor, self._view
        numbers = {site.id: site.number for site in view.snapshot.sites}
        following, words = cursor.next_to_call(view.now_utc), CallWords(self.words, self.formats)
        for fact in words.facts(cursor.rows, numbers, following, view.now_utc):
            longer = f"{counts}{self.glyphs.separator}{fact}"
            if cell_len(longer) > room:
                break
            counts = longer
        return counts

    def foot(self, width: int, height: int) -> Iterator[Strip]:
        """Yield the highlighted cell in full, and the row's roll-call or the newest change."""
        sheet, text, view = self._sheet, self.text, self._view
        look, row, cell = self.look, self._cursor.row, self._cursor.cell
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
