"""A closed meeting on the screens, and the room's menu that makes one."""

import pytest

from gbdt_console.core.conference.commands import (
    LockConference,
    SetClosed,
)
from tests.support.conference.snapshots import rows_of
from tests.support.screens.console import console
from tests.support.screens.meeting_console import SPEAKING, ask, asked, lines, meeting, now, settle, then


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
        await c.press("j", "asterisk")
        assert "họp kín" in c.text()
        await c.let_pass(0.5)
        assert await ask(c, "6") == [SetClosed(True)]
        for key, says, command in (
            ("6", "nêu nội dung", SetClosed(False, is_sure=True)),
            ("1", "gọi vào được", LockConference(False, is_sure=True)),
        ):
            snapshot = await now(c, snapshot, is_closed=True, is_locked=True)
            await c.press("asterisk")
            await settle(c)
            assert await ask(c, key) == []
            await c.pilot.pause()
            assert says in asked(c)
            await settle(c)
            assert await ask(c, "right", "enter") == [command]
