"""Random readiness sheets: a script that shares no code with the program recounts every figure of them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import FIRST_CHECKS, ROLL_ANSWERS, Check, RollQuestion
from gbdt_console.core.checklist.events import (
    CheckChanged,
    ChecklistClosed,
    ChecklistEvent,
    ChecklistOpened,
    CheckSigned,
    RollAnswered,
)
from gbdt_console.core.checklist.sheet import ChecklistBook
from gbdt_console.core.checklist.view import recorded_view
from gbdt_console.core.reports.checklists import ChecklistFold
from gbdt_console.journal.codec import event_data
from gbdt_console.text.checklist.checklist_page import ChecklistPage
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words
from tests.support.engine.networks import network
from tests.support.reports.recount_sheet import SheetCount

ZONE, DUE_UTC, OPENING_UTC = "Asia/Ho_Chi_Minh", 1_767_573_000.0, 1_767_574_800.0
NETWORK, WORDS = network(3), Words("en")
SITES = tuple(site.id for site in NETWORK.sites)
NUMBERED = {f"{site.number} {site.name}": site.id for site in NETWORK.sites}
ROW = re.compile(r"<tr><td>(\d+)</td><td>Điểm \d+(?: \((.*?)\))?</td><td>.*?</td>(.*?)</tr>")
SAID = {
    "late": re.compile(r"Closed (.*) after the checks were due\."),
    "change": re.compile(r"(\S+) changed after closing: (.*), .*: \S+ → (\S+)"),
    "moved": re.compile(r"; closed for the old time (.*)$"),
    "closed": re.compile(r"(Closed [\d/]+ [\d:]+: \w+) \(uid 1000, tty1\)"),
}
STATES = st.sampled_from(list(CellState))


@st.composite
def acts(draw: st.DrawFn, at_utc: float, checks: tuple[Check, ...]) -> ChecklistEvent:
    """Draw what one person does with a site's row: signs, reports a fault, or notes an answer."""
    site, some = draw(st.sampled_from(SITES)), st.lists(st.sampled_from(checks), min_size=1, unique=True)
    if draw(st.booleans()):
        return CheckSigned("7", site, draw(some), draw(st.booleans()), "An", at_utc, "", {})
    question = draw(st.sampled_from(list(RollQuestion)))
    answers = {RollQuestion.PRESIDES: ["Phó Chủ tịch"], RollQuestion.DELEGATES: ["0", "24"]}
    answer = draw(st.sampled_from(answers.get(question) or list(ROLL_ANSWERS[question])))
    named = draw(some)
    cut = draw(st.integers(0, len(named)))
    return RollAnswered("7", site, question, answer, named[:cut], named[cut:], "An", at_utc)


@st.composite
def sheets(draw: st.DrawFn) -> list[ChecklistEvent]:
    """Draw the events of one sheet: opened, filled, moved, closed in time or late or never, and changed."""
    checks = draw(st.sampled_from([FIRST_CHECKS, tuple(Check)]))
    at_utc = DUE_UTC - draw(st.sampled_from([30.0, 600.0, 1_800.0]))
    events: list[ChecklistEvent] = []

    def later() -> float:
        return at_utc + 7.5 * len(events)

    def opened(sites: list[str], move_s: float) -> ChecklistOpened:
        return ChecklistOpened(
            "7", sites, OPENING_UTC + move_s, DUE_UTC + move_s, later(), "An", list(checks)
        )  # fmt: skip

    events.append(opened(list(SITES), 0.0))
    for _ in range(draw(st.integers(0, 12))):
        when = later()
        events.append(draw(acts(when, checks)))
    if draw(st.booleans()):
        kept = [site for site in SITES if draw(st.booleans())] or [SITES[0]]
        events.append(opened(kept, draw(st.sampled_from([0.0, -600.0, 3_600.0]))))
    if draw(st.booleans()):
        cells = {site: [draw(STATES) for _ in checks] for site in SITES}
        late_s = draw(st.sampled_from([0.0, 0.0, 1_234.0]))
        events.append(
            ChecklistClosed("7", cells, "An", 1000, "tty1", later() + late_s, "ab" * 32, "f" * 64)
        )  # fmt: skip
        for _ in range(draw(st.integers(0, 3))):
            site, check = draw(st.sampled_from(SITES)), draw(st.sampled_from(list(Check)))
            events.append(CheckChanged("7", site, check, CellState.PASSED, draw(STATES), later() + late_s))
            events.append(draw(acts(later() + late_s, checks)))
        if draw(st.booleans()):
            events.append(opened(list(SITES), 7_200.0))
    return events


@pytest.mark.search
@settings(max_examples=150, deadline=None)
@given(sheets(), st.sampled_from([DUE_UTC - 1.0, OPENING_UTC + 5_000.0]))
def test_every_figure_of_a_random_sheet_is_recounted(events: list[ChecklistEvent], now_utc: float) -> None:
    book, fold = ChecklistBook(), ChecklistFold()
    for event in events:
        book.apply(event)
        fold.take(event)
    rows = [{"kind": event.KIND, "data": event_data(event)} for event in events]
    count = SheetCount(rows, "7", ZONE)
    view = recorded_view(book.sheets["7"], SITES, "f" * 64)
    page = ChecklistPage(WORDS, Formats(WORDS, ZONE), NETWORK, view, None).html(0.0, now_utc)
    printed = [
        (f"s{number}", roll, re.findall(r'class="mark">(.)<', cells))
        for number, roll, cells in ROW.findall(page)
    ]
    assert printed == [
        (site, count.roll(site), count.letters(site)) for site in SITES if site in count.sites
    ]  # fmt: skip
    assert list(_figures(page)) == count.figures()
    checked = fold.of("7", now_utc)
    assert checked is not None
    assert [(one.passed, one.signed, one.faulty, one.unknown) for one in checked.sites] == list(
        map(count.counts, count.sites)
    )
    assert [(one.signed_utc, one.late_s) for one in checked.sites] == [
        (count.last_signed(site), count.late_s(site)) for site in count.sites
    ]
    assert checked.late_sites == tuple(one for one in count.sites if count.is_late(one, now_utc))


def _figures(page: str) -> list[str]:
    """Return the page's sentences of times and lengths in the form of the recount."""
    found = []
    for line in re.findall(r"<p>(.*?)</p>", page):
        if line.startswith("Opening ") or line in ("CHANGED AFTER CLOSING", "SHEET NOT CLOSED"):
            found.append(line)
        elif late := SAID["late"].fullmatch(line):
            found.append(f"late {late[1]}")
        elif change := SAID["change"].fullmatch(line):
            found.append(f"{change[1]} {NUMBERED[change[2]]} {change[3]}")
        elif closed := SAID["closed"].match(line):
            moved = SAID["moved"].search(line)
            found.append(closed[1] + (f"; closed for {moved[1]}" if moved else ""))
    return found
