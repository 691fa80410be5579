"""The conference under a technician's hands: microphones, the floor and the roster."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest
from textual.widgets import Static

from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import (
    AdmitCaller,
    BlockMicrophone,
    BlockOthers,
    BlockStillOpen,
    DialSite,
    ExcuseSite,
    GiveFloor,
    HangUp,
    IsolateCaller,
    LockConference,
    PrepareFloor,
    SetBreak,
    SetCalled,
    SetClosed,
    SkipSpeaker,
    UnblockMicrophone,
)
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import Departure, RedialState, RosterRow, RosterStatus
from gbdt_console.core.conference.state import ControlFault, HungUpBy
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.snapshot import Control, Snapshot
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.roster import RosterScreen
from gbdt_console.screens.site import SiteScreen
from gbdt_console.screens.wall import WallScreen
from gbdt_console.ui.actions import ACTIONS
from gbdt_console.ui.conference.conference import part_of
from tests.support.conference.scenes import SCENES
from tests.support.conference.snapshots import conferring, leg, rows_of, stranger
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import AT_UTC, Fault, later, make_snapshot

MINE = Control("console-1", "Trực ca 2", "pts/1")
SPEAKING = Floor("site1", "site6", AT_UTC - 192, prepared="site8", running_order=("site8", "site4"))


def network(**faults: Fault) -> Snapshot:
    return replace(make_snapshot(11, {int(k[1:]): v for k, v in faults.items()}), control=MINE)


def meeting(rows: Sequence[RosterRow] | None = None, **kinds: object) -> Snapshot:
    return conferring(network(), rows_of(11) if rows is None else rows, **kinds)  # type: ignore[arg-type]


def lines(c: Console) -> list[str]:
    return c.text().splitlines()


def tile(c: Console, name: str) -> str:
    """What stands under a site's name."""
    text = lines(c)
    top = next(place for place, line in enumerate(text[2:], start=2) if f" {name} " in line)
    left = text[top].index(f" {name} ") - 1
    return "\n".join(line[left : left + 25] for line in text[top : top + 4])


def asked(c: Console) -> str:
    """The question that is open, with what it names as the consequence."""
    assert isinstance(c.app.screen, ConfirmScreen)
    return " ".join(str(part.content) for part in c.app.screen.query(Static))


async def settle(c: Console) -> None:
    await c.let_pass(1.0)


async def then(c: Console, snapshot: Snapshot, **kinds: object) -> Snapshot:
    """The next moment's conference."""
    assert c.port.newest is not None
    newer = later(replace(snapshot, version=c.port.newest.version), 0.1)
    changed = conferring(newer, **kinds)  # type: ignore[arg-type]
    await c.publish(changed)
    return changed


async def now(c: Console, snapshot: Snapshot, **kinds: object) -> Snapshot:
    """The conference of this moment, with everybody in it, and nothing on the screen that just came."""
    behind_s = c.clock.monotonic() - snapshot.at_s
    newer = await then(c, later(snapshot, behind_s), **{"rows": rows_of(11)} | kinds)
    await settle(c)
    return newer


async def ask(c: Console, *keys: str) -> list[Command]:
    """What the keys ask the engine for."""
    c.port.submitted.clear()
    await c.press(*keys)
    await c.pilot.pause()
    return list(c.port.submitted)


