"""Lets a key through to the screen that is there, or says that it was dropped."""

from collections.abc import Callable

from textual import events
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from gbdt_console.core.clock import Clock
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.conference.key_targets import KeyTargets
from gbdt_console.ui.terminal.key_guard import KeyGuard, ReadJudged


class KeyGate:
    """Asks the guard about every key of one App."""

    def __init__(
        self, clock: Clock, acting: Callable[[], frozenset[str]], leading: frozenset[str], targets: KeyTargets
    ) -> None:
        """Make the gate with its guard; `acting` and `leading` are the guard's."""
        self.guard = KeyGuard(clock, acting, leading)
        self._targets = targets

    def read(self, message: Message) -> None:
        """Take the origin of the keys from now on, which the driver reports."""
        if isinstance(message, ReadJudged):
            self.guard.read(message.origin)

    def names_keys(self, screen: Screen[object]) -> bool:
        """Return whether a menu lies on top: a key acts there by a line that names what it does."""
        return isinstance(screen, Dialog) and screen.names_keys

    def is_taken(self, screen: Screen[object], key: str) -> bool:
        """Return whether the uppermost screen is a dialog that takes the key for itself."""
        return isinstance(screen, Dialog) and screen.take_key(key)

    def note_field_key(self, screen: Screen[object], key: str) -> None:
        """Note a key that goes into a field: behind Enter and Esc its dialog is as good as gone."""
        if isinstance(screen, Dialog):
            screen.is_deciding = key in ("enter", "escape")

    def lets(
        self, event: events.Key, screen: Screen[object], live: LiveScreen, focused: Widget | None
    ) -> bool:
        """Return whether a key may act.

        live: the uppermost over live data, which says why a key may not
        focused: the field that the key goes to, if one has the focus
        """
        self._targets.note_key(event.key, is_live=screen is live)
        dialog = screen if isinstance(screen, Dialog) else None
        lets = self.guard.lets(
            event,
            focused,
            is_deaf=dialog is not None and dialog.is_deaf(event.key),
            is_lost=dialog is not None and dialog.is_deciding,
        )
        self._say(screen, live)
        return lets

    def lets_click(self, event: events.MouseEvent, screen: Screen[object], live: LiveScreen) -> bool:
        """Return whether a press or release of the mouse on the uppermost screen may act."""
        is_deaf = isinstance(screen, Dialog) and screen.is_deaf("click")
        lets = self.guard.lets_click(event, is_deaf=is_deaf)
        self._say(screen, live)
        return lets

    def _say(self, screen: Screen[object], live: LiveScreen) -> None:
        """Say why the guard dropped what came last; else take the notice before it away."""
        if self.guard.notice:
            live.drop_keys(self.guard.notice)
        elif screen is live:
            live.warn("")
