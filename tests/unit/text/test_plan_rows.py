"""What most sites of a plan have in common stands there once; the exception is the news."""

from dataclasses import replace

from gbdt_console.core.meetings.registration import Technician
from gbdt_console.text.meetings.meeting_text import MeetingWords
from gbdt_console.text.words import Words
from tests.support.meetings.shown import BOOKING, registered

NAMES = {f"site{n}": f"{n} Bát Xát" for n in range(1, 12)}


def technicians(*names: str) -> str:
    plan = registered(1, 1_800_000_000.0, *range(1, 12)).plan
    given = tuple(Technician(f"site{n}", name) for n, name in enumerate(names, 1))
    text = MeetingWords(Words("vi"), NAMES, BOOKING)
    return dict(text.plan_rows(replace(plan, technicians=given))).get("technicians", "")


def test_technicians_of_one_name_are_counted_and_the_exception_is_named_first() -> None:
    usual = "cán bộ kỹ thuật điểm cầu"
    assert technicians(*[usual] * 9, "Lò Văn A", usual) == f"10 Bát Xát: Lò Văn A; 10 điểm: {usual}"
    assert technicians("A", "B") == "2 Bát Xát: B; 1 Bát Xát: A"
    assert technicians() == ""
