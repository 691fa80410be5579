"""The register in the yearly review: a script that shares no code with the program recounts it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.events import Entry, Event
from gbdt_console.core.register.events import EntryMade, EntryWithdrawn
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.paper import Table
from gbdt_console.core.reports.year import YearFacts
from gbdt_console.core.reports.year_fold import YearFold
from gbdt_console.core.reports.year_json import year_object
from gbdt_console.core.reports.year_sums import year_facts
from gbdt_console.journal.codec import event_data
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.reports.year import year_paper
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.reports.recount_register import changed_times, entries_that_count, sections
from tests.support.reports.register_year import EACH_MEETING, KINDS, WITH_AMOUNT, entry
from tests.support.reports.season import SEASON, season_rows
from tests.support.reports.season_facts import NOW_UTC, ZONE, season_year
from tests.support.reports.year import YEAR, YEAR_BEGAN_UTC

CODES = [kind.code for kind in KINDS]


def counted(facts: YearFacts) -> dict[str, tuple[int, int | None, int | None]]:
    return {
        one.kind.code: (len(one.entries), one.meetings, one.amount) for one in facts.register if one.entries
    }


def test_the_seasons_register_and_changed_times_are_recounted() -> None:
    facts = season_year()
    held = {one.number for one in facts.meetings}
    found = sections(entries_that_count(season_rows(), YEAR), held, EACH_MEETING, WITH_AMOUNT)
    assert counted(facts) == found
    assert found["budget"] == (2, None, 182_500_000)
    assert found["power-branch"] == (4, 2, None)
    changes = changed_times(season_rows(), YEAR_BEGAN_UTC, NOW_UTC, days=1)
    assert [(c.number, c.before, c.after, c.is_late) for c in facts.changes] == [
        (number, before, after, is_late) for number, _, before, after, _, is_late in changes
    ]
    assert sorted(one[5] for one in changes) == [False, False, True]


def test_the_paper_and_its_json_say_the_same_register() -> None:
    facts, words = season_year(), Words("vi")
    assert {one["kind"]["code"]: one["amount"] for one in year_object(facts)["register"]}[
        "budget"
    ] == 182_500_000  # type: ignore[union-attr, call-overload, index]
    annex = year_paper(facts, ReportWords(words, ReportPlace(timezone=ZONE))).annexes[-1]
    tables = {block.title: block for block in annex.blocks if isinstance(block, Table)}
    rows = {row[0]: row[2:] for row in tables["Các loại mục"].rows}
    assert rows["Dự toán"] == (2, "", 182_500_000)
    assert rows["Điện lực báo chi nhánh"] == (4, f"2/{len(facts.meetings)}", "")
    assert rows["Thành tích"] == (0, "", "")
    guidance = tables["Hướng dẫn"]
    assert [row[2] for row in guidance.rows] == ["chỉnh micro, đặt preset", "nội dung"], "by body"
    budget = tables["Dự toán"]
    assert [row[-1] for row in budget.rows] == [180_000_000, 2_500_000], "numbers, the unit in the head"
    assert (budget.columns[-1].title, budget.total[0], budget.total[-1]) == (
        "Số tiền (đồng)", "Cộng", 182_500_000,
    )  # fmt: skip
    former = "no-more (loại không còn trong quy chế)"
    assert former in rows
    assert tables[former].total[-1] == rows[former][-1] == 1_000_000, "what it held still counts"


@st.composite
def registers(draw: st.DrawFn) -> list[Event]:
    """Entries of all kinds on days of two years, some corrected or withdrawn, some twice."""
    events: list[Event] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        made = entry(
            number,
            draw(st.sampled_from(CODES)),
            day=draw(st.sampled_from(["2025-12-31", "2026-01-01", "2026-12-31"])),
            meeting=draw(st.integers(0, 8)),
            amount=draw(st.integers(0, 10**9)),
        )
        events.append(EntryMade(made, draw(st.integers(0, number - 1))))
        if draw(st.booleans()):
            events.append(EntryWithdrawn(draw(st.integers(1, number)), "nhầm", 0.0, "An"))
    return events


@settings(max_examples=60, deadline=None)
@given(registers())
def test_any_register_is_recounted(events: list[Event]) -> None:
    fold = YearFold(YEAR, ZONE)
    entries = [Entry(n, NOW_UTC - 9, e.KIND, 1, "", event_data(e), e) for n, e in enumerate(events, start=1)]
    for one in entries:
        fold.take(one)
    facts = replace(year_facts(fold, SEASON.network, JournalEnd(), NOW_UTC))
    rows = [{"kind": one.kind, "data": one.data} for one in entries]
    assert counted(facts) == sections(entries_that_count(rows, YEAR), (), EACH_MEETING, WITH_AMOUNT)
    for language in LANGUAGES:
        paper = year_paper(facts, ReportWords(Words(language), ReportPlace(timezone=ZONE)))
        total = sum(len(one) for one in entries_that_count(rows, YEAR).values())
        assert sum(row[2] for row in _kinds(paper.annexes[-1].blocks).rows) == total  # type: ignore[misc]


def _kinds(blocks: tuple[object, ...]) -> Table:
    return next(block for block in blocks if isinstance(block, Table))
