"""What holds after every key on the screens of one App, whatever was pressed before."""

from collections.abc import Iterator

from gbdt_console.app import GbdtApp
from gbdt_console.core.clock import Clock
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.numbered import NumberedScreen
from gbdt_console.ui.actions import keys_beside_number
from gbdt_console.ui.view import FROZEN_AFTER_S
from gbdt_console.widgets.chrome.attention import Attention
from gbdt_console.widgets.chrome.header import Header
from gbdt_console.widgets.chrome.phase_bar import PhaseBar

_FRAMES = "Dialog > Vertical, Dialog > VerticalScroll"


class Looker:
    """Looks at one App after each key; `faults` are all that did not hold."""

    def __init__(self, app: GbdtApp, clock: Clock) -> None:
        self.faults: list[str] = []
        self._app = app
        self._clock = clock
        self._painted_s = clock.monotonic()
        self._before = self._seen()

    def before_key(self) -> None:
        """Note which screen the next key is for."""
        self._before = self._seen()

    def after_key(self, key: str) -> None:
        """Look once the key has done all that it does."""
        self.faults += [f"{key}: {fault}" for fault in self._broken(key)]

    def _seen(self) -> LiveScreen:
        return next(screen for screen in reversed(self._app.screen_stack) if isinstance(screen, LiveScreen))

    def _broken(self, key: str) -> Iterator[str]:
        stack = self._app.screen_stack
        dialogs = [screen for screen in stack if isinstance(screen, Dialog)]
        names = [type(dialog).__name__ for dialog in dialogs]
        if len(set(names)) < len(names):
            yield f"two of a kind: {names}"
        typed = [screen.typed for screen in stack if isinstance(screen, NumberedScreen) and screen.typed]
        if typed and (dialogs or key not in keys_beside_number(self._before.actions)):
            yield f"the number {typed} is left behind"
        seen = self._seen()
        urgent = max(seen.query_one(kind).region.bottom for kind in (Attention, PhaseBar))
        tops = {name: min(_tops(dialog), default=24) for name, dialog in zip(names, dialogs, strict=True)}
        yield from (f"{name} hides what is urgent" for name, top in tops.items() if top < urgent)
        now_s = self._clock.monotonic()
        if all(header.is_painted for header in self._seen().query(Header)):
            self._painted_s = now_s
        elif now_s - self._painted_s > 2 * FROZEN_AFTER_S:
            yield f"the header waits for its paint for {now_s - self._painted_s:.1f} s"


def _tops(dialog: Dialog[object]) -> Iterator[int]:
    yield from (frame.region.y for frame in dialog.query(_FRAMES) if frame.region)
