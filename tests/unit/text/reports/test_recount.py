"""Scripts that share no code with the program recompute every figure of contracts and of the year."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from gbdt_console.core.json_value import Json
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.reports.month_json import month_object, outage_report_object
from gbdt_console.core.reports.paper import CellKind, Heading, Paper, Table, Text
from gbdt_console.core.reports.year_json import year_object
from gbdt_console.text.outages.outage_text import code_name
from gbdt_console.text.reports.month import availability_paper, carrier_paper
from gbdt_console.text.reports.outages.outage_paper import outage_paper
from gbdt_console.text.reports.paper_text import PaperText
from gbdt_console.text.reports.report_words import ReportPlace, ReportWords
from gbdt_console.text.reports.year import year_paper
from gbdt_console.text.words import Words
from tests.support.reports.recount import length
from tests.support.reports.recount_month import MonthCount
from tests.support.reports.recount_outage import OutageCount
from tests.support.reports.recount_year import YearCount
from tests.support.reports.season import SEASON, SHARED, UNANSWERED, season_rows
from tests.support.reports.season_facts import (
    NOW_UTC,
    TERMS,
    ZONE,
    season_month,
    season_outage,
    season_year,
)  # fmt: skip

WORDS = ReportWords(Words("en"), ReportPlace(timezone=ZONE))
"""Without a configuration ids stand for names, as in the scripts."""
NAMED = (
    "Site",
    "Carrier",
    "Host",
    "Month",
    "Room rules",
    "Cleaning",
    "Notice",
    "Target",
    "Measured",
    "Contract",
)
"""Columns of text that the scripts recompute, too."""
FIGURE = re.compile(r"(?:\d\d:\d\d:\d\d )?\d\d/\d\d/\d{4}|-?\d+:\d\d:\d\d|\d+\.\d+%|\d+|unknown")
RULE_FIGURE = re.compile(r"\d+\.\d+%|\d+(?:\.\d+)?")
GROUP = ("name", "outages", "down_s", "mttr_s")

Rows = list[tuple[Any, ...]]


def near(rows: Sequence[Sequence[Any]]) -> Rows:
    """Leave out of the figures what differs by the order of additions."""
    return [tuple(round(one, 6) if isinstance(one, float) else one for one in row) for row in rows]


def told(paper: Paper) -> dict[str, Rows]:
    """The figures of the tables by title, with the texts of NAMED columns; annexes go over the first page."""
    found = {}
    for block in (*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks)):
        if isinstance(block, Table):
            kept = [
                place
                for place, column in enumerate(block.columns)
                if column.kind is not CellKind.TEXT or column.title in NAMED
            ]
            found[block.title] = near([[row[place] for place in kept] for row in block.rows])
    return found


def of_sentences(paper: Paper) -> list[str]:
    """The figures of the first page's sentences, in their order."""
    texts = [block.text for block in paper.blocks if isinstance(block, Text)]
    own = [text for text in texts if not text.startswith("A line is unavailable")]
    return [figure for text in own for figure in FIGURE.findall(text)]


def of_json(values: Json, *names: str) -> Rows:
    return near([[one[name] for name in names] for one in values])  # type: ignore[union-attr, call-overload, index]


def all_near(tables: Mapping[str, Rows]) -> dict[str, Rows]:
    return {title: near(rows) for title, rows in tables.items()}


@pytest.mark.parametrize("number", [SHARED, UNANSWERED, 1, 2, 3])
def test_every_figure_of_an_outages_paper_is_recomputed(number: int) -> None:
    facts = season_outage(number)
    paper, count = outage_paper(facts, WORDS), OutageCount(season_rows(), number, TERMS, NOW_UTC)
    tables, found = all_near(count.tables()), told(paper)
    assert {title: found[title] for title in tables} == tables
    assert length(count.lasted) in " ".join(of_sentences(paper))
    json = outage_report_object(facts)
    names = ("site", "down_s", "repair_limit_s", "response_limit_s")
    assert of_json(json["lines"], *names) == [(*row[:3], row[4]) for row in tables["By the contract"]]
    assert json["outage"]["lasted_s"] == pytest.approx(count.lasted)  # type: ignore[index, call-overload]
    assert json["answered_utc"] == count.answered


