"""A client that observes or has no control sees everything and acts on nothing."""

from dataclasses import replace

import pytest

from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    PrepareFloor,
)
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.requests import Stage
from gbdt_console.core.snapshot import Control
from gbdt_console.screens.conference.roster_screen import RosterScreen
from gbdt_console.screens.screen_table import SCREENS, actions_by_screen, all_actions
from tests.support.conference.scenes import SCENES
from tests.support.conference.snapshots import rows_of
from tests.support.screens.console import console
from tests.support.screens.meeting_console import ask, meeting, network, settle
from tests.support.screens.scripted_port import later


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_a_site_tells_its_part_and_its_keys_mean_it(size: tuple[int, int]) -> None:
    orders = (OrderView("microphone.block", "site6", Stage.UNKNOWN, "order.not-read-back"),)
    async with console(meeting(rows_of(11, opened=(1, 6)), shown=6, orders=orders), size=size) as c:
        await settle(c)
        await c.press("6", "enter")
        assert "PHÒNG HỌP (MCU báo cách đây 0 s)" in c.text()
        assert "2006  đang lên hình · không bị chặn · đã tham gia 12:03" in c.text()
        assert "6 Bắc Hà: chặn tiếng: không rõ kết quả" in c.text()
        assert await ask(c, "m") == [BlockMicrophone("site6")]
        assert await ask(c, "f") == [PrepareFloor("site6")]


async def test_an_observer_sees_all_and_has_no_key_that_acts() -> None:
    async with console(SCENES["out-of-turn"](network()), observe=True, size=(200, 60)) as c:
        await settle(c)
        assert "7 Mường Khương nói ngoài lượt" in c.text()
        assert "→ x" not in c.text()
        acting = [
            key for a in all_actions() if a.needs_mcu and a.is_acting for key in a.keys if key != "enter"
        ]
        assert await ask(c, *acting) == []
        await c.press("j")
        assert await ask(c, *acting) == []
        assert isinstance(c.app.screen, RosterScreen)


@pytest.mark.parametrize("screen", ["wall", "roster"])
async def test_an_acting_key_of_an_observer_says_why_and_is_offered_nowhere(screen: str) -> None:
    row = next(row for row in SCREENS if row.name == screen)
    rows = [action for action in actions_by_screen()[row.screen] if action.is_acting and action.keys]
    async with console(meeting(rows_of(11)), observe=True, size=(200, 60)) as c:
        await settle(c)
        if row.key:
            await c.press(row.key)
        for key in sorted({key for action in rows for key in action.keys}):
            before = c.app.screen
            await c.press(key)
            assert c.app.screen is before, key
            assert "Phiên này chỉ xem" in c.text(), key
            await c.let_pass(9.0)
        assert c.port.submitted == []
        words = c.app.screen.appearance.words  # type: ignore[attr-defined]
        await c.press("question_mark", "question_mark")
        assert not [a.id for a in rows if words(f"{a.code}.help") in c.text()]


async def test_an_observer_is_told_that_it_only_observes_where_room_is_short() -> None:
    snapshot = replace(meeting(rows_of(11)), control=Control("console-9", "Trực ca 1 của Trung tâm", "pts/0"))
    async with console(snapshot, observe=True, size=(80, 24)) as c:
        await settle(c)
        assert c.text().splitlines()[1].rstrip().endswith("  chỉ xem")


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
        for key in ("k", "m", "greater_than_sign", "delete", "asterisk"):
            assert await ask(c, key) == []