async def test_without_an_mcu_nothing_of_it_shows_and_no_key_of_it_does_anything() -> None:
    keys = {key for action in ACTIONS if action.needs_mcu for key in action.keys if key not in ("enter", "k")}
    async with console(network(), size=(120, 50)) as c:
        await settle(c)
        before = c.text()
        assert await ask(c, *sorted(keys)) == []
        assert c.text() == before
        assert isinstance(c.app.screen, WallScreen)
        await c.press("question_mark")
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
@pytest.mark.parametrize("opened", [(), ("j",), ("b",), ("5", "enter")])
async def test_the_strip_stays_on_every_screen_and_names_who_is_out_of_turn_with_the_key(
    size: tuple[int, int], opened: Sequence[str]
) -> None:
    async with console(SCENES["out-of-turn"](network()), size=size) as c:
        await c.press(*opened)
        strip = "\n".join(lines(c)[-4:-1])
        assert "LÊN HÌNH" in strip
        assert "6 Bắc Hà" in strip
        assert "8 Sa Pa · sẵn sàng" in strip
        named = next(line for line in strip.splitlines() if "→ x" in line)
        assert "7 Mường Khương" in named
        assert "00:35 → x" in named


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize(
    ("told", "short", "whole"),
    [
        ({"is_recording": True}, "GHI HÌNH", "đang ghi hình"),
        ({"is_recording": False}, "không ghi hình", "không ghi hình"),
        ({"is_recording": None}, "ghi hình?", "không rõ có ghi hình không"),
        ({"is_recording": True, "age_s": 9.0}, "ghi hình?", "MCU không trả lời"),
    ],
)
async def test_whether_it_is_recorded_is_on_every_screen_of_a_meeting(
    size: tuple[int, int], told: dict[str, object], short: str, whole: str
) -> None:
    async with console(meeting(**told), size=size) as c:
        for opened in ((), ("j",), ("escape", "5", "enter"), ("b",)):
            await c.press(*opened)
            assert short in lines(c)[1]
            if opened == ("j",):
                assert whole in c.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_closed_meeting_is_called_so_without_its_subject_and_whether_it_is_locked(
    size: tuple[int, int],
) -> None:
    snapshot = meeting(floor=SPEAKING, is_closed=True)
    async with console(snapshot, size=size) as c:
        for opened in ((), ("j",), ("escape", "5", "enter")):
            await c.press(*opened)
            assert "HỌP KÍN" in lines(c)[0]
            assert "Giao ban" not in c.text()
            assert "CHƯA KHÓA" in lines(c)[1]
        await then(c, snapshot, rows=rows_of(11), floor=SPEAKING, is_closed=True, is_locked=True)
        assert "HỌP KÍN" in lines(c)[0]
        assert "CHƯA KHÓA" not in c.text()


async def test_the_room_s_menu_makes_a_meeting_closed_and_asks_before_it_is_open_or_unlocked_again() -> None:
    snapshot = meeting()
    async with console(snapshot) as c:
        await c.press("j", "p")
        assert "Họp kín" in c.text()
        await c.let_pass(0.5)
        assert await ask(c, "6") == [SetClosed(True)]
        for key, says, command in (
            ("6", "nêu nội dung", SetClosed(False, is_sure=True)),
            ("1", "gọi vào được", LockConference(False, is_sure=True)),
        ):
            snapshot = await now(c, snapshot, is_closed=True, is_locked=True)
            await c.press("p")
            await settle(c)
            assert await ask(c, key) == []
            await c.pilot.pause()
            assert says in asked(c)
            await settle(c)
            assert await ask(c, "right", "enter") == [command]


def led(*, is_called: bool = False) -> dict[str, object]:
    """Site 11 leads; ours are closed but for the chair while it calls."""
    floor = replace(SPEAKING, speaker="", upper="site11", is_called=is_called)
    return {"rows": rows_of(11, opened=(1, 11) if is_called else (11,)), "floor": floor, "shown": 11}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_whether_the_upper_site_calls_is_on_every_screen_and_one_key_says_so(
    size: tuple[int, int],
) -> None:
    snapshot = meeting(**led())
    async with console(snapshot, size=size) as c:
        for opened in ((), ("j",), ("escape", "5", "enter")):
            await c.press(*opened)
            assert "CHƯA ĐƯỢC GỌI" in lines(c)[1]
            assert "F10 cấp trên gọi" in lines(c)[-1]
            await c.let_pass(0.5)
            assert await ask(c, "f10") == [SetCalled(True)]
        await c.press("escape", "j")
        assert "điểm cấp trên" in next(line for line in lines(c) if "11 Sở TT&TT" in line)
        await now(c, snapshot, **led(is_called=True))
        assert "ĐANG ĐƯỢC GỌI" in lines(c)[1]
        await c.let_pass(0.5)
        assert await ask(c, "f10") == [SetCalled(False)]
        behind_s = c.clock.monotonic() - snapshot.at_s
        await then(c, later(snapshot, behind_s), **led() | {"rows": rows_of(11)})
        assert "CHƯA ĐƯỢC GỌI" in lines(c)[1]
        assert await ask(c, "f10") == [], "the same press once more would open the chair again"


