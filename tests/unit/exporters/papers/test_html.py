"""HTML pages of papers, read by a parser: every figure and no script."""

import re
from html.parser import HTMLParser

import pytest

from gbdt_console.core.reports.paper import Paper
from gbdt_console.exporters.papers.html_paper import html_bytes
from tests.support.papers import samples
from tests.support.papers.figures import all_words, charts, said_rows, tables

BOTH = pytest.mark.parametrize(
    "paper", [samples.minutes(), samples.hostile(), samples.budget()], ids=["minutes", "hostile", "budget"]
)


class Page(HTMLParser):
    """Collects what a browser would show, and what it would load."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.rows: list[list[str]] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._is_cell = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")
        self._is_cell = tag == "td"

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._is_cell:
            self.rows[-1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._is_cell = False


def read(paper: Paper) -> Page:
    return Page(html_bytes(paper, None).decode())


@BOTH
def test_every_word_and_figure_of_a_paper_is_on_the_page(paper: Paper) -> None:
    page = read(paper)
    shown = "\n".join(page.words)
    assert [word for word in all_words(paper) if word not in shown] == []
    rows = [row for row in page.rows if row]
    assert rows == [row for table in tables(paper) for row in said_rows(table)]
    assert page.tags.count("svg") == len(charts(paper))


@BOTH
def test_the_page_runs_nothing_and_loads_nothing(paper: Paper) -> None:
    page = read(paper)
    assert not {"script", "link", "iframe", "object", "img", "a", "c"} & set(page.tags)
    names = {name for name, _ in page.attributes}
    assert not {name for name in names if name.startswith("on")} | names & {"src", "href"}
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def test_a_chart_draws_its_bars_to_scale() -> None:
    page = read(samples.minutes())
    boxes = [float(v or 0) for name, v in page.attributes if name == "width" and v and v[0].isdigit()]
    timeline, bars = boxes[:8], boxes[8:]
    assert timeline[0] > 10 * timeline[1] > 0
    assert bars[0] == 0.0
    assert bars[3] == pytest.approx(3 * bars[1], abs=0.2)


def test_no_head_and_no_figure_of_a_table_breaks_inside_of_a_word() -> None:
    """A column grows with its longest word only where the table's layout is not fixed."""
    page = html_bytes(samples.minutes(), None).decode()
    rules = dict(re.findall(r"([.\w, ]+) \{ ([^}]*) \}", page))
    assert "table-layout" not in rules["table"]
    assert all("overflow-wrap: normal" in rules[name] for name in ("th", " .figure"))
