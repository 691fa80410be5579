"""The state of the conference on every screen: floor, parts, recording, and an MCU that is silent."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.screens.screen_table import all_actions
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.ui.conference.conference import part_of
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.conference.scenes import SCENES
from tests.support.conference.snapshots import conferring, leg, rows_of
from tests.support.meetings.shown import registered
from tests.support.screens.console import console
from tests.support.screens.meeting_console import SPEAKING, ask, lines, meeting, network, settle, then, tile
from tests.support.screens.scripted_port import AT_UTC, Fault


async def test_without_an_mcu_nothing_of_it_shows_and_no_key_of_it_does_anything() -> None:
    rows = [action for action in all_actions() if action.needs_mcu]
    keys = {key for action in rows for key in action.keys if key != "enter"}
    async with console(network(), size=(120, 50)) as c:
        await settle(c)
        before = c.text()
        assert await ask(c, *sorted(keys)) == []
        assert c.text() == before
        assert isinstance(c.app.screen, WallScreen)
        await c.press("question_mark", "question_mark")
        assert "trao lượt" not in c.text()
        await c.press("escape", "ctrl+p", *"khoa phong hop")
        assert "không tìm thấy" in c.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_who_has_the_floor_and_each_site_s_part_are_on_the_wall(size: tuple[int, int]) -> None:
    async with console(SCENES["out-of-turn"](network()), size=size) as c:
        assert "đang phát biểu: 6 Bắc Hà 03:12" in lines(c)[0]
        assert "lên hình · phát biểu" in tile(c, "6 Bắc Hà")
        assert "chặn tiếng" in tile(c, "2 TP. Lào Cai")
        assert "chuẩn bị" in tile(c, "8 Sa Pa")
        assert "nói ngoài lượt" in tile(c, "7 Mường Khương")
        assert "chưa vào phòng họp" in tile(c, "9 Si Ma Cai")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("opened", [("j",), ("b",), ("5", "enter")])
async def test_the_strip_stays_on_every_screen_and_names_who_is_out_of_turn_with_the_key(
    size: tuple[int, int], opened: Sequence[str]
) -> None:
    async with console(SCENES["out-of-turn"](network()), size=size) as c:
        await c.press(*opened)
        strip = "\n".join(lines(c)[-4:-1])
        assert "LÊN HÌNH" in strip
        assert "6 Bắc Hà" in strip
        assert ("8 Sa Pa ✓" if size == (80, 24) else "8 Sa Pa · sẵn sàng") in strip
        named = next(line for line in strip.splitlines() if "→ x" in line)
        assert "7 Mường Khương" in named
        assert "00:35 → x" in named


async def test_a_low_wall_has_the_strip_and_names_who_is_out_of_turn_with_the_key() -> None:
    async with console(SCENES["out-of-turn"](network()), size=(80, 24)) as c:
        strip = lines(c)[-2]
        for part in ("LÊN HÌNH 6 Bắc Hà 03:12", "XEM TRƯỚC 8 Sa Pa ✓", "7 Mường Khương 00:35 → x"):
            assert part in strip
    async with console(SCENES["quiet"](network()), size=(80, 24)) as c:
        assert "TIẾP 4 Bảo Thắng" in lines(c)[-2]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize(
    ("told", "short", "whole"),
    [
        ({"is_recording": True}, "GHI HÌNH", "đang ghi hình"),
        ({"is_recording": False}, "không ghi hình", "không ghi hình"),
        ({"is_recording": None}, "ghi hình: không rõ", "không rõ có đang ghi hình không"),
        ({"is_recording": True, "age_s": 9.0}, "ghi hình: không rõ", "MCU không trả lời"),
    ],
)
async def test_whether_it_is_recorded_is_on_every_screen_of_a_meeting_where_it_is_known(
    size: tuple[int, int], told: dict[str, object], short: str, whole: str
) -> None:
    async with console(meeting(**told), size=size) as c:
        for opened in ((), ("j",), ("escape", "5", "enter"), ("b",)):
            await c.press(*opened)
            assert (short in lines(c)[1]) is (short != "ghi hình: không rõ"), "once, where it is asked"
            if opened == ("j",):
                assert whole in c.text()


async def test_an_unknown_recording_is_on_every_screen_of_a_meeting_that_must_be_recorded() -> None:
    snapshot = meeting(is_recording=None)
    assert snapshot.meeting is not None
    asked = registered(7, AT_UTC, 1, 2)
    asked = replace(asked, meeting_id=snapshot.meeting.id, plan=replace(asked.plan, must_record=True))
    async with console(replace(snapshot, calendar=(asked,))) as c:
        assert "ghi hình: không rõ" in lines(c)[1]


async def test_absences_and_microphones_are_counted_apart_from_device_faults() -> None:
    snapshot = meeting()
    kinds = {2: AlarmType.MICROPHONE_OPEN, 3: AlarmType.SITE_ABSENT, 4: AlarmType.TEMPERATURE}
    alarms = [make_alarm(n, n, AT_UTC, key=AlarmKey(f"site{n}", kind)) for n, kind in kinds.items()]
    async with console(with_alarms(snapshot, alarms)) as c:
        assert "1 lỗi thiết bị  2 bất thường trong họp  8/11 bình thường" in lines(c)[1]


async def test_outside_of_a_meeting_only_who_is_there_is_said() -> None:
    async with console(SCENES["idle"](network())) as c:
        assert "chặn tiếng" in tile(c, "2 TP. Lào Cai")
        for word in ("chưa vào phòng họp", "LÊN HÌNH", "trao lượt"):
            assert word not in c.text()


async def test_what_the_mcu_still_lists_behind_a_cut_line_is_never_called_connected() -> None:
    snapshot = conferring(network(_3=Fault.DOWN), rows_of(11, stale=(3,)))
    async with console(snapshot) as c:
        assert "MCU vẫn báo" in tile(c, "3 Bát Xát")
        await c.press("j")
        parts = c.text()
        assert parts.index("3 Bát Xát") < parts.index("\n  CÓ MẶT")


@pytest.mark.parametrize("opened", [(), ("j",), ("6", "enter")])
async def test_a_lost_or_silent_mcu_leaves_nothing_of_what_it_said_before(opened: Sequence[str]) -> None:
    said = ("chặn tiếng", "nói ngoài lượt", "lên hình ·", "không bị chặn", "sẵn sàng", "2006")
    snapshot = meeting(rows_of(11, opened=(1, 6)), floor=SPEAKING, shown=6, open_since=((7, 35.0),))
    async with console(snapshot) as c:
        await c.press(*opened)
        assert "2006" in c.text() or not opened
        for changed in ({"age_s": 4.5}, {"fault": ControlFault.CLOSED}):
            await then(c, snapshot, rows=rows_of(11), floor=SPEAKING, shown=6,
                       open_since=((7, 35.0),), **changed)  # fmt: skip
            assert "MCU không trả lời" in lines(c)[1]
            assert "có lượt: 6 Bắc Hà" in lines(c)[0]
            assert "đang phát biểu" not in lines(c)[0], "whether anybody hears it is not known"
            assert [word for word in said if word in "\n".join(lines(c)[:-1])] == []
            assert "không rõ" in c.text() or opened == ("j",)


async def test_an_mcu_that_answers_but_refuses_the_password_is_not_called_silent() -> None:
    async with console(meeting(fault=ControlFault.CREDENTIALS)) as c:
        assert "MCU không dùng được" in lines(c)[1]
        await c.press("j")
        assert "Thiết bị không nhận tên hoặc mật khẩu" in c.text()


async def test_the_part_of_a_site_grows_old_while_the_engine_is_silent() -> None:
    async with console(meeting()) as c:
        await c.let_pass(4.0)
        assert "phòng họp: không rõ" in c.text()
        assert "chặn tiếng" not in "\n".join(lines(c)[:-1])


async def test_a_row_whose_part_in_the_conference_changes_is_painted_anew() -> None:
    snapshot = meeting()
    async with console(snapshot) as c:
        assert "chặn tiếng" in tile(c, "5 Bảo Yên")
        await then(c, snapshot, rows=rows_of(11, opened=(1, 5)))
        assert "chặn" not in tile(c, "5 Bảo Yên")


def test_the_standing_of_every_row_has_a_place_in_the_roster() -> None:
    assert [part_of(RosterRow("s", standing, leg(1))).name for standing in RosterStatus] == [
        "CONNECTED", "AWAY", "AWAY", "UNEXPECTED", "WAITING", "UNTOLD",
    ]  # fmt: skip