async def test_under_an_upper_site_the_floor_is_given_only_once_called_and_after_a_question() -> None:
    snapshot = meeting(**led())
    async with console(snapshot) as c:
        assert await ask(c, "space") == []
        assert "chưa gọi" in c.text()
        await now(c, snapshot, **led(is_called=True))
        assert await ask(c, "space") == []
        assert "cả cuộc họp của cấp trên" in asked(c)
        await settle(c)
        assert await ask(c, "right", "enter") == [GiveFloor("site8", is_sure=True)]
        await settle(c)
        await ask(c, "1", "1", "m")
        assert "điểm cấp trên: chặn thì không ai" in asked(c)


async def test_without_an_upper_site_its_key_does_nothing() -> None:
    async with console(meeting()) as c:
        assert "F10" not in lines(c)[-1]
        assert await ask(c, "f10") == []
        assert "không có điểm cấp trên" in c.text()


async def test_outside_of_a_meeting_only_who_is_there_is_said() -> None:
    async with console(SCENES["idle"](network())) as c:
        assert "chặn tiếng" in tile(c, "2 TP. Lào Cai")
        for word in ("chưa vào phòng họp", "LÊN HÌNH", "trao lượt"):
            assert word not in c.text()


async def test_what_the_mcu_still_lists_behind_a_cut_line_is_never_called_connected() -> None:
    snapshot = conferring(network(_3=Fault.DOWN), rows_of(11, stale=(3,)))
    async with console(snapshot) as c:
        assert "MCU còn liệt kê" in tile(c, "3 Bát Xát")
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
            assert "đang phát biểu: 6 Bắc Hà" in lines(c)[0]
            assert [word for word in said if word in c.text()] == []
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
        assert "chặn tiếng" not in c.text()


@pytest.mark.parametrize("key", ["m", "M"])
async def test_m_blocks_or_unblocks_the_site_of_the_number_or_the_cursor(key: str) -> None:
    async with console(meeting(rows_of(11, opened=(1, 5)))) as c:
        await settle(c)
        assert await ask(c, "5", key) == [BlockMicrophone("site5")]
        assert c.wall.typed == ""
        assert "5 Bảo Yên: chặn tiếng" in c.text()
        assert await ask(c, "right", key) == [UnblockMicrophone("site2")]
        assert await ask(c, "9", "9", key) == []
        assert "Chưa chọn điểm cầu nào" in c.text()


async def test_a_microphone_that_changed_under_the_hand_is_not_turned_the_other_way() -> None:
    snapshot = meeting(rows_of(11, opened=(1, 5)))
    async with console(snapshot) as c:
        await settle(c)
        await then(c, snapshot, rows=rows_of(11))
        assert await ask(c, "5", "m") == []
        assert "Vừa đổi" in c.text()
        await settle(c)
        assert await ask(c, "5", "m") == [UnblockMicrophone("site5")]


@pytest.mark.parametrize(("site", "says"), [("1", "không nghe chủ trì"), ("6", "đang phát biểu: chặn")])
async def test_the_chair_and_the_speaker_are_blocked_only_after_a_question(site: str, says: str) -> None:
    async with console(meeting(rows_of(11, opened=(1, 6)), floor=SPEAKING)) as c:
        await settle(c)
        assert await ask(c, site, "m") == []
        assert isinstance(c.app.screen, ConfirmScreen)
        assert says in asked(c)
        await settle(c)
        assert await ask(c, "enter") == []
        await settle(c)
        await ask(c, site, "m")
        await settle(c)
        assert await ask(c, "right", "enter") == [BlockMicrophone(f"site{site}", is_sure=True)]


