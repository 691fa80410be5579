"""No key acts that nobody pressed: input methods, pastes, old keys, keys meant for a field."""

import signal
import time
from collections.abc import Iterator

import pytest
from textual import events

from gbdt_console.app import GbdtApp
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.commands import TakeControl
from gbdt_console.screens.dialogs.confirm import QuitScreen
from gbdt_console.screens.screen_table import actions_by_screen, all_actions
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.ui.actions import acting_keys
from gbdt_console.ui.terminal import key_guard
from gbdt_console.ui.terminal.key_guard import OLD_AFTER_S, QUIET_S, KeyOrigin, ReadJudge, origin_of
from tests.support.screens.console import console
from tests.support.screens.scripted_port import ScriptedPort, make_snapshot
from tests.support.terminal.pty_terminal import Terminal

DARK = AppOptions("vi", theme="dark")
ACTING = acting_keys(all_actions())


@pytest.mark.parametrize(
    ("read", "origin"),
    [
        ("l", KeyOrigin.TYPED), ("5", KeyOrigin.TYPED), ("33\r", KeyOrigin.TYPED), (" ", KeyOrigin.TYPED),
        ("5 ", KeyOrigin.TYPED), ("\x1b[C\x1b[C\x1b[C", KeyOrigin.TYPED),
        ("\x1b[<35;10;12M" * 9, KeyOrigin.TYPED),
        ("\x1bOP", KeyOrigin.TYPED), ("m ", KeyOrigin.COMPOSED), ("l\x7f", KeyOrigin.COMPOSED),
        ("gbdt-console", KeyOrigin.POURED), ("5m", KeyOrigin.TYPED), ("\x1bm", KeyOrigin.TYPED),
        ("/yen\r", KeyOrigin.TYPED), ("m\x1b", KeyOrigin.COMPOSED), ("5m\r", KeyOrigin.COMPOSED),
        ("m\x1b[B", KeyOrigin.COMPOSED), ("m/", KeyOrigin.COMPOSED), ("mm", KeyOrigin.COMPOSED),
        ("\x1b[Om", KeyOrigin.COMPOSED), ("\u202f", KeyOrigin.COMPOSED),
        ("m\x1b[<35;10;12M", KeyOrigin.TYPED),
        ("m\x1b[<0;10;12M", KeyOrigin.COMPOSED), ("f ", KeyOrigin.COMPOSED), ("- ", KeyOrigin.COMPOSED),
    ],
)  # fmt: skip
def test_plain_keys_are_typed_and_the_rest_is_not(read: str, origin: KeyOrigin) -> None:
    assert origin_of(read) is origin


def test_what_follows_an_eraser_soon_is_the_input_methods_and_an_arrow_cut_in_two_is_no_letter() -> None:
    judge = ReadJudge()
    reads = [
        (0.0, "\x7f"),
        (0.1, "n"),
        (0.1, "\x1b[C"),
        (0.21, "n"),
        (0.5, "\x1b"),
        (0.52, "[B\x1b"),
        (0.54, "[C"),
    ]
    composed = [at_s for at_s, read in reads if judge.origin(read, at_s) is KeyOrigin.COMPOSED]
    assert composed == [0.0, 0.1]


def test_no_acting_key_is_one_that_an_input_method_changes() -> None:
    assert ACTING
    assert not ACTING & set("aeiouydwAEIOUYDW[]") | ACTING & {"backspace"}
    for key in filter(str.isalpha, (key for key in ACTING if len(key) == 1)):
        assert key.swapcase() in ACTING


def test_no_key_means_two_things_on_one_screen() -> None:
    """But Enter: while the refusal of a take stands, it takes all the same."""
    for actions in actions_by_screen().values():
        keys = [key for action in actions if action.id != "frame.anyway" for key in action.keys]
        assert len(keys) == len(set(keys))


async def test_taking_control_costs_one_key_with_caps_lock_too() -> None:
    for key in ("l", "L"):
        async with console() as c:
            await c.press(key)
            await c.pilot.pause()
            assert c.port.submitted == [TakeControl()]


async def test_no_acting_key_of_an_observer_sends_a_command() -> None:
    async with console(observe=True) as c:
        await c.press(*ACTING)
        await c.pilot.pause()
        assert c.port.submitted == []


async def test_after_a_field_closes_acting_keys_are_dead_for_half_a_second() -> None:
    async with console() as c:
        await c.press("slash", "x", "escape", "l")
        assert c.port.submitted == []
        await c.let_pass(0.51)
        await c.press("l")
        await c.pilot.pause()
        assert c.port.submitted == [TakeControl()]


async def test_a_key_that_waited_longer_than_a_second_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_guard, "OLD_AFTER_S", OLD_AFTER_S)
    snapshot = make_snapshot(3)
    clock = ManualClock(snapshot.at_s, snapshot.at_utc)
    app = GbdtApp(ScriptedPort(snapshot), clock, DARK)
    async with app.run_test() as pilot:
        for age_s, kind in ((1.5, WallScreen), (0.0, QuitScreen)):
            key = events.Key("q", "q")
            key.time = time.monotonic() - age_s
            app.post_message(key)
            await pilot.pause()
            clock.advance(QUIET_S)
            assert isinstance(app.screen, kind)


async def test_a_vietnamese_letter_is_a_letter_inside_a_field() -> None:
    async with console() as c:
        await c.press("slash", "a", "backspace", "b", "ắ", "c")
        assert "6 Bắc Hà" in c.text()


@pytest.fixture(scope="module")
def terminal() -> Iterator[Terminal]:
    made = Terminal("--still")
    made.wait_for("11/11 bình thường")
    yield made
    made.close()


@pytest.mark.parametrize(
    "stream",
    [
        b"q\x7f",
        "lọ".encode() + b"q",
        b"q ",
        b"q\x1b",
        b"\x1b[Oq",
        b"\x1b[200~q\r5\r\x1b[201~",
        b"qqqqqqqqqq",
        b"\xff\xfe",
    ],
)
def test_through_a_terminal_such_a_stream_runs_nothing_and_the_next_key_does(
    terminal: Terminal, stream: bytes
) -> None:
    def nine_is_heard() -> bool:
        terminal.child.kill(signal.SIGUSR2)  # a second passes: the quiet behind a dropped key
        terminal.settle()
        terminal.child.send("9")
        terminal.settle()
        return "số 9" in terminal.text()

    terminal.child.send(stream)
    terminal.settle()
    terminal.wait_until(nine_is_heard, "số 9")
    assert "Thoát màn hình" not in terminal.text()
    assert "LIÊN HỆ" not in terminal.text()
    terminal.child.send(b"\x1b")
    terminal.wait_until(lambda: "số 9" not in terminal.text(), "Esc")
