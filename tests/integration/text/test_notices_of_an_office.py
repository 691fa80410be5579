"""Notices from the office's own templates: what they keep back, and what a wrong one leads to."""

from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.meetings.notices import NoticeGroup
from gbdt_console.text.office_templates import BadTemplate
from tests.support.meetings.notices import MEETING, PLAN, SECRET, told, written


@pytest.mark.parametrize("group", list(NoticeGroup))
def test_a_closed_meeting_s_subject_and_reasons_stand_not_even_in_its_own(group: str, tmp_path: Path) -> None:
    closed = replace(told(MEETING), plan=replace(PLAN, is_closed=True), revision=1, change_reason=SECRET)
    cancelled = replace(closed, cancelled_utc=5.0, cancel_reason=SECRET)
    own = tmp_path / f"{group}.txt"
    own.write_text("{{ title }} {{ reason }} {{ host }} x\n")
    for meeting in (closed, cancelled):
        assert SECRET not in written(meeting, group, tmp_path)


def test_the_office_s_own_template_wins(tmp_path: Path) -> None:
    (tmp_path / "power.txt").write_text("V/v điện\n\nHọp {{ opening_time }} tại {{ sites }}.\n")
    assert written(MEETING, "power", tmp_path).splitlines()[0] == "V/v điện"
    assert "Họp 08:00" in written(MEETING, "power", tmp_path)
    assert written(MEETING, "carrier", tmp_path) == written(MEETING, "carrier")


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("x\n{{ nothing }}\n", 2),
        ("x\n\n{% if %}\n", 3),
        ("x\n{{ title.__class__.__mro__ }}\n", 2),
        ("x\n{{ title.format.__globals__ }}\n", 2),
        ("x\n{{ 1 / 0 }}\n", 2),
        ("{% for a in range(999999999) %}{% endfor %}x\n", 1),
        ("{% include '/etc/passwd' %}x\n", 1),
        ("{% import 'os' as os %}x\n", 1),
        ("", 1),
        ("x" * 70_000, 1),
        ("{{ 'x ' * 9000 }}", 1),
    ],
    ids=[
        "unknown",
        "syntax",
        "class",
        "globals",
        "zero",
        "range",
        "include",
        "import",
        "empty",
        "large",
        "long",
    ],
)
def test_a_wrong_template_is_refused_with_its_line(template: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "sites.txt").write_text(template)
    with pytest.raises(BadTemplate) as refused:
        written(MEETING, "sites", tmp_path)
    assert refused.value.path == str(tmp_path / "sites.txt")
    assert refused.value.line == line


def test_a_template_that_is_no_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "sites.txt").write_bytes(b"V/v\n\xff\xfe\n")
    with pytest.raises(BadTemplate) as refused:
        written(MEETING, "sites", tmp_path)
    assert refused.value.line == 2


def test_what_a_template_writes_is_cleaned(tmp_path: Path) -> None:
    (tmp_path / "sites.txt").write_text("V/v\x1b[2J\u202e\n{{ title }}\n")
    assert written(MEETING, "sites", tmp_path) == f"V/v�[2J�\n{SECRET}"