@pytest.mark.parametrize("carrier", ["", "a", "b"])
@pytest.mark.parametrize("month", ["2026-01", "2026-02"])
def test_every_figure_of_a_months_papers_is_recomputed(month: str, carrier: str) -> None:
    facts, count = season_month(month, carrier), MonthCount(season_rows(), month, ZONE, TERMS, carrier)
    tables, paper = all_near(count.tables()), carrier_paper(facts, WORDS)
    found = told(paper)
    assert {title: found[title] for title in tables} == tables
    assert all(tables.values())
    assert of_sentences(paper) == count.first_page()
    office = availability_paper(facts, WORDS)
    assert of_sentences(office) == count.first_page()
    assert all(rows == tables[title] for title, rows in told(office).items())
    json = month_object(facts, "outages")
    names = ("availability_percent", "target_percent", "total_s", "excluded_s", "blind_s", "down_s")
    names = ("site", *names, "periods", "mttr_s", "left_s", "loss_percent", "rtt_ms")
    assert of_json(json["lines"], *names) == [row[:12] for row in tables["Lines"]]
    names = ("number", "started_utc", "restored_utc", "down_in_month_s", "reported_utc")
    assert of_json(json["outages"], *names) == tables["Outages"]
    assert of_json(json["outages"], "answered_utc") == near([(one.answered,) for one in count.outages])
    assert sum(row[3] for row in tables["Outages"]) == json["down_s"]


@pytest.mark.parametrize(("month", "from_seq"), [("2026-01", 300), ("2026-02", 1_031)])
def test_a_journal_that_begins_in_the_month_says_since_when_it_watches(month: str, from_seq: int) -> None:
    facts = season_month(month, from_seq=from_seq)
    count = MonthCount(season_rows()[from_seq - 1 :], month, ZONE, TERMS)
    assert of_sentences(carrier_paper(facts, WORDS)) == count.first_page()
    assert month_object(facts, "outages")["watched_from_utc"] == count.began_s > count.from_s
    text = next(block.text for block in carrier_paper(facts, WORDS).blocks if isinstance(block, Text))
    assert "before that no line was watched" in text


@pytest.mark.parametrize("carrier", ["", "a", "b"])
@pytest.mark.parametrize("until_seq", [966, 1_030, 1_546, 1_600])
def test_every_figure_of_a_month_under_way_is_recomputed(until_seq: int, carrier: str) -> None:
    """On its first day; after two cuts; while three last; while one of days ago lasts, too."""
    facts = season_month("2026-02", carrier, until_seq)
    count = MonthCount(season_rows()[:until_seq], "2026-02", ZONE, TERMS, carrier)
    tables, paper = all_near(count.tables()), carrier_paper(facts, WORDS)
    found = told(paper)
    assert {title: found[title] for title in tables} == tables
    assert of_sentences(paper) == count.first_page()
    assert of_sentences(availability_paper(facts, WORDS)) == count.first_page()
    days = [line.month.today for line in facts.lines]
    assert sum(day.outages for day in days if day) == int(count.unclosed()[1])
    missed = next(block for block in paper.blocks if isinstance(block, Table))
    has_cuts = any(line.periods for line in facts.lines)
    assert missed.rows or not (has_cuts and "No target was missed." in missed.empty)


def test_annexes_of_a_month_agree_where_a_cut_lasts_and_where_a_loss_is_rounded() -> None:
    paper = carrier_paper(season_month("2026-02"), WORDS)
    lines, periods = _table(paper, "Lines"), _table(paper, "Unavailable periods")
    assert any(row[3] is None for row in periods.rows), "one lasts beyond the month"
    for line in lines.rows:
        assert sum(row[4] for row in periods.rows if row[0] == line[0]) == line[7]  # type: ignore[misc]
    text = PaperText(paper)
    shown = {row[0]: text.cell(row[11], lines.columns[11].kind) for row in lines.rows}
    lost = [row for row in _table(paper, "Missed targets").rows if row[1] == "loss"]
    assert {row[0]: row[2] for row in lost} == {row[0]: shown[str(row[0])] for row in lost} != {}


