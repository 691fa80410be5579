"""Run the App of the guided start."""

import os
from collections.abc import Callable

from gbdt_console.ui.terminal import terminal  # isort: split

from textual import events
from textual.app import App
from textual.worker import WorkerFailed

from gbdt_console.core.clock import Clock
from gbdt_console.core.setup.setup_port import SetupPort
from gbdt_console.screens.dialogs.too_small import TooSmallScreen, is_too_small
from gbdt_console.screens.setup.page import Scene, SetupEnd
from gbdt_console.screens.setup.points_page import PointsPage
from gbdt_console.screens.setup.question_page import QuestionPage
from gbdt_console.screens.setup.setup_screen import SetupScreen
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.terminal.hangup_safe_output import TerminalGone


class SetupApp(App[SetupEnd]):
    """Shows the screen of the guided start; `failure` is the error that ended it, if one did."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, port: SetupPort, language: str, clock: Clock, message: str = "") -> None:
        """Make the App over a port; `message` is shown on the first page."""
        self._clock = clock
        self._look = appearance_of(language, None, os.environ, ascii_only=False)
        super().__init__(driver_class=terminal.driver_class(), ansi_color=self._look.theme.ansi or None)
        self._filters.extend(self._look.filters)
        self.register_theme(self._look.theme)
        self.theme = self._look.theme.name
        self._first = QuestionPage.next(Scene(port, self._look), PointsPage, message)

    @property
    def failure(self) -> Exception | None:
        """The error that ended the App, a worker's own where it failed in a worker."""
        failure = self._exception
        return failure.error if isinstance(failure, WorkerFailed) else failure  # type: ignore[return-value]

    def on_mount(self) -> None:
        self._forget_signals: Callable[[], None] = lambda: None
        if not self.is_headless:
            self._forget_signals = terminal.on_ending_signal(lambda: self.exit(SetupEnd.LEFT), self._driver)
        self.push_screen(SetupScreen(self._look, self._first, self._clock), self.exit)

    def on_unmount(self) -> None:
        self._forget_signals()

    def on_terminal_gone(self, message: TerminalGone) -> None:
        self.exit(SetupEnd.LEFT)

    def on_resize(self, event: events.Resize) -> None:
        is_small = is_too_small(event.size.width, event.size.height)
        is_covered = isinstance(self.screen, TooSmallScreen)
        if is_small and not is_covered:
            self.push_screen(TooSmallScreen(self._look))
        elif is_covered and not is_small:
            self.pop_screen()

    async def action_quit(self) -> None:
        self.exit(SetupEnd.LEFT)

    def _fatal_error(self) -> None:
        """End without Textual's traceback, which prints local variables, secrets among them."""
        self._close_messages_no_wait()
