"""Dialogs over live data: one of a kind, what lies below is painted, and nothing urgent is hidden."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from textual.screen import Screen

from gbdt_console.core.checklist.commands import AnswerRoll
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.tour import key_event
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.checklist.sheets import with_sheet
from tests.support.conference.snapshots import conferring, rows_of
from tests.support.screens.console import Console, console
from tests.support.screens.meeting_console import MINE, SPEAKING, network
from tests.support.screens.scripted_port import Fault, later, make_snapshot

SIZES = [(80, 24), (120, 40), (200, 60)]


def mine() -> Snapshot:
    return replace(with_sheet(make_snapshot(11)), control=MINE)


def dialogs(c: Console) -> list[type]:
    return [type(screen) for screen in c.app.screen_stack if isinstance(screen, Dialog)]


async def stack_two(c: Console) -> None:
    look = c.wall.appearance
    await c.app.put_dialog(ChoiceScreen(look, "Chọn", [("1", "một", "1")]), lambda _: None)
    await c.app.put_dialog(ConfirmScreen("Hỏi", "gì đó", stay="Hủy", go="Làm"), lambda _: None)
    await c.pilot.pause()


async def a_second_later(c: Console) -> None:
    assert c.port.newest is not None
    c.clock.advance(1.0)
    await c.publish(later(c.port.newest, 1.0))


@pytest.mark.painted
async def test_under_two_dialogs_the_clock_goes_on() -> None:
    async with console() as c:
        await stack_two(c)
        assert dialogs(c) == [ChoiceScreen, ConfirmScreen]
        for second in (18, 19, 20):
            await a_second_later(c)
            assert f"14:22:{second}" in c.text()


@pytest.mark.painted
async def test_whatever_keeps_a_screen_from_being_painted_is_seen_from_outside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Textual alone tells only the uppermost dialog what changed below."""
    monkeypatch.setattr(LiveScreen, "_compositor_refresh", Screen._compositor_refresh)
    async with console() as c:
        await stack_two(c)
        await a_second_later(c)
        assert "14:22:18" not in c.text()
        for _ in range(6):
            await c.let_pass(0.9)
        assert "màn hình đứng" in c.text()


async def test_a_stray_enter_opens_no_second_roll_call_and_answers_nothing_for_the_next_site() -> None:
    async with console(mine()) as c:
        await c.press("f6")
        await c.let_pass(1.0)
        for key in ("enter", "1", "1", "2", "2", "4", "enter", "enter", "1", "1"):
            c.app.post_message(key_event(key))
        await c.pilot.pause()
        await c.pilot.pause()
        assert dialogs(c) == [ChoiceScreen]
        assert {command.site_id for command in c.port.submitted if isinstance(command, AnswerRoll)} == {
            "site1"
        }
        assert "gọi 2 TP. Lào Cai" in c.text()
        await c.let_pass(1.0)
        await c.press("1")
        assert len(c.port.submitted) == 5, "the call and four answers"
        await c.press("enter")
        assert "2 TP. Lào Cai" in c.text()
        await c.press("1")
        assert c.port.submitted[-1] == AnswerRoll("site2", "heard", "both")


async def test_two_dialogs_of_a_kind_are_never_open() -> None:
    async with console() as c:
        for question in ("một", "hai"):
            dialog = ChoiceScreen(c.wall.appearance, question, [("1", "một", "1")])
            await c.app.put_dialog(dialog, lambda _: None)
        assert dialogs(c) == [ChoiceScreen]
        assert "hai" not in c.text()


OPENED: Sequence[Sequence[str]] = (
    ("dollar_sign",), ("question_mark",), ("slash", "s"), ("ctrl+p",), ("q",), ("g",), ("r",), ("minus",),
    ("h",), ("t",), ("j", "asterisk"), ("f5", "insert"), ("f5", "insert", "1"), ("f8", "enter"), ("delete",),
)  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
async def test_no_dialog_hides_that_the_speaker_is_lost_or_what_is_said_at_the_bottom(
    size: tuple[int, int],
) -> None:
    """Header and line of attention above, notice below, at every size."""
    blocked = replace(SPEAKING, is_blocking=True)
    made = conferring(network(f6=Fault.DOWN), rows_of(11, away=(6,)), floor=blocked)
    lost = with_alarms(made, [make_alarm(1, 6, made.at_utc)])
    async with console(lost, size=size) as c:
        for keys in OPENED:
            await a_second_later(c)
            await c.press("f2")
            seen = c.text().splitlines()
            assert "6 Bắc Hà" in seen[2]
            for key in keys:
                await a_second_later(c)
                await c.press(key)
            text = c.text().splitlines()
            assert text[2].startswith(" 6 Bắc Hà mất kết nối"), keys
            assert not any(mark in text[-1] for mark in "┏┗┃━"), keys
            while dialogs(c):
                await c.press("escape")
