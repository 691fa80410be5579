"""What the boxes of a meeting say."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from textual.strip import Strip

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.frame.content import Presentation
from gbdt_console.core.frame.still import Still
from gbdt_console.core.frame.view import FrameView
from gbdt_console.core.pictures import Box, Bus, Layout
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.site_names import SiteNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.frame.bus_boxes import preview_box, program_box, reported_box
from gbdt_console.widgets.frame.bus_text import BusText
from gbdt_console.widgets.frame.list_boxes import floor_box
from tests.support.conference.scenes import SCENES
from tests.support.frame.snapshots import QUAD, SINGLE, bus, refused, shot, two_buses, with_pictures
from tests.support.screens.scripted_port import Fault, make_snapshot

STILL = Still.of_rows("", 0.0, 16, bytes((200, 0, 0)) * 16 * 9)
QUIET = SCENES["quiet"](make_snapshot(11))


def text_of(snapshot: Snapshot, late_s: float = 0.0, language: str = "vi") -> BusText:
    appearance = appearance_of(language, "dark", {}, ascii_only=False)
    view = View(snapshot, snapshot.at_s + late_s)
    return BusText(appearance, view, SiteNames(snapshot.sites))


def program(snapshot: Snapshot, which: Bus = Bus.BRANCHES, late_s: float = 0.0) -> str:
    frame = snapshot.frame or FrameView()
    shown = frame.bus(which)
    assert shown is not None
    return joined(program_box(text_of(snapshot, late_s), shown, 40, 9), 40, 9)


def preview(snapshot: Snapshot) -> str:
    return joined(preview_box(text_of(snapshot), 40, 9), 40, 9)


def joined(lines: Sequence[Strip], width: int, height: int) -> str:
    assert len(lines) == height
    assert {line.cell_length for line in lines} == {width}
    return "\n".join(line.text for line in lines)


def test_what_the_branches_see_names_the_speaker() -> None:
    shown = program(two_buses(QUIET))
    assert "CÁC ĐIỂM CẦU XEM" in shown
    assert "6 BẮC HÀ" in shown
    assert "đang phát biểu" in shown


def test_a_frozen_pane_says_so_and_for_how_long() -> None:
    shown = program(two_buses(QUIET), Bus.CHAIR)
    assert "CHỦ TRÌ XEM" in shown
    assert "✕ đứng hình 00:12" in shown
    assert "10 Văn Bàn" in shown


def test_a_pane_whose_site_is_lost_says_so() -> None:
    snapshot = two_buses(SCENES["quiet"](make_snapshot(11, {8: Fault.DOWN})))
    assert "mất kết nối" in program(snapshot, Bus.CHAIR)


def test_another_picture_than_was_ordered_says_since_when() -> None:
    assert "khác lệnh 00:07" in program(refused(QUIET))
    assert "khác lệnh" not in program(two_buses(QUIET))


@pytest.mark.parametrize("late_s", [0.0, 9.0])
def test_a_picture_is_unknown_once_its_limit_has_passed(late_s: float) -> None:
    shown = program(two_buses(QUIET), late_s=late_s)
    assert ("không rõ" in shown) is (late_s > 0)
    assert ("BẮC HÀ" in shown) is (late_s == 0)


def test_a_bus_whose_device_is_silent_says_why() -> None:
    silent = bus(QUIET, Bus.BRANCHES, SINGLE, (6,), fault=ControlFault.SILENT)
    shown = program(with_pictures(QUIET, silent))
    assert "BẮC HÀ" not in shown
    assert "không rõ" in shown


def test_the_preview_says_that_the_take_gives_the_floor_and_is_ready() -> None:
    shown = preview(two_buses(QUIET))
    for part in ("XEM TRƯỚC", "SẴN SÀNG", "8 SA PA", "kèm trao lượt 8"):
        assert part in shown


def test_a_refused_preview_says_why_and_about_whom() -> None:
    shown = preview(refused(QUIET))
    assert "KHÔNG ĐƯA LÊN" in shown
    assert "9 không có trong phòng họp" in shown
    assert "sẵn sàng" not in shown
    assert "SẴN SÀNG" not in shown


def test_a_site_that_is_not_there_is_not_called_ready() -> None:
    snapshot = SCENES["speaker-lost"](make_snapshot(11))
    loaded = bus(snapshot, Bus.BRANCHES, SINGLE, (6,), preview=shot(SINGLE, 4))
    shown = preview(with_pictures(snapshot, loaded))
    assert "CHƯA SẴN SÀNG" in shown


def test_without_a_device_of_pictures_the_mcu_s_own_word_counts() -> None:
    shown = joined(reported_box(text_of(QUIET), 30, 6), 30, 6)
    assert "6 BẮC HÀ" in shown
    unknown = SCENES["lost"](make_snapshot(11))
    assert "BẮC HÀ" not in joined(reported_box(text_of(unknown), 30, 6), 30, 6)


def floor_rows(snapshot: Snapshot, height: int = 7) -> list[str]:
    return joined(floor_box(text_of(snapshot), (32, height)), 32, height).splitlines()[1:-1]


def test_the_floor_lists_speaker_with_time_prepared_and_lost_ones() -> None:
    rows = floor_rows(QUIET)
    assert rows[0].strip("│ ").startswith(">  6 Bắc Hà")
    assert rows[0].rstrip("│ ").endswith("03:12")
    assert "8 Sa Pa" in rows[1]
    assert "chuẩn bị" in rows[1]
    lost = floor_rows(SCENES["speaker-lost"](make_snapshot(11)))
    assert lost[0].strip("│ ").startswith("»  6 Bắc Hà")
    assert lost[0].rstrip("│ ").endswith("03:12")
    assert "–  4 Bảo Thắng" in lost[1]
    assert "vắng" in lost[1]


def test_a_long_running_order_counts_what_has_no_room() -> None:
    assert QUIET.conference is not None
    floor = replace(QUIET.conference.floor, running_order=tuple(f"site{n}" for n in range(1, 12)))
    snapshot = replace(QUIET, conference=replace(QUIET.conference, floor=floor))
    assert "và 8 điểm nữa" in floor_rows(snapshot)[-1]


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("make", [two_buses, refused, lambda snapshot: snapshot])
@pytest.mark.parametrize("size", [(24, 6), (30, 8), (50, 14)])
def test_every_scene_keeps_the_size_of_its_boxes(
    scene: str, make: Callable[[Snapshot], Snapshot], size: tuple[int, int]
) -> None:
    snapshot = make(SCENES[scene](make_snapshot(11, {3: Fault.DOWN})))
    text, (width, height) = text_of(snapshot, language="en"), size
    for shown in text.view.frame.buses if text.view.frame else ():
        joined(program_box(text, shown, width, height), width, height)
    joined(preview_box(text, width, height), width, height)
    joined(floor_box(text, size), width, height)


def test_a_device_that_arranges_panes_itself_is_drawn_as_it_reports() -> None:
    snapshot = with_pictures(QUIET, bus(QUIET, Bus.BRANCHES, QUAD, (6, 8)))
    shown = program(snapshot)
    assert "6 Bắc Hà" in shown
    assert "8 Sa Pa" in shown


@pytest.mark.parametrize(("is_lost", "said"), [(False, "trình chiếu: 8"), (True, "mất chiếu: 8")])
def test_the_picture_names_who_presents_and_that_a_presenter_is_lost(is_lost: bool, said: str) -> None:
    snapshot = two_buses(QUIET)
    assert snapshot.frame is not None
    content = Presentation("site8", "site8.codec", snapshot.at_s - 3.0, is_lost)
    assert said in program(replace(snapshot, frame=replace(snapshot.frame, content=content)))


@pytest.mark.parametrize("width", [29, 60])
def test_a_frozen_pane_without_room_for_words_has_a_mark(width: int) -> None:
    """One line a pane as places of a grid, or as a list where they are too narrow."""
    grid = Layout("5x4", "", tuple(Box(x / 5, y / 4, 1 / 5, 1 / 4) for y in range(4) for x in range(5)))
    made = bus(QUIET, Bus.BRANCHES, grid, (*range(1, 12), *[0] * 9), frozen=(8,), layouts=(grid,))
    shown = joined(program_box(text_of(with_pictures(QUIET, made)), made, width, 9), width, 9)
    assert shown.count("✕") == 1
    assert "✕8" in shown


def test_a_still_stands_above_the_name_with_its_age_and_an_old_one_is_told_so() -> None:
    snapshot = two_buses(QUIET)
    fresh = replace(STILL, site_id="site6", taken_s=snapshot.at_s - 2.0)
    shown = program_with(snapshot, fresh)
    assert "▀" in shown
    assert "6 BẮC HÀ · hình 2 s" in shown
    assert shown.index("▀") < shown.index("BẮC HÀ") < shown.index("đang phát biểu")
    old = program_with(snapshot, replace(fresh, taken_s=snapshot.at_s - 14.0))
    assert "hình cũ 00:14" in old
    assert "▀" not in program_with(snapshot, replace(fresh, site_id="site5")), "of a site that is not on air"


def program_with(snapshot: Snapshot, still: Still) -> str:
    appearance = appearance_of("vi", "dark", {}, ascii_only=False)
    view = View(snapshot, snapshot.at_s, stills={still.site_id: still})
    assert snapshot.frame is not None
    text = BusText(appearance, view, SiteNames(snapshot.sites))
    return joined(program_box(text, snapshot.frame.buses[0], 40, 9), 40, 9)
