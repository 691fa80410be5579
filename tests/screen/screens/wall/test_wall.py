"""The wall under a technician's hands."""

import asyncio
import re
from dataclasses import replace

import pytest

from gbdt_console.app import GbdtApp
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.monitoring.blindness import AnchorDoubt, Blindness
from gbdt_console.core.monitoring.pace import Slowed
from gbdt_console.core.snapshot import Control, Recording
from gbdt_console.screens.site.site_screen import SiteScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.widgets.wall.board import Board
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.conference.scenes import SCENES
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import CONTACTS, Fault, ScriptedPort, later, make_snapshot


async def test_all_sites_are_on_the_wall_and_nothing_has_the_focus() -> None:
    snapshot = make_snapshot(11)
    async with console(snapshot, size=(80, 24)) as c:
        for site in snapshot.sites:
            assert f"{site.number} {site.name}" in c.text()
        await c.press("tab", "tab")
        assert c.app.focused is None


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_network_that_never_answered_invites_to_no_call(size: tuple[int, int]) -> None:
    lost = make_snapshot(11, dict.fromkeys(range(1, 12), Fault.DOWN))
    sites = tuple(replace(site, answered_s=None, has_answered=False) for site in lost.sites)
    never = replace(lost, sites=sites)
    async with console(never, size=size) as c:
        text = c.text()
        assert "check --reach" in text.splitlines()[2]
        assert text.count("chưa trả lời") == 12
        assert "0214" not in text
        assert "MẤT KẾT NỐI" not in text


async def test_one_site_that_never_answered_asks_to_check_its_address() -> None:
    lost = make_snapshot(3, {1: Fault.DOWN, 2: Fault.DOWN})
    never = replace(lost.sites[1], answered_s=None, has_answered=False)
    async with console(replace(lost, sites=(lost.sites[0], never, lost.sites[2])), size=(80, 24)) as c:
        text = c.text()
        assert "1 mất kết nối" in text
        assert "1 chưa trả lời lần nào" in text
        assert text.count("MẤT KẾT NỐI") == 1
        assert "kiểm tra địa chỉ" in text


async def test_arrows_and_jumps_move_the_cursor_only() -> None:
    async with console(make_snapshot(60)) as c:
        assert c.wall.cursor == "site1"
        await c.press("right", "down")
        assert c.wall.cursor == "site5"
        await c.press("end")
        assert c.wall.cursor == "site60"
        await c.press("right", "pagedown")
        assert c.wall.cursor == "site60"
        await c.press("home", "left", "up")
        assert c.wall.cursor == "site1"
        assert isinstance(c.app.screen, WallScreen)
        assert c.port.submitted == []


async def test_a_number_waits_until_enter_and_esc_clears_it() -> None:
    async with console() as c:
        await c.press("1", "0")
        assert "số 10" in c.text()
        assert "Văn Bàn" in c.text().splitlines()[-1]
        assert c.wall.cursor == "site1"
        await c.let_pass(3_600)
        assert c.wall.typed == "10"
        await c.press("escape")
        assert c.wall.typed == ""
        await c.press("7", "enter")
        assert isinstance(c.app.screen, SiteScreen)
        assert c.app.screen.site_id == "site7"
        assert c.wall.typed == ""


async def test_a_number_nobody_has_opens_nothing() -> None:
    async with console() as c:
        await c.press("9", "9", "enter")
        assert isinstance(c.app.screen, WallScreen)
        assert "không có điểm cầu này" in c.text()


async def test_enter_opens_the_site_under_the_cursor_and_esc_comes_back_to_it() -> None:
    async with console() as c:
        await c.press("right", "enter")
        assert "2 TP. Lào Cai (Điểm cầu huyện)" in c.text()
        await c.press("right", "escape")
        assert isinstance(c.app.screen, WallScreen)
        assert c.wall.cursor == "site3"


async def test_tab_goes_through_the_sites_in_trouble_the_worst_first() -> None:
    async with console(make_snapshot(11, {4: Fault.CODEC, 6: Fault.DEGRADED, 9: Fault.DOWN})) as c:
        seen = []
        for _ in range(4):
            await c.press("tab")
            seen.append(c.wall.cursor)
        assert seen == ["site9", "site6", "site4", "site9"]
        await c.press("shift+tab")
        assert c.wall.cursor == "site4"


async def test_the_mouse_selects_and_does_nothing_else() -> None:
    async with console() as c:
        board = c.app.screen.query_one(Board)
        region = board.wall_layout.region(4)
        await c.pilot.click(board, offset=(region.x + 3, region.y + 1))
        assert c.wall.cursor == "site5"
        await c.pilot.click(board, offset=(region.x + 3, region.y + 1), times=2)
        assert isinstance(c.app.screen, WallScreen)


