"""Runs the demonstration's App: an autopilot presses keys until somebody takes over."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from itertools import chain, groupby
from typing import Any

from textual import events
from textual.screen import Screen

from gbdt_console.app import GbdtApp
from gbdt_console.cli.console.tour_parts import cells_about
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.menu.menu_screen import MenuScreen
from gbdt_console.ui.tour import TOUR, Part, Scene, Stop, key_event
from gbdt_console.widgets.chrome.tour_strip import TourStrip

ANNOUNCED_S = 1.5
SEEN_S = 3.0
_TYPED_S = 0.4
_LAST_WORD_S = 6.0
_WAIT_S = 100
"""Limits the wait for what a step waits for: a scenario may hold none."""
_SKIP_AGAIN_S = 10
"""Seconds after which the world is moved on once more: its next event may be another one."""
_HANDS = (events.Key, events.Paste, events.MouseDown)
"""Events that only a person causes."""

Pause = Callable[[float], Awaitable[None]]
Skip = Callable[[str], Awaitable[None]]
"""Lets the simulated world go on to what `Scene.skipped_to` names."""


async def nothing_to_skip(to: str) -> None:
    """Move no world."""


class GuidedApp(GbdtApp):
    """Presses the TOUR's keys, each shown large with one sentence.

    Its keys take the way of all keys; any other key, a paste or a click ends the tour and acts as always.
    `pause` waits seconds; `skip` spares the viewer the wait for the next trouble.
    """

    DEFAULT_CSS = "Screen { layers: default tour; }"

    pause: Pause = staticmethod(asyncio.sleep)

    def __init__(self, *args: Any, skip: Skip = nothing_to_skip, **options: Any) -> None:
        super().__init__(*args, **options)
        self._skip = skip

    def on_mount(self) -> None:
        self._pressed: events.Key | None = None
        self._is_touring = True
        self._caption: tuple[str, str] | None = None
        self._about: Part | None = None
        self.screen_change_signal.subscribe(self, self._show_caption)
        self._tour = self.run_worker(self._guide(), name="tour")

    async def on_event(self, event: events.Event) -> None:
        is_by_hand = isinstance(event, _HANDS) and not event.is_forwarded and event is not self._pressed
        if is_by_hand and self._is_touring:
            self._tour.cancel()
            self._is_touring = False
        if is_by_hand and self._caption is not None:  # whoever goes on has read it
            self._fall_silent()
        await super().on_event(event)

    async def _guide(self) -> None:
        before = "", ""
        for scene, steps in groupby(TOUR, key=lambda stop: stop.during):
            if scene is not None and not self._is_seen(scene):
                continue
            for stop in chain.from_iterable(map(self._keys_of, steps)):
                told = stop.code, stop.typed
                await self._make(stop, is_news=told != before)
                before = told
        self._is_touring = False
        self._say("tour.end", Stop("tour.end"))
        self.set_timer(_LAST_WORD_S, self._fall_silent)

    def _keys_of(self, stop: Stop) -> Iterator[Stop]:
        """Yield a step; one that chooses in the open menu as the keys of that line's number, and Enter."""
        if not stop.line:
            yield stop
        elif isinstance(self.screen, MenuScreen):
            number = self.screen.number_of(stop.line)
            keys = (*number, "enter") if number else ("escape",)
            yield from (replace(stop, key=key, typed=f"{number} Enter") for key in keys)

    async def _make(self, stop: Stop, *, is_news: bool) -> None:
        """Announce a step, press its key, and leave time to see. Letters of a word follow at once.

        A step that waits is left out where it would not wait.
        """
        if stop.until is not None and self._is_seen(stop.until):
            return
        if is_news:
            self._say(stop.code, stop)
            await self.pause(ANNOUNCED_S)
        if stop.key is not None:
            self._pressed = key_event(stop.key)
            self.post_message(self._pressed)
            self.call_after_refresh(self._leave_free)
        if stop.until is not None:
            await self._await(stop.until)
            return
        is_typing = stop.key is not None and not stop.shown
        await self.pause(_TYPED_S if is_typing else SEEN_S)

    async def _await(self, scene: Scene) -> None:
        """Wait until the wall shows the scene, within a limit."""
        for second in range(_WAIT_S):
            if self._is_seen(scene):
                return
            if scene.is_skipped_to and second % _SKIP_AGAIN_S == 0:
                await self._skip(scene.skipped_to)
            await self.pause(1.0)

    def _is_seen(self, scene: Scene) -> bool:
        """Ask the uppermost screen: those below it stay as they were."""
        views = (screen.view for screen in reversed(self.screen_stack) if isinstance(screen, LiveScreen))
        view = next(views, None)
        return view is not None and scene.is_seen(view)

    def _say(self, code: str, stop: Stop) -> None:
        words = self._factory.appearance.words
        self._caption = (words(stop.shown) if stop.shown else stop.typed or stop.key or "", words(code))
        self._about = stop.about
        self._show_caption(self.screen)

    def _fall_silent(self) -> None:
        self._caption = None
        for screen in self.screen_stack:
            screen.query(TourStrip).remove()

    def _show_caption(self, screen: Screen[object]) -> None:
        """Show the caption on the screen that is now uppermost."""
        if self._caption is None:
            return
        strips = screen.query(TourStrip)
        strip = strips.first() if strips else TourStrip(self._factory.appearance)
        if not strips:
            screen.mount(strip)
        strip.show_key(*self._caption, is_touring=self._is_touring)
        strip.leave_free(cells_about(screen, self._about), screen.size)

    def _leave_free(self) -> None:
        """Move the strip off what it explains: the key may have moved that."""
        for strip in self.screen.query(TourStrip):
            strip.leave_free(cells_about(self.screen, self._about), self.screen.size)
