"""Draws the next meeting outside of a meeting: when it opens, and what it still lacks."""

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, crop
from gbdt_console.ui.meetings.shown_meetings import ShownCalendar
from gbdt_console.ui.meetings.words import URGENT, ShownMeetingWords
from gbdt_console.ui.view import View
from gbdt_console.widgets.frame.bus_text import BusText
from gbdt_console.widgets.frame.picture_box import BoxHead, listed


def next_meeting_box(text: BusText, size: tuple[int, int]) -> list[Strip]:
    """Return title, time, countdown, chair and what is lacking; that no meeting comes without one."""
    look, view = text.look, text.view
    calendar, inks = ShownCalendar(), look.inks
    overview, meeting = calendar.see(view.snapshot), calendar.next_meeting
    if meeting is None:
        return listed(look, size, BoxHead(look.words("pictures.none")), [])
    texts, lacks = ShownMeetingWords(look, view), overview.lacks(meeting)
    when = f"{texts.span(meeting.plan, view.now_utc)}{look.glyphs.separator}{texts.countdown(meeting)}"
    leader = meeting.plan.upper_site_id or meeting.plan.chair_site_id
    chair = look.words("meeting.chair", site=texts.site(leader))
    lines: list[StyledText] = [
        (texts.title(meeting.plan), inks.strong),
        (when, inks.accent),
        (chair, inks.plain),
    ]
    for lack, said in zip(lacks, texts.lacks(meeting, lacks), strict=True):
        lines.append((said, inks.down if lack.kind in URGENT else inks.poor))
    if not lacks:
        lines.append((look.words("meetings.nothing-lacks"), inks.quiet))
    room = max(1, size[1] - 2)
    if len(lines) > room:
        kept = max(0, room - 1)
        more = look.words("meetings.more-in-list", n=len(lines) - kept)
        lines = [*lines[:kept], (more, inks.quiet)]
    return listed(look, size, BoxHead(look.words("meetings.next-title")), lines)


def next_meeting_line(look: Appearance, view: View, calendar: ShownCalendar, width: int) -> Strip | None:
    """Return countdown, first lack and title on one line; None where no meeting is to come.

    calendar: the calendar as it was shown before
    """
    overview, meeting = calendar.see(view.snapshot), calendar.next_meeting
    if meeting is None:
        return None
    texts, lacks, inks = ShownMeetingWords(look, view), overview.lacks(meeting), look.inks
    lack = texts.first_lack(meeting, lacks)
    ink = inks.quiet if not lacks else inks.down if lacks[0].kind in URGENT else inks.poor
    gap = look.glyphs.separator
    writer = LineWriter(width, inks.plain).write(f" {look.words('meetings.next-title')} ", inks.quiet)
    tail = f"{gap}{texts.countdown(meeting)}{gap}{lack}"
    writer.write(crop(texts.title(meeting.plan), max(0, writer.left - cell_len(tail) - 1)), inks.strong)
    writer.write(gap, inks.quiet).write(texts.countdown(meeting), inks.accent)
    return writer.write(gap, inks.quiet).write(lack, ink).strip()