def test_every_kind_of_missed_target_is_recomputed() -> None:
    missed = {row[1] for row in told(carrier_paper(season_month("2026-02"), WORDS))["Missed targets"]}
    assert missed == {"availability", "loss", "delay", "time to answer", "time to repair"}


@pytest.mark.article("A9.3-10.3")
def test_every_figure_of_the_yearly_review_is_recomputed() -> None:
    facts, days = season_year(), SEASON.network.meetings.notice_days
    count = YearCount(season_rows(), 2026, ZONE, TERMS, days, NOW_UTC)
    paper, tables = year_paper(facts, WORDS), all_near(count.tables())
    causes = [code_name(WORDS.words, "cause", OutageCause(row[0])) for row in tables["Causes"]]
    assert [row[0] for row in _table(paper, "Causes").rows] == causes
    found = told(paper) | {"Causes": near(_table(paper, "Causes").rows)}
    tables["Causes"] = [(name, *row[1:]) for name, row in zip(causes, tables["Causes"], strict=True)]
    assert {title: found[title] for title in tables} == tables
    assert all(tables.values())
    never = [row for row in tables["Meetings of the year"] if row[5] is None]
    assert [row[7] for row in never] == [None, 1], "without a sheet, and with one that was never closed"
    first = count.first_page()
    assert of_sentences(paper)[: len(first)] == first


def test_every_recommendation_of_the_review_is_recomputed_with_its_figures() -> None:
    facts, days = season_year(), SEASON.network.meetings.notice_days
    count = YearCount(season_rows(), 2026, ZONE, TERMS, days, NOW_UTC)
    rules = sorted(near(count.recommendations()))
    assert sorted(near([(r.rule, r.about, r.value, r.of) for r in facts.recommendations])) == rules
    assert len({rule for rule, *_ in rules}) > 5
    paper = year_paper(facts, WORDS)
    rest = next(annex.blocks for annex in paper.annexes if annex.title == "Recommendations")
    told = paper.blocks[paper.blocks.index(Heading("Recommendations")) + 1 :]
    for text, one in zip((*told[:3], *rest), facts.recommendations, strict=True):
        assert isinstance(text, Text)
        words = text.text.split(". ", 1)[1].removeprefix(one.about).replace("the 3 before", "")
        shown = RULE_FIGURE.findall(words.replace("in the last 3 months", ""))
        assert sorted(shown) == sorted(_written(one.rule, one.value, one.of))


def test_the_reviews_json_has_the_recomputed_figures() -> None:
    days = SEASON.network.meetings.notice_days
    tables = all_near(YearCount(season_rows(), 2026, ZONE, TERMS, days, NOW_UTC).tables())
    json = year_object(season_year())
    names = ("site", "carrier", "meetings", "outages", "down_s", "availability_percent", "target_percent")
    assert of_json(json["sites"], *names, "contract_down_s") == [row[:8] for row in tables["Sites"]]
    names = ("late_checks", "unchecked", "open_microphones")
    assert of_json(json["sites"], *names) == [row[9:] for row in tables["Sites"]]
    for kind in ("carriers", "causes"):
        assert of_json(json[kind], *GROUP) == [row[:4] for row in tables[kind.title()]]
    hosts = of_json(json["hosts"], "host", "meetings", "lasted_s", "late_notices")
    assert hosts == tables["Hosts"]
    names = ("number", "started_utc", "restored_utc", "down_in_year_s", "reported_utc")
    assert of_json(json["outages"], *names) == tables["Outages"]
    blips = [row[1] for row in tables["Blips"]]
    assert json["blips_per_month"] == blips + [0] * (12 - len(blips))


def _table(paper: Paper, title: str) -> Table:
    blocks = [block for annex in paper.annexes for block in annex.blocks]
    return next(block for block in blocks if isinstance(block, Table) and block.title == title)


def _written(rule: str, value: float, of: float) -> list[str]:
    if rule == "availability":
        return [f"{int(value * 1_000) / 1_000:.3f}%", f"{of:.3f}%"]
    return [] if rule == "training" else [f"{value:g}", f"{of:g}"]
