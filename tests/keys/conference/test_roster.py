"""The roster's screen: its parts, its cursor and its keys."""

from dataclasses import replace

import pytest

from gbdt_console.core.conference.commands import (
    AdmitCaller,
    HangUp,
    IsolateCaller,
    UnblockMicrophone,
)
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.guests.guest import Guest
from gbdt_console.screens.conference.roster_screen import RosterScreen
from tests.support.conference.scenes import SCENES
from tests.support.conference.snapshots import conferring, leg, rows_of, stranger
from tests.support.rooms.snapshots import room, with_rooms
from tests.support.screens.console import console
from tests.support.screens.meeting_console import (
    ask,
    asked,
    highlighted,
    lines,
    meeting,
    network,
    now,
    settle,
    then,
    tile,
)
from tests.support.screens.scripted_port import Fault


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_roster_has_three_parts_and_tells_each_row_whole(size: tuple[int, int]) -> None:
    async with console(SCENES["alien"](network()), size=size) as c:
        await c.press("j")
        assert isinstance(c.app.screen, RosterScreen)
        assert "KẾT NỐI LẠ: 1 · VẮNG: 2 · CÓ MẶT: 9" in "".join(lines(c)[3:5])
        rows = {line[1:20].strip(): line for line in lines(c)[4:]}
        assert size[0] == 80 or "tên hiển thị phong hop 2" in rows["kết nối lạ"]
        assert "không bị chặn · đã tham gia 00:09" in rows["kết nối lạ"]
        assert "chưa vào phòng họp" in rows["9 Si Ma Cai"]
        assert "đang phát biểu · không bị chặn" in rows["6 Bắc Hà"]
        assert "chuẩn bị · chặn tiếng · đã tham gia 12:03" in rows["8 Sa Pa"]
        assert "10 Văn Bàn: chặn tiếng: không thực hiện được. Thiết bị từ chối." in c.text()
        assert "6 Bắc Hà: đã bỏ chặn tiếng nhưng MCU tự chặn lại" in c.text()
        assert "7 Mường Khương: chặn tiếng: đã gửi" in c.text()


async def test_the_bottom_line_says_that_m_isolates_an_unexpected_caller() -> None:
    async with console(SCENES["alien"](network())) as c:
        await c.press("j")
        assert "m cách ly" in lines(c)[-1]
        await c.press("down", "down", "down")
        assert "1 VP UBND tỉnh" in lines(c)[-1]
        assert "m chặn tiếng" in lines(c)[-1]


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


async def test_a_row_that_arrives_on_top_takes_no_heading_away() -> None:
    snapshot = meeting((*rows_of(11), stranger("1111")))
    async with console(snapshot) as c:
        await c.press("j", "home")
        at = highlighted(c)[0]
        assert "KẾT NỐI LẠ" in lines(c)[at - 1]
        await then(c, snapshot, rows=(*rows_of(11), stranger("2222"), stranger("3333"), stranger("1111")))
        assert "1111" in lines(c)[at]
        assert "KẾT NỐI LẠ  ↑2" in lines(c)[at - 1], "how many callers stand above"
        await c.press("up")
        assert "3333" in highlighted(c)[1]


async def test_of_two_callers_without_a_number_the_highlighted_one_is_meant() -> None:
    first, second = (stranger("", id=f"PJSIP/a-0000000{n}") for n in (1, 2))
    async with console(meeting((*rows_of(11), first, second))) as c:
        await c.press("j", "home", "down")
        await settle(c)
        assert "00000002" in highlighted(c)[1]
        assert await ask(c, "m") == [IsolateCaller("", "PJSIP/a-00000002")]
        assert await ask(c, "greater_than_sign") == []
        assert "PJSIP/a-00000002" in asked(c)
        await settle(c)
        assert await ask(c, "right", "enter") == [AdmitCaller("", "PJSIP/a-00000002", is_sure=True)]
        await settle(c)
        assert await ask(c, "delete") == []
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
        assert await ask(c, "m") == []
        assert "2222: Vừa đổi" in lines(c)[-1]
        await settle(c)
        assert await ask(c, "m") == [IsolateCaller("2222")]


async def test_a_caller_is_isolated_admitted_or_hung_up_by_its_number() -> None:
    rows = (*rows_of(11, away=(9,)), stranger("9999"))
    async with console(snapshot := meeting(rows)) as c:
        await c.press("j")
        await settle(c)
        assert await ask(c, "m") == [IsolateCaller("9999")]
        assert await ask(c, "m") == [IsolateCaller("9999")]
        assert await ask(c, "greater_than_sign") == []
        assert "tiếng vẫn bị chặn đến khi bấm m" in asked(c)
        await settle(c)
        assert await ask(c, "right", "enter") == [AdmitCaller("9999", is_sure=True)]
        await now(c, snapshot, rows=rows)
        assert await ask(c, "delete") == []
        assert "mất cả hình lẫn tiếng" in asked(c)
        await settle(c)
        assert await ask(c, "enter") == [], "the question begins on Cancel"
        await settle(c)
        await ask(c, "delete")
        await settle(c)
        assert await ask(c, "right", "enter") == [HangUp("9999", is_sure=True)]


