"""A console whose engine is started again: what it says meanwhile, what it sends, and how it comes back."""

import asyncio
from dataclasses import replace

import pytest

from gbdt_console.core.snapshot import Control, Snapshot
from gbdt_console.screens import past_follower
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import make_snapshot

AWAY = "MẤT LIÊN LẠC VỚI TIẾN TRÌNH GIÁM SÁT, đang kết nối lại"
MINE = "bạn đang điều khiển"


def held_by(client_id: str, epoch: str = "scripted") -> Snapshot:
    return replace(make_snapshot(11), epoch=epoch, control=Control(client_id, "Trực ca 2"))


async def lose_engine(c: Console) -> None:
    c.port.go_away()
    await c.pilot.pause()
    await c.pilot.pause()


async def test_nobody_has_control_while_the_engine_is_away() -> None:
    async with console(held_by("console-1")) as c:
        assert MINE in c.text()
        await lose_engine(c)
        assert AWAY in c.text()
        assert MINE not in c.text()
        assert "điều khiển: Trực ca 2" not in c.text()
        await c.let_pass(60.0)
        assert AWAY in c.text()
        assert "11 không rõ" in c.text()
        assert " ms" not in c.text()


async def test_nothing_is_sent_while_the_engine_is_away() -> None:
    async with console(held_by("console-1")) as c:
        await lose_engine(c)
        await c.press("l")
        await c.press("h")
        assert "Chưa gửi: đang mất liên lạc" in c.text()
        assert "đã gửi" not in c.text()
        c.port.come_back("console-1", held_by("console-1", "second"))
        await c.pilot.pause()
        await c.pilot.pause()
        assert c.port.submitted == []


async def test_control_comes_back_by_the_engines_word_alone() -> None:
    async with console(held_by("console-1")) as c:
        await lose_engine(c)
        c.port.come_back("console-7", held_by("console-1", "second"))
        await c.pilot.pause()
        await c.pilot.pause()
        assert AWAY not in c.text()
        assert MINE not in c.text(), "the old name is another client's now"
        await c.publish(replace(held_by("console-7", "second"), version=2))
        assert MINE in c.text()


async def test_an_engine_may_go_away_again_and_know_other_sites() -> None:
    async with console(held_by("console-1")) as c:
        await c.press("enter")
        for round_ in range(3):
            await lose_engine(c)
            assert AWAY in c.text()
            fewer = replace(make_snapshot(11 - 5 * (round_ % 2)), epoch=f"round {round_}")
            c.port.come_back(f"console-{round_}", fewer)
            await c.pilot.pause()
            await c.pilot.pause()
            assert AWAY not in c.text()
            assert c.app.failure is None


async def test_a_sites_screen_asks_the_new_engine_for_its_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_follower, "_EVERY_S", 0.05)
    async with console(held_by("console-1")) as c:
        await c.press("enter")
        await lose_engine(c)
        c.port.come_back("console-7", held_by("console-7", "second"))
        await c.pilot.pause()
        c.port.asked.clear()
        async with asyncio.timeout(60):
            while not c.port.asked:
                await c.pilot.pause()
        monkeypatch.undo()
        await c.pilot.pause()
