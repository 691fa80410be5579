"""What most sites of a plan have in common stands there once; the exception is the news."""

from dataclasses import replace

from gbdt_console.core.meetings.registration import Technician
from gbdt_console.core.profiles.profile import Profile
from gbdt_console.text.meetings.meeting_text import MeetingWords
from gbdt_console.text.words import Words
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.meetings.words import ShownMeetingWords
from gbdt_console.ui.view import View
from tests.support.meetings.shown import BOOKING, registered
from tests.support.screens.scripted_port import make_snapshot

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


def test_the_screen_names_a_plan_s_profile_as_it_names_itself() -> None:
    plan = replace(registered(1, 1_800_000_000.0, 1, 2).plan, profile_id="giao-ban")
    snapshot = replace(make_snapshot(2), profiles=(Profile("giao-ban", "Giao ban tỉnh", ()),))
    look = appearance_of("vi", "dark", {}, ascii_only=False)
    text = ShownMeetingWords(look, View(snapshot, snapshot.at_s))
    assert dict(text.plan_rows(plan))["profile"] == "Giao ban tỉnh"
    assert dict(text.plan_rows(replace(plan, profile_id="cu")))["profile"] == "cu", "one that is gone"
