"""Keys that prepare and give the floor."""

from dataclasses import replace

from gbdt_console.core.conference.commands import (
    GiveFloor,
    PrepareFloor,
)
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.frame.commands import TakeFrame
from gbdt_console.core.snapshot import Control
from tests.support.conference.scenes import SCENES
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.screens.console import console
from tests.support.screens.meeting_console import SPEAKING, ask, attention, meeting, network, then


async def test_f_prepares_and_space_takes_what_is_prepared() -> None:
    async with console(meeting()) as c:
        assert await ask(c, "5", "f") == [PrepareFloor("site5")]
        assert await ask(c, "space") == [TakeFrame()]


async def test_a_second_press_of_space_at_once_is_ignored() -> None:
    async with console(meeting(floor=replace(SPEAKING, prepared="site8"))) as c:
        assert await ask(c, "space", "space") == [TakeFrame()]
        await c.let_pass(0.41)
        assert await ask(c, "space") == [TakeFrame()]
        assert await ask(c, "z", "z") == [GiveFloor()], "z is another key, and its second press is ignored"


async def test_space_with_a_number_takes_that_site_and_only_on_the_wall() -> None:
    async with console(meeting(rows_of(11, away=(9,)), floor=SPEAKING)) as c:
        assert await ask(c, "1", "0", "space") == [TakeFrame("site10")]
        await c.let_pass(0.5)
        for opened in ("j", "b", "enter"):
            await c.press(opened)
            await c.let_pass(0.5)
            assert await ask(c, "space") == []
            await c.press("f2")


async def test_n_prepares_the_next_of_the_running_order() -> None:
    snapshot = meeting()
    async with console(snapshot) as c:
        assert await ask(c, "n") == [PrepareFloor("site8")]
        assert await ask(c, "space") == [TakeFrame()]
        await then(c, snapshot, rows=rows_of(11), floor=Floor("site1"))
        assert await ask(c, "n") == []
        assert "không còn ai" in c.text()


async def test_a_site_that_missed_its_turn_is_told_once_it_is_back() -> None:
    missed = replace(SPEAKING, prepared="", passed=frozenset({"site8"}))
    told = "8 Sa Pa đã trở lại, bị lỡ lượt phát biểu → n chuẩn bị, Space trao lượt"
    snapshot = meeting(rows_of(11, away=(8,)), floor=missed)
    async with console(snapshot) as c:
        assert "trở lại" not in attention(c)
        await then(c, snapshot, rows=rows_of(11), floor=missed)
        assert told in attention(c)
        await c.press("b")
        assert told in attention(c), "on every screen"
        await c.press("f2")
        assert await ask(c, "n") == [PrepareFloor("site8")]
        await then(c, snapshot, rows=rows_of(11), floor=replace(missed, prepared="site8"))
        assert "trở lại" not in attention(c)


async def test_that_a_site_is_back_hides_nothing_worse() -> None:
    missed = replace(SPEAKING, prepared="", passed=frozenset({"site8"}))
    async with console(meeting(rows_of(11), floor=missed, open_since=((5, 4),))) as c:
        assert "5 Bảo Yên" in attention(c)
        assert "trở lại" not in attention(c)
    snapshot = conferring(replace(network(), control=Control()), rows_of(11), floor=missed)
    async with console(snapshot) as c:
        assert "8 Sa Pa đã trở lại" in attention(c)


async def test_outside_of_a_meeting_the_floor_is_nobody_s() -> None:
    async with console(SCENES["idle"](network())) as c:
        assert await ask(c, "f", "n", "minus", "space") == []
        assert "Không có cuộc họp nào" in c.text()