def half_obeyed(failed: int = 2) -> dict[str, object]:
    """The others were blocked; of that many the MCU did not do it, each for a reason of its own."""
    wrong = (7, 10, 11)[:failed]
    orders = tuple(
        OrderView("microphone.block", f"site{n}", Stage.FAILED, "control.refused", f"No Channel {n}")
        for n in wrong
    )
    floor = replace(SPEAKING, is_blocking=True)
    return {"rows": rows_of(11, opened=(1, 6, *wrong)), "floor": floor, "orders": orders}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("opened", [(), ("j",)])
async def test_who_was_not_blocked_is_asked_again_alone_by_one_key(
    size: tuple[int, int], opened: Sequence[str]
) -> None:
    async with console(meeting(**half_obeyed()), size=size) as c:
        await c.press(*opened)
        assert "= chặn lại" in lines(c)[-1]
        assert await ask(c, "equals_sign") == [BlockStillOpen()]


async def test_the_key_that_asks_again_does_nothing_where_nobody_is_open_who_should_be_blocked() -> None:
    async with console(meeting(**half_obeyed(0))) as c:
        assert "chặn lại" not in lines(c)[-1]
        assert await ask(c, "equals_sign") == []
        assert "Không còn ai đang mở" in c.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_every_answer_of_a_bulk_order_stands_in_the_line_of_its_site(size: tuple[int, int]) -> None:
    async with console(meeting(**half_obeyed(3)), size=size) as c:
        await c.press("j")
        for name in ("7 Mường Khương", "10 Văn Bàn", "11 Sở TT&TT"):
            (line, *_) = [line for line in lines(c) if name in line]
            assert "chặn tiếng: không được" in line
            assert "Thiết bị từ chối" in line or size[0] < 200
        (line, *_) = [line for line in lines(c) if "8 Sa Pa" in line]
        assert "không được" not in line


def absent(**floor: object) -> dict[str, object]:
    """Three are absent, each in its own way."""
    left = {
        "site3": Departure(AT_UTC - 120, HungUpBy.CONSOLE, "Trực ca 2"),
        "site4": Departure(AT_UTC - 60, HungUpBy.SITE),
        "site5": Departure(AT_UTC - 60),
    }
    redial = {"site4": RedialState(7, AT_UTC + 45), "site5": RedialState(0)}
    rows = tuple(
        replace(row, left=left.get(row.site_id), redial=redial.get(row.site_id))
        for row in rows_of(11, away=(2, 3, 4, 5))
    )
    return {"rows": rows, "floor": replace(SPEAKING, **floor)}  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_an_absent_site_tells_how_it_left_and_whether_it_is_excused(size: tuple[int, int]) -> None:
    async with console(meeting(**absent(excused=(("site2", "họp huyện"),))), size=size) as c:
        assert "được phép vắng" in tile(c, "2 TP. Lào Cai")
        assert "chưa vào phòng họp" in tile(c, "4 Bảo Thắng")
        await c.press("j")
        told = {name: next(line for line in lines(c) if name in line)
                for name in ("2 TP. Lào Cai", "3 Bát Xát", "4 Bảo Thắng", "5 Bảo Yên")}  # fmt: skip
        assert "được phép vắng · họp huyện" in told["2 TP. Lào Cai"]
        assert "Trực ca 2 gác máy lúc" in told["3 Bát Xát"]
        assert "điểm cầu tự gác máy lúc" in told["4 Bảo Thắng"]
        assert "không rõ ai gác" in told["5 Bảo Yên"]
        if size[0] > 80:
            assert "còn 7 lần gọi lại, lần tới" in told["4 Bảo Thắng"]
            assert "hết lượt gọi lại" in told["5 Bảo Yên"]


