"""The office's own paragraphs on the first page of a report."""

from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.reports.paper import Paper, PaperKind, Text
from gbdt_console.text import office_templates
from gbdt_console.text.office_templates import ENDLESS, BadTemplate
from gbdt_console.text.reports.paper_wording import with_office_words
from tests.support.papers import samples


def added(paper: Paper, own: Path | None = None) -> tuple[list[str], list[str]]:
    """The paragraphs before and after the report's own."""
    blocks = list(with_office_words(paper, own).blocks)
    begin = blocks.index(paper.blocks[0])
    ends = blocks[begin + len(paper.blocks) :]
    assert tuple(blocks[begin : begin + len(paper.blocks)]) == paper.blocks
    return [b.text for b in blocks[:begin] if isinstance(b, Text)], [
        b.text for b in ends if isinstance(b, Text)
    ]


def test_minutes_of_two_parties_say_their_copies() -> None:
    minutes = samples.minutes()
    assert added(minutes) == ([], ["Biên bản được lập thành 02 bản có giá trị như nhau, mỗi bên giữ 01 bản."])
    assert added(replace(minutes, signatures=minutes.signatures[:1])) == ([], [])
    assert added(replace(minutes, kind=PaperKind.REPORT)) == ([], [])
    assert "2 copies" in added(replace(minutes, language="en"))[1][0]


def test_the_office_s_own_paragraphs_win(tmp_path: Path) -> None:
    (tmp_path / "opening.txt").write_text(
        "Căn cứ Quy chế số 12/QC;\n\nTheo đề nghị của {{ parties[0] }}, {{ day }}.\n"
    )
    (tmp_path / "closing.txt").write_text("")
    assert added(samples.minutes(), tmp_path) == (
        ["Căn cứ Quy chế số 12/QC;", "Theo đề nghị của Đại diện nhà mạng, ngày 05 tháng 01 năm 2026."], []
    )  # fmt: skip


BOMBS = {
    "unknown": "\n{{ nobody }}",
    "syntax": "\n{% for %}",
    "class": "\n{{ [].__class__ }}",
    "times": "\n{{ 'x' * 9999999999 }}",
    "width": "\n{{ '%9999999999d' % 1 }}",
    "center": "\n{{ 'x' | center(9999999999) }}",
    "format": "\n{{ '{:9999999999}'.format(1) }}",
    "doubling": "{% set n = namespace(a=1) %}{% for _ in range(60) %}\n{% set n.a = n.a ~ n.a %}{% endfor %}",
    "adding": "{% set n = namespace(a='x') %}{% for _ in range(60) %}\n{% set n.a = n.a + n.a %}{% endfor %}",
    "replace": "{% set a = 'x' * 99999 %}\n{{ a | replace('x', a) | replace('x', a) }}",
    "join": "{% set a = 'x' * 99999 %}\n{{ (range(99999) | list) | join(a) }}",
    "lists": "{% set a = [1] * 99999 %}\n{% for _ in a %}{{ (a | list) * 99999 }}{% endfor %}",
}
ENDLESS_ONES = {
    "loops": "\n{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "loop-in-itself": "\n{% for a in 'ab' recursive %}{{ loop('ab') if loop.depth < 40 }}{% endfor %}",
    "macro": "{% macro a(n) %}\n{{ a(n - 1) ~ a(n - 1) if n }}{% endmacro %}{{ a(40) }}",
    "filter": "\n{% for a in range(99999) %}{{ range(99999) | sum }}{% endfor %}",
    "one-number": "\n{{ 9 ** (9 ** 9) }}",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_wrong_template_is_refused_with_its_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "opening.txt").write_text(BOMBS[name])
    with pytest.raises(BadTemplate) as refused:
        with_office_words(samples.minutes(), tmp_path)
    assert (refused.value.path, refused.value.line) == (str(tmp_path / "opening.txt"), 2)
    assert refused.value.reason


@pytest.mark.parametrize("name", ENDLESS_ONES)
def test_a_template_that_never_ends_is_refused_with_its_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_templates, "_CPU_S", 1)
    (tmp_path / "opening.txt").write_text(ENDLESS_ONES[name])
    with pytest.raises(BadTemplate) as refused:
        with_office_words(samples.minutes(), tmp_path)
    told = (refused.value.path, refused.value.line, refused.value.reason)
    assert told == (str(tmp_path / "opening.txt"), 2, ENDLESS)


def test_a_template_cannot_write_without_end(tmp_path: Path) -> None:
    (tmp_path / "closing.txt").write_text("{% for _ in range(9000) %}x {% endfor %}")
    with pytest.raises(BadTemplate):
        with_office_words(samples.minutes(), tmp_path)
