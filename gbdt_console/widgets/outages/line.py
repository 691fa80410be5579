"""Draws one outage record as one line."""

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.outages.outage import Outage, OutageState
from gbdt_console.core.outages.rules import is_overdue, knows_old_time
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, crop
from gbdt_console.ui.outages.words import ShownOutageWords

_NUMBER = 5
_CLOCK = 11
_LASTED = 9


class OutageLine:
    """Paints records as lines of one width."""

    def __init__(self, look: Appearance, width: int) -> None:
        self._look = look
        self._width = width

    def paint(self, outage: Outage, texts: ShownOutageWords, now_utc: float, *, is_cursor: bool) -> Strip:
        """Paint number, begin, length, sites with fault, cause, and what is due at the end of the line."""
        look, inks = self._look, self._look.inks
        pen = LineWriter(self._width, inks.quiet)
        ink = inks.quiet if not outage.is_open else inks.down if outage.is_down else inks.plain
        pen.write(look.glyphs.cursor if is_cursor else " ", inks.accent)
        pen.column(str(outage.number), _NUMBER - 1, inks.quiet, right=True).write(" ", inks.quiet)
        pen.column(look.formats.since(outage.started_utc, now_utc), _CLOCK, inks.quiet)
        pen.write(" ", inks.quiet)
        pen.column(look.formats.duration(outage.lasted_s(now_utc)), _LASTED, ink, right=True)
        tail = self._tail(outage, texts, now_utc)
        end = self._width - cell_len(tail) - 2
        name_ink = inks.cursor if is_cursor else inks.strong if outage.is_down else inks.quiet
        pen.write("  ", inks.quiet).write(crop(texts.sites(outage), end - pen.at), name_ink)
        for text, text_ink in (
            (texts.fault(outage), ink),
            (texts.cause(outage), inks.plain if outage.is_open else inks.quiet),
        ):
            if text and end - pen.at > 4:
                pen.write(crop(f"{look.glyphs.separator}{text}", end - pen.at), text_ink)
        is_due = is_overdue(outage, now_utc) or knows_old_time(outage)
        tail_ink = inks.quiet if not outage.is_open else inks.down if is_due else inks.strong
        return pen.skip_to(end).write(f" {tail}", tail_ink).strip()

    def _tail(self, outage: Outage, texts: ShownOutageWords, now_utc: float) -> str:
        """Write what the operator waits for or still owes."""
        words = self._look.words
        if not outage.is_down:
            return words("outage.back") if outage.state is OutageState.RESTORED else texts.state(outage)
        if knows_old_time(outage):
            return words("outage.owes.old-time")
        return texts.countdown(outage) or words("outage.no-estimate")