async def test_an_event_moves_neither_cursor_nor_number() -> None:
    snapshot = make_snapshot(11)
    async with console(snapshot) as c:
        await c.press("right", "1")
        await c.publish(later(make_snapshot(11, {1: Fault.DOWN, 5: Fault.DOWN}), 1.0))
        assert "2 mất kết nối" in c.text()
        assert (c.wall.cursor, c.wall.typed) == ("site2", "1")


async def test_a_letter_of_an_input_method_runs_nothing_and_says_so() -> None:
    async with console() as c:
        await c.press("5", "ư")
        assert "Bộ gõ tiếng Việt đang bật" in c.text()
        assert c.wall.typed == "", "a number goes with what was dropped behind it"
        await c.press("enter")
        assert c.app.screen is c.wall
        await c.let_pass(0.5)
        await c.press("5", "enter")
        assert isinstance(c.app.screen, SiteScreen)


async def test_the_clock_says_that_the_screen_stands_still() -> None:
    snapshot = make_snapshot(11)
    async with console(snapshot) as c:
        assert "14:22:17" in c.text()
        await c.let_pass(1.9)
        assert "màn hình đứng" not in c.text()
        await c.let_pass(0.2)
        first_line = c.text().splitlines()[0]
        assert "màn hình đứng" in first_line
        assert "14:22:17" in first_line
        c.clock.advance(-1.1)
        await c.publish(later(snapshot, 1.0))
        assert "màn hình đứng" not in c.text()
        assert "14:22:18" in c.text()


async def test_a_stopped_engine_leaves_no_old_value_on_the_wall() -> None:
    async with console(make_snapshot(11, {3: Fault.DOWN})) as c:
        assert "4 ms" in c.text()
        await c.let_pass(60.0)
        assert " ms" not in c.text()
        assert "11 không rõ" in c.text()


async def test_an_engine_that_goes_away_is_said_at_once() -> None:
    async with console() as c:
        c.port.break_off()
        await c.pilot.pause()
        await c.pilot.pause()
        assert "MẤT LIÊN LẠC VỚI TIẾN TRÌNH GIÁM SÁT" in c.text()


@pytest.mark.parametrize("blind", Blindness)
async def test_blindness_and_a_refusing_journal_are_said(blind: Blindness) -> None:
    snapshot = replace(make_snapshot(11), blind=blind, recording=Recording.REFUSING, is_simulated=True)
    async with console(snapshot) as c:
        text = c.text()
        assert "chưa ghi" in text
        assert "MÔ PHỎNG" in text
        assert c.wall.appearance.words(f"banner.blind.{blind.value}") in text


async def test_a_machine_that_does_not_keep_up_is_said_in_the_header() -> None:
    async with console(replace(make_snapshot(11), slowed=Slowed(5, 16, 3.0))) as c:
        assert "đo chậm: 3 s" in c.text().split("\n")[1]


async def test_a_meeting_shows_title_chair_and_how_long() -> None:
    snapshot = make_snapshot(11)
    meeting = Meeting("m", "Giao ban", "site6", snapshot.at_utc - 2_537, snapshot.at_utc + 60)
    async with console(replace(snapshot, meeting=meeting), size=(80, 24)) as c:
        first_line = c.text().splitlines()[0]
        for part in ("HỌP", "Giao ban", "chủ trì Bắc Hà", "42:17"):
            assert part in first_line
        assert "CHỦ TRÌ" in c.text()


@pytest.mark.parametrize("name", ["A[/]B", "[@click=app.quit]x", "UPS [on battery]"])
async def test_hostile_names_are_shown_as_they_are_everywhere(name: str) -> None:
    snapshot = make_snapshot(30, {2: Fault.DOWN}, names={2: name})
    async with console(snapshot) as c:
        assert name in c.text()
        await c.press("2")
        assert name in c.text().splitlines()[-1]
        await c.press("enter")
        assert name in c.text()
        await c.press("ctrl+p", *"click" if "click" in name else "[")
        assert name in c.text()


async def test_what_is_wrong_keeps_its_words_where_sites_are_dots() -> None:
    async with console(make_snapshot(3_400, {2_950: Fault.DOWN}), size=(200, 60)) as c:
        text = c.text()
        assert "1 mất kết nối" in text
        row = next(line for line in text.splitlines() if "MẤT KẾT NỐI" in line)
        assert "2950" in row
        assert CONTACTS[0].phone in row


async def test_a_fault_arriving_does_not_move_the_sites() -> None:
    for count in (11, 60, 220, 3_400):
        snapshot = make_snapshot(count)
        async with console(snapshot, size=(120, 40)) as c:
            board = c.app.screen.query_one(Board)
            before = (board.wall_layout, board.region)
            await c.publish(later(make_snapshot(count, {1: Fault.DOWN, 9: Fault.DEGRADED}), 1.0))
            assert (board.wall_layout, board.region) == before


