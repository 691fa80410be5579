"""Who is on duty is chosen at the console, when all share one login."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from gbdt_console.core.commands import Command, SwitchOperator
from gbdt_console.core.handover.shift import TakeOverShift
from gbdt_console.core.people import OperatorName
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.dialogs.handover import HandoverScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.meetings.shown import usual
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import refuse
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

PIN = "391847"
DUTY = (OperatorName("ca-1", "Cán bộ trực ca 1"), OperatorName("ca-2", "Cán bộ trực ca 2"))


def shared() -> Snapshot:
    return replace(make_snapshot(11), operators=DUTY)


async def press(c: Console, *keys: str) -> None:
    for key in keys:
        await c.let_pass(0.6)
        await c.press(key)


async def test_another_operator_takes_over_with_nine_keys_and_an_unseen_pin() -> None:
    async with console(shared(), size=(80, 24)) as c:
        await press(c, "dollar_sign")
        assert "Cán bộ trực ca 2" in c.text()
        await press(c, "2", *PIN)
        assert PIN not in c.text()
        await press(c, "enter")
        assert c.port.submitted == [SwitchOperator("ca-2", PIN), TakeOverShift()]
        assert isinstance(c.app.screen, WallScreen)


async def recorded(command: Command) -> AsyncIterator[Progress]:
    yield Progress("r", Stage.RECORDED)


@pytest.mark.parametrize("is_right", [True, False])
async def test_the_end_is_said_by_name_or_by_its_reason(is_right: bool) -> None:
    async with console(shared(), size=(120, 40)) as c:
        c.port.submit = recorded if is_right else refuse("operator.pin-wrong")  # type: ignore[method-assign]
        await press(c, "dollar_sign", "1", "1", "enter")
        await c.pilot.pause()
        assert ("(Cán bộ trực ca 1): đã ghi" if is_right else "Sai mã PIN") in c.text()


async def test_esc_changes_nobody_and_an_empty_pin_is_not_sent() -> None:
    async with console(shared()) as c:
        await press(c, "dollar_sign", "1", "enter", "escape")
        await press(c, "dollar_sign", "escape")
        assert c.port.submitted == []


@pytest.mark.parametrize("is_observer", [True, False])
async def test_without_pins_or_as_observer_nobody_is_asked(is_observer: bool) -> None:
    snapshot = shared() if is_observer else make_snapshot(11)
    async with console(snapshot, observe=is_observer) as c:
        await press(c, "dollar_sign", "1")
        assert isinstance(c.app.screen, HandoverScreen)
        assert "Cán bộ trực ca 1" not in c.text()
        await press(c, *(("enter",) if is_observer else ()), "escape")
        assert isinstance(c.app.screen, WallScreen)
        assert c.port.submitted == []


async def test_the_operator_who_is_here_signs_the_page_with_enter() -> None:
    async with console(make_snapshot(11)) as c:
        await press(c, "dollar_sign", "enter")
        assert c.port.submitted == [TakeOverShift()]


async def test_an_enter_typed_ahead_signs_nothing() -> None:
    async with console(make_snapshot(11)) as c:
        await c.let_pass(0.6)
        await c.press("dollar_sign", "enter")
        assert c.port.submitted == []
        assert isinstance(c.app.screen, HandoverScreen)


async def test_who_takes_over_by_pin_signs_with_a_note_and_not_with_a_wrong_pin() -> None:
    async with console(shared()) as c:
        given: list[Command] = []

        def submit(command: Command) -> AsyncIterator[Progress]:
            given.append(command)
            return recorded(command)

        c.port.submit = submit  # type: ignore[method-assign]
        await press(c, "dollar_sign", "1", "1", "tab", "o", "k", "enter")
        await c.pilot.pause()
        assert given == [SwitchOperator("ca-1", "1"), TakeOverShift("ok")]
        c.port.submit = refuse("operator.pin-wrong")  # type: ignore[method-assign]
        await press(c, "dollar_sign", "1", "1", "enter")
        await c.pilot.pause()
        assert len(given) == 2


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_page_tells_what_is_open_and_what_comes(size: tuple[int, int]) -> None:
    async with console(with_alarms(usual(shared()), [make_alarm(1, 3, AT_UTC)]), size=size) as c:
        await press(c, "dollar_sign")
        text = c.text()
        assert "ĐANG MỞ" in text
        assert "cảnh báo: 3 " in text
        assert "Cán bộ trực ca 2" in text
        await press(c, *("pagedown",) * 9)
        assert "chưa có giấy mời" in c.text()
