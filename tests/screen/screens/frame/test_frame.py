"""The frame screen (F3) under a technician's hands."""

from dataclasses import replace

import pytest

from gbdt_console.core.frame.commands import (
    LinkBuses,
    LoadPreview,
    RecallLayout,
    SaveLayout,
    SetPreviewLayout,
    SetSeat,
    TakeFrame,
)
from gbdt_console.core.frame.content import Presentation
from gbdt_console.core.pictures import Bus
from gbdt_console.screens.frame.frame_screen import FrameScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from tests.support.conference.scenes import SCENES
from tests.support.frame.snapshots import refused, two_buses
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import ask, lines, network, settle
from tests.support.screens.scripted_port import later

MEETING = two_buses(SCENES["quiet"](network()))


async def opened(c: Console) -> None:
    await c.press("f3")
    await settle(c)
    assert isinstance(c.app.screen, FrameScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_both_pictures_previews_layouts_and_undo_are_in_sight(size: tuple[int, int]) -> None:
    async with console(MEETING, size=size) as c:
        await opened(c)
        for part in ("CÁC ĐIỂM CẦU XEM", "CHỦ TRÌ XEM", "6 BẮC HÀ", "10 Văn Bàn", "đứng hình", "8 SA PA",
                     "BỐ CỤC (5)", "TRẢ LẠI (1)", "z 1 VP UBND tỉnh", "hai hình đi cùng"):  # fmt: skip
            assert part in c.text()
        assert {len(line) for line in lines(c)} == {size[0]}


async def test_on_a_large_terminal_every_layout_has_its_whole_name() -> None:
    async with console(MEETING, size=(200, 60)) as c:
        await opened(c)
        assert "một lớn năm nhỏ" in c.text()
        assert "hình trong hình" in c.text()
        assert "┌" in c.text(), "a picture in the picture is drawn, not listed"


async def test_on_a_small_terminal_the_drawings_of_layouts_are_whole() -> None:
    async with console(MEETING, size=(80, 24)) as c:
        await opened(c)
        last = next(at for at, line in enumerate(lines(c)) if "còn 3 bố cục nữa" in line) - 1
        assert lines(c)[last].startswith("│┗━━━━━━━━━━━━━┛ ╰─────────────╯ ")


async def test_a_typed_number_and_enter_seat_a_site_in_the_selected_pane() -> None:
    async with console(MEETING) as c:
        await opened(c)
        await c.press("down", "right", "right")
        assert await ask(c, "5", "enter") == [SetSeat(2, "site5", Bus.CHAIR)]
        assert await ask(c, "0", "enter") == [SetSeat(2, "", Bus.CHAIR)]
        assert await ask(c, "enter") == []
        assert "Gõ số điểm cầu trước" in c.text()


async def test_pages_change_the_layout_of_the_preview_and_nothing_on_air() -> None:
    async with console(MEETING) as c:
        await opened(c)
        assert await ask(c, "pagedown") == [SetPreviewLayout("1+1", Bus.BRANCHES)]
        assert await ask(c, "pageup") == [SetPreviewLayout("pip", Bus.BRANCHES)]
        assert await ask(c, "ampersand") == [LinkBuses(False)]


async def test_space_takes_the_preview_and_a_typed_site_alone() -> None:
    async with console(MEETING) as c:
        await opened(c)
        assert await ask(c, "space") == [TakeFrame()]
        await settle(c)
        assert await ask(c, "5", "space") == [TakeFrame("site5")]
        assert await ask(c, "5", "v") == [LoadPreview("site5")]
        assert await ask(c, "9", "9", "space") == []


async def test_unlinked_keys_mean_the_picture_that_the_cursor_is_on() -> None:
    assert MEETING.frame is not None
    parted = replace(MEETING, frame=replace(MEETING.frame, is_linked=False))
    async with console(parted, size=(200, 60)) as c:
        await opened(c)
        assert "Space trao lượt 8 Sa Pa" in lines(c)[-1]
        assert await ask(c, "5", "v") == [LoadPreview("site5", "branches")]
        await c.press("down")
        assert "Space lên hình chủ trì 8 Sa Pa +3" in lines(c)[-1]
        assert await ask(c, "space") == [TakeFrame(bus="chair")]
        assert await ask(c, "5", "v") == [LoadPreview("site5", "chair")]
        await settle(c)
        await c.press("5")
        assert "Space lên hình chủ trì" in lines(c)[-1]
        assert await ask(c, "space") == [TakeFrame("site5", bus="chair")]


async def test_unlinked_the_wall_takes_what_the_branches_see_and_shows_both_previews() -> None:
    snapshot = two_buses(SCENES["quiet"](network()))
    assert snapshot.frame is not None
    parted = replace(snapshot, frame=replace(snapshot.frame, is_linked=False, floor_site_id=""))
    async with console(parted, size=(200, 60)) as c:
        assert "chủ trì: 8 +3" in c.text()
        assert "Space lên hình điểm cầu 8 Sa Pa" in lines(c)[-1]
        assert await ask(c, "space") == [TakeFrame()]
    branches, chair = snapshot.frame.buses
    empty = replace(parted, frame=replace(parted.frame, buses=(replace(branches, preview=None), chair)))
    async with console(empty, size=(120, 40)) as c:
        assert "chủ trì: 8 +3" in c.text()
        assert "Space" not in lines(c)[-1], "the branches' preview holds nothing"


async def test_a_refused_take_says_why_before_it_is_tried() -> None:
    async with console(refused(MEETING)) as c:
        await opened(c)
        assert "9 không có trong phòng họp" in c.text()
        assert "khác lệnh 00:07: 6 Bắc Hà" in c.text()


async def test_a_named_layout_is_recalled_by_two_keys_and_kept_under_a_name() -> None:
    async with console(MEETING) as c:
        await opened(c)
        assert "đã lưu: Giao ban" in c.text()
        await c.press("plus")
        await c.let_pass(0.5)
        assert await ask(c, "1") == [RecallLayout("Giao ban")]
        await settle(c)
        await c.press("plus")
        await c.let_pass(0.5)
        await c.press("l")
        await c.pilot.pause()
        assert await ask(c, *"hop", "enter") == [SaveLayout("hop")]


async def test_esc_clears_the_number_then_goes_back() -> None:
    async with console(MEETING) as c:
        await opened(c)
        await c.press("5")
        assert "Bảo Yên" in lines(c)[-1]
        await c.press("escape")
        assert isinstance(c.app.screen, FrameScreen)
        await c.press("escape")
        assert isinstance(c.app.screen, WallScreen)


async def test_without_a_meeting_or_a_device_the_screen_says_so() -> None:
    async with console(replace(SCENES["idle"](network()), frame=MEETING.frame)) as c:
        await opened(c)
        assert "Không có cuộc họp nào" in c.text()
        assert await ask(c, "pagedown", "5", "enter") == []
    async with console(replace(MEETING, frame=None)) as c:
        await opened(c)
        assert "Không thiết bị nào ở đây" in c.text()


async def test_an_observer_reads_and_changes_nothing() -> None:
    async with console(MEETING, observe=True) as c:
        await opened(c)
        assert await ask(c, "space", "pagedown", "5", "enter", "ampersand") == []


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ((80, 24), ("8 Sa Pa", "codec, 00:03 trước", "MCU không cấp được")),
        ((200, 60), ("8 Sa Pa", "codec, 00:03 trước", "cisco-codian không cho cấp, thu trình chiếu")),
    ],
)
async def test_who_presents_is_told_with_its_source_and_age_and_what_cannot_be_granted(
    size: tuple[int, int], said: tuple[str, ...]
) -> None:
    assert MEETING.frame is not None
    content = Presentation("site8", "site8.codec", MEETING.at_s - 3.0)
    told = replace(MEETING, frame=replace(MEETING.frame, content=content, fixed_content="cisco-codian"))
    async with console(told, size=size) as c:
        await opened(c)
        for part in said:
            assert f"││ {part} " in c.text()


@pytest.mark.parametrize("key", ["f3", "j"])
async def test_a_mixer_whose_connection_others_can_change_is_marked(key: str) -> None:
    assert MEETING.frame is not None
    open_wire = replace(MEETING, frame=replace(MEETING.frame, is_mixer_protected=False))
    async with console(open_wire) as c:
        await c.press(key)
        assert "mixer không bảo mật" in c.text()
        await c.publish(replace(later(MEETING, 1.0), version=open_wire.version + 1))
        assert "mixer không bảo mật" not in c.text()
