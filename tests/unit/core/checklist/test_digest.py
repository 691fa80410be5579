"""What a closing signs stays the same for sheets that older programs opened."""

from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import Check, RollQuestion
from gbdt_console.core.checklist.events import ChecklistOpened, RollAnswered
from gbdt_console.core.checklist.sheet import ChecklistBook, Sheet, digest_of

OF_EIGHT_CHECKS = "2fa61df973fa3ab2823fad5f80040a6d71643523dedeb7d16cabaa8a0eb5c79b"
"""The digest by a program that knew eight checks."""


def sheet(opened: ChecklistOpened) -> Sheet:
    book = ChecklistBook()
    book.apply(opened)
    book.apply(RollAnswered("1", "sa-pa", RollQuestion.NORMAL, "all", [Check.ROOM], [], "Trực ca 1", 3_700.0))
    return book.sheets["1"]


def test_a_sheet_of_eight_checks_keeps_its_digest_and_a_ninth_state_changes_it() -> None:
    opening = ("1", ["sa-pa"], 9_000.0, 7_200.0, 3_600.0, "Trực ca 1")
    old, new = sheet(ChecklistOpened(*opening)), sheet(ChecklistOpened(*opening, list(Check)))
    assert digest_of(old, {"sa-pa": (CellState.SIGNED,) * 8}) == OF_EIGHT_CHECKS
    assert digest_of(new, {"sa-pa": (CellState.SIGNED,) * 9}) != OF_EIGHT_CHECKS
