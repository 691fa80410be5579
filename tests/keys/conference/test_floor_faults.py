"""A lost or unheard speaker on the screen: line of attention and tile say it, and one key helps."""

import re
from dataclasses import replace

import pytest

from gbdt_console.core.conference.commands import GiveFloor, PrepareFloor, RestoreFloor
from gbdt_console.core.conference.floor_check import FloorFault
from gbdt_console.core.snapshot import Control
from gbdt_console.ui.conference.conference import CallMark
from tests.support.conference.scenes import SCENES
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.rooms.snapshots import room, with_rooms
from tests.support.screens.console import console
from tests.support.screens.meeting_console import (
    MINE,
    SPEAKING,
    ask,
    attention,
    lines,
    meeting,
    network,
    settle,
    then,
    tile,
)
from tests.support.screens.scripted_port import Fault
from tests.support.screens.unpainted import paint

LOST = SCENES["speaker-lost"](network(s6=Fault.DOWN))
MUTED = SCENES["speaker-muted"](network())
SIZES = [(80, 24), (120, 40), (200, 60)]
OPEN = rows_of(11, opened=(1, 6))


@pytest.mark.parametrize("size", SIZES)
async def test_a_lost_speaker_is_told_once_at_the_top_with_since_and_keys(size: tuple[int, int]) -> None:
    async with console(LOST, size=size) as c:
        told = attention(c)
        assert "14:19:46" in told
        back = "z trả lại 1" if size[0] == 80 else "z trả lại 1 VP UBND tỉnh"
        assert f"{back} · n kế tiếp" in told
        assert "ĐIỂM" in told
        assert "PHÁT BIỂU MẤT KẾT NỐI: 6 Bắc Hà" in told
        assert c.text().count("14:19:46") == 1
        assert "đang phát biểu" not in c.text()


@pytest.mark.parametrize("opened", [(), ("j",), ("b",), ("enter",)])
async def test_the_lost_speaker_is_said_on_every_screen(opened: tuple[str, ...]) -> None:
    async with console(LOST) as c:
        await c.press(*opened)
        assert "ĐIỂM ĐANG PHÁT BIỂU MẤT KẾT NỐI: 6 Bắc Hà" in attention(c)


async def test_the_line_of_attention_has_the_alarm_colour() -> None:
    async with console(LOST) as c:
        ink = c.app.screen.appearance.inks.down_mark  # type: ignore[attr-defined]
        line = paint(c.app)[2]
        (style,) = [segment.style for segment in line if "MẤT KẾT NỐI" in segment.text]
        assert style is not None
        assert (style.color, style.bgcolor) == (ink.color, ink.bgcolor)


@pytest.mark.parametrize("size", SIZES)
async def test_the_tile_of_a_lost_speaker_keeps_its_role(size: tuple[int, int]) -> None:
    async with console(LOST, size=size) as c:
        top = next(line for line in lines(c) if "╭ 6 Bắc Hà " in line)
        assert "CÓ LƯỢT" in top


async def test_an_absent_speaker_and_chair_keep_their_roles_where_a_site_has_one_cell() -> None:
    async with console(meeting(rows_of(11, away=(6, 4), stale=(1,)), floor=SPEAKING)) as c:
        conference = c.app.screen.view.conference  # type: ignore[attr-defined]
        marks = {site: conference.marks[site] for site in ("site1", "site4", "site6")}
        assert marks == {
            "site1": CallMark.LOST_CHAIR, "site4": CallMark.AWAY, "site6": CallMark.LOST_SPEAKER,
        }  # fmt: skip
        assert "chưa vào phòng họp" in tile(c, "6 Bắc Hà")
        assert "CÓ LƯỢT" in next(line for line in lines(c) if "╭ 6 Bắc Hà " in line)


async def test_z_gives_the_floor_of_a_lost_speaker_back_and_n_goes_on() -> None:
    async with console(LOST) as c:
        await settle(c)
        assert await ask(c, "z") == [GiveFloor()]
        assert await ask(c, "n") == [PrepareFloor("site8")], "site 4 comes first but is not there"


