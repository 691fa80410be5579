"""The two lines on top: network, meeting and clock; what the network and the console are in."""

from collections import Counter
from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.meetings import Meeting
from gbdt_console.core.snapshot import Recording
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, crop
from gbdt_console.ui.view import ClientRights, Trouble, View
from gbdt_console.widgets import site_text as marks
from gbdt_console.widgets.chrome.on_air_strip import floor_words
from gbdt_console.widgets.conference.call_text import recording, unlocked, upper
from gbdt_console.widgets.lines import Lines

_WORST_FIRST = (
    Trouble.DOWN, Trouble.SUSPECT, Trouble.POOR, Trouble.UNKNOWN, Trouble.DEVICE, Trouble.WORK,
)  # fmt: skip


class Header(Lines):
    """The strip that stays on every screen."""

    def __init__(self, look: Appearance) -> None:
        super().__init__(look, id="header")

    def show_view(self, view: View, seat: ClientRights) -> None:
        """Draw the header for a View."""
        width = self.size.width
        if width:
            self.show([self._first(view, width), self._second(view, width, seat)])

    def _first(self, view: View, width: int) -> Strip:
        look, words = self._look, self._look.words
        clock = look.formats.clock(view.snapshot.at_utc)
        if view.is_frozen:
            clock = f"{words('wall.frozen', age=look.formats.age(view.frozen_s))} {clock}"
        pen = LineWriter(width, look.inks.plain)
        pen.write(f" {view.snapshot.network.upper()} ", look.inks.strong)
        meeting = view.snapshot.meeting
        if meeting is not None:
            room = width - cell_len(clock) - 3
            text = LineWriter(max(0, room - pen.at), look.inks.plain)
            text.write(f" {words(f'meeting.mode.{meeting.mode.value}')} ", look.inks.cursor)
            text.write(" " + self._meeting(meeting, view, text.left - 1), look.inks.plain)
            pen.join(text.strip())
        pen.skip_to(width - cell_len(clock) - 2)
        return pen.write(f" {clock} ", look.inks.banner if view.is_frozen else look.inks.strong).strip()

    def _meeting(self, meeting: Meeting, view: View, room: int) -> str:
        """Title (of a closed meeting only that), chair, how long, and who has the floor; where there is no
        room, the chair goes first."""
        look = self._look
        chair = view.site_of(meeting.chair_site_id)
        parts = [look.words("meeting.closed") if meeting.is_closed else meeting.title]
        if chair is not None:
            parts.append(look.words("meeting.chair", site=chair.name))
        until_s = meeting.opening_utc - view.now_utc
        if until_s > 0:
            parts.append(look.words("meeting.opens", time=look.formats.time(meeting.opening_utc)))
        else:
            parts.append(look.formats.duration(-until_s))
        speaks = floor_words(look, view, view.conference) if view.conference else ""
        whole = look.glyphs.separator.join(filter(None, (*parts, speaks)))
        if not speaks or cell_len(whole) <= room:
            return whole
        tail = look.glyphs.separator + speaks
        return crop(parts[0], max(0, room - cell_len(tail))) + tail

    def _second(self, view: View, width: int, seat: ClientRights) -> Strip:
        look = self._look
        pen = LineWriter(width, look.inks.plain).write(" ", look.inks.plain)
        for text, ink in self._tags(view):
            pen.write(f" {text} ", ink).write(" ", look.inks.plain)
        for place, (text, ink) in enumerate(self._counts(view)):
            if pen.left > cell_len(text) + 2:
                pen.write("  " if place else "", look.inks.plain).write(text, ink)
        control = self._control(view, seat)
        if pen.left > cell_len(control) + 2:
            pen.skip_to(width - cell_len(control) - 1).write(control, look.inks.quiet)
        return pen.strip()

    def _tags(self, view: View) -> Sequence[tuple[str, Style]]:
        look, tags = self._look, []
        if view.snapshot.is_simulated:
            tags.append((look.words("wall.simulated"), look.inks.tag))
        if view.snapshot.recording is Recording.REFUSING:
            tags.append((look.words("wall.not_recorded"), look.inks.banner))
        if view.conference is not None and view.conference.trouble:
            tags.append((look.words(view.conference.headline), look.inks.tag))
        if view.conference is not None and view.conference.is_meeting:
            tags += [
                *upper(look, view.conference),
                *unlocked(look, view.conference),
                recording(look, view.conference, is_short=True),
            ]
        return tags

    def _counts(self, view: View) -> Sequence[tuple[str, Style]]:
        """How many sites are in which trouble, the worst first; then how many are well."""
        look = self._look
        counts = Counter(view.troubles)
        pairs = zip(view.snapshot.sites, view.troubles, strict=True)
        is_calm = all(view.is_calm(site) for site, trouble in pairs if trouble is Trouble.DOWN)
        shown = [
            (
                look.words(f"count.{trouble.name.lower()}", n=counts[trouble]),
                marks.mark_ink(look, trouble, is_calm=is_calm),
            )
            for trouble in _WORST_FIRST
            if counts[trouble]
        ]
        normal = look.words("count.none", n=counts[Trouble.NONE], all=len(view.snapshot.sites))
        return [*shown, (normal, look.inks.quiet)]

    def _control(self, view: View, seat: ClientRights) -> str:
        look, control = self._look, view.snapshot.control
        if seat.holds(control):
            return look.words("control.mine")
        holder = (
            look.words("control.by", operator=control.operator)
            if control.operator
            else look.words("control.nobody")
        )
        return look.words("control.observing", holder=holder) if seat.is_observer else holder
