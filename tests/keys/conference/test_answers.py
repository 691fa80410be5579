"""What is said of an order's end: in the device's words, and on whatever screen is open then."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from gbdt_console.core.commands import Command
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.screens.wall.wall_screen import WallScreen
from tests.support.screens.console import console
from tests.support.screens.meeting_console import attention, meeting, refuse, settle
from tests.support.screens.scripted_port import later


async def test_a_refusal_is_said_in_the_words_of_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    async with console(meeting()) as c:
        monkeypatch.setattr(c.port, "submit", refuse("control.refused", "No [/]such channel"))
        await settle(c)
        await c.press("5", "m")
        await c.pilot.pause()
        assert "Thiết bị nói: No [/]such channel" in c.text()


@pytest.mark.parametrize("keys", [("minus",), ("3", "minus")])
async def test_a_partial_block_is_told_whole_on_80_columns(
    keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def submit(command: Command) -> AsyncIterator[Progress]:
        yield Progress("r", Stage.FAILED, "order.some-failed", "3/9", ("site4", "site10", "site7"))

    async with console(meeting(), size=(80, 24)) as c:
        monkeypatch.setattr(c.port, "submit", submit)
        await settle(c)
        await c.press(*keys)
        await c.pilot.pause()
        assert "Đã chặn 6/9 · chưa được: 4 Bảo Thắng, 10 Văn Bàn +1 → F1" in c.text().splitlines()[-1]


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_a_notice_stands_alone_for_it_may_be_about_another_site(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(meeting(), size=size) as c:
        monkeypatch.setattr(c.port, "submit", refuse("order.not-obeyed"))
        await settle(c)
        assert c.text().splitlines()[-1].startswith(" 1 VP UBND tỉnh")
        await c.press("7", "m")
        await c.pilot.pause()
        last = c.text().splitlines()[-1].strip()
        assert last.startswith("7 Mường Khương: bỏ chặn tiếng: Thiết bị")
        assert last.endswith("không thực hiện.")


async def test_leaving_a_screen_ends_no_order_and_its_end_is_said_on_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    obeys, stages = asyncio.Event(), []

    async def submit(command: Command) -> AsyncIterator[Progress]:
        yield Progress("r", Stage.ACCEPTED)
        await obeys.wait()
        stages.append(Stage.VERIFIED)
        yield Progress("r", Stage.VERIFIED)

    async with console(meeting()) as c:
        monkeypatch.setattr(c.port, "submit", submit)
        await settle(c)
        await c.press("5", "enter", "m")
        await c.pilot.pause()
        assert "5 Bảo Yên: bỏ chặn tiếng: thiết bị đã nhận" in c.text()
        await c.press("escape")
        obeys.set()
        await c.pilot.pause()
        assert stages == [Stage.VERIFIED]
        assert isinstance(c.app.screen, WallScreen)
        assert "Đã bỏ chặn tiếng 5 Bảo Yên (MCU xác nhận)" in c.text()


async def test_what_may_be_recorded_stands_in_the_line_of_attention_until_the_engine_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = asyncio.Event()

    async def submit(command: Command) -> AsyncIterator[Progress]:
        yield Progress("r", Stage.DOUBTFUL)
        await answers.wait()
        yield Progress("r", Stage.FAILED, "recording.refused")

    async with console(meeting()) as c:
        monkeypatch.setattr(c.port, "submit", submit)
        await settle(c)
        await c.press("5", "m", "escape")
        await c.publish(newer := later(meeting(), 1.0))
        doubt = "5 Bảo Yên: bỏ chặn tiếng: chưa rõ đã ghi hay chưa"
        assert doubt in attention(c)
        answers.set()
        await c.publish(later(newer, 1.0))
        assert doubt not in attention(c)
        assert "5 Bảo Yên: bỏ chặn tiếng: Chưa ghi" in c.text()
