"""The boxes of lists: the floor with lost sites marked, microphones and orders, the meeting itself."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.conference.floor import Floor, floor_of
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.ui.conference.conference import CallMark
from gbdt_console.ui.drawing.appearance import Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText
from gbdt_console.widgets.frame.air_text import AirText
from gbdt_console.widgets.frame.bus_text import BusText
from gbdt_console.widgets.frame.next_box import next_meeting_box
from gbdt_console.widgets.frame.picture_box import NOTHING, BoxHead, boxed, listed
from gbdt_console.widgets.frame.upper_text import UpperText

_ROOMY = 34
"""Width from which a lost speaker has words beside name and time, cells."""
_HEAD = 3
"""Cells before a name: blank, mark, blank."""


def floor_box(text: BusText, size: tuple[int, int], remark: StyledText = NOTHING) -> list[Strip]:
    """Return speaker, prepared site and running order; a line counts those without room."""
    width, height = size
    appearance, view = text.look, text.view
    meeting = view.snapshot.meeting
    floor = view.conference.floor if view.conference else floor_of(meeting) if meeting else Floor()
    painter = _FloorLine(text, width - 2)
    lines = [painter.first(floor)]
    going_up = UpperText(appearance).going_up(view, view.conference) if view.conference else []
    if going_up and not floor.speaker:
        lines.append(painter.remark(appearance.words("upper.up")))
        lines += [painter.remark(*said) for said in going_up]
        lines = lines[: height - 2]
    queue = list(dict.fromkeys(site for site in (floor.prepared, *floor.running_order) if site))
    room = height - 2 - len(lines)
    kept = queue if len(queue) <= room else queue[: max(0, room - 1)]
    lines += [painter.line(site_id, *painter.part(site_id, floor)) for site_id in kept]
    if len(kept) < len(queue) and room > 0:
        lines.append(painter.remark(appearance.words("floor.more", n=len(queue) - len(kept))))
    lines += [painter.remark("")] * (height - 2 - len(lines))
    return boxed(appearance, width, BoxHead(appearance.words("floor.title"), remark=remark), lines)


def others_of(text: BusText, room: int, *, is_whole: bool = False) -> list[StyledText]:
    """Return the microphone out of turn and the orders, each within `room` cells where that is possible."""
    conference, air = text.view.conference, AirText(text.look)
    if conference is None:
        return []
    return air.others(text.view, conference, room, is_whole=is_whole)


def orders_box(text: BusText, size: tuple[int, int], others: Sequence[StyledText]) -> list[Strip]:
    """Return the microphones out of turn and the last orders."""
    texts = others or [AirText(text.look).no_others(text.view.conference)]
    return listed(text.look, size, BoxHead(text.words("other.title")), texts)


def meeting_box(text: BusText, size: tuple[int, int]) -> list[Strip]:
    """Return title, chair and times of the running meeting, else what the next one lacks."""
    view = text.view
    meeting = view.snapshot.meeting
    if meeting is None:
        return next_meeting_box(text, size)
    times = f"{text.formats.time(meeting.opening_utc)} – {text.formats.time(meeting.end_utc)}"
    texts = [
        (text.words("meeting.closed") if meeting.is_closed else meeting.title, text.inks.strong),
        (text.words("meeting.chair", site=view.called(meeting.leading_site_id)), text.inks.plain),
        (times, text.inks.quiet),
    ]
    return listed(text.look, size, BoxHead(text.words("pictures.meeting")), texts)


class _FloorLine(Painter):
    def __init__(self, text: BusText, width: int) -> None:
        super().__init__(text.look)
        self._width = width
        self._view = text.view
        self._names = text.names

    def first(self, floor: Floor) -> Strip:
        conference = self._view.conference
        if not floor.speaker:
            tail = self.words("upper.leads") if floor.upper else self.words("wall.chair")
            return self.line(
                floor.upper or floor.chair, self.glyphs.calls[CallMark.CHAIR], (tail, self.inks.quiet)
            )
        lost = self._lost(floor.speaker)
        is_heard = conference is not None and conference.is_speaker_heard
        mark = self.glyphs.calls[CallMark.LOST_SPEAKER if lost else CallMark.SPEAKER]
        lasted = self.formats.duration(self._view.now_utc - (floor.since_utc or self._view.now_utc))
        if lost:
            text = f"{lost} {lasted}" if self._width >= _ROOMY else lasted
            return self.line(floor.speaker, mark, (text, self.inks.down), is_strong=True)
        ink = self.inks.strong if is_heard else self.inks.suspect
        return self.line(floor.speaker, mark, (lasted, ink), is_strong=True)

    def part(self, site_id: str, floor: Floor) -> tuple[str, StyledText]:
        """Return mark and words of a site that is prepared or waits."""
        lost = self._lost(site_id)
        if lost:
            return self.glyphs.calls[CallMark.AWAY], (lost, self.inks.poor)
        if site_id == floor.prepared:
            text = self.words("call.part.prepared")
            return self.glyphs.calls[CallMark.PREPARED], (text, self.inks.accent)
        return " ", ("", self.inks.quiet)

    def line(self, site_id: str, mark: str, tail: StyledText, *, is_strong: bool = False) -> Strip:
        """Return mark and name, and words at the right side."""
        appearance, site = self.look, self._view.site_of(site_id)
        inks = appearance.inks
        text, ink = tail
        room = self._width - _HEAD - cell_len(text) - 2
        indent = self._view.indent(site_id)
        room = max(len(str(site.number)), room - len(indent)) if site is not None else room
        name = site_id if site is None else indent + self._names.called(site, room)
        writer = LineWriter(self._width, inks.plain).write(f" {mark} ", ink if mark.strip() else inks.quiet)
        writer.write(name, inks.strong if is_strong else inks.plain)
        return writer.skip_to(self._width - 1 - cell_len(text)).write(text, ink).strip()

    def remark(self, text: str, ink: Style | None = None) -> Strip:
        """Return a line of words, quiet ones without an ink."""
        writer = LineWriter(self._width, self.inks.plain).skip_to(_HEAD)
        return writer.write(text, ink or self.inks.quiet).strip()

    def _lost(self, site_id: str) -> str:
        """Say how a site is lost; empty where it is not known to be."""
        words, conference = self.look.words, self._view.conference
        site = self._view.site_of(site_id)
        row = conference.row(site_id) if conference is not None else None
        if site is not None and self._view.state(site) is PointState.DOWN:
            return words("screen.state.down")
        if row is None or not row.is_away:
            return ""
        return words("floor.away" if row.standing is RosterStatus.ABSENT else "screen.state.down")
