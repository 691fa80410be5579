"""Draws the people of one site and the care of its room in full."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from textual.strip import Strip

from gbdt_console.core.meetings.regulation import Duty
from gbdt_console.core.site_view import numbered_names
from gbdt_console.text.room_cleaning.cleaning_text import CleaningWords, article_text
from gbdt_console.text.technicians.technician_text import TechnicianWords
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.room_cleaning.rows import CleaningRow, row_of
from gbdt_console.ui.view import View
from gbdt_console.widgets.sheet import Sheet


class CleaningSheet(Sheet):
    def people(self, row: CleaningRow, text: TechnicianWords, view: View) -> Iterator[Strip]:
        """Paint the holder of each post with number and training, and the answers about duty."""
        if row.is_untrained:
            regulation = view.snapshot.booking.settings.regulation
            said = self.words("care.article") + article_text(self.words, regulation, Duty.TRAINING)
            yield from self._paragraph("", said, self.inks.poor, is_labelled=False)
        for post, holder in row.technicians.holders:
            whole = f"{text.holder(holder)}; {text.training(holder)}"
            yield from self._paragraph(f"care.label.{post}", whole)
        if row.meeting is not None:
            for duty in row.meeting.duties:
                if duty.site_id == row.site_id:
                    yield from self._paragraph(f"care.label.{duty.post}", text.duty(duty, view.now_utc))

    def room(self, row: CleaningRow, rooms: CleaningWords) -> Iterator[Strip]:
        """Paint the cleaning and the posted rules of the room."""
        late = row.room.is_overdue(rooms.today)
        yield from self._paragraph(
            "care.label.cleaning", rooms.cleaning(row.room), self.inks.poor if late else None
        )
        ink = self.inks.poor if row.room.rules is None else None
        yield from self._paragraph("care.label.rules", rooms.rules(row.room), ink)


def room_words(look: Appearance, view: View) -> CleaningWords:
    booking = view.snapshot.booking
    today = datetime.fromtimestamp(view.now_utc, ZoneInfo(booking.zone)).date()
    return CleaningWords(look.words, today, booking.settings.regulation)


def people_words(look: Appearance, view: View) -> TechnicianWords:
    names = numbered_names(view.snapshot.sites)
    return TechnicianWords(look.words, look.formats, names)


def care_lines(look: Appearance, width: int, view: View, site_id: str) -> list[Strip]:
    """Return the people and the room of one site in lines; none where nothing is known of them."""
    row = row_of(view.snapshot, site_id)
    if row is None:
        return []
    sheet = CleaningSheet(look, width)
    lines = [*sheet.people(row, people_words(look, view), view), *sheet.room(row, room_words(look, view))]
    return [sheet.title(look.words("care.of-site")), *lines, sheet.blank()]
