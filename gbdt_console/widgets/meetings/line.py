"""Draws one registered meeting as one line."""

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.meetings.registration import MeetingState, Registration
from gbdt_console.core.meetings.rules import Lack
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, crop
from gbdt_console.ui.meetings.words import URGENT, ShownMeetingWords

_NUMBER = 5
_TIME = 16
_STATE = 16


class MeetingLine:
    """Paints meetings as lines of one width."""

    def __init__(self, look: Appearance, width: int) -> None:
        self._look = look
        self._width = width

    def paint(
        self,
        meeting: Registration,
        lacks: tuple[Lack, ...],
        texts: ShownMeetingWords,
        now_utc: float,
        *,
        is_cursor: bool,
    ) -> Strip:
        """Paint number, time, state, title, and the first thing that is lacking with how many more."""
        look, inks = self._look, self._look.inks
        pen = LineWriter(self._width, inks.quiet)
        pen.write(look.glyphs.cursor if is_cursor else " ", inks.accent)
        pen.column(str(meeting.number), _NUMBER - 1, inks.quiet, right=True).write(" ", inks.quiet)
        ink = inks.plain if meeting.is_open else inks.quiet
        pen.column(texts.when(meeting.plan, now_utc), _TIME, ink).write(" ", inks.quiet)
        state_ink = inks.accent if meeting.state is MeetingState.STARTED else ink
        pen.column(texts.state(meeting), _STATE, state_ink).write(" ", inks.quiet)
        tail = texts.first_lack(meeting, lacks)
        end = self._width - cell_len(tail) - 2
        name_ink = inks.cursor if is_cursor else inks.strong if meeting.is_open else inks.quiet
        pen.write(crop(texts.title(meeting.plan), max(0, end - pen.at)), name_ink)
        is_urgent = any(lack.kind in URGENT for lack in lacks)
        tail_ink = inks.down if is_urgent else inks.poor if lacks else inks.quiet
        return pen.skip_to(end).write(f" {tail}", tail_ink).strip()
