"""The header: network, meeting and clock on one line, the state of sites and console on another."""

from collections import Counter
from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.monitoring.detector import PointState
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
    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, id="header")
        self._text = SiteText(appearance)
        self._call_text = CallText(appearance)
        self._floor_text = FloorText(appearance)

    def show_view(
        self, view: View, rights: ClientRights, phases: Sequence[Sequence[StyledText]] = ()
    ) -> None:
        """Draw both lines; `phases` are the phases for the second, longest first, where no bar shows them."""
        width = self.size.width
        if width:
            self.show([self._first(view, width), self._second(view, width, rights, phases)])

    def _first(self, view: View, width: int) -> Strip:
        clock = self.formats.clock(view.snapshot.at_utc)
        if view.is_frozen:
            clock = f"{self.words('wall.frozen', age=self.formats.age(view.frozen_s))} {clock}"
        writer = LineWriter(width, self.inks.plain)
        writer.write(f" {view.snapshot.network.upper()} ", self.inks.strong)
        meeting = view.snapshot.meeting
        if meeting is not None:
            room = width - cell_len(clock) - 3
            text = LineWriter(max(0, room - writer.at), self.inks.plain)
            text.write(f" {self.words(f'meeting.mode.{meeting.mode.value}')} ", self.inks.cursor)
            text.write(" ", self.inks.plain).write(self._meeting(meeting, view, text.left), self.inks.plain)
            writer.join(text.strip())
        elif view.snapshot.conference_name:
            room = width - cell_len(clock) - writer.at - 4
            writer.write(f" {crop(view.snapshot.conference_name, room)}", self.inks.plain)
        writer.skip_to(width - cell_len(clock) - 2)
        return writer.write(f" {clock} ", self.inks.banner if view.is_frozen else self.inks.strong).strip()

    def _meeting(self, meeting: Meeting, view: View, room: int) -> str:
        """Return title, chair, times and floor.

        Where the room is too small the chair is left out, beside a floor the times too, then the title; of
        several meetings the title stays, which says where the keys act.

        A closed meeting has no title.
        """
        chair = view.site_of(meeting.leading_site_id)
        parts = [self.words("meeting.closed") if meeting.is_closed else meeting.title]
        if chair is not None:
            parts.append(self.words("meeting.chair", site=chair.name))
        until_s = meeting.opening_utc - view.now_utc
        times = [self.formats.duration(meeting.lasted_s(view.now_utc))]
        if until_s > 0:
            opens = self.words("meeting.opens", time=self.formats.time(meeting.opening_utc))
            times = [opens, self.words("meeting.opens-in", left=self.formats.duration(until_s))]
        floor = self._floor_text.holder(view, view.conference)[0] if view.conference else ""
        whole = self.glyphs.separator.join(filter(None, (*parts, *times, floor)))
        if cell_len(whole) <= room:
            return whole
        if view.snapshot.beside:
            both = self.glyphs.separator.join((parts[0], floor or times[-1]))
            return both if cell_len(both) <= room else crop(parts[0], room)
        tail = floor or self.glyphs.separator.join(times)
        left = room - cell_len(self.glyphs.separator + tail)
        if left >= _TITLE_LEAST:
            return self.glyphs.separator.join((crop(parts[0], left), tail))
        if not floor or view.conference is None:
            return tail if cell_len(tail) <= room else times[-1]
        return self._floor_text.holder(view, view.conference, room)[0]

    def _second(
        self, view: View, width: int, rights: ClientRights, phases: Sequence[Sequence[StyledText]]
    ) -> Strip:
        writer = LineWriter(width, self.inks.plain).write(" ", self.inks.plain)
        least = _cells(phases[-1]) + 2 if phases and phases[-1] else 0
        for text, ink in self._tags(view):
            writer.write(f" {text} ", ink).write(" ", self.inks.plain)
        for place, (text, ink) in enumerate(self._counts(view)):
            if writer.left > cell_len(text) + 2 + least:
                writer.write("  " if place else "", self.inks.plain).write(text, ink)
        texts = [text for text in self._control(view, rights) if writer.left > cell_len(text) + 2 + least]
        room = writer.left - 3 - (cell_len(texts[0]) + 1 if texts else 0)
        writer.write("  " if phases else "", self.inks.plain)
        for text, ink in next((way for way in phases if _cells(way) <= room), phases[-1] if phases else ()):
            writer.write(text, ink)
        if texts:
            control = texts[0]
            writer.skip_to(width - cell_len(control) - 1).write(control, self.inks.quiet)
        return writer.strip()

    def _tags(self, view: View) -> Sequence[StyledText]:
        tags = []
        if view.snapshot.is_simulated:
            tags.append((self.words("wall.simulated"), self.inks.tag))
        if beside := len(view.snapshot.beside):
            code, n = ("meeting.several", beside + 1) if view.snapshot.meeting else ("meeting.beside", beside)
            tags.append((self.words(code, n=n), self.inks.tag))
        standby = view.snapshot.standby
        if standby is not None and (code := standby.tag(view.now_utc)):
            facts = {"n": standby.behind, "orders": len(standby.unread), "percent": standby.sent_percent}
            tags.append((self.words(code, **facts), self.inks.banner))
        elif view.snapshot.withheld is not None:
            tags.append((self.words("wall.withheld"), self.inks.banner))
        if view.snapshot.recording is Recording.REFUSING:
            tags.append((self.words("wall.not_recorded"), self.inks.banner))
        if (slowed := view.snapshot.slowed) is not None:
            tags.append((self.words(slowed.code, **slowed.params), self.inks.tag))
        if view.conference is not None and view.conference.blocked_reason:
            tags.append((self.words(view.conference.headline), self.inks.tag))
        if view.conference is not None and view.conference.is_meeting:
            tags += [
                *self._call_text.hosted(view.conference),
                *self._call_text.upper(view.conference),
                *self._call_text.unlocked(view.conference),
            ]
            if view.conference.is_recording is not None or _must_record(view):
                tags.append(self._call_text.recording(view.conference, is_short=True))
        return tags

    def _counts(self, view: View) -> Sequence[StyledText]:
        """Count the callers of no site, then the sites in each trouble, worst first.

        The normal ones are counted only where sites alone are to be told of, and the MCU can be asked.
        """
        counts = Counter(view.troubles)
        pairs = zip(view.snapshot.sites, view.troubles, strict=True)
        is_calm = all(view.is_calm(site) for site, trouble in pairs if trouble is Trouble.DOWN)
        silent = (site for site in view.snapshot.sites if site.state is PointState.DOWN)
        unanswered = sum(map(view.is_awaited, silent))
        counts[Trouble.UNKNOWN] -= min(unanswered, counts[Trouble.UNKNOWN])
        shown = [
            (
                self.words(f"count.{trouble.name.lower()}", n=counts[trouble]),
                self._text.mark_ink(trouble, is_calm=is_calm),
            )
            for trouble in _WORST_FIRST
            if counts[trouble]
        ]
        if unanswered:
            shown.append((self.words("count.unanswered", n=unanswered), self._text.ink(Trouble.UNKNOWN)))
        callers = self._callers(view)
        if callers or (view.conference is not None and view.conference.blocked_reason):
            return [*callers, *shown]
        normal = self.words("count.none", n=counts[Trouble.NONE], all=len(view.snapshot.sites))
        return [*shown, (normal, self.inks.quiet)]

    def _callers(self, view: View) -> Sequence[StyledText]:
        """Count the unexpected and the admitted callers, the second calls of sites, and the guests."""
        if view.conference is None:
            return []
        conference = view.conference
        counted = (
            ("count.uninvited", conference.uninvited, self.inks.poor),
            ("count.strangers", conference.callers(RosterStatus.UNEXPECTED), self.inks.poor),
            ("count.twice", conference.second_calls, self.inks.poor),
            ("count.waiting", conference.guests(RosterStatus.WAITING), self.inks.suspect),
            ("count.admitted", conference.callers(RosterStatus.CONNECTED), self.inks.suspect),
            ("count.guests", conference.guests(RosterStatus.CONNECTED), self.inks.plain),
        )
        return [(self.words(code, n=n), ink) for code, n, ink in counted if n]

    def _control(self, view: View, rights: ClientRights) -> Sequence[str]:
        """Return who has control, the longest text first; an observer's last one is that it observes.

        While the engine is away nobody knows; while it gives no orders it does not matter.
        """
        appearance, control = self.look, view.snapshot.control
        if not rights.is_known or view.snapshot.withheld is not None:
            return ()
        if rights.is_replay and not control.operator:
            return ()
        if rights.holds(view.snapshot):
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


def _cells(texts: Sequence[StyledText]) -> int:
    return sum(cell_len(text) for text, _ in texts)


def _must_record(view: View) -> bool:
    """Tell whether the running meeting is to be recorded: else nobody asks."""
    running = view.snapshot.meeting
    return running is not None and any(
        one.plan.must_record for one in view.snapshot.calendar if one.meeting_id == running.id
    )
