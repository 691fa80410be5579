"""HTML pages of papers, read by a parser: every figure, no script, and the office's own template."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from gbdt_console.core.reports.paper import Paper
from gbdt_console.exporters.papers.html_paper import html_bytes
from gbdt_console.text.office_templates import BadTemplate
from tests.support.papers import samples
from tests.support.papers.figures import all_words, charts, said_rows, tables

BOTH = pytest.mark.parametrize("paper", [samples.minutes(), samples.hostile()], ids=["minutes", "hostile"])


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


def read(paper: Paper, own: Path | None = None) -> Page:
    return Page(html_bytes(paper, own).decode())


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


def test_the_office_s_own_template_wins_and_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "paper.html").write_text("<b>{{ subject }}</b>{{ blocks[0].text }}")
    assert html_bytes(samples.hostile(), tmp_path).decode() == "<b>Về A&amp;B &lt;c&gt;</b>A&amp;B &lt;c&gt;"


@pytest.mark.parametrize(
    ("template", "line"),
    [("x\n{{ nothing }}", 2), ("{% if %}", 1), ("\n\n{{ subject.__class__.__mro__ }}", 3)],
    ids=["unknown", "syntax", "class"],
)
def test_a_wrong_template_is_refused_with_its_line(template: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "paper.html").write_text(template)
    with pytest.raises(BadTemplate) as refused:
        html_bytes(samples.minutes(), tmp_path)
    assert (refused.value.path, refused.value.line) == (str(tmp_path / "paper.html"), line)


def test_a_template_cannot_reach_out_through_a_drawing(tmp_path: Path) -> None:
    (tmp_path / "paper.html").write_text("{{ blocks[3].svg.format.__globals__ }}")
    with pytest.raises(BadTemplate):
        html_bytes(samples.minutes(), tmp_path)
