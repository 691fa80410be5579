"""The roster's lines: who it is, by what number, and what is known of the call."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.alarms.definitions import ABSENCES, AlarmType
from gbdt_console.core.clean_text import spoken
from gbdt_console.core.conference.callers import is_withheld, target_of
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.members.member_states import Members
from gbdt_console.core.rooms.room import RoomState
from gbdt_console.text.members.member_text import members_text
from gbdt_console.text.reasons import absence_texts, content_text
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.call_text import CallText

_NUMBER_MOST, _NAME_LEAST, _NAME_MOST = 14, 18, 34
"""Widths of the columns, cells."""
_ROOMY = 100
"""Width of the line from which a number has its full column."""


class RosterLine(Painter):
    """Paints lines of one width: name, number, and facts of the call; the most important fact is first."""

    def __init__(self, appearance: Appearance, width: int) -> None:
        super().__init__(appearance)
        self._call_text = CallText(appearance)
        self._width = width
        self._name = max(_NAME_LEAST, min(_NAME_MOST, width // 4))
        self._number = _NUMBER_MOST if width >= _ROOMY else _NUMBER_MOST - 4

    def paint(self, row: RosterRow, conference: ShownConference, view: View, *, is_cursor: bool) -> Strip:
        """Return the line, exactly the width; a fact that does not fit whole is left out."""
        writer = LineWriter(self._width, self.inks.quiet)
        is_alien = row.standing in (RosterStatus.UNEXPECTED, RosterStatus.WAITING)
        name_ink = self.inks.cursor if is_cursor else self.inks.poor if is_alien else self.inks.plain
        writer.write(self.glyphs.cursor if is_cursor else " ", self.inks.accent)
        name = (
            view.row_name(self.words, row) if row.known_site or row.guest else self.words("roster.nameless")
        )
        indent = "" if row.guest else view.indent(row.known_site)
        writer.column(indent + name, self._name, name_ink).write(" ", self.inks.quiet)
        number = "" if conference.view.hosted else self.number(row)
        writer.column(number, self._number, self.inks.quiet).write(" ", self.inks.quiet)
        self.write_facts(writer, row, conference, conference.view.orders, view.members.get(row.site_id, ()))
        return writer.strip()

    def number(self, row: RosterRow) -> str:
        """Return its number, or the end of its call leg's id.

        A caller may withhold its number; the leg's id is unique.
        """
        is_told = row.participant is None or not is_withheld(row.number)
        return row.number if is_told or row.participant is None else row.participant.id[-self._number :]

    def write_facts(
        self,
        writer: LineWriter,
        row: RosterRow,
        conference: ShownConference,
        orders: Sequence[OrderView] = (),
        members: Members = (),
    ) -> None:
        """Write the call's facts, cause, failed orders and duration, and who is behind it."""
        facts = self._call_text.fitting(conference.call_of(row), writer.left)
        facts += self._call_text.failures(target_of(row, conference.rows), orders) if orders else []
        facts = facts if row.participant is not None else self._absence(row, conference, facts)
        if members:
            facts.insert(1, (self.words("member.count", n=len(members)), self.inks.plain))
            facts.append((members_text(self.words, members), self.inks.quiet))
        is_admitted = not row.site_id and row.standing is RosterStatus.CONNECTED
        named = spoken(row.participant.name) if row.participant is not None and not row.known_site else ""
        if (guest := conference.guest_of(row)) is not None and row.participant is not None:
            code = "roster.guest-in" if is_admitted else "roster.guest-waits"
            ink = self.inks.plain if is_admitted else self.inks.suspect
            facts.insert(0, (self.words(code, phone=guest.phone), ink))
        elif is_admitted:
            facts.append((self.words("roster.admitted"), self.inks.suspect))
        facts += self._call_text.level(conference.call_of(row)) if row.participant is not None else []
        codec = conference.codec_of(row)
        facts += self._losses(codec)
        is_chair = bool(row.site_id) and row.site_id == conference.floor.chair
        facts += [(self.words("roster.chair"), self.inks.plain)] if is_chair else []
        is_upper = bool(row.site_id) and row.site_id == conference.floor.upper
        facts += [(self.words("roster.upper"), self.inks.plain)] if is_upper else []
        is_told = row.cause in ("", *ABSENCES, AlarmType.CALLER_UNEXPECTED)
        facts += [] if is_told else [(self.words(f"alarm.{row.cause}.name"), self.inks.poor)]
        if codec is not None and codec.content_source:
            facts.append((content_text(self.words, codec), self.inks.quiet))
        joined_s = conference.joined_s(row)
        if joined_s is not None:
            lasted = self.formats.duration(joined_s)
            facts.append((self.words("roster.in-for", lasted=lasted), self.inks.quiet))
        facts += [(self.words("roster.calls-itself", name=named), self.inks.quiet)] if named else []
        for place, (text, ink) in enumerate(facts):
            between = self.glyphs.separator if place else ""
            if place and cell_len(between + text) > writer.left:
                continue
            writer.write(between, self.inks.quiet).write(text, ink)

    def _losses(self, codec: RoomState | None) -> list[StyledText]:
        """Return the loss of a codec's call where it is seen in pictures; a good call needs no words."""
        calls = (codec.calls if codec is not None else None) or ()
        lost = [self.formats.percent((call.loss_percent or 0.0) / 100) for call in calls if call.is_lossy]
        return [(self.words("room.call.loss", percent=percent), self.inks.suspect) for percent in lost]

    def _absence(
        self, row: RosterRow, conference: ShownConference, facts: list[StyledText]
    ) -> list[StyledText]:
        """Return an absent site's excuse, or how it left, and the redialling.

        How it left takes the place of the fact that it is absent.
        """
        appearance = self.look
        inks = appearance.inks
        excuse = conference.floor.excuse_of(row.site_id)
        texts = list(absence_texts(appearance.words, appearance.formats, row))
        if excuse:
            return [facts[0], (excuse, inks.quiet), *facts[1:], *((text, inks.quiet) for text in texts)]
        how = [(texts.pop(0), inks.poor)] if row.left is not None else [facts[0]]
        how += [facts[0]] if row.left is not None and row.elsewhere else []
        return [*how, *facts[1:], *((text, inks.quiet) for text in texts)]
