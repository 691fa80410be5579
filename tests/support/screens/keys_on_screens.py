"""Any keys at any speed on every screen and in the menu (F1), while the world changes: a Hypothesis machine.

What the menu does is judged by what stood on the screen when the key came, not by what the App makes of it.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import RuleBasedStateMachine, rule

from gbdt_console.app import GbdtApp
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.menu.menu_screen import MenuScreen
from gbdt_console.screens.screen_table import SCREENS, all_actions
from gbdt_console.ui.terminal.key_guard import DEAF_S
from tests.support.alarms.snapshots import make_alarm, with_alarms
from tests.support.screens.after_every_key import Looker
from tests.support.screens.busy_day import everything
from tests.support.screens.console import Console, console
from tests.support.screens.scripted_port import later

_SHOWN = 10
"""Cells of an action's name that every column of the menu shows."""
_SNAPSHOT_EVERY_S = 1.0
ACTING = frozenset(action.id for action in all_actions() if action.is_acting)
OPENING = tuple(key for screen in SCREENS for row in screen.opening for key in row.keys)
KEYS = (
    *"0123456789", *"bcfghjklmnpqrstvxz", "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
    "tab", "escape", "enter", "space", "f9", "slash", "minus", "ctrl+p", "delete", "insert", "full_stop",
    "comma", "equals_sign", "asterisk", "exclamation_mark", "percent_sign", "number_sign", "question_mark",
    *OPENING,
)  # fmt: skip
PHRASES: tuple[tuple[str, ...], ...] = (
    ("f1",), ("f1", "f1"), ("f1", "f1", "f1"), ("f1", "enter"), ("f1", "down", "enter"),
    ("f1", "2", "2", "enter"), ("f1", "1", "enter"), ("f1", "right", "down", "enter"), ("5", "f1", "m"),
    ("f1", "right", "right", "up", "enter"), ("f1", "3", "5", "enter"), ("f1", "3", "1", "enter"),
    ("f1", "minus"), ("f1", "space"), ("f1", "z"), ("f1", "x"), ("7", "f1", "f"), ("f1", "f1", "c"),
    ("f1", "f1", "f6"), ("f1", "f1", "f1", "right", "enter", "3"), ("f2",), ("f2", "4", "enter"),
    ("escape", "escape"),
)  # fmt: skip


def _with_floor(change: Callable[[Floor], Floor]) -> Callable[[Snapshot], Snapshot]:
    def changed(snapshot: Snapshot) -> Snapshot:
        conference = snapshot.conference
        assert conference is not None
        return replace(snapshot, conference=replace(conference, floor=change(conference.floor)))

    return changed


CHANGES: Mapping[str, Callable[[Snapshot], Snapshot]] = {
    "block": _with_floor(lambda floor: replace(floor, is_blocking=not floor.is_blocking)),
    "break": _with_floor(lambda floor: replace(floor, is_break=not floor.is_break)),
    "prepare another": _with_floor(
        lambda floor: replace(floor, prepared="site4" if floor.prepared == "site8" else "site8")
    ),
    "give the floor": _with_floor(
        lambda floor: replace(floor, speaker="site5" if floor.speaker == "site6" else "site6")
    ),
    "an alarm": lambda shown: with_alarms(shown, [make_alarm(2, 5, shown.at_utc), *shown.alarms[:1]]),
    "no alarm": lambda shown: with_alarms(shown, []),
    "the meeting ends": lambda shown: replace(shown, meeting=None),
    "a meeting": lambda shown: replace(shown, meeting=everything().meeting),
    "no sheet": lambda shown: replace(shown, checklist=None),
    "the sheet": lambda shown: replace(shown, checklist=everything().checklist),
}  # fmt: skip


class MenuJudge:
    """Judges what the menu did by what stood on the screen; `faults` are what it did without a name there."""

    def __init__(self, c: Console) -> None:
        self.faults: list[str] = []
        self.done = 0
        self._c = c
        self._menu: MenuScreen | None = None
        self._since_s, self._text = 0.0, ""
        self._sent = self._done_before = 0

    def before_key(self) -> None:
        """Note what stands there for the next key."""
        self._text = self._c.text() if self._menu is not None else ""
        self._sent, self._done_before = len(self._c.port.submitted), self.done

    def ran(self, live: LiveScreen, screen: str, action_id: str) -> None:
        """Judge an action that is carried out now."""
        if self._menu is None:
            return
        self.done += 1
        if action_id not in ACTING:
            return
        lines = [line for line in self._menu._lines._lines if line.key == f"{screen}/{action_id}"]
        if not any(line.label[:_SHOWN] in self._text for line in lines):
            self.faults.append(f"{action_id}: its name did not stand there")
        if self._c.clock.monotonic() < self._since_s + DEAF_S:
            self.faults.append(f"{action_id}: its name had just come")
        if not screen and all(line.pressed and line.label != _name_now(live, action_id) for line in lines):
            self.faults.append(f"{action_id}: it is now called {_name_now(live, action_id)}")

    def after_key(self, key: str) -> None:
        """Judge what the key handed in, and note the menu that it opened."""
        sent = self._c.port.submitted[self._sent :]
        if self._menu is not None and sent and self.done == self._done_before:
            self.faults.append(f"{key}: {sent} from the menu, but by no line of it")
        top = self._c.app.screen
        if top is not self._menu:
            self._menu = top if isinstance(top, MenuScreen) else None
            self._since_s = self._c.clock.monotonic()