async def test_hanging_up_the_chair_says_what_the_meeting_loses() -> None:
    async with console(meeting()) as c:
        await c.press("j")
        await settle(c)
        await c.press("delete")
        assert "Đây là điểm chủ trì" in asked(c)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_an_admitted_stranger_stays_on_the_wall_and_is_opened_by_m(size: tuple[int, int]) -> None:
    admitted = replace(stranger("9999", is_blocked=True), standing=RosterStatus.CONNECTED)
    snapshot = meeting((*rows_of(11), admitted))
    async with console(snapshot, size=size) as c:
        assert "1 kết nối lạ đã cho tham gia" in lines(c)[1]
        await c.press("j", "end")
        await settle(c)
        assert "chặn tiếng · đã cho tham gia" in highlighted(c)[1]
        assert await ask(c, "greater_than_sign") == []
        assert "đã được cho tham gia" in c.text()
        assert await ask(c, "m") == [AdmitCaller("9999", is_heard=True)]
        heard = replace(stranger("9999"), standing=RosterStatus.CONNECTED)
        await then(c, snapshot, rows=(*rows_of(11), heard))
        await settle(c)
        assert await ask(c, "m") == [AdmitCaller("9999")]


async def test_an_admitted_stranger_is_counted_before_what_has_no_room() -> None:
    faults = network(_2=Fault.DOWN, _3=Fault.SUSPECT, _4=Fault.DEGRADED, _5=Fault.UNKNOWN, _6=Fault.CODEC)
    admitted = replace(stranger("9999", is_blocked=True), standing=RosterStatus.CONNECTED)
    async with console(conferring(faults, (*rows_of(11), admitted)), size=(80, 24)) as c:
        assert "1 kết nối lạ đã cho tham gia  1 mất kết nối" in lines(c)[1]


async def test_a_closed_meeting_is_named_before_a_stranger_is_admitted() -> None:
    async with console(meeting((*rows_of(11), stranger("9999")), is_closed=True)) as c:
        await c.press("j")
        await settle(c)
        await c.press("greater_than_sign")
        assert "Đang họp kín" in asked(c)


@pytest.mark.parametrize("trouble", ["stranger", "admitted", "mcu"])
async def test_all_normal_is_not_said_beside_a_stranger_or_a_lost_mcu(trouble: str) -> None:
    admitted = replace(stranger(), standing=RosterStatus.CONNECTED)
    rows = {"stranger": (stranger(),), "admitted": (admitted,), "mcu": ()}[trouble]
    fault = ControlFault.CLOSED if trouble == "mcu" else None
    async with console(meeting()) as c:
        assert "11/11 bình thường" in lines(c)[1]
    async with console(meeting((*rows_of(11), *rows), fault=fault)) as c:
        assert "bình thường" not in lines(c)[1]
        assert {"stranger": "1 kết nối lạ", "admitted": "đã cho tham gia", "mcu": "MCU"}[trouble] in lines(c)[
            1
        ]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_second_call_has_the_name_of_its_site(size: tuple[int, int]) -> None:
    second = RosterRow("", RosterStatus.UNEXPECTED, leg(7, id="PJSIP/2007-99"), second_of="site7")
    async with console(meeting((*rows_of(11), second)), size=size) as c:
        assert "1 điểm cầu gọi hai lần" in lines(c)[1]
        assert "kết nối lạ" not in lines(c)[1]
        await c.press("j")
        await settle(c)
        line, site, *_ = (text for text in lines(c)[3:] if "7 Mường Khương" in text)
        assert "gọi vào hai lần" not in site
        assert "gọi vào hai lần" in line
        await c.press("home")
        assert "7 Mường Khương (gọi vào hai lần)" in lines(c)[-1]
        await c.press("delete")
        assert "7 Mường Khương (gọi vào hai lần)" in asked(c)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_codec_that_contradicts_the_mcu_is_said(size: tuple[int, int]) -> None:
    snapshot = with_rooms(meeting(rows_of(11, opened=(1, 2))), [room(2)])
    assert snapshot.conference is not None
    view = replace(snapshot.conference, talking=(("site2", snapshot.at_s - 30),))
    rooms = tuple(replace(one, muted_since_s=snapshot.at_s - 20) for one in snapshot.rooms)
    async with console(replace(snapshot, conference=view, rooms=rooms), size=size) as c:
        assert "mic tắt, có tiếng" in tile(c, "2 TP. Lào Cai") or "mà MCU nghe tiếng" in tile(
            c, "2 TP. Lào Cai"
        )
        await c.press("j")
        await settle(c)
        (line,) = (text for text in lines(c) if "2 TP. Lào Cai" in text)
        assert "mic tắt, có tiếng" in line or "mic tắt mà MCU nghe tiếng" in line


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_guest_that_waits_stands_apart_with_its_phone_and_is_let_in_by_one_key(
    size: tuple[int, int],
) -> None:
    hostile = stranger("0912", "Lan\x1b[31m \u202egnuh", is_blocked=True)
    waiting = replace(hostile, standing=RosterStatus.WAITING, guest=7)
    expected = Guest(7, "m", "*lan*", "Sở Y tế", "0214 3 840 001")
    snapshot = replace(meeting((*rows_of(11), waiting)), guests=(expected,))
    async with console(snapshot, size=size) as c:
        assert "1 khách chờ" in lines(c)[1]
        assert "kết nối lạ" not in c.text()
        await c.press("j", "home")
        assert "KẾT NỐI LẠ: 0 · KHÁCH CHỜ: 1" in c.text()
        row = highlighted(c)[1]
        assert "Sở Y tế" in row
        assert "khách chờ, gọi 0214 3 840 001" in row
        assert "\x1b" not in row
        assert "\u202e" not in row
        await settle(c)
        await c.press("greater_than_sign")
        assert "Đã gọi 0214 3 840 001 xác nhận đúng là Sở Y tế chưa?" in " ".join(c.text().split())
        await settle(c)
        assert await ask(c, "right", "enter") == [AdmitCaller("0912", is_heard=True, is_sure=True)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_way_to_the_other_meeting_has_room_on_the_bottom_line(size: tuple[int, int]) -> None:
    async with console(SCENES["two-meetings"](network()), size=size) as c:
        for key in ("f2", "j"):
            await c.press(key)
            assert "| cuộc họp khác" in lines(c)[-1]