async def test_a_full_stop_excuses_the_absent_site_with_a_reason_and_takes_it_back() -> None:
    snapshot = meeting(**absent())
    async with console(snapshot) as c:
        await c.press("j", "home")
        await settle(c)
        assert ". cho phép vắng" in lines(c)[-1]
        await c.press("full_stop", "enter")
        assert "Cần lý do vắng" in c.text()
        assert await ask(c, *"hop huyen", "enter") == [ExcuseSite("site2", "hop huyen")]
        await now(c, snapshot, **absent(excused=(("site2", "hop huyen"),)))
        assert await ask(c, "full_stop") == [ExcuseSite("site2", is_on=False)]
        await c.press("end")
        await settle(c)
        assert await ask(c, "full_stop") == []


async def test_minus_blocks_the_others_and_again_leaves_it_to_the_rooms() -> None:
    snapshot = meeting()
    async with console(snapshot) as c:
        assert await ask(c, "minus") == [BlockOthers(True)]
        await then(c, snapshot, rows=rows_of(11), floor=replace(SPEAKING, is_blocking=True))
        assert await ask(c, "minus") == [BlockOthers(False)]


async def test_x_blocks_the_name_that_stood_there_and_refuses_a_fresh_one() -> None:
    snapshot = meeting(open_since=((7, 35.0), (9, 3.0)))
    async with console(snapshot) as c:
        assert await ask(c, "x") == []
        assert "Tên này vừa hiện" in c.text()
        await settle(c)
        await then(c, snapshot, rows=rows_of(11), open_since=((9, 4.0),))
        assert await ask(c, "x") == [], "another name took its place"
        await settle(c)
        await c.press("5", "right")
        assert await ask(c, "X") == [BlockMicrophone("site9")]
        await then(c, snapshot, rows=rows_of(11))
        assert await ask(c, "x") == []
        assert "Không có ai nói ngoài lượt" in c.text()


async def test_f_prepares_and_space_gives_the_floor_to_the_prepared_site_only() -> None:
    async with console(meeting()) as c:
        assert await ask(c, "space") == []
        assert "Chưa chuẩn bị điểm cầu nào" in c.text()
        assert await ask(c, "5", "f") == [PrepareFloor("site5")]
        assert await ask(c, "space") == [GiveFloor("site5")]


async def test_space_means_what_was_asked_for_a_moment_ago_not_what_was_prepared_before() -> None:
    snapshot = meeting(floor=SPEAKING)
    async with console(snapshot) as c:
        await ask(c, "5", "f")
        assert await ask(c, "space") == [GiveFloor("site5")], "no Snapshot has told of it yet"
        await c.let_pass(1.0)
        newer = conferring(later(snapshot, 1.0), rows_of(11), floor=SPEAKING)
        await c.publish(newer)
        assert await ask(c, "space") == [GiveFloor("site8")], "what the engine says counts again"


async def test_what_the_engine_did_not_prepare_is_not_given_the_floor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with console(meeting()) as c:
        monkeypatch.setattr(c.port, "submit", refuse("meeting.site-unknown"))
        await ask(c, "5", "f")
        assert await ask(c, "space") == []
        assert "Chưa chuẩn bị điểm cầu nào" in c.text()


async def test_a_second_press_of_space_at_once_is_ignored() -> None:
    async with console(meeting(floor=replace(SPEAKING, prepared="site8"))) as c:
        assert await ask(c, "space", "space") == [GiveFloor("site8")]
        await c.let_pass(0.41)
        assert await ask(c, "space") == [GiveFloor("site8")]


