"""What the tasks cost in keys, also while others interfere: a half-typed number, events between the keys,
Caps Lock, an input method."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import count

import pytest

from gbdt_console.core.commands import TakeControl
from gbdt_console.screens.help import HelpScreen
from gbdt_console.screens.palette import PaletteScreen
from gbdt_console.screens.quit import QuitScreen
from gbdt_console.screens.site import SiteScreen
from gbdt_console.screens.wall import WallScreen
from gbdt_console.ui.actions import ACTIONS
from gbdt_console.ui.keyboard import Origin, ReadJudged
from gbdt_console.ui.tour import key_event
from tests.screen.console import Console, console
from tests.support.scripted_port import Fault, later, make_snapshot

SITES = 60
FAULTY = {41: Fault.DOWN}
SMALL = (80, 24)
VERSIONS = count(2)
OF_AN_ALARM = {"alarm.acknowledge", "alarm.shelve", "alarm.cause", "bell.silence", "maintenance.plan"}
"""Counted in test_alarms."""


def keys_of(action_id: str) -> tuple[str, ...]:
    return next(action.keys for action in ACTIONS if action.id == action_id)


@dataclass(frozen=True, slots=True)
class Task:
    """A task begins on `home`; `action` ends it, perhaps behind a number typed first, and `is_done` tells."""

    action: str
    at_most: int
    is_done: Callable[[Console], bool]
    number: str = ""
    home: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """As the action table has them."""
        return (*self.number, keys_of(self.action)[0])


def site(number: int) -> Callable[[Console], bool]:
    def is_open(c: Console) -> bool:
        return isinstance(c.app.screen, SiteScreen) and c.app.screen.site_id == f"site{number}"

    return is_open


def screen(kind: type) -> Callable[[Console], bool]:
    return lambda c: isinstance(c.app.screen, kind)


TASKS = {
    "open a site below 10": Task("site.open", 2, site(7), number="7"),
    "open a site above": Task("site.open", 3, site(33), number="33"),
    "go to the worst fault": Task("trouble.next", 1, lambda c: c.wall.cursor == "site41"),
    "take control": Task("control.take", 1, lambda c: c.port.submitted == [TakeControl()]),
    "find a site by name": Task("site.search", 1, screen(PaletteScreen)),
    "any action by name": Task("palette.show", 1, screen(PaletteScreen)),
    "help": Task("help.show", 1, screen(HelpScreen)),
    "leave": Task("quit.ask", 1, screen(QuitScreen)),
    "back to the wall": Task("wall.show", 1, screen(WallScreen), home=("enter",)),
    "back to the wall by Esc": Task("site.close", 1, screen(WallScreen), home=("enter",)),
    "the next site": Task("site.next", 1, site(2), home=("enter",)),
}


async def nothing(c: Console, task: Task) -> tuple[str, ...]:
    return task.keys


async def a_half_typed_number(c: Console, task: Task) -> tuple[str, ...]:
    """Esc is one key more where the number would be part of the task; elsewhere it costs nothing."""
    if task.home:
        return task.keys
    await c.press("4")
    return ("escape", *task.keys) if task.number else task.keys


async def caps_lock(c: Console, task: Task) -> tuple[str, ...]:
    return tuple(key.upper() if len(key) == 1 else key for key in task.keys)


async def a_telex_stream(c: Console, task: Task) -> tuple[str, ...]:
    """`as` typed with the input method on: a, Backspace, á, each marked by the driver as composed."""
    for key in ("a", "backspace", "á"):
        c.app.post_message(ReadJudged(Origin.COMPOSED if key != "a" else Origin.TYPED))
        c.app.post_message(key_event(key))
    c.app.post_message(ReadJudged(Origin.TYPED))
    return task.keys


DISTURBANCES = (nothing, a_half_typed_number, caps_lock, a_telex_stream)
Disturbance = Callable[[Console, Task], Awaitable[tuple[str, ...]]]


async def go_home(c: Console, task: Task) -> None:
    """Where the task begins: cursor on the first site, nothing typed, no field closed a moment ago."""
    await c.press("escape", "f2", "escape", "home", *task.home)
    await c.let_pass(1.0)
    c.port.submitted.clear()


async def an_event(c: Console, number: int) -> None:
    """A site begins to be silent and another is well again, as the engine would publish it just now."""
    faults = FAULTY | {number: Fault.SUSPECT}
    snapshot = make_snapshot(SITES, faults, at_s=c.clock.monotonic(), at_utc=c.clock.utc())
    await c.publish(replace(snapshot, version=next(VERSIONS)))


@pytest.mark.parametrize("disturb", DISTURBANCES)
async def test_no_task_costs_more_keys_than_allowed(disturb: Disturbance) -> None:
    """An event comes before every key."""
    async with console(make_snapshot(SITES, FAULTY), size=SMALL) as c:
        for name, task in TASKS.items():
            await go_home(c, task)
            keys = await disturb(c, task)
            assert len(keys) <= task.at_most + (disturb is a_half_typed_number and bool(task.number)), name
            for place, key in enumerate(keys, start=2):
                await an_event(c, place)
                await c.press(key)
            assert task.is_done(c), name


def test_every_acting_action_of_the_table_has_a_task() -> None:
    asked = {task.action for task in TASKS.values()}
    assert {action.id for action in ACTIONS if action.is_acting} <= asked | OF_AN_ALARM


@pytest.mark.parametrize("disturb", DISTURBANCES)
async def test_whom_to_phone_about_the_worst_fault_is_on_the_wall_without_a_key(disturb: Disturbance) -> None:
    async with console(make_snapshot(SITES, FAULTY), size=SMALL) as c:
        await disturb(c, TASKS["help"])
        await c.publish(later(make_snapshot(SITES, FAULTY | {33: Fault.DEGRADED}), 1.0))
        row = next(line for line in c.text().splitlines() if " 41 " in line and "MẤT KẾT NỐI" in line)
        assert "0214 000 0000" in row
