"""Keys that block and unblock microphones, one by one and all others."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    BlockStillOpen,
    UnblockMicrophone,
)
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.requests import Stage
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from tests.support.conference.snapshots import leg, rows_of
from tests.support.rooms.snapshots import room, with_rooms
from tests.support.screens.console import console
from tests.support.screens.meeting_console import SPEAKING, ask, asked, lines, meeting, settle, then


@pytest.mark.parametrize("key", ["m", "M"])
async def test_m_blocks_or_unblocks_the_site_of_the_number_or_the_cursor(key: str) -> None:
    async with console(meeting(rows_of(11, opened=(1, 5)))) as c:
        await settle(c)
        await c.press("5")
        assert "m chặn tiếng" in lines(c)[-1]
        await c.press("escape", "2")
        assert "m bỏ chặn " in lines(c)[-1]
        await c.press("escape")
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
        assert "= chặn lại" not in lines(c)[-1], "the menu names what has a sign for a key"
        assert await ask(c, "equals_sign") == [BlockStillOpen()]


async def test_the_key_that_asks_again_does_nothing_where_nobody_is_open_who_should_be_blocked() -> None:
    async with console(meeting(**half_obeyed(0))) as c:
        assert "chặn lại" not in lines(c)[-1]
        assert await ask(c, "equals_sign") == []
        assert "Không còn điểm nào phải chặn tiếng" in c.text()


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


async def test_minus_blocks_the_others_and_says_and_asks_before_it_leaves_them_to_the_rooms() -> None:
    """A profile or another person may have blocked them: nothing is undone that was not shown."""
    snapshot = meeting()
    async with console(snapshot, size=(200, 60)) as c:
        assert "- chặn tiếng các điểm còn lại" in lines(c)[-1]
        assert await ask(c, "minus") == [BlockOthers(True)]
        await then(c, snapshot, rows=rows_of(11), floor=replace(SPEAKING, is_blocking=True))
        assert await ask(c, "minus") == [], "it changed under the hand"
        assert "Vừa đổi" in c.text()
        await settle(c)
        await c.press("right")
        assert "- đang chặn chung: bỏ" in lines(c)[-1]
        assert await ask(c, "minus") == []
        assert "bỏ chặn tiếng chung" in asked(c)
        await settle(c)
        assert await ask(c, "enter") == []
        await settle(c)
        await ask(c, "minus")
        await settle(c)
        assert await ask(c, "right", "enter") == [BlockOthers(False)]


async def test_minus_does_not_unblock_whom_another_blocked_a_moment_ago() -> None:
    snapshot = meeting()
    async with console(snapshot) as c:
        await settle(c)
        blocked = replace(SPEAKING, is_blocking=True)
        await then(c, snapshot, rows=rows_of(11), floor=blocked)
        assert await ask(c, "minus") == []
        await settle(c)
        await then(c, snapshot, rows=rows_of(11), floor=SPEAKING)
        assert await ask(c, "minus") == [], "it unblocked, and the hint said so a moment ago"


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


@pytest.mark.parametrize(
    ("site", "is_muted", "is_talking", "is_blocked", "is_said"),
    [
        (5, False, None, False, True),
        (5, False, False, False, False),
        (5, True, None, False, False),
        (5, None, None, False, False),
        (5, False, None, True, False),
        (6, False, None, False, False),
    ],
)
async def test_an_open_room_is_a_notice_where_the_mcu_cannot_tell_who_talks(
    site: int, is_muted: bool | None, is_talking: bool | None, is_blocked: bool, is_said: bool
) -> None:
    rows = tuple(
        replace(row, participant=leg(site, is_blocked=is_blocked, is_talking=is_talking))
        if row.site_id == f"site{site}"
        else row
        for row in rows_of(11, opened=(1, 6))
    )
    snapshot = with_rooms(meeting(rows, floor=SPEAKING), [room(site, is_muted=is_muted)])
    async with console(snapshot, size=(120, 40)) as c:
        await settle(c)
        assert ("mic phòng mở ngoài lượt" in c.text()) is is_said
        assert ("→ 5 m" in c.text()) is is_said


@pytest.mark.outcome("nobody, all, 0")
@pytest.mark.parametrize(
    ("is_muted", "is_talking", "is_blocked", "is_proven"),
    [(None, None, False, False), (None, None, None, False), (True, None, False, True),
     (None, None, True, True), (None, False, False, True)],
)  # fmt: skip
async def test_nobody_is_out_of_turn_only_where_each_site_is_heard_blocked_or_closed(
    is_muted: bool | None, is_talking: bool | None, is_blocked: bool | None, is_proven: bool
) -> None:
    rows = tuple(
        replace(row, participant=leg(5, is_blocked=is_blocked, is_talking=is_talking))
        if row.site_id == "site5"
        else row
        for row in rows_of(11, opened=(1, 6))
    )
    snapshot = with_rooms(meeting(rows, floor=SPEAKING), [room(5, is_muted=is_muted)])
    async with console(snapshot, size=(200, 60)) as c:
        await settle(c)
        assert ("không ai nói ngoài lượt" in c.text()) is is_proven
        assert ("không rõ ai đang nói" in c.text()) is not is_proven
        await c.press("x")
        assert ("Không có ai nói ngoài lượt" in c.text()) is is_proven
        assert ("MCU không cho biết ai đang nói" in c.text()) is not is_proven


def several_open_rooms() -> Snapshot:
    rows = tuple(
        replace(
            row, participant=leg(int(row.site_id.removeprefix("site")), is_blocked=False, is_talking=None)
        )
        for row in rows_of(11, opened=(1, 6))
    )
    rooms = [room(number, is_muted=number == 3) for number in range(2, 12)]
    return with_rooms(meeting(rows, floor=SPEAKING), rooms)


async def test_the_one_line_of_a_low_terminal_counts_them_whole() -> None:
    async with console(several_open_rooms(), size=(80, 24)) as c:
        await settle(c)
        assert lines(c)[-2].rstrip().endswith("mic mở ngoài lượt: 7")


@pytest.mark.parametrize("columns", [80, 120])
async def test_several_open_rooms_are_counted_and_no_key_is_cut_off(columns: int) -> None:
    async with console(several_open_rooms(), size=(columns, 40)) as c:
        await settle(c)
        assert "không ai nói ngoài lượt" not in c.text()
        told, *_ = (line for line in c.text().splitlines() if "mic phòng mở ngoài lượt" in line)
        assert "(+" in told
        assert told.rstrip().endswith("m" if columns == 80 else "chặn tiếng các điểm còn lại")
        await c.press("x")
        assert "MCU không cho biết ai đang nói" in c.text()
