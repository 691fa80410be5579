"""The strip of a meeting: who is on air, who is next, who speaks out of turn. It stays on every screen."""

from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.ui.conference.conference import ShownConference
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.call_text import order_words
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.site.room import readiness

_ROOMY, _LINES, _LINES_ROOMY = 30, 1, 3
_GAP = 2
Said = tuple[str, Style]


class AirStrip(Lines):
    """One line on a low terminal, else a title over two. `lines` is how many there are: none outside of a
    meeting or without an MCU, and no more or fewer whatever happens in it."""

    def __init__(self, look: Appearance) -> None:
        super().__init__(look, id="air")
        self.lines = 0
        self.display = False

    def show_view(self, view: View, *, is_observer: bool) -> None:
        """Draw the strip for a View. An observer is offered no key."""
        conference, (width, height) = view.conference, self.app.size
        is_there = conference is not None and conference.is_meeting
        lines = (_LINES_ROOMY if height >= _ROOMY else _LINES) if is_there else 0
        if lines != self.lines:
            self.lines = lines
            self.styles.height = lines
            self.display = lines > 0
        if conference is None or not lines:
            return
        is_low = lines == _LINES
        columns = (
            ("air.title", self._air(view, conference)),
            ("ready.title", self._ready(view, conference)),
            ("other.title", self._other(view, conference, is_low=is_low, is_observer=is_observer)),
        )
        self.show([self._low(columns, width)] if is_low else self._roomy(columns, width))

    def _low(self, columns: tuple[tuple[str, list[Said]], ...], width: int) -> Strip:
        """Each title in short before the first that is said under it."""
        look, pen = self._look, LineWriter(width, self._look.inks.plain)
        ends = (width // 4, width // 2, width)
        for (code, said), end in zip(columns, ends, strict=True):
            part = LineWriter(end - pen.at - (1 if end < width else 0), look.inks.plain)
            title = look.words(f"{code}.short")
            part.write(f" {title} " if title != "-" else " ", look.inks.quiet)
            for text, ink in said[:1]:
                part.write(text, ink)
            pen.join(part.strip())
            if end < width:
                pen.write(look.glyphs.frame.down, look.inks.edge)
        return pen.strip()

    def _roomy(self, columns: tuple[tuple[str, list[Said]], ...], width: int) -> list[Strip]:
        look = self._look
        pens = [LineWriter(width, look.inks.plain) for _ in range(_LINES_ROOMY)]
        edge = look.glyphs.frame.across
        for (code, said), end in zip(columns, (width * 3 // 10, width * 6 // 10, width), strict=True):
            room = end - pens[0].at - (_GAP if end < width else 0)
            title = LineWriter(room, look.inks.edge).write(edge * 2, look.inks.edge)
            title.write(f" {look.words(code)} ", look.inks.quiet).skip_to(room, edge, look.inks.edge)
            blank: Said = ("", look.inks.quiet)
            rows = [title] + [
                LineWriter(room, look.inks.plain).skip_to(2).write(text, ink)
                for text, ink in (*said, blank, blank)[: _LINES_ROOMY - 1]
            ]
            for pen, row in zip(pens, rows, strict=True):
                pen.join(row.strip()).skip_to(end)
        return [pen.strip() for pen in pens]

    def _air(self, view: View, conference: ShownConference) -> list[Said]:
        """Whose picture all see, as the MCU reports it, and who has the floor."""
        look, floor, shown = self._look, conference.floor, conference.on_air
        site_id = floor.speaker or floor.chair
        if not conference.is_known:
            first = (look.words("site.unknown"), look.inks.unknown)
        elif shown is None:
            first = (look.words("air.nobody"), look.inks.quiet)
        else:
            is_wanted = shown.site_id in (site_id, floor.upper or site_id)
            name = (
                view.called(shown.site_id) if shown.site_id else look.words("air.caller", number=shown.number)
            )
            first = (name, look.inks.strong if is_wanted else look.inks.suspect)
        if not floor.speaker:
            who = "upper.leads" if floor.upper else "floor.chair-speaks"
            return [first, (look.words(who), look.inks.quiet)]
        return [first, (floor_words(look, view, conference), look.inks.plain)]

    def _ready(self, view: View, conference: ShownConference) -> list[Said]:
        """Who is prepared and whether that site is there; else who is next."""
        look, floor = self._look, conference.floor
        queue = [site for site in floor.running_order if site != floor.prepared]
        after = [(look.words("ready.next", site=view.called(queue[0])), look.inks.quiet)] if queue else []
        if not floor.prepared:
            return after or [(look.words("ready.nobody"), look.inks.quiet)]
        row, name = conference.row(floor.prepared), view.called(floor.prepared)
        if not conference.is_known:
            state, ink = look.words("site.unknown"), look.inks.unknown
        elif row is not None and row.standing is RosterStatus.CONNECTED:
            state, ink = readiness(look, view.rooms.get(floor.prepared))
        else:
            is_listed = row is not None and row.participant is not None
            state = look.words("call.part.stale" if is_listed else "roster.not-there")
            ink = look.inks.poor
        return [(look.glyphs.separator.join((name, state)), ink), *after]

    def _other(
        self, view: View, conference: ShownConference, *, is_low: bool, is_observer: bool
    ) -> list[Said]:
        """Who speaks out of turn, with the key that blocks the one named; then what failed or runs."""
        look, said = self._look, []
        for microphone in conference.out_of_turn[:1]:
            lasted = look.formats.duration(view.now_utc - microphone.since_utc)
            code = "other.open.short" if is_low else "other.open"
            text = look.words(code, site=view.called(microphone.site_id), lasted=lasted)
            more = len(conference.out_of_turn) - 1
            text += f" +{more}" if more else ""
            text += "" if is_observer else f" {look.glyphs.to} x"
            said.append((text, look.inks.down if microphone.is_alarm else look.inks.suspect))
        if conference.trouble:
            said.append((look.words(conference.headline), look.inks.unknown))
        orders = sorted(conference.view.orders, key=lambda order: not order.stage.is_final)
        said += [order_words(look, view, order) for order in orders]
        return said or [(look.words("other.nothing"), look.inks.quiet)]


def floor_words(look: Appearance, view: View, conference: ShownConference) -> str:
    """'đang phát biểu: 6 Bắc Hà 03:12'; empty while the chair speaks."""
    floor = conference.floor
    if not floor.speaker:
        return ""
    lasted = look.formats.duration(view.now_utc - (floor.since_utc or view.now_utc))
    return look.words("floor.speaks", site=view.called(floor.speaker), lasted=lasted)
