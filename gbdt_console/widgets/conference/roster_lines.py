"""Draws one line of the roster."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.callers import is_withheld, target_of
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.view import OrderView
from gbdt_console.text.reasons import absence_texts
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference import call_text as calls

_NUMBER_MOST, _NAME_LEAST, _NAME_MOST = 14, 18, 34
_ROOMY = 100


class RosterLine:
    """Paints lines of one width: who, at which number, and what holds of it, what matters most first."""

    def __init__(self, look: Appearance, width: int) -> None:
        self._look = look
        self._width = width
        self._name = max(_NAME_LEAST, min(_NAME_MOST, width // 4))
        self._number = _NUMBER_MOST if width >= _ROOMY else _NUMBER_MOST - 4

    def paint(self, row: RosterRow, conference: ShownConference, view: View, *, is_cursor: bool) -> Strip:
        """The line, exactly the width. Facts are on it whole or not at all."""
        look, pen = self._look, LineWriter(self._width, self._look.inks.quiet)
        is_alien = row.standing is RosterStatus.UNEXPECTED
        name_ink = look.inks.cursor if is_cursor else look.inks.poor if is_alien else look.inks.plain
        pen.write(look.glyphs.cursor if is_cursor else " ", look.inks.accent)
        pen.column(self.name(row, view), self._name, name_ink).write(" ", look.inks.quiet)
        pen.column(self.number(row), self._number, look.inks.quiet).write(" ", look.inks.quiet)
        self.write_facts(pen, row, conference, conference.view.orders)
        return pen.strip()

    def name(self, row: RosterRow, view: View) -> str:
        """A site's number and name; what a caller calls itself, else that it is one."""
        if row.site_id:
            return view.called(row.site_id)
        named = row.participant.name if row.participant is not None else ""
        return named or self._look.words("roster.nameless")

    def number(self, row: RosterRow) -> str:
        """Its number; where a caller withholds it, the end of its call leg: no other has the same."""
        is_told = row.participant is None or not is_withheld(row.number)
        return row.number if is_told or row.participant is None else row.participant.id[-self._number :]

    def write_facts(
        self, pen: LineWriter, row: RosterRow, conference: ShownConference, orders: Sequence[OrderView] = ()
    ) -> None:
        """Its part in words, the cause that explains it, which of these orders it did not obey, and for how
        long it has been there."""
        look, words = self._look, self._look.words
        facts = calls.fitting(look, conference.call_of(row), pen.left)
        facts += calls.failure_of(look, target_of(row, conference.rows), orders) if orders else []
        facts = facts if row.participant is not None else self._absence(row, conference, facts)
        is_chair = bool(row.site_id) and row.site_id == conference.floor.chair
        facts += [(words("roster.chair"), look.inks.plain)] if is_chair else []
        is_upper = bool(row.site_id) and row.site_id == conference.floor.upper
        facts += [(words("roster.upper"), look.inks.plain)] if is_upper else []
        is_told = row.cause in ("", AlarmType.SITE_ABSENT, AlarmType.CALLER_UNEXPECTED)
        facts += [] if is_told else [(words(f"alarm.{row.cause}.name"), look.inks.poor)]
        joined_s = conference.joined_s(row)
        if joined_s is not None:
            lasted = look.formats.duration(joined_s)
            facts.append((words("roster.in-for", lasted=lasted), look.inks.quiet))
        for place, (text, ink) in enumerate(facts):
            between = look.glyphs.separator if place else ""
            if place and cell_len(between + text) > pen.left:
                continue
            pen.write(between, look.inks.quiet).write(text, ink)

    def _absence(
        self, row: RosterRow, conference: ShownConference, facts: list[tuple[str, Style]]
    ) -> list[tuple[str, Style]]:
        """The facts of an absent site with why it need not be there, or how it left, and who calls it again.
        How it left stands for that it is not there."""
        look, excuse = self._look, conference.floor.excuse_of(row.site_id)
        told = list(absence_texts(look.words, look.formats, row))
        if excuse:
            return [
                facts[0],
                (excuse, look.inks.quiet),
                *facts[1:],
                *((text, look.inks.quiet) for text in told),
            ]
        how = [(told.pop(0), look.inks.poor)] if row.left is not None else [facts[0]]
        return [*how, *facts[1:], *((text, look.inks.quiet) for text in told)]