async def test_next_names_the_site_that_it_passes_over() -> None:
    async with console(LOST) as c:
        assert re.search(r"–  4 Bảo Thắng +vắng", c.text())
        await c.press("b")
        assert "tiếp theo: 8 Sa Pa" in c.text()
        assert "– 4 Bảo Thắng: bỏ qua" in c.text()
        floor = replace(SPEAKING, prepared="", running_order=("site4", "site9"))
        await then(c, LOST, rows=rows_of(11, away=(4, 9)), floor=floor)
        assert await ask(c, "n") == []
        assert "đều không có trong phòng họp" in c.text()


@pytest.mark.parametrize("size", SIZES)
async def test_a_muted_speaker_is_never_called_speaking_and_f12_restores(size: tuple[int, int]) -> None:
    async with console(MUTED, size=size) as c:
        assert "BỊ CHẶN TIẾNG" in attention(c)
        assert "đang phát biểu" not in c.text()
        assert "F12 khôi phục" in attention(c)
        assert await ask(c, "f12") == [RestoreFloor()]


async def test_another_picture_is_said_with_the_key_that_restores() -> None:
    picture = ((FloorFault.PICTURE_OTHER, 6, 3.0),)
    async with console(meeting(OPEN, floor=SPEAKING, shown=5, faults=picture)) as c:
        assert "ĐÃ CHỌN KHÔNG LÊN HÌNH: 6 Bắc Hà" in attention(c)
        assert await ask(c, "f12") == [RestoreFloor()]


async def test_f12_does_nothing_while_the_mcu_agrees_or_the_site_is_lost() -> None:
    async with console(meeting(OPEN, floor=SPEAKING, shown=6)) as c:
        assert await ask(c, "f12") == []
        assert "không có gì để khôi phục" in c.text()
        assert "F12" not in attention(c)
    async with console(LOST) as c:
        assert await ask(c, "f12") == []
        assert "lệnh tới MCU không khôi phục được" in c.text()


@pytest.mark.parametrize(
    "kinds",
    [
        {"rows": rows_of(11)},
        {"rows": rows_of(11, opened=(1, 6), away=(6,))},
        {"rows": rows_of(11, opened=(1, 6), stale=(6,))},
        {"rows": OPEN, "age_s": 30.0},
    ],
)
async def test_the_title_says_speaking_only_of_a_site_that_is_heard(kinds: dict[str, object]) -> None:
    async with console(meeting(OPEN, floor=SPEAKING, shown=6)) as c:
        assert "đang phát biểu: 6 Bắc Hà 03:12" in lines(c)[0]
        await then(c, network(), **{"floor": SPEAKING, "shown": 6} | kinds)
        assert "có lượt: 6 Bắc Hà 03:12" in lines(c)[0]
        assert "đang phát biểu" not in c.text()


async def test_a_speaker_whose_own_microphone_is_off_is_not_called_speaking() -> None:
    snapshot = conferring(network(), OPEN, floor=SPEAKING, shown=6)
    async with console(with_rooms(snapshot, (room(6, is_muted=True),))) as c:
        assert "có lượt: 6 Bắc Hà 03:12 · mic tắt" in lines(c)[0]


async def test_an_observer_sees_the_fault_without_keys() -> None:
    async with console(LOST, observe=True) as c:
        assert "MẤT KẾT NỐI: 6 Bắc Hà" in attention(c)
        assert "z trả lượt" not in c.text()
    taken = replace(LOST, control=Control("console-9", "Trực ca 1", "pts/0"))
    async with console(taken) as c:
        assert await ask(c, "z") == []
    assert MINE.client_id == "console-1"


async def test_a_difference_that_an_order_may_still_mend_is_no_alarm() -> None:
    waiting = replace(MUTED.conference, deviations=())  # type: ignore[type-var]
    async with console(replace(MUTED, conference=waiting)) as c:
        assert "BỊ CHẶN TIẾNG" not in c.text()
        assert "có lượt: 6 Bắc Hà 03:12 · chặn tiếng" in lines(c)[0]


@pytest.mark.parametrize("fault", list(FloorFault))
@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_fault_has_a_sentence_that_fits_80_columns(fault: FloorFault, language: str) -> None:
    snapshot = meeting(OPEN, floor=SPEAKING, shown=6, faults=((fault, 7, 61.0),))
    async with console(snapshot, size=(80, 24), language=language) as c:
        assert "7 Mường Khương" in attention(c)
        assert "14:21:16" in attention(c)
        assert "…" not in attention(c)
