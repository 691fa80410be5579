"""HTML pages of papers from the office's own template."""

from pathlib import Path

import pytest

from gbdt_console.exporters.papers.html_paper import html_bytes
from gbdt_console.text.office_templates import BadTemplate
from tests.support.papers import samples


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