async def test_space_with_a_number_gives_to_that_site_and_only_on_the_wall() -> None:
    async with console(meeting(rows_of(11, away=(9,)), floor=SPEAKING)) as c:
        assert await ask(c, "1", "0", "space") == [GiveFloor("site10")]
        await c.let_pass(0.5)
        assert await ask(c, "9", "space") == []
        assert "9 Si Ma Cai: Không có kết nối này" in c.text()
        assert await ask(c, "6", "space") == []
        assert "đang phát biểu rồi" in c.text()
        for opened in ("j", "b", "enter"):
            await c.press(opened)
            await c.let_pass(0.5)
            assert await ask(c, "space") == []
            await c.press("f2")


async def test_a_site_whose_line_is_cut_gets_the_floor_only_after_a_question() -> None:
    async with console(meeting(rows_of(11, stale=(8,)), floor=SPEAKING)) as c:
        assert "MCU còn liệt kê" in "\n".join(lines(c)[-4:])
        assert await ask(c, "space") == []
        assert isinstance(c.app.screen, ConfirmScreen)
        await settle(c)
        assert await ask(c, "right", "enter") == [GiveFloor("site8")]


async def test_n_prepares_the_next_of_the_running_order() -> None:
    snapshot = meeting()
    async with console(snapshot) as c:
        assert await ask(c, "n") == [PrepareFloor("site8")]
        assert await ask(c, "space") == [GiveFloor("site8")]
        await then(c, snapshot, rows=rows_of(11), floor=Floor("site1"))
        assert await ask(c, "n") == []
        assert "không còn ai" in c.text()


async def test_outside_of_a_meeting_the_floor_is_nobody_s() -> None:
    async with console(SCENES["idle"](network())) as c:
        assert await ask(c, "f", "n", "minus", "space") == []
        assert "Không có cuộc họp nào" in c.text()


def refuse(code: str, words: str = ""):  # type: ignore[no-untyped-def]
    async def submit(command: Command) -> AsyncIterator[Progress]:
        yield Progress("r", Stage.FAILED, code, words)

    return submit


async def test_a_refusal_is_said_in_the_words_of_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(meeting()) as c:
        monkeypatch.setattr(c.port, "submit", refuse("control.refused", "No [/]such channel"))
        await settle(c)
        await c.press("5", "m")
        await c.pilot.pause()
        assert "Thiết bị nói: No [/]such channel" in c.text()


async def test_leaving_a_screen_ends_no_order_and_its_end_is_said_on_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    obeys, stages = asyncio.Event(), []

    async def submit(command: Command) -> AsyncIterator[Progress]:
        yield Progress("r", Stage.ACCEPTED)
        await obeys.wait()
        stages.append(Stage.VERIFIED)
        yield Progress("r", Stage.VERIFIED)

    async with console(meeting()) as c:
        monkeypatch.setattr(c.port, "submit", submit)
        await settle(c)
        await c.press("5", "enter", "m")
        await c.pilot.pause()
        assert "5 Bảo Yên: bỏ chặn tiếng: thiết bị đã nhận" in c.text()
        await c.press("escape")
        obeys.set()
        await c.pilot.pause()
        assert stages == [Stage.VERIFIED]
        assert isinstance(c.app.screen, WallScreen)
        assert "5 Bảo Yên: bỏ chặn tiếng: thiết bị đã báo lại" in c.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_roster_has_three_parts_and_tells_each_row_whole(size: tuple[int, int]) -> None:
    async with console(SCENES["alien"](network()), size=size) as c:
        await c.press("j")
        assert isinstance(c.app.screen, RosterScreen)
        assert "KHÔNG CÓ TRONG DANH SÁCH: 1 · VẮNG: 2 · CÓ MẶT: 9" in lines(c)[2]
        rows = {line[1:20].strip(): line for line in lines(c)[3:]}
        assert "không bị chặn · vào được 00:09" in rows["phong hop 2"]
        assert "chưa vào phòng họp" in rows["9 Si Ma Cai"]
        assert "đang phát biểu · không bị chặn" in rows["6 Bắc Hà"]
        assert "chuẩn bị · chặn tiếng · vào được 12:03" in rows["8 Sa Pa"]
        assert "10 Văn Bàn: chặn tiếng: không thực hiện được. Thiết bị từ chối." in c.text()
        assert "6 Bắc Hà: bỏ chặn tiếng xong thì thiết bị tự đổi lại" in c.text()
        assert "7 Mường Khương: chặn tiếng: đã gửi" in c.text()


