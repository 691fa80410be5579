"""Whatever is pressed while the network changes: nothing is sent, and the console stays.

The clock moves only where no question is open, so that none is ever old enough to be answered with leaving.
"""

from dataclasses import replace
from random import Random

import pytest

from gbdt_console.core.commands import TakeControl
from gbdt_console.core.conference.commands import BlockMicrophone, HangUp
from gbdt_console.core.rooms.commands import HangUpRoom, MuteRoom
from gbdt_console.core.snapshot import Control
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.ui.tour import key_event
from tests.support.conference.snapshots import conferring, rows_of, stranger
from tests.support.rooms.snapshots import room, with_rooms
from tests.support.screens.console import console
from tests.support.screens.scripted_port import Fault, make_snapshot

pytestmark = [pytest.mark.painted, pytest.mark.search]

KEYS = (
    *"0123456789", *"abcdefghijklmnoprstuvwxyzABCDXYZ", "up", "down", "left", "right", "home", "end",
    "pageup", "pagedown", "tab", "shift+tab", "escape", "enter", "space", "f1", "f2", "f4", "f5", "slash",
    "question_mark", "backspace", "minus", "equals_sign", "ctrl+p", "á", "ư", "full_stop",
    "comma", "semicolon", "at", "asterisk",    "greater_than_sign", "delete", "backslash",
)  # fmt: skip
PRESSES = 100


@pytest.mark.parametrize("seed", range(4))
async def test_any_keys_over_a_faulty_network(seed: int) -> None:
    rng = Random(seed)
    count = (11, 60, 220, 1_000)[seed]
    snapshot = make_snapshot(count)
    async with console(snapshot, size=(80, 24)) as c:
        for press in range(PRESSES):
            c.app.post_message(key_event(rng.choice(KEYS)))
            if press % 10 == 0:
                await c.pilot.pause()  # else a question could still open, and be old at once
                for _ in range(5):
                    await c.press("escape")
                c.clock.advance(1.0)  # else a dropped key would take all behind it along
                faults = {rng.randint(1, count): rng.choice(list(Fault)) for _ in range(5)}
                version = snapshot.version + 1
                snapshot = replace(make_snapshot(count, faults, at_s=c.clock.monotonic()), version=version)
                await c.publish(snapshot)
        assert c.app.return_value is None
        assert {type(command) for command in c.port.submitted} <= {TakeControl}
        await c.pilot.pause()  # else a key under way opens a dialog, and Esc closes that instead
        while not isinstance(c.app.screen, WallScreen):
            await c.press("escape")
        c.clock.advance(1.0)
        await c.press("escape", "1", "enter")
        assert "1 VP UBND tỉnh" in c.text()


@pytest.mark.parametrize("seed", range(3))
async def test_any_keys_in_a_meeting_interrupt_nobody_without_a_question(seed: int) -> None:
    """No call is hung up, nor the chair blocked: the clock stands still while a question is open, so that
    none is ever old enough to be answered with yes."""
    rng = Random(seed)
    snapshot = replace(make_snapshot(11), control=Control("console-1", "Trực ca 2"))
    async with console(snapshot, size=(80, 24)) as c:
        for press in range(PRESSES):
            if press % 10 == 0:
                away = {rng.randint(1, 11) for _ in range(3)}
                rows = (*rows_of(11, away=away, opened=(1, 5)), *[stranger()] * rng.randint(0, 1))
                await c.pilot.pause()  # else a question could still open, and be old at once
                for _ in range(5):
                    await c.press("escape")
                assert isinstance(c.app.screen, LiveScreen)
                c.clock.advance(10.0)
                made = make_snapshot(11, at_s=c.clock.monotonic(), at_utc=c.clock.utc())
                made = replace(made, version=press + 2, control=snapshot.control)
                muted = rng.sample((True, False, None), 3)
                made = with_rooms(made, [room(n, is_muted=how) for n, how in enumerate(muted, start=1)])
                await c.publish(conferring(made, rows, open_since=((rng.randint(2, 11), 25.0),)))
            c.app.post_message(key_event(rng.choice(KEYS)))
        await c.pilot.pause()
        assert c.app.return_value is None
        sure = [command for command in c.port.submitted if getattr(command, "is_sure", False)]
        assert sure == []
        assert not [command for command in c.port.submitted if isinstance(command, HangUp | HangUpRoom)]
        assert MuteRoom("site1") not in c.port.submitted
        assert BlockMicrophone("site1") not in c.port.submitted
        assert c.port.submitted
