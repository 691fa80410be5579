"""A meeting that others host, under a technician's hands: what is told of it, and what its keys answer."""

from dataclasses import replace

import pytest

from gbdt_console.core.conference.commands import SetCalled
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.state import Participant
from gbdt_console.core.rooms.room import RoomCall
from gbdt_console.core.snapshot import Snapshot
from tests.support.conference.scenes import SCENES
from tests.support.rooms.snapshots import room, with_rooms
from tests.support.screens.console import console
from tests.support.screens.meeting_console import ask, lines, meeting, network

OURS_ONLY = ("m", "minus", "f", "n", "v", "k", "z", "f9", "f12")
"""Keys of what an MCU of ours does, on every screen."""
SENTENCE = "không qua MCU của ta: việc này chỉ VNPT Meeting làm được"
SIZES = [(80, 24), (120, 40), (200, 60)]


def hosted() -> Snapshot:
    """Sites 1 and 2 are in, 3 calls somebody else, 4 is not, of 5 nothing is told."""
    rows = [
        *(
            RosterRow(f"site{n}", RosterStatus.CONNECTED, Participant(f"site{n}/1", f"site{n}"))
            for n in (1, 2)
        ),
        RosterRow("site3", RosterStatus.ABSENT, elsewhere="0203 111"),
        RosterRow("site4", RosterStatus.ABSENT),
        RosterRow("site5", RosterStatus.UNKNOWN),
    ]
    snapshot = meeting(rows)
    assert snapshot.conference is not None
    return replace(snapshot, conference=replace(snapshot.conference, hosted="VNPT Meeting"), frame=None)


@pytest.mark.parametrize("size", SIZES)
async def test_who_is_in_elsewhere_out_and_unknown_is_told_apart(size: tuple[int, int]) -> None:
    async with console(hosted(), size=size) as c:
        assert "KHÔNG QUA MCU: VNPT Meeting" in lines(c)[1]
        assert "MCU chưa cho biết" not in c.text()
        assert "không ai nói ngoài lượt" not in c.text()
        await c.press("j")
        text = c.text()
        assert "KHÔNG RÕ: 1" in text
        assert "KẾT NỐI LẠ" not in text, "nobody here sees the host's strangers"
        assert "VẮNG: 2" in text
        assert "không qua MCU của ta: VNPT Meeting tổ chức" in text
        told = {line[1:].split()[0]: line for line in lines(c)[3:-1] if line[1:].strip()[:1].isdigit()}
        assert "đang gọi 0203 111" in told["3"]
        assert "chưa vào phòng họp" in told["4"]
        assert "không rõ có mặt" in told["5"]
        assert "k gọi vào" not in lines(c)[-1]
        assert "site1" not in text, "no call number that nobody dials"


@pytest.mark.parametrize("size", SIZES)
async def test_an_open_room_is_told_with_the_key_that_its_codec_answers(size: tuple[int, int]) -> None:
    shown = with_rooms(hosted(), [room(1, is_muted=False), room(2, is_muted=False)])
    async with console(shown, size=size) as c:
        told = next(line for line in lines(c) if "mic phòng mở ngoài lượt" in line)
        assert told.rstrip().endswith("không rõ ai nói → 2 r")
        assert "MCU không cho biết" not in c.text()
        await c.press("2", "r")
        await c.let_pass(0.5)
        assert "Codec của phòng · 2 " in c.text()


@pytest.mark.parametrize("size", SIZES)
async def test_what_codecs_told_too_long_ago_is_not_said_of_an_mcu(size: tuple[int, int]) -> None:
    snapshot = hosted()
    assert snapshot.conference is not None
    old = replace(snapshot.conference, taken_s=snapshot.at_s - 60)
    async with console(replace(snapshot, conference=old), size=size) as c:
        assert "chưa rõ ai có mặt   KHÔNG QUA MCU: VNPT Meeting" in lines(c)[1]
        for key in ("f1", "escape", "j"):
            await c.press(key)
            assert "MCU không" not in c.text()


