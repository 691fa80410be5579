"""The App of the demonstration: an autopilot presses real keys until the viewer presses one."""

import asyncio
from collections.abc import Awaitable, Callable

from textual import events

from gbdt_console.app import GbdtApp
from gbdt_console.ui.tour import TOUR, Stop, key_event

ANNOUNCED_S = 1.5
SEEN_S = 3.0
_TYPED_S = 0.4
_SHOWN_S = 6.0

Pause = Callable[[float], Awaitable[None]]


class GuidedApp(GbdtApp):
    """Presses the TOUR's keys, each shown framed with one sentence before it acts. Its keys go the way of all
    keys; any other key ends the tour and acts as always. `pause` waits seconds."""

    pause: Pause = staticmethod(asyncio.sleep)

    def on_mount(self) -> None:
        self._pressed: events.Key | None = None
        self._is_touring = True
        self._tour = self.run_worker(self._guide(), name="tour")

    async def on_event(self, event: events.Event) -> None:
        is_key = isinstance(event, events.Key) and not event.is_forwarded
        if is_key and event is not self._pressed and self._is_touring:
            self._tour.cancel()
            self._leave("tour.taken")
        await super().on_event(event)

    async def _guide(self) -> None:
        for before, stop in zip((None, *TOUR), TOUR, strict=False):
            await self._make(stop, is_news=before is None or before.code != stop.code)
        self._leave("tour.end")

    async def _make(self, stop: Stop, *, is_news: bool) -> None:
        """Announce, press, and give time to look; a word is typed without a halt."""
        if is_news:
            self._say(stop.code, stop)
            await self.pause(ANNOUNCED_S)
        if stop.key is not None:
            self._pressed = key_event(stop.key)
            self.post_message(self._pressed)
        is_typing = stop.key is not None and not stop.shown
        await self.pause(_TYPED_S if is_typing else SEEN_S)

    def _leave(self, code: str) -> None:
        self._is_touring = False
        self._say(code, Stop(code))

    def _say(self, code: str, stop: Stop) -> None:
        words = self._stage.look.words
        key = words(stop.shown) if stop.shown else stop.key
        lines = [*(_framed(key) if key else ()), words(code)]
        self.clear_notifications()
        self.notify("\n".join(lines), title=words("tour.title"), timeout=_SHOWN_S, markup=False)


def _framed(key: str) -> tuple[str, str, str]:
    """A key as it looks on a keyboard, large enough to be seen from behind."""
    edge = "-" * (len(key) + 4)
    return f"+{edge}+", f"|  {key}  |", f"+{edge}+"
