"""Whatever is pressed while the network changes: nothing is sent, and the console stays.

The clock stands still, so that no quit question is ever old enough to be answered with leaving.
"""

from dataclasses import replace
from random import Random

import pytest

from gbdt_console.core.commands import TakeControl
from gbdt_console.screens.wall import WallScreen
from gbdt_console.ui.tour import key_event
from tests.screen.console import console
from tests.support.scripted_port import Fault, make_snapshot

KEYS = (
    *"0123456789", *"abcdefghijklmnoprstuvwxyzABCDXYZ", "up", "down", "left", "right", "home", "end",
    "pageup", "pagedown", "tab", "shift+tab", "escape", "enter", "space", "f1", "f2", "f5", "slash",
    "question_mark", "backspace", "ctrl+p", "á", "ư", "full_stop",
)  # fmt: skip
PRESSES = 150


@pytest.mark.parametrize("seed", range(4))
async def test_any_keys_over_a_faulty_network(seed: int) -> None:
    rng = Random(seed)
    count = (11, 60, 220, 1_000)[seed]
    snapshot = make_snapshot(count)
    async with console(snapshot, size=(80, 24)) as c:
        for press in range(PRESSES):
            c.app.post_message(key_event(rng.choice(KEYS)))
            if press % 10 == 0:
                faults = {rng.randint(1, count): rng.choice(list(Fault)) for _ in range(5)}
                version = snapshot.version + 1
                snapshot = replace(make_snapshot(count, faults, at_s=c.clock.monotonic()), version=version)
                await c.publish(snapshot)
        assert c.app.return_value is None
        assert {type(command) for command in c.port.submitted} <= {TakeControl}
        while not isinstance(c.app.screen, WallScreen):
            await c.press("escape")
        await c.press("escape", "1", "enter")
        assert "1 VP UBND tỉnh" in c.text()
