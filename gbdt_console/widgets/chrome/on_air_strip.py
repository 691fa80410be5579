"""The strip of a meeting on every screen: who is on air, who is prepared, and who speaks out of turn."""

from textual.strip import Strip

from gbdt_console.core.conference.roster import RosterStatus, first_present
from gbdt_console.ui.conference.conference import CallMark, ShownConference
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.call_text import CallText
from gbdt_console.widgets.conference.floor_text import FloorText
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.site.room import readiness

_ROOMY, _LINES, _LINES_ROOMY = 30, 1, 3
"""Height of the terminal from which the strip has three lines in place of one."""
_GAP = 2
"""Cells between two columns."""


def strip_lines(height: int) -> int:
    """Return the lines that a meeting's strip takes on a terminal of that height."""
    return _LINES_ROOMY if height >= _ROOMY else _LINES


class OnAirStrip(Lines):
    """Shows one line on a low terminal, else three with a title.

    `lines` is their number: 0 outside of a meeting or without an MCU; nothing in a meeting changes it.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, id="air")
        self._call_text = CallText(appearance)
        self._floor_text = FloorText(appearance)
        self.lines = 0
        self.display = False

    def show_view(self, view: View, *, is_observer: bool) -> None:
        """Draw the strip for a View; an observer sees no keys."""
        conference, (width, height) = view.conference, self.app.size
        is_there = conference is not None and conference.is_meeting
        lines = strip_lines(height) if is_there else 0
        if lines != self.lines:
            self.lines = lines
            self.styles.height = lines
            self.display = lines > 0
        if conference is None or not lines:
            return
        is_low = lines == _LINES
        fault = self._floor_text.fault(view, conference, width - 2, is_observer=is_observer)
        if is_low and fault is not None:
            self.show([self._fault(fault, width)])
            return
        columns = (
            ("air.title", self._air(view, conference, width * 3 // 10 - 2 * _GAP)),
            ("ready.title", self._ready(view, conference)),
            ("other.title", self._other(view, conference, is_low=is_low, is_observer=is_observer)),
        )
        self.show([self._low(columns, width)] if is_low else self._roomy(columns, width))

    def _fault(self, fault: StyledText, width: int) -> Strip:
        """Return one line that says only what is wrong with the floor."""
        text, ink = fault
        return LineWriter(width, ink).write(f" {text}", ink).skip_to(width, " ", ink).strip()

    def _low(self, columns: tuple[tuple[str, list[StyledText]], ...], width: int) -> Strip:
        """Return one line: each column's short title and first text."""
        appearance = self._appearance
        inks = appearance.inks
        writer = LineWriter(width, inks.plain)
        ends = (width // 4, width // 2, width)
        for (code, texts), end in zip(columns, ends, strict=True):
            part = LineWriter(end - writer.at - (1 if end < width else 0), inks.plain)
            title = appearance.words(f"{code}.short")
            part.write(f" {title} " if title != "-" else " ", inks.quiet)
            for text, ink in texts[:1]:
                part.write(text, ink)
            writer.join(part.strip())
            if end < width:
                writer.write(appearance.glyphs.frame.down, inks.edge)
        return writer.strip()

    def _roomy(self, columns: tuple[tuple[str, list[StyledText]], ...], width: int) -> list[Strip]:
        appearance = self._appearance
        inks = appearance.inks
        writers = [LineWriter(width, inks.plain) for _ in range(_LINES_ROOMY)]
        edge = appearance.glyphs.frame.across
        for (code, texts), end in zip(columns, (width * 3 // 10, width * 6 // 10, width), strict=True):
            room = end - writers[0].at - (_GAP if end < width else 0)
            title = LineWriter(room, inks.edge).write(edge * 2, inks.edge)
            title.write(f" {appearance.words(code)} ", inks.quiet).skip_to(room, edge, inks.edge)
            blank: StyledText = ("", inks.quiet)
            rows = [title] + [
                LineWriter(room, inks.plain).skip_to(2).write(text, ink)
                for text, ink in (*texts, blank, blank)[: _LINES_ROOMY - 1]
            ]
            for writer, row in zip(writers, rows, strict=True):
                writer.join(row.strip()).skip_to(end)
        return [writer.strip() for writer in writers]

    def _air(self, view: View, conference: ShownConference, room: int) -> list[StyledText]:
        """Return the site on air by the MCU, and the floor's site."""
        appearance = self._appearance
        inks, words = appearance.inks, appearance.words
        floor, shown = conference.floor, conference.on_air
        site_id = floor.speaker or floor.chair
        if not conference.is_known:
            first = (words("site.unknown"), inks.unknown)
        elif shown is None:
            first = (words("air.nobody"), inks.quiet)
        else:
            is_wanted = shown.site_id in (site_id, floor.upper or site_id)
            name = view.called(shown.site_id) if shown.site_id else words("air.caller", number=shown.number)
            first = (name, inks.strong if is_wanted else inks.suspect)
        if not floor.speaker:
            who = "upper.leads" if floor.upper else "floor.chair-speaks"
            return [first, (words(who), inks.quiet)]
        return [first, self._floor_text.holder(view, conference, room)]

    def _ready(self, view: View, conference: ShownConference) -> list[StyledText]:
        """Return the prepared site and its readiness, else the next one."""
        appearance = self._appearance
        inks, words = appearance.inks, appearance.words
        floor = conference.floor
        after = self._following(view, conference)
        if not floor.prepared:
            return after or [(words("ready.nobody"), inks.quiet)]
        row, name = conference.row(floor.prepared), view.called(floor.prepared)
        if not conference.is_known:
            state, ink = words("site.unknown"), inks.unknown
        elif row is not None and row.standing is RosterStatus.CONNECTED:
            state, ink = readiness(appearance, view.rooms.get(floor.prepared))
        elif row is not None and row.participant is not None:
            state, ink = words("call.part.stale"), inks.poor
        else:
            left_utc = row.left.at_utc if row is not None and row.left is not None else None
            state, ink = self._call_text.not_there(left_utc), inks.poor
        return [(appearance.glyphs.separator.join((name, state)), ink), *after]

    def _following(self, view: View, conference: ShownConference) -> list[StyledText]:
        """Return the next present site of the running order, then the first that is passed over."""
        appearance, floor = self._appearance, conference.floor
        inks, words = appearance.inks, appearance.words
        queue = [site for site in floor.running_order if site != floor.prepared]
        if not queue:
            return []
        following = first_present(queue, conference.rows)
        passed = queue[: queue.index(following)] if following else queue
        texts = [(words("ready.next", site=view.called(following)), inks.quiet)] if following else []
        if passed:
            mark = appearance.glyphs.calls[CallMark.AWAY]
            more = f" +{len(passed) - 1}" if len(passed) > 1 else ""
            text = words("ready.passed-over", site=f"{mark} {view.called(passed[0])}{more}")
            texts.append((text, inks.poor))
        return texts

    def _other(
        self, view: View, conference: ShownConference, *, is_low: bool, is_observer: bool
    ) -> list[StyledText]:
        """Return what is wrong with the floor, a site out of turn, and the open orders."""
        appearance = self._appearance
        inks, words = appearance.inks, appearance.words
        texts = []
        if (fault := self._floor_text.fault(view, conference, 0, is_observer=True)) is not None:
            texts += [fault, *([] if is_observer else self._floor_text.helps(conference))]
        for microphone in conference.out_of_turn[:1]:
            lasted = appearance.formats.duration(view.now_utc - microphone.since_utc)
            code = "other.open.short" if is_low else "other.open"
            text = words(code, site=view.called(microphone.site_id), lasted=lasted)
            more = len(conference.out_of_turn) - 1
            text += f" +{more}" if more else ""
            text += "" if is_observer else f" {appearance.glyphs.to} x"
            texts.append((text, inks.down if microphone.is_alarm else inks.suspect))
        if conference.blocked_reason:
            texts.append((words(conference.headline), inks.unknown))
        orders = sorted(conference.view.orders, key=lambda order: not order.stage.is_final)
        texts += [self._call_text.order(view, order) for order in orders]
        return texts or [(words("other.nothing"), inks.quiet)]
