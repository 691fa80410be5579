"""The Textual App: which screen is open, where a message leads, and how it ends."""

import logging
import os
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from gbdt_console.ui.terminal import terminal  # isort: split

from textual import events, work
from textual.app import App
from textual.screen import ModalScreen
from textual.worker import WorkerFailed

from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import TakeControl
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.dialogs.too_small import TooSmallScreen, is_too_small
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.screen_factory import SITE_KEY, ScreenFactory
from gbdt_console.ui.actions import ACTIONS, GoTo, Scope, acting_keys, bindings_of
from gbdt_console.ui.alarms.bell import Bell
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.feed import Feed
from gbdt_console.ui.terminal import textual_patches
from gbdt_console.ui.terminal.hangup_safe_output import TerminalGone
from gbdt_console.ui.terminal.key_guard import KeyGuard, ReadJudged

_log = logging.getLogger(__name__)


class Ending(StrEnum):
    """Why the App ended: a person left, a signal came, the terminal is gone, or the screen failed."""

    LEFT = "left"
    SIGNALLED = "signalled"
    HUNG_UP = "hung-up"
    FAILED = "failed"


class GbdtApp(App[Ending]):
    """The console over one port. `run` and `run_async` return an Ending; after FAILED, `failure` is the
    exception, and another App may be started over the same port. The port is not closed here."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings_of(Scope.EVERYWHERE)
    DEFAULT_CSS = "Toast { width: 60; }"

    def __init__(
        self,
        port: ConsolePort,
        clock: Clock,
        language: str,
        *,
        theme: str | None = None,
        ascii_only: bool = False,
        observe: bool = False,
        engine_stays: bool = False,
        mute: bool = False,
    ) -> None:
        """`theme` is one of ui.themes.PALETTES (KeyError otherwise). `engine_stays` says whether monitoring
        goes on when this App ends; the quit question tells it. With `mute` no alarm rings the bell."""
        textual_patches.mend()
        look = appearance_of(language, theme, os.environ, ascii_only=ascii_only)
        super().__init__(driver_class=terminal.driver_class(), ansi_color=look.theme.ansi or None)
        self._filters.extend(look.filters)
        self._feed = Feed(port, self._take, self._lose)
        kit = ScreenServices.of(look, clock, port.client_id, observe, self._feed, self._put)
        self._stage = ScreenFactory(kit, engine_stays=engine_stays)
        self._bell = None if mute else Bell(self.bell)
        self._clock = clock
        self._is_observer = observe
        self._guard = KeyGuard(clock)
        for key in acting_keys() if observe else ():
            self._bindings.key_to_bindings.pop(key, None)
        self._snapshot: Snapshot | None = None
        self._is_closed = False
        self._forget_signals: Callable[[], None] = lambda: None
        self.register_theme(look.theme)
        self.theme = look.theme.name
        self._wall = self._stage.wall(self._open_site)

    @property
    def failure(self) -> Exception | None:
        """What ended the App, if that was an error; of a worker's its own error."""
        failure = self._exception
        if isinstance(failure, WorkerFailed) and isinstance(failure.error, Exception):
            return failure.error
        return failure

    def get_default_screen(self) -> LiveScreen:
        return self._wall

    def on_mount(self) -> None:
        if not self.is_headless:
            self._forget_signals = terminal.on_ending_signal(lambda: self.exit(Ending.SIGNALLED))
        self.run_worker(self._feed.follow(), name="feed")

    def on_unmount(self) -> None:
        self._forget_signals()

    async def on_event(self, event: events.Event) -> None:
        """Before anything is bound to a key, the guard is asked. Over live data each key is carried out
        before the next is looked at: those behind one that opens or leaves a screen belong to the screen
        then there."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            is_composed = self._guard.is_composed(event, self.focused)
            if isinstance(self.screen, LiveScreen):
                self.screen.warn("number.input_method" if is_composed else "")
            if not self._guard.lets(event, self.focused):
                return
            if isinstance(self.screen, LiveScreen) and await self._check_bindings(event.key):
                return
        await super().on_event(event)

    def on_read_judged(self, message: ReadJudged) -> None:
        self._guard.read(message.origin)

    def on_terminal_gone(self, message: TerminalGone) -> None:
        """Leave a terminal that nobody can see; SIGHUP comes only to a session that it controls."""
        if not self._exit:
            _log.warning("the console ends: its terminal is gone (%s)", message.reason)
            self.exit(Ending.HUNG_UP)

    def on_resize(self, event: events.Resize) -> None:
        is_small = is_too_small(event.size.width, event.size.height)
        is_covered = isinstance(self.screen, TooSmallScreen)
        if is_small and not is_covered:
            self.push_screen(TooSmallScreen(self._stage.look))
        elif is_covered and not is_small:
            self.pop_screen()

    def action_show_wall(self) -> None:
        """Leave whatever lies over the wall."""
        while self.screen is not self._wall and len(self.screen_stack) > 1:
            self.pop_screen()
        self._refresh_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a roster only where there is an MCU."""
        return action != "show_roster" or (
            self._snapshot is not None and self._snapshot.conference is not None
        )

    async def action_show_alarms(self) -> None:
        """The list of all alarms."""
        await self._go_to(Scope.ALARMS, self._stage.alarms)

    async def action_show_roster(self) -> None:
        await self._go_to(Scope.ROSTER, self._stage.roster)

    async def _go_to(self, scope: Scope, make: Callable[[GoTo], LiveScreen]) -> None:
        """To a list; the one below, if it is there already."""
        if scope not in [screen.scope for screen in self.screen_stack if isinstance(screen, LiveScreen)]:
            await self.push_screen(make(self._open_site))
        while self._scope() is not scope:
            self.pop_screen()
        self._refresh_screen()

    def action_leave(self) -> None:
        """Back to the screen below."""
        self.pop_screen()
        self._refresh_screen()

    async def action_show_help(self) -> None:
        await self.push_screen(self._stage.help(self._scope(), self._snapshot))

    async def action_show_palette(self) -> None:
        await self.push_screen(self._stage.palette(self._scope(), self._snapshot), self._chosen)

    async def action_search_site(self) -> None:
        await self.push_screen(self._stage.search(self._snapshot), self._chosen)

    @work(group="commands")
    async def action_take_control(self) -> None:
        """Ask for control; the header says who has it once a Snapshot does."""
        if self._is_observer:
            return
        reason = await self._feed.ask(TakeControl())
        if reason is not None:
            self.notify(self._stage.look.words(reason), severity="warning", markup=False)

    async def action_quit(self) -> None:
        """Textual's own quit key, Ctrl+Q, asks like any other."""
        self.action_ask_quit()

    def action_help_quit(self) -> None:
        self.action_ask_quit()

    def action_ask_quit(self) -> None:
        question = self._stage.quit()
        if not isinstance(self.screen, type(question)):
            self.push_screen(question, lambda leaves: self.exit(Ending.LEFT) if leaves else None)

    async def _open_site(self, site_id: str) -> None:
        await self.push_screen(self._stage.site(site_id, self._leave_site))
        self._refresh_screen()

    async def _leave_site(self, site_id: str) -> None:
        self.action_leave()
        self._wall.select(site_id)

    async def _put(self, dialog: ModalScreen[Any], done: Callable[[Any], None]) -> None:
        """A dialog over the screen; keys still under way when it closes were meant for it."""

        def closed(given: Any) -> None:
            self._guard.field_closed()
            if given is not None:
                done(given)

        await self.push_screen(dialog, closed)

    def _scope(self) -> Scope:
        return self.screen.scope if isinstance(self.screen, LiveScreen) else Scope.WALL

    def _chosen(self, key: str | None) -> None:
        """Carry out what was chosen in the palette, once it is gone."""
        self._guard.field_closed()
        if key is None:
            return
        if key.startswith(SITE_KEY):
            self.action_show_wall()
            self._wall.select(key.removeprefix(SITE_KEY))
            return
        action = next(action for action in ACTIONS if action.id == key)
        namespace = self if action.scope is Scope.EVERYWHERE else self.screen
        self.call_later(self.run_action, action.method, namespace)

    def _take(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if self._bell is not None:
            self._bell.notify(snapshot.epoch, snapshot.alarm_load, self._clock.monotonic())
        self._refresh_screen()

    def _lose(self) -> None:
        self._is_closed = True
        self._refresh_screen()

    def _refresh_screen(self) -> None:
        """Give what is known to the uppermost screen over live data; those below are not seen."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, LiveScreen):
                screen.take(self._snapshot, is_closed=self._is_closed)
                return

    def _fatal_error(self) -> None:
        """Instead of Textual's traceback, which prints local variables, secrets among them."""
        self._return_value = Ending.FAILED
        self._close_messages_no_wait()
