"""Runs the App of a replay: the bar with moment and time line stands on top of every screen."""

from textual.screen import Screen

from gbdt_console.app import GbdtApp
from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import Clock
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.view import View
from gbdt_console.widgets.chrome.replay_bar import ReplayBar


class ReplayApp(GbdtApp):
    """Shows the past; its port refuses every command, whatever the screens ask for."""

    def __init__(self, port: ConsolePort, clock: Clock, options: AppOptions) -> None:
        super().__init__(port, clock, options)
        self._replayed = options.replay

    def on_mount(self) -> None:
        self.screen_change_signal.subscribe(self, self._put_bar)
        self._put_bar(self.screen)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        super().show_snapshot(snapshot)
        self._draw(self._live_screen())

    def on_lines_resized(self) -> None:
        self._draw(self._live_screen())

    def _put_bar(self, screen: Screen[object]) -> None:
        """Give a screen that is now uppermost its bar; a dialog lies over one that has it."""
        replayed, is_live = self._replayed, isinstance(screen, LiveScreen)
        if replayed is not None and is_live and not screen.query(ReplayBar):
            screen.mount(ReplayBar(self._factory.appearance, replayed), before=0)
        self.call_after_refresh(self._draw, screen)

    def _draw(self, screen: Screen[object] | LiveScreen) -> None:
        view = screen.view if isinstance(screen, LiveScreen) else None
        for bar in screen.query(ReplayBar):
            if view is not None:
                now_s = self._clock.monotonic()
                bar.show_view(View(view.snapshot, now_s), now_s)
