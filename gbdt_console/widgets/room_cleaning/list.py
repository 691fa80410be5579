"""Draws who works at each site and the care of its room, and the highlighted site in full."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.technicians.posts import OWN_POSTS, Post
from gbdt_console.text.technicians.technician_text import day_text
from gbdt_console.ui.drawing.line_writer import LineWriter, crop, titled
from gbdt_console.ui.room_cleaning.rows import CleaningCursor, CleaningRow
from gbdt_console.ui.site_names import SiteNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.list_and_sheet import ListAndSheet
from gbdt_console.widgets.room_cleaning.people_and_room import CleaningSheet, people_words, room_words

_NAME, _SHORT_NAME = 24, 20
_WIDE = 110
"""From this width on the technician is named too."""
_CARE = 19
_DAY = 18
_DUTY = 18
_EDGES = 4
"""Cells around a title: two of the frame, two blanks."""


class CleaningListView(ListAndSheet[CleaningRow]):
    """Draws the centre and all sites, one line each."""

    SHEET_LINES = 9

    def show(self, view: View, cursor: CleaningCursor) -> None:
        self._text, self._rooms = people_words(self.look, view), room_words(self.look, view)
        self._names = SiteNames(view.snapshot.sites)
        super().show(view, cursor)

    def title(self, width: int) -> Strip:
        cursor, is_told = self.cursor, _has_training(self.cursor)
        meeting = next((row.meeting for row in cursor.rows if row.meeting is not None), None)
        untrained = sum(row.is_untrained for row in cursor.rows) if is_told else 0
        unasked = sum(row.lacks_duty for row in cursor.rows)
        facts = [self.words("care.heading")]
        facts += [self.words("care.untrained", n=untrained)] if untrained else []
        facts += [] if is_told else [self.words("care.no-training")]
        if meeting is not None:
            facts.append(self.words("care.duty", n=unasked, number=meeting.number))
        overdue = sum(row.room.is_overdue(self._rooms.today) for row in cursor.rows)
        facts += [self.words("care.unclean", n=overdue)] if overdue else []
        separator = self.glyphs.separator
        is_narrow = cell_len(separator.join(facts)) > width - _EDGES
        return titled(self.look, width, (separator.join(facts[1:] if is_narrow else facts), self.inks.strong))

    def write(self, pen: LineWriter, row: CleaningRow, *, is_cursor: bool) -> LineWriter:
        """Write site, technician, training, duty and room; what is lacking stands out."""
        inks = self.inks
        pen.write(" ", inks.quiet)
        untrained = inks.poor if _has_training(self.cursor) else inks.quiet
        name = _NAME if pen.width >= _WIDE else _SHORT_NAME
        pen.column(self._called(row.site_id, name), name, inks.cursor if is_cursor else inks.plain)
        pen.write(" ", inks.quiet)
        room = pen.width - pen.at - _DAY - _DUTY - _CARE - 4
        if pen.width >= _WIDE:
            pen.column(self._holders(row), room, inks.plain if row.technicians.holders else inks.quiet)
            pen.write(" ", inks.quiet)
        pen.column(self._training(row), _DAY, untrained if row.is_untrained else inks.quiet)
        duty, ink = self._duty(row)
        pen.write(" ", inks.quiet).column(duty, _DUTY, ink).write(" ", inks.quiet)
        is_lacking = row.room.is_overdue(self._rooms.today) or row.room.rules is None
        care = crop(self._rooms.short(row.room), pen.left)
        return pen.write(care, inks.poor if is_lacking else inks.quiet)

    def _called(self, site_id: str, cells: int) -> str:
        """Name a site with its number in a column of its own, or the centre."""
        site, digits = self.view.site_of(site_id), self._names.digits
        if site is None:
            return self._text.site(site_id)
        return f"{site.number:>{digits}} {self._names.shown(site, cells - digits - 1)}"

    def _holders(self, row: CleaningRow) -> str:
        """Name the technician, else the deputy, with how many more."""
        shown = [holder.shown or holder.phone for _, holder in row.technicians.holders]
        more = f" +{len(shown) - 1}" if len(shown) > 1 else ""
        return shown[0] + more if shown else self.words("care.nobody")

    def _training(self, row: CleaningRow) -> str:
        days = [holder.trained for _, holder in row.technicians.holders if holder.trained]
        if row.is_untrained or not days:
            return self.words("technicians.untrained")
        return self.words("technicians.trained", day=day_text(max(days)))

    def _duty(self, row: CleaningRow) -> tuple[str, Style]:
        if row.meeting is None:
            return "", self.inks.quiet
        duty = row.meeting.duty_at(row.site_id)
        if duty is not None:
            return self.words(
                "care.on-duty" if duty.post is Post.TECHNICIAN else "care.deputy-on-duty"
            ), self.inks.quiet
        is_refused = any(
            duty.site_id == row.site_id and duty.post in OWN_POSTS for duty in row.meeting.duties
        )
        return self.words("care.off-duty" if is_refused else "care.no-answer"), (
            self.inks.down if is_refused else self.inks.poor
        )

    def sheet(self, row: CleaningRow, width: int) -> Iterator[Strip]:
        sheet = CleaningSheet(self.look, width)
        yield sheet.title(self._text.site(row.site_id))
        yield from sheet.people(row, self._text, self.view)
        yield from sheet.room(row, self._rooms)


def _has_training(cursor: CleaningCursor) -> bool:
    """Tell whether any training was recorded; before that the list marks nobody as untrained."""
    return any(row.technicians.has_trained for row in cursor.rows)