async def test_a_telephone_s_width_says_how_it_stands_and_what_is_wrong() -> None:
    faults = dict.fromkeys((3, 6), Fault.DOWN)
    async with console(make_snapshot(11, faults), size=(80, 24)) as c:
        await c.pilot.resize_terminal(48, 40)
        await c.pilot.pause()
        await c.let_pass(0.6)
        shown = [" ".join(line.split()) for line in c.text().splitlines()]
        told = [line for line in shown if line]
        assert told[:3] == [
            "9/11 kết nối được, đang chờ 2",
            "3 Bát Xát: MẤT KẾT NỐI",
            "6 Bắc Hà: MẤT KẾT NỐI",
        ]
        assert told[3].startswith("Cửa sổ quá nhỏ")
        await c.pilot.resize_terminal(48, 8)
        await c.publish(later(make_snapshot(11, faults), 1.0))
        await c.let_pass(0.6)
        assert "và 2 điểm nữa" in c.text()
        await c.let_pass(30.0)
        assert "Bát Xát" not in c.text(), "what is old is not told"


async def test_a_terminal_too_small_says_so_and_comes_back() -> None:
    async with console(size=(80, 24)) as c:
        await c.pilot.resize_terminal(79, 24)
        await c.pilot.pause()
        assert "Cửa sổ quá nhỏ" in c.text()
        assert "Sa Pa" not in c.text()
        await c.pilot.resize_terminal(100, 30)
        await c.pilot.pause()
        await c.pilot.pause()
        assert "Sa Pa" in c.text()


async def test_resizing_lays_out_anew() -> None:
    async with console(make_snapshot(220), size=(80, 24)) as c:
        board = c.app.screen.query_one(Board)
        assert board.wall_layout.kind.value == "dot"
        for size, kind in (((200, 60), "line"), ((80, 24), "dot")):
            await c.pilot.resize_terminal(*size)
            async with asyncio.timeout(60):
                while board.wall_layout.kind.value != kind:
                    await c.pilot.pause()


async def test_english_and_ascii() -> None:
    async with console(make_snapshot(11, {3: Fault.DOWN}), language="en", ascii_only=True) as c:
        assert "LOST" in c.text()
        assert "4 ms" in c.text()
        for char in "╭│✕▁▂·":
            assert char not in c.text()


async def test_a_network_without_sites_is_an_empty_wall() -> None:
    async with console(make_snapshot(0)) as c:
        await c.press("enter", "right", "end", "tab", "5", "enter")
        assert isinstance(c.app.screen, WallScreen)
        assert "0/0 bình thường" in c.text()


async def test_before_the_first_snapshot_the_wall_says_that_it_waits() -> None:
    port = ScriptedPort()
    app = GbdtApp(port, ManualClock(), AppOptions("vi", theme="dark"))
    async with app.run_test() as pilot:
        await pilot.press("enter", "right", "tab", "7", "enter")
        c = Console(app, port, ManualClock(), pilot)
        assert "Đang chờ số liệu đầu tiên" in c.text()
        await c.publish(make_snapshot(11))
        assert "Đang chờ" not in c.text()
        assert "7 Mường Khương" in c.text()


@pytest.mark.parametrize("count", [11, 60, 220])
async def test_a_site_that_is_renamed_is_drawn_anew(count: int) -> None:
    snapshot = make_snapshot(count)
    async with console(snapshot, size=(200, 60)) as c:
        renamed = (replace(snapshot.sites[0], name="Y Tý"), *snapshot.sites[1:])
        await c.publish(replace(snapshot, version=2, sites=renamed))
        assert any("Y Tý" in line for line in c.text().splitlines()[:-1])


async def test_a_site_that_leaves_the_configuration_leaves_the_wall() -> None:
    snapshot = make_snapshot(11)
    async with console(snapshot) as c:
        await c.press("end")
        await c.publish(replace(snapshot, version=2, sites=snapshot.sites[:10]))
        assert "Sở TT&TT" not in c.text()
        await c.press("right")
        assert c.wall.cursor in {site.id for site in snapshot.sites[:10]}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_meeting_that_begins_leaves_every_site_in_its_place(size: tuple[int, int]) -> None:
    for count in (11, 60, 130):
        snapshot = make_snapshot(count)
        async with console(snapshot, size=size) as c:
            board = c.app.screen.query_one(Board)
            before = (board.wall_layout, board.region)
            await c.publish(SCENES["out-of-turn"](later(snapshot, 1.0)))
            assert "lượt" in c.text()
            assert (board.wall_layout, board.region) == before


