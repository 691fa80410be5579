"""Keys faster than the console, and keys that it must drop: none of them does what another was meant for."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from textual import events

from gbdt_console.app import Ending
from gbdt_console.core.conference.commands import PrepareFloor
from gbdt_console.core.frame.commands import TakeFrame
from gbdt_console.core.meetings.commands import ConfirmNotice
from gbdt_console.core.outages.commands import SetOutageState
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.ui.terminal import key_guard
from gbdt_console.ui.terminal.key_guard import QUIET_S
from gbdt_console.ui.tour import key_event
from tests.support.meetings.shown import usual
from tests.support.outages.records import lost
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import MINE, SPEAKING, meeting
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

DROPPED = "Đã bỏ các phím vừa bấm"


async def burst(c: Console, keys: Sequence[str], old: Sequence[str] = ()) -> None:
    """All keys in the queue at once, as a stalled console finds them; those of `old` waited too long."""
    for key in keys:
        event = key_event(key)
        if key in old:
            event.time -= key_guard.OLD_AFTER_S + 0.5
        c.app.post_message(event)
    await c.pilot.pause()
    await c.pilot.pause()


async def test_a_menu_takes_what_was_typed_ahead_and_nothing_goes_to_another_act() -> None:
    async with console(replace(usual(make_snapshot(11)), control=MINE)) as c:
        await c.press("f5")
        await burst(c, ["enter", "5", "1"])
        assert [type(command) for command in c.port.submitted] == [ConfirmNotice]
        assert DROPPED not in c.text()


async def test_the_second_key_goes_to_the_menu_that_the_first_opened() -> None:
    async with console(replace(make_snapshot(11), control=MINE, outages=(lost(4, 3, AT_UTC),))) as c:
        await c.press("f4")
        await burst(c, ["enter", "2", "1"])
        assert [type(command) for command in c.port.submitted] == [SetOutageState]


async def test_what_comes_behind_a_dropped_key_is_dropped_until_it_is_quiet() -> None:
    async with console(replace(usual(make_snapshot(11)), control=MINE)) as c:
        await c.press("f5", "enter")
        await burst(c, ["5", "1"], old=["5"])
        assert isinstance(c.app.screen, ChoiceScreen)
        assert DROPPED in c.text()
        await c.let_pass(QUIET_S - 0.1)
        await c.press("1")
        assert isinstance(c.app.screen, ChoiceScreen)
        await c.let_pass(QUIET_S)
        await c.press("1")
        assert not isinstance(c.app.screen, ChoiceScreen)


async def test_a_question_takes_no_yes_that_came_behind_a_key_typed_ahead() -> None:
    async with console() as c:
        await c.press("q", "right")
        assert DROPPED in c.text()
        await c.let_pass(0.4)
        await c.press("right", "enter")
        assert isinstance(c.app.screen, ConfirmScreen)
        assert c.app.return_value is None
        await c.press("escape")
        assert isinstance(c.app.screen, WallScreen)


async def click(c: Console, button: str, waited_s: float = 0.0) -> None:
    """Press and release the mouse on a button; both waited for the console so long."""
    region = c.app.screen.query_one(button).region
    for kind in (events.MouseDown, events.MouseUp):
        event = kind(None, region.x + 1, region.y, 0, 0, 1, shift=False, meta=False, ctrl=False)
        event.time -= waited_s
        c.app.post_message(event)
    await c.pilot.pause()
    await c.pilot.pause()


async def test_a_click_on_a_question_passes_the_guard_of_the_keys() -> None:
    async with console() as c:
        await c.press("q")
        await click(c, "#go")
        assert DROPPED in c.text()
        await c.let_pass(QUIET_S - 0.1)
        await click(c, "#go")
        assert c.app.return_value is None, "it came behind a dropped one"
        await c.let_pass(QUIET_S + 0.1)
        await click(c, "#go", waited_s=key_guard.OLD_AFTER_S + 0.5)
        assert c.app.return_value is None, "it was made for a screen of a while ago"
        await c.let_pass(QUIET_S + 0.1)
        await click(c, "#go")
        assert c.app.return_value is Ending.LEFT


async def test_what_is_typed_behind_the_enter_of_a_field_starts_nothing() -> None:
    """The field is still there when the keys are read, and gone when they come."""
    async with console(meeting(floor=SPEAKING)) as c:
        await burst(c, ["slash", "s", "a", "enter", "5", "space"])
        await c.let_pass(QUIET_S)
        assert c.wall.typed == ""
        assert c.port.submitted == []
        assert DROPPED in c.text()


@pytest.mark.parametrize(
    "between", ["t", "g", "escape", "slash", "f5", "f8", "question_mark", "x", "c", "y", "backspace"]
)
async def test_a_number_ends_with_the_next_verb_whatever_that_does(between: str) -> None:
    """Else the next Space would put that site on air."""
    async with console(meeting(floor=SPEAKING)) as c:
        await c.press("4", between)
        assert c.wall.typed == ""
        await c.let_pass(QUIET_S)
        await c.press("f2", "escape", "f2")
        await c.let_pass(QUIET_S)
        await c.press("space")
        assert TakeFrame("site4") not in c.port.submitted


async def test_a_number_that_nobody_has_is_said_and_gone() -> None:
    async with console(meeting()) as c:
        await c.press("9", "9", "enter")
        assert c.wall.typed == ""
        assert "không có điểm cầu này" in c.text()


async def test_a_number_stays_while_only_the_cursor_moves() -> None:
    async with console(meeting(floor=SPEAKING)) as c:
        await c.press("8", "right", "tab", "f")
        assert c.port.submitted == [PrepareFloor("site8")]
        assert c.wall.typed == ""
