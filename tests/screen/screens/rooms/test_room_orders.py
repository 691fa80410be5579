"""What a technician has a room's codec do: call, present, and divide its monitor."""

from dataclasses import replace

import pytest

from gbdt_console.core.abilities import Ability
from gbdt_console.core.commands import Command
from gbdt_console.core.rooms.commands import CallFromRoom, DivideScreen, PresentRoom, StopPresenting
from gbdt_console.core.rooms.room import RoomCall
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.rooms.snapshots import MadeRoom, room, with_rooms
from tests.support.screens.console import Console, console
from tests.support.screens.hostile_texts import PAYLOADS
from tests.support.screens.meeting_console import ask, asked, network, settle

SIZES = [(80, 24), (120, 40), (200, 60)]
CALL = (RoomCall("1", "giaoban@mcu.example", True),)
LAYOUTS = ("auto", "equal", "prominent")
ABLE = (Ability.MUTE, Ability.PRESETS, Ability.SLEEP, Ability.CALLS)
MORE = (*ABLE, Ability.PLACE_CALL, Ability.PRESENT, Ability.LAYOUT)


def rooms_at(*made: MadeRoom, hosted_at: str = "") -> Snapshot:
    snapshot = conferring(network(), rows_of(11))
    assert snapshot.conference is not None
    hosted = "" if not hosted_at else "VNPT Meeting"
    conference = replace(snapshot.conference, hosted=hosted, hosted_at=hosted_at)
    return with_rooms(replace(snapshot, conference=conference), made)


def able(made: MadeRoom, abilities: tuple[Ability, ...] = MORE) -> MadeRoom:
    return replace(made, view=replace(made.view, able=abilities))


async def menu(c: Console, number: str) -> str:
    """What `r` offers for that site."""
    await c.press(*number, "enter")
    await settle(c)
    await c.press("r")
    assert isinstance(c.app.screen, ChoiceScreen)
    return c.text()


async def choose(c: Console, key: str) -> list[Command]:
    return await ask(c, key)


@pytest.mark.parametrize("size", SIZES)
async def test_only_what_the_codec_can_and_what_does_not_hold_is_offered(size: tuple[int, int]) -> None:
    idle = able(room(2, calls=(), content_source="", screen_layouts=LAYOUTS))
    async with console(rooms_at(idle), size=size) as c:
        offered = await menu(c, "2")
        for words in ("7  gọi đi từ codec", "8  bật trình chiếu", "0  đổi bố cục màn hình"):
            assert words in offered
        assert "dừng trình chiếu" not in offered
    busy = able(room(2, calls=CALL, content_source="2"))
    async with console(rooms_at(busy), size=size) as c:
        offered = await menu(c, "2")
        assert "9  dừng trình chiếu" in offered
        for words in ("gọi đi từ codec", "bật trình chiếu", "bố cục"):
            assert words not in offered
    async with console(rooms_at(able(room(2, calls=(), content_source=""), ABLE)), size=size) as c:
        offered = await menu(c, "2")
        for words in ("gọi đi", "bật trình chiếu", "bố cục"):
            assert words not in offered


async def test_a_number_is_asked_for_and_called_at_once() -> None:
    async with console(rooms_at(able(room(2, calls=())))) as c:
        await menu(c, "2")
        assert await choose(c, "7") == []
        assert "2 TP. Lào Cai: gọi đi từ codec" in c.text()
        assert "Enter gọi ngay" in c.text()
        assert await ask(c, "enter") == []
        assert "Hãy ghi số hoặc địa chỉ cần gọi" in c.text()
        assert await ask(c, *"2009", "enter") == [CallFromRoom("site2", "2009")]


async def test_where_others_host_the_meeting_their_number_stands_there_already() -> None:
    async with console(rooms_at(able(room(2, calls=())), hosted_at="860214")) as c:
        await menu(c, "2")
        await choose(c, "7")
        assert "860214" in c.text()
        assert await ask(c, "enter") == [CallFromRoom("site2", "860214")]


@pytest.mark.parametrize(
    ("key", "source", "command", "told"),
    [
        ("8", "", PresentRoom("site2", is_sure=True), "thấy trình chiếu của phòng này"),
        ("9", "2", StopPresenting("site2", is_sure=True), "mất ở mọi điểm cầu"),
    ],
)
async def test_content_in_a_call_is_asked_about_and_begins_on_cancel(
    key: str, source: str, command: Command, told: str
) -> None:
    async with console(rooms_at(able(room(2, calls=CALL, content_source=source)))) as c:
        await menu(c, "2")
        assert await choose(c, key) == []
        assert "giaoban@mcu.example" in asked(c)
        assert told in " ".join(asked(c).split())
        assert await ask(c, "enter") == []
        await settle(c)
        await c.press("r")
        await settle(c)
        await choose(c, key)
        assert await ask(c, "right", "enter") == [command]


async def test_content_without_a_call_is_only_in_the_room_and_not_asked_about() -> None:
    async with console(rooms_at(able(room(2, calls=(), content_source="")))) as c:
        await menu(c, "2")
        assert await choose(c, "8") == [PresentRoom("site2")]


async def test_the_layouts_are_the_codec_s_and_the_present_one_is_marked() -> None:
    made = able(room(2, calls=(), screen_layout="Equal", screen_layouts=(*LAYOUTS, "Mosaic", PAYLOADS[0])))
    async with console(rooms_at(made)) as c:
        await menu(c, "2")
        assert await choose(c, "0") == []
        assert "2  các hình bằng nhau (đang dùng)" in c.text()
        assert "4  Mosaic" in c.text()
        assert "\x1b" not in c.text()
        assert await ask(c, "3") == [DivideScreen("site2", "prominent")]
