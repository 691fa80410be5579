"""Papers on a terminal: every figure at every width, and charts of block characters."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from gbdt_console.core.clock_sync import ClockStood, ClockSync
from gbdt_console.core.reports.paper import CellKind, Chart, ChartKind, ChartRow, Column, Paper, Span, Table
from gbdt_console.text.reports.paper_lines import paper_lines
from gbdt_console.text.reports.paper_text import PaperText
from tests.support.papers import samples
from tests.support.papers.figures import all_words

BOTH = pytest.mark.parametrize(
    "paper", [samples.minutes(), samples.hostile(), samples.budget()], ids=["minutes", "hostile", "budget"]
)


def drawn(chart: Chart, width: int = 60) -> list[str]:
    lines = paper_lines(replace(samples.minutes(), blocks=(chart,), annexes=()), width)
    start = lines.index(chart.title) + 2
    return lines[start : lines.index("", start)]


@BOTH
@pytest.mark.parametrize("width", [40, 79, 119, 199])
def test_no_line_is_wider_than_the_page(paper: Paper, width: int) -> None:
    assert [line for line in paper_lines(paper, width) if cell_len(line) > width] == []


@BOTH
@pytest.mark.parametrize("width", [40, 60, 1_000])
def test_every_figure_is_shown_at_every_width(paper: Paper, width: int) -> None:
    shown = "".join("".join(paper_lines(paper, width)).split())
    wanted = [word for word in all_words(paper) if len(word) < 20 and word not in paper.recipients]
    assert [word for word in wanted if not word.isupper() and "".join(word.split()) not in shown] == []


def test_long_titles_of_figures_give_way_before_texts_are_broken() -> None:
    columns = (Column("Được phép vắng (phút)", CellKind.NUMBER), Column("Lúc không dự"))
    told = "08:00:00-08:06:18 vắng; 09:41:00-10:04:30 được phép"
    table = Table("Tham dự", columns, ((6, told),))
    lines = paper_lines(replace(samples.minutes(), blocks=(table,), annexes=()), 62)
    assert any(line.split() == ["6", *told.split()] for line in lines)


def test_bars_are_drawn_to_scale_with_their_values() -> None:
    rows = (ChartRow("a", 10.0), ChartRow("b", 5.0), ChartRow("c", 0.0), ChartRow("d"), ChartRow("e", -4.0))
    lines = drawn(Chart("Số lần", ChartKind.BARS, rows))
    counts = [line.count("█") for line in lines]
    assert counts[0] > 40
    assert counts[1] == counts[0] // 2
    assert counts[2:] == [0, 0, 0]
    assert [line.split()[-1] for line in lines] == ["10", "5", "0", "–", "-4"]


def test_the_least_bar_is_seen() -> None:
    lines = drawn(Chart("Số lần", ChartKind.BARS, (ChartRow("a", 10_000.0), ChartRow("b", 1.0))))
    assert lines[1].split()[1] == "▏"


def test_a_fault_stands_out_on_its_place_of_the_time_line() -> None:
    spans = (Span(150.0, 160.0, "mất", is_bad=True), Span(100.0, 200.0, "dự"), Span(500.0, 600.0, "sau"))
    chart = Chart(
        "Diễn biến", ChartKind.TIMELINE, (ChartRow("a", spans=spans),), from_utc=100.0, until_utc=200.0
    )
    row, axis = drawn(chart)
    line = row[2:]
    assert line.index("█") == pytest.approx(len(line) / 2, abs=1)
    assert set(line) == {"─", "█"}
    assert axis.split() == ["08:01:40", "08:03:20"], "the zone's own time of 1970"


def test_a_fault_of_one_second_is_seen_on_a_long_time_line() -> None:
    row = ChartRow("a", spans=(Span(500.0, 501.0, "mất", is_bad=True),))
    chart = Chart("Diễn biến", ChartKind.TIMELINE, (row,), from_utc=0.0, until_utc=86_400.0)
    assert drawn(chart)[0].count("█") == 1


def test_a_time_line_without_length_is_empty() -> None:
    row = ChartRow("a", spans=(Span(0.0, 9.0, "x"),))
    chart = Chart("Diễn biến", ChartKind.TIMELINE, (row,))
    assert drawn(chart)[0] == "a"


LETTERS = "ab ễ漢\u0301\x1b\u202e="
"""Narrow and wide letters, marks, spaces and what steers a terminal."""


@given(
    st.lists(st.tuples(st.text(LETTERS, max_size=40), st.text(LETTERS, max_size=120)), max_size=4),
    st.integers(1, 90),
)
def test_any_text_fits_any_width(rows: list[tuple[str, str]], width: int) -> None:
    table = Table("t", (Column("a"), Column("b")), tuple(rows))
    chart = Chart("c", ChartKind.BARS, tuple(ChartRow(a, float(len(b))) for a, b in rows))
    lines = paper_lines(replace(samples.minutes(), blocks=(table, chart), annexes=()), width)
    assert max(map(cell_len, lines)) <= max(40, width)


def test_a_paper_says_beside_the_journals_head_how_the_clock_stood() -> None:
    paper = samples.minutes()
    said = {
        state: PaperText(replace(paper, clock=ClockStood(state, 0.0))).journal_line for state in ClockSync
    }
    untold = PaperText(paper).journal_line
    assert all(line.startswith(f"{untold}; ") for line in said.values())
    assert said[ClockSync.KEPT].endswith("đồng hồ máy giám sát được đồng bộ từ 01/01/1970 08:00:00")
    assert "không được đồng bộ" in said[ClockSync.FREE]
    assert "không rõ" in said[ClockSync.UNKNOWN]
