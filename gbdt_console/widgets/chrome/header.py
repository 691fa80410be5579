"""The header: network, meeting and clock on one line, the state of sites and console on another."""

from collections import Counter
from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.snapshot import Recording
from gbdt_console.core.trouble import Trouble
from gbdt_console.ui.client_rights import ClientRights
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, crop
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.call_text import CallText
from gbdt_console.widgets.conference.floor_text import FloorText
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.site_text import SiteText

_WORST_FIRST = (
    Trouble.DOWN, Trouble.SUSPECT, Trouble.POOR, Trouble.UNKNOWN, Trouble.DEVICE, Trouble.MEETING,
    Trouble.WORK,
)  # fmt: skip

_TITLE_LEAST = 8
"""Least cells of a meeting's title beside floor or times; with less it is left out."""


class Header(Lines):
    """Two lines on top of every screen."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, id="header")
        self._text = SiteText(appearance)
        self._call_text = CallText(appearance)
        self._floor_text = FloorText(appearance)

    def show_view(self, view: View, rights: ClientRights) -> None:
        """Draw the header for a View."""
        width = self.size.width
        if width:
            self.show([self._first(view, width), self._second(view, width, rights)])

    def _first(self, view: View, width: int) -> Strip:
        words, inks, formats = self._appearance.words, self._appearance.inks, self._appearance.formats
        clock = formats.clock(view.snapshot.at_utc)
        if view.is_frozen:
            clock = f"{words('wall.frozen', age=formats.age(view.frozen_s))} {clock}"
        writer = LineWriter(width, inks.plain)
        writer.write(f" {view.snapshot.network.upper()} ", inks.strong)
        meeting = view.snapshot.meeting
        if meeting is not None:
            room = width - cell_len(clock) - 3
            text = LineWriter(max(0, room - writer.at), inks.plain)
            text.write(f" {words(f'meeting.mode.{meeting.mode.value}')} ", inks.cursor)
            text.write(" ", inks.plain).write(self._meeting(meeting, view, text.left), inks.plain)
            writer.join(text.strip())
        elif view.snapshot.conference_name:
            writer.write(
                f" {crop(view.snapshot.conference_name, width - cell_len(clock) - writer.at - 4)}", inks.plain
            )
        writer.skip_to(width - cell_len(clock) - 2)
        return writer.write(f" {clock} ", inks.banner if view.is_frozen else inks.strong).strip()

    def _meeting(self, meeting: Meeting, view: View, room: int) -> str:
        """Return title, chair, times and floor.

        Where the room is too small the chair is left out, beside a floor the times too, then the title; of
        several meetings the title stays, which says where the keys act.

        A closed meeting has no title.
        """
        appearance = self._appearance
        words, glyphs, formats = appearance.words, appearance.glyphs, appearance.formats
        chair = view.site_of(meeting.leading_site_id)
        parts = [words("meeting.closed") if meeting.is_closed else meeting.title]
        if chair is not None:
            parts.append(words("meeting.chair", site=chair.name))
        until_s = meeting.opening_utc - view.now_utc
        times = [formats.duration(-until_s)]
        if until_s > 0:
            opens = words("meeting.opens", time=formats.time(meeting.opening_utc))
            times = [opens, words("meeting.opens-in", left=formats.duration(until_s))]
        floor = self._floor_text.holder(view, view.conference)[0] if view.conference else ""
        whole = glyphs.separator.join(filter(None, (*parts, *times, floor)))
        if cell_len(whole) <= room:
            return whole
        if view.snapshot.beside:
            both = glyphs.separator.join((parts[0], floor or times[-1]))
            return both if cell_len(both) <= room else crop(parts[0], room)
        tail = floor or glyphs.separator.join(times)
        left = room - cell_len(glyphs.separator + tail)
        if left >= _TITLE_LEAST:
            return glyphs.separator.join((crop(parts[0], left), tail))
        if not floor or view.conference is None:
            return tail if cell_len(tail) <= room else times[-1]
        return self._floor_text.holder(view, view.conference, room)[0]

    def _second(self, view: View, width: int, rights: ClientRights) -> Strip:
        inks = self._appearance.inks
        writer = LineWriter(width, inks.plain).write(" ", inks.plain)
        for text, ink in self._tags(view):
            writer.write(f" {text} ", ink).write(" ", inks.plain)
        for place, (text, ink) in enumerate(self._counts(view)):
            if writer.left > cell_len(text) + 2:
                writer.write("  " if place else "", inks.plain).write(text, ink)
        texts = [text for text in self._control(view, rights) if writer.left > cell_len(text) + 2]
        if texts:
            control = texts[0]
            writer.skip_to(width - cell_len(control) - 1).write(control, inks.quiet)
        return writer.strip()

    def _tags(self, view: View) -> Sequence[StyledText]:
        inks, words = self._appearance.inks, self._appearance.words
        tags = []
        if view.snapshot.is_simulated:
            tags.append((words("wall.simulated"), inks.tag))
        if beside := len(view.snapshot.beside):
            code, n = ("meeting.several", beside + 1) if view.snapshot.meeting else ("meeting.beside", beside)
            tags.append((words(code, n=n), inks.tag))
        if view.snapshot.recording is Recording.REFUSING:
            tags.append((words("wall.not_recorded"), inks.banner))
        if view.conference is not None and view.conference.blocked_reason:
            tags.append((words(view.conference.headline), inks.tag))
        if view.conference is not None and view.conference.is_meeting:
            tags += [
                *self._call_text.upper(view.conference),
                *self._call_text.unlocked(view.conference),
                self._call_text.recording(view.conference, is_short=True),
            ]
        return tags

    def _counts(self, view: View) -> Sequence[StyledText]:
        """Count the callers of no site, then the sites in each trouble, worst first.

        The normal ones are counted only where sites alone are to be told of, and the MCU can be asked.
        """
        appearance = self._appearance
        words = appearance.words
        counts = Counter(view.troubles)
        pairs = zip(view.snapshot.sites, view.troubles, strict=True)
        is_calm = all(view.is_calm(site) for site, trouble in pairs if trouble is Trouble.DOWN)
        unanswered = sum(map(view.is_awaited, view.snapshot.sites))
        counts[Trouble.UNKNOWN] -= min(unanswered, counts[Trouble.UNKNOWN])
        shown = [
            (
                words(f"count.{trouble.name.lower()}", n=counts[trouble]),
                self._text.mark_ink(trouble, is_calm=is_calm),
            )
            for trouble in _WORST_FIRST
            if counts[trouble]
        ]
        if unanswered:
            shown.append((words("count.unanswered", n=unanswered), self._text.ink(Trouble.UNKNOWN)))
        callers = self._callers(view)
        if callers or (view.conference is not None and view.conference.blocked_reason):
            return [*callers, *shown]
        normal = words("count.none", n=counts[Trouble.NONE], all=len(view.snapshot.sites))
        return [*shown, (normal, appearance.inks.quiet)]

    def _callers(self, view: View) -> Sequence[StyledText]:
        """Count the unexpected and the admitted callers, and the second calls of sites."""
        if view.conference is None:
            return []
        words, inks = self._appearance.words, self._appearance.inks
        conference = view.conference
        counted = (
            ("count.strangers", conference.callers(RosterStatus.UNEXPECTED), inks.poor),
            ("count.twice", conference.second_calls, inks.poor),
            ("count.admitted", conference.callers(RosterStatus.CONNECTED), inks.suspect),
        )
        return [(words(code, n=n), ink) for code, n, ink in counted if n]

    def _control(self, view: View, rights: ClientRights) -> Sequence[str]:
        """Return who has control, the longest text first; an observer's last one is that it observes.

        While the engine is away nobody knows.
        """
        appearance, control = self._appearance, view.snapshot.control
        if not rights.is_known:
            return ()
        if rights.is_replay and not control.operator:
            return ()
        if rights.holds(control):
            return (appearance.words("control.mine"),)
        holder = (
            appearance.words("control.by", operator=control.operator)
            if control.operator
            else appearance.words("control.nobody")
        )
        if rights.is_observer and not rights.is_replay:
            whole = appearance.words("control.observing", holder=holder)
            return whole, appearance.words("control.observing.short")
        return (holder,)