def highlighted(c: Console) -> tuple[int, str]:
    return next((place, line) for place, line in enumerate(lines(c)) if line.startswith("▸"))


async def test_arrivals_never_move_the_highlighted_row_of_the_roster() -> None:
    snapshot = meeting(rows_of(11, away=(9, 10)))
    async with console(snapshot, size=(80, 24)) as c:
        await c.press("j", *["down"] * 4)
        before = highlighted(c)
        assert "3 Bát Xát" in before[1]
        await then(c, snapshot, rows=(*rows_of(11), stranger()))
        assert highlighted(c)[0] == before[0]
        assert "3 Bát Xát" in highlighted(c)[1]
        await then(c, snapshot, rows=rows_of(11, away=(1, 2, 9, 10, 11)))
        assert highlighted(c)[0] == before[0]
        await settle(c)
        assert await ask(c, "m") == [UnblockMicrophone("site3")]


async def test_of_two_callers_without_a_number_the_highlighted_one_is_meant() -> None:
    first, second = (stranger("", id=f"PJSIP/a-0000000{n}") for n in (1, 2))
    async with console(meeting((*rows_of(11), first, second))) as c:
        await c.press("j", "home", "down")
        await settle(c)
        assert "00000002" in highlighted(c)[1]
        assert await ask(c, "k") == [IsolateCaller("", "PJSIP/a-00000002")]
        assert await ask(c, "v") == [AdmitCaller("", "PJSIP/a-00000002")]
        assert await ask(c, "r") == []
        assert "PJSIP/a-00000002" in asked(c)
        await settle(c)
        assert await ask(c, "right", "enter") == [HangUp("", is_sure=True, leg="PJSIP/a-00000002")]


async def test_a_line_in_the_place_of_one_that_went_is_not_hit() -> None:
    snapshot = meeting((*rows_of(11), stranger("1111"), stranger("2222")))
    async with console(snapshot) as c:
        await c.press("j")
        await settle(c)
        assert "1111" in highlighted(c)[1]
        await then(c, snapshot, rows=(*rows_of(11), stranger("2222")))
        assert await ask(c, "k") == []
        assert "Vừa đổi" in c.text()
        await settle(c)
        assert await ask(c, "k") == [IsolateCaller("2222")]


async def test_a_caller_is_isolated_admitted_or_hung_up_by_its_number() -> None:
    async with console(meeting((*rows_of(11, away=(9,)), stranger("9999")))) as c:
        await c.press("j")
        await settle(c)
        assert await ask(c, "k") == [IsolateCaller("9999")]
        assert await ask(c, "m") == [IsolateCaller("9999")]
        assert await ask(c, "v") == [AdmitCaller("9999")]
        assert await ask(c, "r") == []
        assert "mất cả hình lẫn tiếng" in asked(c)
        await settle(c)
        assert await ask(c, "enter") == [], "the question begins on Cancel"
        await settle(c)
        await ask(c, "r")
        await settle(c)
        assert await ask(c, "right", "enter") == [HangUp("9999", is_sure=True)]


async def test_an_absent_site_is_called_and_a_site_is_never_isolated() -> None:
    async with console(meeting(rows_of(11, away=(9,)))) as c:
        await c.press("j")
        await settle(c)
        assert "9 Si Ma Cai" in highlighted(c)[1]
        assert await ask(c, "v") == [DialSite("site9")]
        assert await ask(c, "r", "k") == []
        await c.press("down")
        assert await ask(c, "v") == []
        assert "đang ở trong phòng họp rồi" in c.text()
        assert await ask(c, "down", "m") == [UnblockMicrophone("site2")]
        await c.press("enter")
        assert isinstance(c.app.screen, SiteScreen)


