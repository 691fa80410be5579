"""Runs the demonstration's App: an autopilot presses keys until somebody takes over."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.screen import Screen

from gbdt_console.app import GbdtApp
from gbdt_console.ui.tour import TOUR, Stop, key_event
from gbdt_console.widgets.chrome.tour_strip import TourStrip

ANNOUNCED_S = 1.5
SEEN_S = 3.0
_TYPED_S = 0.4
_LAST_WORD_S = 6.0
_TROUBLE_WITHIN_S = 40
_HANDS = (events.Key, events.Paste, events.MouseDown)
"""Events that only a person causes."""

Pause = Callable[[float], Awaitable[None]]
Skip = Callable[[], Awaitable[None]]
"""Lets the simulated world go on to what happens next."""


async def nothing_to_skip() -> None:
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
        self.screen_change_signal.subscribe(self, self._show_caption)
        self._tour = self.run_worker(self._guide(), name="tour")

    async def on_event(self, event: events.Event) -> None:
        is_by_hand = isinstance(event, _HANDS) and not event.is_forwarded and event is not self._pressed
        if is_by_hand and self._is_touring:
            self._tour.cancel()
            self._leave("tour.taken")
        await super().on_event(event)

    async def _guide(self) -> None:
        for before, stop in zip((None, *TOUR), TOUR, strict=False):
            await self._make(stop, is_news=before is None or before.code != stop.code)
        self._leave("tour.end")

    async def _make(self, stop: Stop, *, is_news: bool) -> None:
        """Announce a step, press its key, and leave time to see.

        Letters of a word follow at once.

        A step that waits for trouble is left out where trouble is there.
        """
        if stop.until_trouble and self._is_in_trouble():
            return
        if is_news:
            self._say(stop.code, stop)
            await self.pause(ANNOUNCED_S)
        if stop.key is not None:
            self._pressed = key_event(stop.key)
            self.post_message(self._pressed)
        if stop.until_trouble:
            await self._await_trouble()
            return
        is_typing = stop.key is not None and not stop.shown
        await self.pause(_TYPED_S if is_typing else SEEN_S)

    async def _await_trouble(self) -> None:
        """Wait until the wall shows trouble, within a limit.

        A scenario may hold none.
        """
        await self._skip()
        for _ in range(_TROUBLE_WITHIN_S):
            if self._is_in_trouble():
                return
            await self.pause(1.0)

    def _is_in_trouble(self) -> bool:
        return self._wall.view is not None and bool(self._wall.view.in_trouble)

    def _leave(self, code: str) -> None:
        self._is_touring = False
        self._say(code, Stop(code))
        self.set_timer(_LAST_WORD_S, self._fall_silent)

    def _say(self, code: str, stop: Stop) -> None:
        words = self._factory.appearance.words
        self._caption = (words(stop.shown) if stop.shown else stop.key or "", words(code))
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
        strip.show_key(*self._caption)
