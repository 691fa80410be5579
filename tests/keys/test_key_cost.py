"""What the tasks cost in keys, also while others interfere: a half-typed number, events between the keys,
Caps Lock, an input method."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import count

import pytest

from gbdt_console.core.commands import Command, TakeControl
from gbdt_console.core.conference.commands import (
    BlockMicrophone,
    BlockOthers,
    DialSite,
    GiveFloor,
    IsolateCaller,
    PrepareFloor,
)
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.frame.commands import LoadPreview, TakeFrame
from gbdt_console.core.rooms.commands import MuteRoom, OpenRoom, RecallPreset, WakeCodec
from gbdt_console.core.snapshot import Control, Snapshot
from gbdt_console.screens.dialogs.confirm import QuitScreen
from gbdt_console.screens.dialogs.palette import PaletteScreen
from gbdt_console.screens.menu.menu_screen import MenuScreen
from gbdt_console.screens.screen_table import all_actions
from gbdt_console.screens.site.site_screen import SiteScreen
from gbdt_console.screens.wall.wall_screen import WallScreen
from gbdt_console.ui.terminal.key_guard import QUIET_S, KeyOrigin, ReadJudged
from gbdt_console.ui.tour import key_event
from tests.support.conference.snapshots import conferring, rows_of, stranger
from tests.support.rooms.snapshots import room, with_rooms
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import AT_UTC, CONTACTS, Fault, later, make_snapshot

SITES = 60
FAULTY = {41: Fault.DOWN}
SMALL = (80, 24)
VERSIONS = count(2)
OF_AN_ALARM = {
    "alarm.acknowledge",
    "alarm.clear-ended",
    "alarm.shelve",
    "alarm.cause",
    "bell.silence",
    "maintenance.plan",
}
"""Counted in test_alarms."""
RARE = {"caller.admit", "call.hang-up", "conference.room", "site.excuse"}
"""They ask first, or are not in a hurry; pressed in test_conference."""
OF_AN_OUTAGE = {"outage.write", "outage.tell"}
"""Counted in test_outage_keys."""
OF_A_CHECKLIST = {"checklist.roll", "sheet.sign", "sheet.close"}
"""Counted in test_checklist."""
OF_A_SHUTDOWN = {"shutdown.next"}
"""Counted in test_shutdown."""
OF_A_MEETING = {"meeting.register", "meeting.lead", "meeting.menu"}
"""Counted in test_meeting_keys."""
OF_PEOPLE = {"care.menu"}
"""Counted in test_care_keys."""
OF_A_PREVIEW = {"frame.seat", "frame.layout", "frame.link", "frame.saved"}
"""They change the preview alone; pressed in test_frame."""
ONE_KEY = {"microphone.again", "upper.called", "upper.next", "floor.restore"}
"""A single key each, where there is something to ask again or an upper site; pressed in test_conference."""


def keys_of(action_id: str) -> tuple[str, ...]:
    return next(action.keys for action in all_actions() if action.id == action_id)


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
    "help": Task("help.show", 1, screen(MenuScreen)),
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
        c.app.post_message(ReadJudged(KeyOrigin.COMPOSED if key != "a" else KeyOrigin.TYPED))
        c.app.post_message(key_event(key))
    c.app.post_message(ReadJudged(KeyOrigin.TYPED))
    await c.pilot.pause()
    await c.let_pass(QUIET_S)  # the keys close behind dropped ones are dropped with them
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


@dataclass(frozen=True, slots=True)
class Conferring:
    """A task in a meeting's conference: the keys of these actions, behind a number for the first and before
    the key that answers the last, and what the engine is asked for in the end."""

    actions: tuple[str, ...]
    at_most: int
    asks: tuple[Command, ...]
    number: str = ""
    home: tuple[str, ...] = ()
    answer: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.number, *(keys_of(action)[0] for action in self.actions), *self.answer)


PREPARE_AND_GIVE = ("floor.prepare", "frame.take")
CONFERRING = {
    "mute who is named": Conferring(("microphone.named",), 1, (BlockMicrophone("site7"),)),
    "mute the others": Conferring(("microphone.others",), 1, (BlockOthers(),)),
    "mute a site": Conferring(("microphone.block",), 3, (BlockMicrophone("site33"),), "33"),
    "prepare, give": Conferring(PREPARE_AND_GIVE, 2, (PrepareFloor("site1"), TakeFrame())),
    "a number": Conferring(PREPARE_AND_GIVE, 4, (PrepareFloor("site33"), TakeFrame()), "33"),
    "put a number on air": Conferring(("frame.take",), 2, (TakeFrame("site9"),), "9"),
    "put a long number on air": Conferring(("frame.take",), 3, (TakeFrame("site33"),), "33"),
    "load a number": Conferring(("frame.load",), 2, (LoadPreview("site9"),), "9"),
    "take what is prepared": Conferring(("frame.take",), 1, (TakeFrame(),)),
    "take from another screen": Conferring(("frame.take-anywhere",), 1, (TakeFrame(),), home=("j",)),
    "undo": Conferring(("floor.back",), 1, (GiveFloor(),)),
    "the next": Conferring(("floor.next", "frame.take"), 2, (PrepareFloor("site8"), TakeFrame())),
    "recall a preset": Conferring(
        ("room.preset",), 2, (RecallPreset("site1", 2),), home=("enter",), answer="2"
    ),
    "on the wall": Conferring(("room.preset",), 3, (RecallPreset("site3", 2),), "3", answer="2"),
    "close a room": Conferring(("room.choose",), 2, (MuteRoom("site3"),), home=("3", "enter"), answer="1"),
    "open a room": Conferring(("room.choose",), 2, (OpenRoom("site4"),), home=("4", "enter"), answer="2"),
    "wake a codec": Conferring(("room.choose",), 2, (WakeCodec("site4"),), home=("4", "enter"), answer="5"),
    "dial an absent site": Conferring(("call.dial",), 2, (DialSite("site5"),), "5"),
    "isolate a stranger": Conferring(("microphone.block",), 1, (IsolateCaller("9999"),), home=("j", "home")),
}


def in_conference(at_s: float, at_utc: float) -> Snapshot:
    made = make_snapshot(SITES, at_s=at_s, at_utc=at_utc)
    made = replace(made, version=next(VERSIONS), control=Control("console-1", "Trực ca 2"))
    rows = (*rows_of(SITES, away=(5,), opened=(2, 33)), stranger("9999"))
    floor = Floor("site2", running_order=("site8",))
    made = with_rooms(made, (room(1), room(3, is_muted=False), room(4, is_asleep=True, may_be_opened=True)))
    return conferring(made, rows, floor=floor, open_since=((7, 35.0),))


@pytest.mark.parametrize("is_loud", [False, True], ids=["small", "capitals"])
@pytest.mark.parametrize("name", CONFERRING)
async def test_no_task_of_the_conference_costs_more_keys_than_allowed(name: str, is_loud: bool) -> None:
    """An event comes before every key."""
    task = CONFERRING[name]
    async with console(in_conference(1_000.0, AT_UTC), size=SMALL) as c:
        await c.press(*task.home)
        await c.let_pass(1.0)
        assert len(task.keys) <= task.at_most
        for key in task.keys:
            await c.publish(in_conference(c.clock.monotonic(), c.clock.utc()))
            c.clock.advance(0.4 if key == task.answer else 0.0)
            await c.press(key.upper() if is_loud and len(key) == 1 else key)
        await c.pilot.pause()
        assert tuple(c.port.submitted) == task.asks


def test_every_acting_action_of_the_table_has_a_task() -> None:
    asked = {task.action for task in TASKS.values()}
    asked |= {action for task in CONFERRING.values() for action in task.actions}
    assert (
        {action.id for action in all_actions() if action.is_acting and action.keys}
        <= asked
        | OF_AN_ALARM
        | RARE
        | ONE_KEY
        | OF_AN_OUTAGE
        | OF_A_MEETING
        | OF_PEOPLE
        | OF_A_CHECKLIST
        | OF_A_SHUTDOWN
        | OF_A_PREVIEW
    )


@pytest.mark.parametrize("disturb", DISTURBANCES)
async def test_whom_to_phone_about_the_worst_fault_is_on_the_wall_without_a_key(disturb: Disturbance) -> None:
    async with console(make_snapshot(SITES, FAULTY), size=SMALL) as c:
        await disturb(c, TASKS["help"])
        await c.publish(later(make_snapshot(SITES, FAULTY | {33: Fault.DEGRADED}), 1.0))
        row = next(line for line in c.text().splitlines() if " 41 " in line and "MẤT KẾT NỐI" in line)
        assert CONTACTS[0].phone in row
