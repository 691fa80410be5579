"""Random notices: a script that shares no code with the program recounts every figure of each letter."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.events import (
    CalendarEvent,
    MeetingCancelled,
    MeetingChanged,
    MeetingRegistered,
    NoticeSent,
)
from gbdt_console.core.meetings.notices import NoticeGroup, recipients_of
from gbdt_console.core.meetings.registration import MeetingPlan, NoticeChannel, Registration
from gbdt_console.journal.codec import event_data
from gbdt_console.text.meetings.notices import NoticeWriter
from tests.support.meetings.notices import NETWORK, PLAN, state
from tests.support.reports.recount_notice import FIGURE, NoticeCount

WRITER = NoticeWriter(NETWORK, None)
CARRIERS = dict(NETWORK.meetings.carriers)
SITES = tuple(site.id for site in NETWORK.sites)
DAY_S, BEGAN_UTC = 86_400.0, 1_763_900_000.0
STEPS = st.sampled_from(["opening", "length", "chair", "sites", "title", "tell", "tell", "tell some"])


class Meeting:
    """Holds what was entered about one meeting, a step a day."""

    def __init__(self) -> None:
        self.book, self.events = CalendarBook(), list[CalendarEvent]()
        self.add(MeetingRegistered(7, PLAN, BEGAN_UTC, NoticeChannel.LETTER, self.now_utc, "An"))

    @property
    def now_utc(self) -> float:
        return BEGAN_UTC + DAY_S * len(self.events)

    @property
    def found(self) -> Registration:
        found = self.book.find(7)
        assert found is not None
        return found

    def add(self, event: CalendarEvent) -> None:
        self.events.append(event)
        self.book.apply(event)

    def change(self, plan: MeetingPlan) -> None:
        self.add(MeetingChanged(7, plan, self.now_utc, "mưa", self.now_utc, "An"))

    def tell(self, group: NoticeGroup, some: int | None = None) -> None:
        """Record a notice to the first `some` of those who must be told, or to all."""
        meeting = self.found
        names = list(state(meeting, group).to_tell[:some])
        is_over = meeting.cancelled_utc is not None
        gone = [
            one for one in names if is_over or (group is NoticeGroup.SITES and one not in meeting.plan.sites)
        ]
        if names:
            self.add(NoticeSent(7, group, names, meeting.revision, "fax", "", gone, self.now_utc, "An"))


@st.composite
def meetings(draw: st.DrawFn) -> Meeting:
    """Draw a meeting that was changed, told of in part, and perhaps cancelled."""
    made, groups = Meeting(), st.sampled_from(list(NoticeGroup))
    for step in draw(st.lists(STEPS, max_size=8)):
        plan = made.found.plan
        match step:
            case "opening":
                times = st.sampled_from(["2026-11-26T08:00", "2026-11-26T09:30", "2026-11-27T14:00"])
                made.change(replace(plan, opening=draw(times)))
            case "length":
                made.change(replace(plan, length_min=draw(st.sampled_from([60, 120, 150]))))
            case "chair":
                made.change(replace(plan, chair_site_id=draw(st.sampled_from(plan.sites))))
            case "sites":
                others = draw(st.lists(st.sampled_from(SITES), unique=True))
                sites = tuple(dict.fromkeys((plan.chair_site_id, *others)))
                made.change(replace(plan, sites=sites))
            case "title":
                made.change(replace(plan, title="Họp khác"))
            case _:
                made.tell(draw(groups), 1 if step == "tell some" else None)
    if draw(st.booleans()):
        made.add(MeetingCancelled(7, "hoãn", made.now_utc, "An"))
        for group in draw(st.sets(groups)):
            made.tell(group)
    return made


@pytest.mark.search
@settings(max_examples=200, deadline=None)
@given(meetings())
def test_every_figure_of_a_random_notice_is_recounted(made: Meeting) -> None:
    meeting, rows = made.found, [{"kind": e.KIND, "data": event_data(e)} for e in made.events]
    count, expected = NoticeCount(rows), recipients_of(meeting.plan.sites, CARRIERS)
    for group in NoticeGroup:
        names = list(expected[group])
        written = WRITER.write(meeting, state(meeting, group))
        assert FIGURE.findall(written.text) == count.figures(group, names), written.text