def _name_now(live: LiveScreen, action_id: str) -> str:
    action = next(one for one in live.actions if one.id == action_id)
    target, words = live.key_targets().get(action_id), live.appearance.words
    code, name = (target.code, target.name) if target is not None else ("", "")
    return " ".join(filter(None, (words(code or action.code), name)))


class AnyKeys(RuleBasedStateMachine):
    """One console; what must hold is looked at after every key."""

    SIZE: ClassVar[tuple[int, int]] = (80, 24)
    PRESSED: ClassVar[list[str]] = []
    """All keys of a test, and `menu` for each action that the menu did."""

    def __init__(self) -> None:
        super().__init__()
        self._runner, self._patch = asyncio.Runner(), pytest.MonkeyPatch()
        self._run(self._open())

    def teardown(self) -> None:
        self._run(self._close())
        self._runner.close()

    @rule(keys=st.sampled_from(PHRASES), pause_ms=st.integers(10, 400))
    def press_phrase(self, keys: tuple[str, ...], pause_ms: int) -> None:
        self._run(self._press(keys, pause_ms / 1_000))

    @rule(number=st.integers(1, 40), pause_ms=st.integers(100, 400))
    def choose_by_number(self, number: int, pause_ms: int) -> None:
        self._run(self._press(("escape", "escape", "f1", *str(number), "enter"), pause_ms / 1_000))

    @rule(keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=6), pause_ms=st.integers(10, 400))
    def press_any(self, keys: list[str], pause_ms: int) -> None:
        self._run(self._press(tuple(keys), pause_ms / 1_000))

    @rule(change=st.sampled_from(sorted(CHANGES)))
    def change_world(self, change: str) -> None:
        assert self.c.port.newest is not None
        newest = CHANGES[change](self.c.port.newest)
        self._run(self.c.publish(replace(newest, version=newest.version + 1)))

    @rule(seconds=st.sampled_from((0.6, 1.0)))
    def wait(self, seconds: float) -> None:
        self._run(self._let_pass(seconds))

    def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._runner.run(coroutine)

    async def _open(self) -> None:
        self._context = console(everything(), size=self.SIZE)
        self.c = await self._context.__aenter__()
        self.looker, self.judge = Looker(self.c.app, self.c.clock), MenuJudge(self.c)
        self._published_s = self.c.clock.monotonic()
        run, judge = GbdtApp._run_chosen, self.judge

        async def judged(app: GbdtApp, screen: str, action_id: str, *rest: Any, **named: Any) -> None:
            judge.ran(app._live_screen(), screen, action_id)
            self.PRESSED.append("menu")
            await run(app, screen, action_id, *rest, **named)

        self._patch.setattr(GbdtApp, "_run_chosen", judged)

    async def _close(self) -> None:
        self._patch.undo()
        await self._context.__aexit__(None, None, None)

    async def _press(self, keys: tuple[str, ...], pause_s: float) -> None:
        for key in keys:
            self.looker.before_key()
            self.judge.before_key()
            await self.c.press(key)
            self.PRESSED.append(key)
            if self.c.app.return_value is not None:  # whoever leaves by the keys starts it again
                await self._close()
                await self._open()
                return
            self.looker.after_key(key)
            self.judge.after_key(key)
            faults = self.looker.faults + self.judge.faults
            assert not faults, faults
            await self._let_pass(pause_s)

    async def _let_pass(self, seconds: float) -> None:
        """Time passes; each second a Snapshot comes, whose time the clock then shows, whatever is open."""
        await self.c.let_pass(seconds)
        now_s, newest = self.c.clock.monotonic(), self.c.port.newest
        assert newest is not None
        if now_s - self._published_s >= _SNAPSHOT_EVERY_S:
            self._published_s = now_s
            newest = later(newest, now_s - newest.at_s)
            await self.c.publish(newest)
            shown = self.c.wall.appearance.formats.clock(newest.at_utc)
            assert shown in self.c.text().splitlines()[0], "the clock stands still"
