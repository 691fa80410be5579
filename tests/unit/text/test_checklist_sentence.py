"""How far the sheet is, in one sentence, before and after the opening."""

from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.checklist.checklist_text import ChecklistWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words
from tests.support.checklist.sheets import closed, with_sheet
from tests.support.screens.scripted_port import make_snapshot


def _words(shown: Snapshot) -> ChecklistWords:
    words = Words("vi")
    return ChecklistWords(words, Formats(words), {site.id: site.name for site in shown.sites})


def test_once_the_meeting_is_open_a_closed_sheet_is_what_was_signed() -> None:
    """A line that is lost in the meeting was tested all the same."""
    shown = closed(with_sheet(make_snapshot(3), range(1, 4)))
    assert (sheet := shown.checklist) is not None
    told = _words(shown)
    assert "chưa kiểm tra xong 1/3" in told.sentence(sheet, shown.at_s, sheet.due_utc)
    assert (
        told.sentence(sheet, shown.at_s, sheet.opening_utc) == "Cả 3 điểm đã kiểm tra xong và phiếu đã chốt."
    )


def test_the_counts_beside_it_are_of_the_signature_and_say_what_is_so_now() -> None:
    shown = closed(with_sheet(make_snapshot(3), range(1, 4)))
    assert (sheet := shown.checklist) is not None
    told = _words(shown)
    assert told.counts(sheet, shown.at_s, sheet.due_utc) == ("2/3 điểm đạt",)
    assert told.counts(sheet, shown.at_s, sheet.opening_utc) == ("3/3 điểm đạt khi chốt", "nay 2/3")


def test_a_sheet_that_was_closed_with_something_undone_says_how_many_sites() -> None:
    shown = closed(with_sheet(make_snapshot(3), range(1, 4), off=(2,)))
    assert (sheet := shown.checklist) is not None
    told = _words(shown)
    assert told.sentence(sheet, shown.at_s, sheet.opening_utc) == "Phiếu chốt khi còn 1/3 điểm chưa đạt."
