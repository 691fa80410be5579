"""Draws one alarm as one line, effect first, and the line over a list of them."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad, AlarmState, Severity
from gbdt_console.ui.alarms.rows import AlarmPart, AlarmRow
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, crop
from gbdt_console.ui.site_names import NO_NAMES, SiteNames

_SET_ASIDE = frozenset({AlarmState.SHELVED, AlarmState.OUT_OF_SERVICE})
_CLOCK, _DATE = 8, 11
"""Cells of '14:35:07' and of a date with it."""

_ROOMY = 100
"""A line of this width has room for the date."""

_PLACE_LEAST, _PLACE_MOST = 14, 26
"""Cells of the place, a fifth of the line between these."""

_CROPPED_LEAST, _CAUSE_LEAST = 14, 23
"""Texts are cropped to no fewer cells; the contact leaves this many to the cause."""


def mark(look: Appearance, alarm: Alarm) -> str:
    """Return the state's shape and the severity's letter."""
    shape = look.glyphs.of_alarms.get(alarm.state, look.glyphs.seen)
    return shape + look.words(f"severity.letter.{alarm.severity}")


def worst_waiting(rows: Sequence[AlarmRow]) -> Severity | None:
    """Return the worst waiting severity that gets reverse video; only MAJOR and CRITICAL do."""
    found = [row.alarm.severity for row in rows if row.alarm.is_urgent and row.alarm.is_present]
    worst = max(found, key=lambda severity: severity.rank, default=Severity.WARNING)
    return worst if worst.rank >= Severity.MAJOR.rank else None


class AlarmLine(Painter):
    def __init__(self, look: Appearance, width: int, names: SiteNames = NO_NAMES) -> None:
        """`names` are those of the network; a site of another one has its own, cut at the end."""
        super().__init__(look)
        self._names = names
        self._width = width
        self._place = max(_PLACE_LEAST, min(_PLACE_MOST, width // 5))

    def paint(
        self, row: AlarmRow, texts: AlarmWords, now_utc: float, *, is_cursor: bool, is_worst: bool
    ) -> Strip:
        """Paint the line in exactly the width; a phone number is shown whole or not at all."""
        look, alarm = self.look, row.alarm
        pen = LineWriter(self._width, look.inks.quiet)
        ink = self._ink(alarm, is_worst=is_worst)
        pen.write(look.glyphs.cursor if is_cursor else " ", look.inks.accent)
        pen.write(mark(look, alarm), ink).write(" ", look.inks.quiet)
        pen.column(self._time(alarm, now_utc), _DATE if self._width >= _ROOMY else _CLOCK, look.inks.quiet)
        name_ink = look.inks.cursor if is_cursor else look.inks.strong if alarm.is_urgent else look.inks.quiet
        pen.write(" ", look.inks.quiet).column(self._place_of(alarm, texts), self._place, name_ink)
        pen.write(" ", look.inks.quiet)
        effect = texts.effect(alarm, is_short=True)
        about = texts.cause(alarm) or texts.members(alarm)
        tail = self._tail(alarm, texts, pen.left - cell_len(effect), cell_len(about))
        end = self._width - cell_len(tail)
        pen.write(crop(effect, end - pen.at), ink)
        for text, text_ink in self._about(row, texts):
            between = " " if text.startswith("(") else look.glyphs.separator
            if text and end - pen.at >= cell_len(between) + min(cell_len(text), _CROPPED_LEAST):
                pen.write(between, look.inks.quiet).write(crop(text, end - pen.at), text_ink)
        return pen.skip_to(end).write(tail, look.inks.strong).strip()

    def _place_of(self, alarm: Alarm, texts: AlarmWords) -> str:
        """Return the place of the alarm; a site that has too little room for its name has the short one."""
        place = texts.place(alarm)
        site = texts.site(alarm) if alarm.site_id else None
        if site is None:
            return place
        indent = texts.indent(alarm)
        room = self._place - len(indent)
        return indent + (self._names.called(site, room) if cell_len(place) > room else place)

    def _ink(self, alarm: Alarm, *, is_worst: bool) -> Style:
        if alarm.state is AlarmState.UNACKNOWLEDGED and alarm.is_present:
            return self.inks.down_mark if is_worst else self.look.severity_ink(alarm.severity)
        is_waiting = alarm.state in (AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED_UNACKNOWLEDGED)
        return self.inks.unknown if is_waiting else self.inks.plain

    def _time(self, alarm: Alarm, now_utc: float) -> str:
        text = self.formats.since(alarm.since_utc, now_utc)
        return text if len(text) <= _CLOCK or self._width >= _ROOMY else text.partition(" ")[0]

    def _about(self, row: AlarmRow, texts: AlarmWords) -> list[tuple[str, Style]]:
        """Return the texts after the effect: marks, cause, figures, state."""
        words, inks, alarm = self.look.words, self.look.inks, row.alarm
        is_plain = alarm.state in (AlarmState.UNACKNOWLEDGED, AlarmState.SUPPRESSED)
        state = "" if is_plain else texts.state(alarm)
        is_folding = bool(row.under) and not alarm.members
        return [
            (state if alarm.state in _SET_ASIDE else "", inks.plain),
            (texts.watched(alarm), inks.plain),
            (words("alarm.chattering") if alarm.is_chattering else "", inks.poor),
            (words("alarm.first_out") if row.is_first else "", inks.accent),
            (texts.cause(alarm) or texts.members(alarm), inks.plain),
            (words("alarm.folded", n=len(row.under)) if is_folding else "", inks.quiet),
            (texts.detail(alarm), inks.plain),
            ("" if alarm.state in _SET_ASIDE else state, inks.quiet),
        ]

    def _tail(self, alarm: Alarm, texts: AlarmWords, room: int, cause: int) -> str:
        """Write the key to press, else whom to phone, in the room after effect and cause.

        The bare number is shown even where it leaves the cause no room.
        """
        if not alarm.is_present or alarm.state in _SET_ASIDE:
            return ""
        arrow, (whom, *number) = self.glyphs.to, texts.whom(alarm)
        if key := texts.key(alarm):
            return f"  {arrow} {key}"
        chair = f", {self.words('alarm.tell_chair')}" if texts.must_tell_chair(alarm) else ""
        tails = [f"  {arrow} {whom}{chair}", f"  {arrow} {whom}", *(f" {arrow} {one}" for one in number)]
        wanted = room - min(cause + cell_len(self.glyphs.separator), _CAUSE_LEAST)
        fitting = [tail for tail in tails if cell_len(tail) <= wanted]
        return next(iter(fitting), tails[-1] if cell_len(tails[-1]) <= room else "")


def title(
    look: Appearance, rows: Sequence[AlarmRow], load: AlarmLoad, width: int, *, is_observer: bool
) -> Strip:
    """Paint the title.

    It counts open, waiting, folded and set-aside alarms, in short form where the line is narrow. An observer
    is told that the bell rings, not the key that silences it.
    """
    edge = look.glyphs.frame.across
    pen = LineWriter(width, look.inks.edge).write(edge * 2, look.inks.edge)
    ringing = "alarms.bell-rings" if is_observer else "alarms.ringing"
    bell = f" {look.glyphs.bell} {look.words(ringing)} " if load.is_ringing else ""
    room = pen.left - cell_len(bell)
    texts = [f" {look.glyphs.separator.join(_counts(look, rows, load, form))} " for form in ("", ".short")]
    text = next((text for text in texts if cell_len(text) <= room), texts[-1])
    is_waiting = any(row.alarm.is_urgent for row in rows)
    pen.write(crop(text, room), look.inks.strong if is_waiting else look.inks.quiet)
    return pen.write(bell, look.inks.field).skip_to(width, edge, look.inks.edge).strip()


def _counts(look: Appearance, rows: Sequence[AlarmRow], load: AlarmLoad, form: str) -> list[str]:
    words = look.words
    opened = [row for row in rows if row.part is AlarmPart.OPEN]
    texts = [words("alarms.title", n=len(opened)) if opened else words("alarms.none")]
    if load.is_flood and not form:
        texts.append(words("alarms.flood", n=load.raised_10min))
    counts = (
        (f"alarms.waiting{form}", sum(row.alarm.is_urgent for row in opened)),
        (f"alarms.more{form}", load.flood_more),
        ("alarms.folded", sum(len(row.under) for row in rows)),
        ("alarms.shelved", sum(row.part is AlarmPart.SHELVED for row in rows)),
        ("alarms.out_of_service", sum(row.part is AlarmPart.OUT_OF_SERVICE for row in rows)),
    )
    return texts + [words(code, n=n) for code, n in counts if n]
