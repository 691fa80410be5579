"""An answer of the roll-call is told as the site's word on the phone, which the operator signed."""

import pytest

from gbdt_console.core.checklist.cells import Cell, Statement
from gbdt_console.core.checklist.checks import ALL_NORMAL, Check
from gbdt_console.text.checklist.checklist_text import ChecklistWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words


@pytest.mark.parametrize(("code", "is_told"), [(ALL_NORMAL, True), ("power", True), ("", False)])
def test_what_the_site_said_is_told_apart_from_what_the_operator_signed(code: str, is_told: bool) -> None:
    words = Words("vi")
    said = Statement(code != "power", "Trực ca 1", 1_767_600_000.0, code)
    cell = Cell(Check.POWER, None, said)
    text = ChecklistWords(words, Formats(words), {}).whole(cell, 0.0, 1_767_600_060.0)
    assert ("kỹ thuật điểm cầu báo qua điện thoại, Trực ca 1 ký" in text) is is_told
    assert ("Trực ca 1 ký" in text) is True