async def test_hanging_up_the_chair_says_what_the_meeting_loses() -> None:
    async with console(meeting()) as c:
        await c.press("j")
        await settle(c)
        await c.press("r")
        assert "Đây là điểm chủ trì" in asked(c)


async def test_the_whole_room_is_locked_paused_and_the_next_speaker_skipped_with_a_reason() -> None:
    async with console(meeting(is_locked=True)) as c:
        await c.press("j", "p")
        await settle(c)
        assert await ask(c, "1") == [LockConference(False)]
        await settle(c)
        await c.press("p")
        await settle(c)
        assert await ask(c, "2") == [SetBreak(True)]
        await settle(c)
        await c.press("p")
        await settle(c)
        await c.press("4", "enter")
        assert "Cần lý do bỏ lượt" in c.text()
        assert await ask(c, *"mat dien", "enter") == [SkipSpeaker("site8", "mat dien")]


async def test_the_room_s_orders_are_in_the_palette_everywhere() -> None:
    async with console(meeting()) as c:
        await c.press("ctrl+p", *"nghi giai lao", "enter")
        await settle(c)
        assert c.port.submitted == [SetBreak(True)]


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_a_site_tells_its_part_and_its_keys_mean_it(size: tuple[int, int]) -> None:
    orders = (OrderView("microphone.block", "site6", Stage.UNKNOWN, "order.not-read-back"),)
    async with console(meeting(rows_of(11, opened=(1, 6)), shown=6, orders=orders), size=size) as c:
        await settle(c)
        await c.press("6", "enter")
        assert "PHÒNG HỌP (MCU báo cách đây 0 s)" in c.text()
        assert "2006  đang lên hình · không bị chặn · vào được 12:03" in c.text()
        assert "6 Bắc Hà: chặn tiếng: không rõ kết quả" in c.text()
        assert await ask(c, "m") == [BlockMicrophone("site6")]
        assert await ask(c, "f") == [PrepareFloor("site6")]


async def test_an_observer_sees_all_and_has_no_key_that_acts() -> None:
    async with console(SCENES["out-of-turn"](network()), observe=True, size=(200, 60)) as c:
        await settle(c)
        assert "7 Mường Khương nói ngoài lượt" in c.text()
        assert "→ x" not in c.text()
        acting = [key for a in ACTIONS if a.needs_mcu and a.is_acting for key in a.keys]
        assert await ask(c, *acting) == []
        await c.press("j")
        assert await ask(c, *acting) == []
        assert isinstance(c.app.screen, RosterScreen)


async def test_without_control_no_key_of_the_conference_acts_and_says_why() -> None:
    snapshot = replace(SCENES["out-of-turn"](network()), control=Control("console-9", "Trực ca 1", "pts/0"))
    async with console(snapshot) as c:
        await settle(c)
        for key in ("m", "x", "minus", "f", "n", "space"):
            assert await ask(c, key) == []
            assert "bấm l để nhận quyền" in c.text()
            await c.let_pass(8.0)
            await c.publish(later(c.port.newest or snapshot, 8.0))
        await c.press("j")
        for key in ("k", "v", "r", "p"):
            assert await ask(c, key) == []


async def test_a_row_whose_part_in_the_conference_changes_is_painted_anew() -> None:
    snapshot = meeting()
    async with console(snapshot) as c:
        assert "chặn tiếng" in tile(c, "5 Bảo Yên")
        await then(c, snapshot, rows=rows_of(11, opened=(1, 5)))
        assert "không bị chặn" in tile(c, "5 Bảo Yên")


def test_the_standing_of_every_row_has_a_place_in_the_roster() -> None:
    assert [part_of(RosterRow("s", standing, leg(1))).name for standing in RosterStatus] == [
        "CONNECTED", "AWAY", "AWAY", "UNEXPECTED",
    ]  # fmt: skip
