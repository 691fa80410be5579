"""The palette: every verb that makes sense now, found by the beginnings of its words; what acts asks."""

from dataclasses import replace

import pytest

from gbdt_console.core.conference.commands import BlockMicrophone
from gbdt_console.core.meetings.commands import MoveMeetingEnd
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.dialogs.palette import PaletteScreen
from tests.support.conference.snapshots import rows_of
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import SPEAKING, asked, meeting, network

OPEN = rows_of(11, opened=(1, 5, 6))


def held() -> Snapshot:
    return meeting(OPEN, floor=SPEAKING)


async def find(c: Console, text: str, *before: str) -> None:
    await c.let_pass(1.0)
    await c.press(*before, "ctrl+p", *text)


async def test_a_guess_is_listed_but_enter_does_not_take_it() -> None:
    async with console(held(), size=(120, 40)) as c:
        await find(c, "phat lai")
        assert "F10" in c.text()
        await c.press("enter")
        assert isinstance(c.app.screen, PaletteScreen)
        assert c.port.submitted == []


@pytest.mark.parametrize(("text", "finds"), [("ket thuc", "Kết thúc cuộc họp"), ("keo dai", "thêm 15 phút")])
async def test_the_verbs_of_other_screens_are_found_while_they_make_sense(text: str, finds: str) -> None:
    async with console(held(), size=(120, 40)) as c:
        await find(c, text)
        assert finds in c.text()
    async with console(network(), size=(120, 40)) as c:
        await find(c, text)
        assert finds not in c.text()


async def test_what_acts_asks_first_and_names_whom_it_means() -> None:
    async with console(held(), size=(120, 40)) as c:
        await find(c, "chan hoac", "5")
        await c.press("enter")
        assert c.port.submitted == []
        assert isinstance(c.app.screen, ConfirmScreen)
        assert "5 Bảo Yên: chặn tiếng" in asked(c)
        assert c.wall.typed == ""
        await c.let_pass(1.0)
        await c.press("right", "enter")
        assert c.port.submitted == [BlockMicrophone("site5")]


async def test_a_verb_of_another_screen_opens_it_and_asks_there() -> None:
    async with console(held(), size=(120, 40)) as c:
        await find(c, "keo dai cuoc hop them 15")
        await c.press("enter")
        assert c.port.submitted == []
        assert isinstance(c.app.screen, ConfirmScreen)
        await c.let_pass(1.0)
        await c.press("right", "enter")
        assert [type(command) for command in c.port.submitted] == [MoveMeetingEnd]


async def test_the_palette_forgets_the_number_that_it_was_opened_with() -> None:
    async with console(replace(held()), size=(120, 40)) as c:
        await find(c, "sa", "4")
        await c.press("escape")
        assert c.wall.typed == ""
