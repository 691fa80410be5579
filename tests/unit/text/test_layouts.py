"""Layouts have names of what they show, and those that can be drawn come first."""

from gbdt_console.core.frame.view import BusView
from gbdt_console.core.pictures import Box, Bus, Layout, Shot
from gbdt_console.devices.codian.layouts import LAYOUTS, OWN
from gbdt_console.text.frame.layout_text import layout_text
from gbdt_console.text.profiles.profile_text import shot_text
from gbdt_console.text.words import Words


def test_a_layout_is_named_by_its_panes() -> None:
    words = Words("vi")
    names = {layout.id: layout_text(words, layout) for layout in LAYOUTS}
    assert names["layout1"] == "1 hình"
    assert names["layout2"] == "4 hình đều"
    assert names["layout5"] == "1 lớn + 5"
    assert names[OWN] == "MCU tự chọn"
    assert not [name for name in names.values() if "layout" in name]
    assert layout_text(words, Layout("x", "hai người", (Box(0.0, 0.0, 1.0, 1.0),))) == "hai người"


def test_a_profile_names_its_layout_as_the_frame_screen_does() -> None:
    words, shot = Words("vi"), Shot("layout5", ("site1",))
    bus = BusView(Bus.BRANCHES, None, 0.0, 1.0, LAYOUTS)
    assert shot_text(words, shot, str.upper, bus) == "bố cục 1 lớn + 5, 1: SITE1"
    assert shot_text(words, shot, str.upper) == "bố cục layout5, 1: SITE1", "no device tells what it shows"


def test_the_drawn_ones_and_the_mcus_own_choice_come_first() -> None:
    usable = [bool(layout.boxes) or layout.id == OWN for layout in LAYOUTS]
    assert usable == sorted(usable, reverse=True)
    assert len({layout.id for layout in LAYOUTS}) == len(LAYOUTS) == 60


def test_two_steps_from_the_begin_of_a_meeting_lead_to_four_pictures() -> None:
    names = [layout_text(Words("vi"), layout) for layout in LAYOUTS[:3]]
    assert names == ["MCU tự chọn", "1 hình", "4 hình đều"]
