"""Random shutdowns: a script that shares no code with the program recounts every figure of their record."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.events import Entry, Event, MeetingEnded, MeetingStarted
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.minutes_fold import MeetingRef, MinutesFold
from gbdt_console.core.reports.minutes_json import shutdown_object
from gbdt_console.core.reports.paper import Paper, Table, Text
from gbdt_console.core.shutdown.events import (
    PowerCommanded,
    ShutdownClosed,
    ShutdownOpened,
    ShutdownSigned,
    StepJudged,
)
from gbdt_console.core.shutdown.record import ShutdownBook
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.journal.codec import event_data
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.reports.shutdown_paper import shutdown_paper
from gbdt_console.text.words import Words
from tests.support.reports.recount_shutdown import ShutdownCount

ZONE, BEGAN_UTC = "Asia/Ho_Chi_Minh", 1_767_600_000.25
SITES, EARLIER, OWN = ("s1", "s2", "s3"), "6", "7"
WORDS = ReportWords(Words("en"), ReportPlace(timezone=ZONE))
JUDGED = (StepState.OPEN, StepState.UNPROVEN, StepState.PROVED)

ACTS = st.tuples(
    st.sampled_from(["signed", "judged", "judged", "judged", "commanded"]),
    st.sampled_from(SITES),
    st.sampled_from(list(Step)),
    st.sampled_from([*JUDGED, StepState.PROVED]),
    st.sampled_from(["", "micro 2 rè"]),
)
"""What happens, at which site, in which step, what is measured of it, and a person's note."""
Act = tuple[str, str, Step, StepState, str]


class Day:
    """Holds what was recorded, half a second after half a second."""

    def __init__(self) -> None:
        self.rows: list[tuple[float, Event]] = []
        self.book = ShutdownBook()

    @property
    def now_utc(self) -> float:
        return BEGAN_UTC + 0.5 * len(self.rows)

    def add(self, event: Event) -> None:
        self.rows.append((self.now_utc, event))
        if event.KIND.startswith("shutdown."):
            self.book.apply(event)  # type: ignore[arg-type]

    def open(self, sheet: str) -> None:
        earlier = self.book.records.get(EARLIER)
        carried = () if sheet == EARLIER or earlier is None or earlier.closing else earlier.open_sites
        self.add(ShutdownOpened(sheet, list(SITES), self.now_utc, "An", list(carried)))

    def act(self, sheet: str, act: Act) -> None:
        what, site, step, state, note = act
        if what == "signed":
            self.add(ShutdownSigned(sheet, site, step, "An", self.now_utc, note))
        elif what == "judged":
            self.add(StepJudged(sheet, site, step, state, "standby", self.now_utc))
        else:
            self.add(PowerCommanded(sheet, site, ["pdu/1"], 1.0, None, self.now_utc, "An"))

    def close(self, sheet: str, problems: str) -> None:
        left = list(self.book.records[sheet].open_sites)
        self.add(ShutdownClosed(sheet, left, problems, "An", 1000, "tty1", self.now_utc, "d"))

    def entries(self) -> list[Entry]:
        return [
            Entry(seq, at_utc, event.KIND, event.VERSION, "", event_data(event), event)
            for seq, (at_utc, event) in enumerate(self.rows, start=1)
        ]


@st.composite
def days(draw: st.DrawFn) -> Day:
    """Draw a meeting's day: an earlier shutdown, signed or left; its own one, signed or not; what follows."""
    day, some = Day(), st.lists(ACTS, max_size=40)
    if draw(st.booleans()):
        day.open(EARLIER)
        for act in draw(some):
            day.act(EARLIER, act)
        if draw(st.booleans()):
            day.close(EARLIER, "để đó")
    began_utc = day.now_utc
    day.add(
        MeetingStarted(
            "m", "Họp", "s1", began_utc, began_utc + 60.0, [], registration=7, sites=list(SITES),
            at_utc=began_utc,
        )
    )  # fmt: skip
    day.add(MeetingEnded("m", day.now_utc))
    day.open(OWN)
    if draw(st.booleans()):
        for site in draw(st.sets(st.sampled_from(SITES))):
            for step in Step:
                how = draw(st.sampled_from(["judged", "signed"]))
                day.act(OWN, (how, site, step, StepState.PROVED, ""))
    for act in draw(some):
        day.act(draw(st.sampled_from((OWN, OWN, EARLIER))), act)
    if draw(st.booleans()):
        day.close(OWN, draw(st.sampled_from(["", "UPS điểm 2"])))
        for act in draw(st.lists(ACTS, max_size=3)):
            day.act(OWN, act)
    return day


@pytest.mark.search
@settings(max_examples=150, deadline=None)
@given(days())
def test_every_figure_of_a_random_shutdown_s_record_is_recounted(day: Day) -> None:
    entries = day.entries()
    fold = MinutesFold(MeetingRef(7))
    for entry in entries:
        fold.take(entry)
    facts = fold.facts(SITES, JournalEnd(), day.now_utc)
    assert facts is not None
    assert facts.shutdown is not None
    rows: list[dict[str, Any]] = [{"kind": e.kind, "data": dict(e.data)} for e in entries]
    count = ShutdownCount(rows, OWN, ZONE)
    paper = shutdown_paper(facts, facts.shutdown, WORDS)
    sites, steps = _tables(paper)
    assert list(sites.rows) == count.sites_table()
    assert [(row[0], row[2], row[3]) for row in steps.rows] == count.steps_table()
    signed = [told[2] for told in count.told.values() if told[0] == "signed"]
    assert sorted(str(row[4]) for row in steps.rows if row[2] == "signed") == sorted(signed)
    assert [block.text for block in paper.blocks if isinstance(block, Text)][1:] == count.sentences()
    printed: Any = shutdown_object(facts, facts.shutdown)
    assert printed["opened_utc"] == count.opened_s


def _tables(paper: Paper) -> list[Table]:
    blocks = (*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks))
    return [block for block in blocks if isinstance(block, Table)]
