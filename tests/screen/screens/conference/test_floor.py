"""Keys that prepare and give the floor."""

from dataclasses import replace

import pytest

from gbdt_console.core.conference.commands import (
    GiveFloor,
    PrepareFloor,
)
from gbdt_console.core.conference.floor import Floor
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from tests.support.conference.scenes import SCENES
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.screens.console import console
from tests.support.screens.meeting_console import SPEAKING, ask, lines, meeting, network, refuse, settle, then
from tests.support.screens.scripted_port import later


async def test_f_prepares_and_space_gives_the_floor_to_the_prepared_site_only() -> None:
    async with console(meeting()) as c:
        assert await ask(c, "space") == []
        assert "Chưa chuẩn bị điểm cầu nào" in c.text()
        assert await ask(c, "5", "f") == [PrepareFloor("site5")]
        assert await ask(c, "space") == [GiveFloor("site5")]


async def test_space_means_what_was_asked_for_a_moment_ago_not_what_was_prepared_before() -> None:
    snapshot = meeting(floor=SPEAKING)
    async with console(snapshot) as c:
        await ask(c, "5", "f")
        assert await ask(c, "space") == [GiveFloor("site5")], "no Snapshot has told of it yet"
        await c.let_pass(1.0)
        newer = conferring(later(snapshot, 1.0), rows_of(11), floor=SPEAKING)
        await c.publish(newer)
        assert await ask(c, "space") == [GiveFloor("site8")], "what the engine says counts again"


async def test_what_the_engine_did_not_prepare_is_not_given_the_floor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with console(meeting()) as c:
        monkeypatch.setattr(c.port, "submit", refuse("meeting.site-unknown"))
        await ask(c, "5", "f")
        assert await ask(c, "space") == []
        assert "Chưa chuẩn bị điểm cầu nào" in c.text()


async def test_a_second_press_of_space_at_once_is_ignored() -> None:
    async with console(meeting(floor=replace(SPEAKING, prepared="site8"))) as c:
        assert await ask(c, "space", "space") == [GiveFloor("site8")]
        await c.let_pass(0.41)
        assert await ask(c, "space") == [GiveFloor("site8")]


async def test_space_with_a_number_gives_to_that_site_and_only_on_the_wall() -> None:
    async with console(meeting(rows_of(11, away=(9,)), floor=SPEAKING)) as c:
        assert await ask(c, "1", "0", "space") == [GiveFloor("site10")]
        await c.let_pass(0.5)
        assert await ask(c, "9", "space") == []
        assert "9 Si Ma Cai: Không có trong phòng họp" in c.text()
        assert await ask(c, "6", "space") == []
        assert "đang phát biểu rồi" in c.text()
        for opened in ("j", "b", "enter"):
            await c.press(opened)
            await c.let_pass(0.5)
            assert await ask(c, "space") == []
            await c.press("f2")


async def test_a_site_whose_line_is_cut_gets_the_floor_only_after_a_question() -> None:
    async with console(meeting(rows_of(11, stale=(8,)), floor=SPEAKING)) as c:
        assert "MCU vẫn báo" in "\n".join(lines(c)[3:11])
        assert await ask(c, "space") == []
        assert isinstance(c.app.screen, ConfirmScreen)
        await settle(c)
        assert await ask(c, "right", "enter") == [GiveFloor("site8")]


async def test_n_prepares_the_next_of_the_running_order() -> None:
    snapshot = meeting()
    async with console(snapshot) as c:
        assert await ask(c, "n") == [PrepareFloor("site8")]
        assert await ask(c, "space") == [GiveFloor("site8")]
        await then(c, snapshot, rows=rows_of(11), floor=Floor("site1"))
        assert await ask(c, "n") == []
        assert "không còn ai" in c.text()


async def test_outside_of_a_meeting_the_floor_is_nobody_s() -> None:
    async with console(SCENES["idle"](network())) as c:
        assert await ask(c, "f", "n", "minus", "space") == []
        assert "Không có cuộc họp nào" in c.text()
