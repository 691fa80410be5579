"""The office's own paragraphs on the first page of a report."""

from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.reports.paper import Paper, PaperKind, Text
from gbdt_console.text import template_sandbox
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


@pytest.mark.parametrize(
    "template",
    [
        "\n{{ nobody }}",
        "\n{% for %}",
        "\n{{ [].__class__ }}",
        "\n{{ 'x' * 9999999999 }}",
        "\n{{ 9 ** 2 }}",
        "\n{{ '%9999999999d' % 1 }}",
        "\n{{ 'x' | center(9999999999) }}",
    ],
)
def test_a_wrong_template_is_refused_with_its_line(template: str, tmp_path: Path) -> None:
    (tmp_path / "opening.txt").write_text(template)
    with pytest.raises(BadTemplate) as refused:
        with_office_words(samples.minutes(), tmp_path)
    assert (refused.value.path, refused.value.line) == (str(tmp_path / "opening.txt"), 2)


@pytest.mark.parametrize(
    "template",
    [
        "\n{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "\n{% for a in 'ab' recursive %}{{ loop('ab') if loop.depth < 40 }}{% endfor %}",
        "{% macro a(n) %}\n{{ a(n - 1) ~ a(n - 1) if n }}{% endmacro %}{{ a(40) }}",
        "\n{% for a in range(99999) %}{{ range(99999) | sum }}{% endfor %}",
    ],
    ids=["loops", "loop-in-itself", "macro", "filter"],
)
def test_a_template_that_never_ends_is_refused_with_its_line(
    template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template_sandbox, "_MOST_STEPS", 20_000)
    (tmp_path / "opening.txt").write_text(template)
    with pytest.raises(BadTemplate) as refused:
        with_office_words(samples.minutes(), tmp_path)
    told = (refused.value.path, refused.value.line, refused.value.reason)
    assert told == (str(tmp_path / "opening.txt"), 2, ENDLESS)


def test_a_template_cannot_write_without_end(tmp_path: Path) -> None:
    (tmp_path / "closing.txt").write_text("{% for _ in range(9000) %}x {% endfor %}")
    with pytest.raises(BadTemplate):
        with_office_words(samples.minutes(), tmp_path)
