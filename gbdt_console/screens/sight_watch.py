"""Sees from outside the screens that what is in sight ages, is painted, and can be trusted at its size."""

import logging
from typing import Any

from textual.app import App
from textual.geometry import Size

from gbdt_console.core.clock import Clock
from gbdt_console.screens.dialogs.too_small import TooSmallScreen, is_too_small
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.view import FROZEN_AFTER_S
from gbdt_console.widgets.chrome.header import Header

TICK_S = 0.5
"""Seconds between two looks: a display that says 'frozen' after 2 s may be late by a quarter."""
_log = logging.getLogger(__name__)


class SightWatch:
    """Looks at the uppermost screen over live data; has all painted again where its clock stands still."""

    def __init__(self, app: App[Any], clock: Clock, appearance: Appearance) -> None:
        self._app = app
        self._clock = clock
        self._appearance = appearance
        self._painted_s = clock.monotonic()

    def look(self, live: LiveScreen) -> None:
        """Age that screen; where its header waits for its paint for too long, paint the whole stack."""
        if live.is_mounted:
            live.tick()
        if isinstance(self._app.screen, TooSmallScreen):
            self._app.screen.show(live.view)
        now_s = self._clock.monotonic()
        if not live.is_current or all(header.is_painted for header in live.query(Header)):
            self._painted_s = now_s
        elif now_s - self._painted_s > FROZEN_AFTER_S:
            _log.warning("nothing was painted for %.1f s: all is painted again", now_s - self._painted_s)
            for screen in self._app.screen_stack:
                screen.refresh()

    def resized(self, size: Size) -> None:
        """Cover all while the terminal is too small."""
        is_small = is_too_small(size.width, size.height)
        is_covered = isinstance(self._app.screen, TooSmallScreen)
        if is_small and not is_covered:
            self._app.push_screen(TooSmallScreen(self._appearance))
        elif is_covered and not is_small:
            self._app.pop_screen()
