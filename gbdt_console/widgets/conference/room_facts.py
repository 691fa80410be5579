"""The facts of the whole room that frame the roster: counts, settings, what goes up, and open orders."""

from collections import Counter
from collections.abc import Sequence

from textual.strip import Strip

from gbdt_console.core.clean_text import clean
from gbdt_console.ui.conference.conference import RosterPart, ShownConference, part_of
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, titled
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.call_text import CallText

_CODES = {
    RosterPart.UNEXPECTED: "roster.unexpected", RosterPart.AWAY: "roster.absent",
    RosterPart.CONNECTED: "roster.connected", RosterPart.WAITING: "roster.waiting",
    RosterPart.UNTOLD: "roster.untold", RosterPart.UNINVITED: "roster.uninvited",
}  # fmt: skip
_ONLY_COUNTED = (RosterPart.UNINVITED, RosterPart.WAITING, RosterPart.UNTOLD)
"""Parts that are left out where nobody is in them."""


class RoomFacts(Painter):
    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance)
        self._call_text = CallText(appearance)

    def head(
        self, view: View, conference: ShownConference, going_up: Sequence[StyledText], width: int
    ) -> list[Strip]:
        """Return counts and settings, and what goes up where an upper site is there."""
        above = [self._going_up(going_up, width)] if going_up else []
        return [self._counts(conference, width), self._policy(view, conference, width), *above]

    def orders(self, view: View, conference: ShownConference, width: int, height: int) -> list[Strip]:
        """Return a line for each order under way or failed."""
        inks, words = self.look.inks, self.look.words
        orders = (*conference.view.orders, *view.room_orders)
        title = words("roster.orders", n=len(orders)) if orders else words("roster.orders-none")
        lines = [titled(self.look, width, (title, inks.strong))]
        for order in orders[: height - 1]:
            text, ink = self._call_text.order(view, order)
            lines.append(LineWriter(width, inks.quiet).write("  ", inks.quiet).write(text, ink).strip())
        return lines + [LineWriter(width, inks.quiet).strip()] * (height - len(lines))

    def _counts(self, conference: ShownConference, width: int) -> Strip:
        edge = self.glyphs.frame.across
        writer = LineWriter(width, self.inks.edge).write(edge * 2 + " ", self.inks.edge)
        if conference.is_known:
            counts = Counter(map(part_of, conference.rows))
            left_out = (
                _ONLY_COUNTED if not conference.view.hosted else (*_ONLY_COUNTED, RosterPart.UNEXPECTED)
            )
            shown = [part for part in RosterPart if part not in left_out or counts[part]]
            for place, part in enumerate(shown):
                is_alien = part <= RosterPart.WAITING and counts[part] > 0
                writer.write(self.glyphs.separator if place else "", self.inks.quiet)
                text = self.words(_CODES[part], n=counts[part])
                writer.write(text, self.inks.poor if is_alien else self.inks.strong)
        else:
            writer.write(self.words("roster.unknown"), self.inks.unknown)
        return writer.write(" ", self.inks.edge).skip_to(width, edge, self.inks.edge).strip()

    def _going_up(self, texts: Sequence[StyledText], width: int) -> Strip:
        """Return what the upper level sees and hears of us, on one line."""
        quiet = self.inks.quiet
        writer = LineWriter(width, quiet).write(f"  {self.words('upper.up.short')} ", quiet)
        for place, text in enumerate(texts):
            writer.write(self.glyphs.separator if place else "", quiet).write(*text)
        return writer.strip()

    def _policy(self, view: View, conference: ShownConference, width: int) -> Strip:
        """Return the conference's settings, or why they are unknown."""
        words, inks, glyphs = self.look.words, self.look.inks, self.look.glyphs
        floor, state = conference.floor, conference.view.state
        writer = LineWriter(width, inks.quiet).write("  ", inks.quiet)
        if conference.blocked_reason:
            return writer.write(words(conference.blocked_reason), inks.unknown).strip()
        held = {"closed": conference.is_closed, "blocking": floor.is_blocking}
        held |= {"silent": floor.is_silent, "called": bool(floor.upper) and floor.is_called}
        held |= {"dialogue": floor.is_dialogue, "break": floor.is_break}
        settings = [words(f"roster.policy.{name}") for name, is_on in held.items() if is_on]
        if conference.is_known and state is not None:
            settings += [words("roster.locked")] if state.is_locked else []
        settings = [*(settings or [words("roster.policy-none")]), *self._call_text.profile(view)]
        if conference.view.hosted:
            settings = [words("roster.hosted", host=clean(conference.view.hosted))]
        text = glyphs.separator.join(settings)
        writer.write(text, inks.plain).write(glyphs.separator, inks.quiet)
        writer.write(*self._call_text.recording(conference))
        if conference.view.is_protected is False:
            writer.write(glyphs.separator, inks.quiet).write(words("roster.unprotected.short"), inks.suspect)
        if conference.view.means is not None and conference.view.means.is_by_documents:
            writer.write(glyphs.separator, inks.quiet).write(words("driver.by-documents.short"), inks.suspect)
        if view.frame is not None and view.frame.is_mixer_protected is False:
            writer.write(glyphs.separator, inks.quiet).write(words("frame.unprotected.short"), inks.suspect)
        return writer.strip()