@pytest.mark.parametrize("size", SIZES)
async def test_the_roster_tells_a_loss_from_one_percent_on_and_the_sites_page_always(
    size: tuple[int, int],
) -> None:
    calls = [RoomCall("1", "8000@hop.vnpt.vn", True, 384, loss) for loss in (2.1, 0.96)]
    snapshot = with_rooms(hosted(), [room(n, calls=[call]) for n, call in zip((1, 2), calls, strict=True)])
    async with console(snapshot, size=size) as c:
        await c.press("j")
        told = {line[1:].split()[0]: line for line in lines(c)[3:-1] if line[1:].strip()[:1].isdigit()}
        assert "mất gói 2,1% · chủ trì" in told["1"]
        assert "mất gói" not in told["2"], "a good call needs no words"
        for key, says in (
            ("1", "(đã nối, 384 kbit/s, mất gói 2,1%)"),
            ("2", "(đã nối, 384 kbit/s, mất gói 1,0%)"),
        ):
            await c.press("escape", key, "enter")
            assert f"8000@hop.vnpt.vn {says}" in c.text()


@pytest.mark.parametrize("size", SIZES)
async def test_a_key_of_the_mcu_does_nothing_and_says_who_can_do_it(size: tuple[int, int]) -> None:
    async with console(hosted(), size=size) as c:
        for key in OURS_ONLY:
            if key != "f9":
                assert await ask(c, "2", key) == [], key
                assert SENTENCE in " ".join(lines(c)[-2:]), key
            await c.let_pass(6.0)
        hints = lines(c)[-1]
        assert "chặn tiếng" not in hints
        assert "chuẩn bị" not in hints


@pytest.mark.parametrize("size", SIZES)
async def test_strip_and_pictures_say_whose_they_are_and_promise_no_floor(size: tuple[int, int]) -> None:
    async with console(SCENES["hosted"](network()), size=size) as c:
        for key in ("f2", "j"):
            await c.press(key)
            assert "chưa chuẩn bị ai" not in c.text()
            assert "lượt phát biểu: chủ trì" not in c.text()
            assert "LÊN HÌNH do" not in c.text(), "no room for the name of the host"
            assert size[0] > 80 or "LÊN HÌNH không rõ" in lines(c)[-2]


@pytest.mark.parametrize("size", SIZES)
async def test_the_english_strip_says_whole_that_nobody_knows_who_speaks(
    size: tuple[int, int],
) -> None:
    async with console(SCENES["hosted"](network()), language="en", size=size) as c:
        assert "who speaks is not known" in c.text()


@pytest.mark.parametrize("number", ["4", "7", "9"])
async def test_the_page_of_a_site_tells_nothing_by_an_mcu(number: str) -> None:
    async with console(SCENES["hosted"](network()), size=(120, 40)) as c:
        await c.press(number, "enter")
        page = "\n".join(lines(c)[2:])
        assert "PHÒNG HỌP (theo cuộc gọi của codec)" in page
        assert "CODEC CỦA PHÒNG" in page
        assert "MCU" not in page
        assert "chặn tiếng" not in page, "what the host blocks is not known here"


async def test_the_call_of_the_upper_level_promises_no_microphone_that_nobody_here_opens() -> None:
    snapshot = hosted()
    assert snapshot.conference is not None
    floor = replace(snapshot.conference.floor, upper="site2", speaker="")
    led = replace(snapshot, conference=replace(snapshot.conference, floor=floor))
    async with console(led, size=(120, 40)) as c:
        assert await ask(c, "f10") == [SetCalled(True)]
        assert "phòng họp tự mở mic" in c.text()
        assert "bỏ chặn tiếng" not in c.text()


async def test_help_and_menu_of_the_room_name_no_key_that_only_an_mcu_of_ours_has() -> None:
    async with console(hosted(), size=(120, 40)) as c:
        await c.press("j", "asterisk")
        menu = c.text()
        assert "họp kín" in menu
        assert "Khóa phòng họp" not in menu
        await c.press("escape", "question_mark", "question_mark")
        assert "Chặn tiếng" not in c.text()
        assert "MCU của ta bỏ chặn tiếng" in c.text(), "F10 promises it of no other MCU"