async def test_the_bottom_line_names_what_its_keys_mean_beside_the_cursor_s_site() -> None:
    snapshot = SCENES["out-of-turn"](make_snapshot(11, {3: Fault.DOWN}))
    alarm = make_alarm(2, 3, snapshot.at_utc)
    async with console(with_alarms(snapshot, (alarm,)), size=(200, 60)) as c:
        assert c.wall.cursor == "site1"
        last = c.text().splitlines()[-1]
        assert "Space trao lượt 8 Sa Pa  " in last
        assert "c tiếp nhận 3 Bát Xát  " in last
        await c.press("tab")
        assert c.wall.cursor == "site3"
        assert "c tiếp nhận  " in c.text().splitlines()[-1]
        await c.press("8")
        assert "lên hình  " in c.text().splitlines()[-1]


@pytest.mark.parametrize("key", ["f3", "f4", "f5", "f6", "f7", "f8", "b"])
async def test_every_screen_names_the_alarm_that_is_acknowledged_from_there(key: str) -> None:
    snapshot = SCENES["out-of-turn"](make_snapshot(11, {3: Fault.DOWN}))
    alarm = make_alarm(2, 3, snapshot.at_utc)
    async with console(with_alarms(snapshot, (alarm,)), size=(200, 60)) as c:
        await c.press(key)
        last = c.text().splitlines()[-1]
        place = "" if last.startswith(" 3 Bát Xát ") else " 3 Bát Xát"
        assert f"c tiếp nhận{place}  " in last


async def test_the_bottom_line_skips_a_verb_without_room_for_shorter_ones_after_it() -> None:
    snapshot = SCENES["out-of-turn"](make_snapshot(11, names={8: "Trung tâm Hội nghị Sa Pa"}))
    async with console(snapshot, size=(80, 24)) as c:
        last = c.text().splitlines()[-1]
        assert "x chặn tiếng ngoài lượt" in last
        assert "trao lượt" not in last
        assert last.index("x chặn tiếng") < last.index("z trả lại") < last.index("F1 menu")


async def test_the_line_of_attention_comes_and_goes_without_moving_anything() -> None:
    snapshot = make_snapshot(11)
    async with console(snapshot) as c:
        before = c.text().splitlines()
        assert before[2].strip() == ""
        await c.publish(later(replace(snapshot, blind=Blindness.ANCHORS), 1.0))
        now = c.text().splitlines()
        assert "MÁY NÀY MẤT MẠNG" in now[2]
        assert now[3:10] == before[3:10]
        doubted = replace(snapshot, blind=Blindness.ANCHORS, anchor_doubt=AnchorDoubt.SITES)
        await c.publish(later(later(doubted, 1.0), 1.0))
        assert "xem centre.anchors" in c.text().splitlines()[2]


async def test_a_large_network_is_shown_by_groups_that_enter_opens_and_esc_closes() -> None:
    async with console(make_snapshot(3_400, {2_950: Fault.DOWN}), size=(120, 40)) as c:
        assert "2901–3000 VNPT" in c.text()
        group = next(line for line in c.text().splitlines() if "2901–3000 VNPT" in line)
        assert "1✕" in group
        await c.press("right", "down", "enter")
        assert "301 " in c.text()
        assert c.wall.cursor == "site301"
        await c.press("left", "escape")
        assert c.wall.cursor is None
        assert "2901–3000 VNPT" in c.text()


async def test_a_large_terminal_shows_one_dot_for_each_site_below_its_group() -> None:
    async with console(make_snapshot(3_400, {2_950: Fault.DOWN}), size=(200, 60)) as c:
        dots = [line for line in c.text().splitlines() if re.fullmatch(r"[ ·✕]+", line) and line.strip()]
        assert sum(line.count("·") for line in dots) == 3_399
        assert sum(line.count("✕") for line in dots) == 1


async def test_a_group_that_is_not_open_is_no_site_for_any_key() -> None:
    snapshot = replace(make_snapshot(3_400), control=Control(ScriptedPort.client_id, "Trực ca 2"))
    async with console(SCENES["quiet"](snapshot), size=(120, 40)) as c:
        await c.let_pass(1.0)
        await c.press("m", "f", "k")
        assert c.port.submitted == []


async def test_number_search_and_trouble_reach_every_site_of_a_large_network() -> None:
    async with console(make_snapshot(3_400, {2_950: Fault.DOWN}), size=(80, 24)) as c:
        await c.press("tab")
        assert c.wall.cursor == "site2950"
        assert "2950" in c.text().splitlines()[-1]
        await c.press("escape", *"1711", "enter")
        assert isinstance(c.app.screen, SiteScreen)
        assert c.app.screen.site_id == "site1711"
        await c.press("escape")
        assert c.wall.cursor == "site1711"
