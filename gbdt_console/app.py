"""Runs the Textual App: its screens, messages, keys and end."""

import logging
import os
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from gbdt_console.ui.terminal import terminal  # isort: split

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input
from textual.worker import WorkerFailed

from gbdt_console.core.app_options import AppOptions
from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import TakeControl
from gbdt_console.core.frame.still import STILL_EVERY_S
from gbdt_console.core.port import ConsolePort
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.key_gate import KeyGate
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.screen_factory import SITE_KEY, ScreenFactory
from gbdt_console.screens.screen_table import SCREENS, ScreenRow
from gbdt_console.screens.sight_watch import TICK_S, SightWatch
from gbdt_console.ui.alarms.terminal_bell import TerminalBell
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.terminal import textual_patches
from gbdt_console.ui.terminal.hangup_safe_output import TerminalGone

_log = logging.getLogger(__name__)


class Ending(StrEnum):
    """Names why the App ended."""

    LEFT = "left"
    SIGNALLED = "signalled"
    HUNG_UP = "hung-up"
    FAILED = "failed"


class GbdtApp(App[Ending]):
    """Shows the console over one port, which it does not close.

    `run` and `run_async` return an Ending; after FAILED, `failure` is the exception, and another App may be
    started over the same port.
    """

    ENABLE_COMMAND_PALETTE = False
    DEFAULT_CSS = "Toast { width: 60; }"

    def __init__(
        self,
        port: ConsolePort,
        clock: Clock,
        options: AppOptions,
        screens: Sequence[ScreenRow] = SCREENS,
    ) -> None:
        """Make the App over `port`; `screens` are the rows of all screens that can be opened."""
        textual_patches.mend()
        language, theme = options.language, options.theme
        appearance = appearance_of(language, theme, os.environ, ascii_only=options.ascii_only)
        super().__init__(driver_class=terminal.driver_class(), ansi_color=appearance.theme.ansi or None)
        self._filters.extend(appearance.filters)
        shown = ScreenServices.over(
            port,
            appearance,
            clock,
            self,
            observe=options.is_observer,
            meeting=options.meeting,
            replay=options.replay,
        )
        services = replace(
            shown, reports=options.reports, write_sheet=options.write_sheet, sites=options.sites
        )
        self._feed, self._stills = services.feed, services.stills
        self._factory = ScreenFactory(services, screens, engine_stays=options.engine_stays)
        self._bindings.key_to_bindings.update(self._factory.common_bindings().key_to_bindings)
        self._bell = None if options.is_mute else TerminalBell(self.bell)
        self._clock = clock
        self._is_observer = options.is_observer
        leading = self._factory.leading_keys()
        self._gate = KeyGate(clock, lambda: self._live_screen().acting_keys, leading, services.targets)
        self._guard = self._gate.guard
        self._first_screen = options.first_screen
        self.asks_first = False
        self._snapshot: Snapshot | None = None
        self._forget_signals: Callable[[], None] = lambda: None
        self.register_theme(appearance.theme)
        self.theme = appearance.theme.name
        self._wall = self._factory.wall()
        self._watch = SightWatch(self, clock, appearance)

    @property
    def failure(self) -> Exception | None:
        """The error that ended the App, if one did; a worker's own error where it failed in a worker."""
        failure = self._exception
        if isinstance(failure, WorkerFailed) and isinstance(failure.error, Exception):
            return failure.error
        return failure

    def get_default_screen(self) -> LiveScreen:
        return self._wall

    def on_mount(self) -> None:
        if not self.is_headless:
            self._forget_signals = terminal.on_ending_signal(
                lambda: self.exit(Ending.SIGNALLED), self._driver
            )
        self.run_worker(self._feed.follow(), name="feed")
        self.set_interval(TICK_S, self.look_at_screens)
        self.set_interval(STILL_EVERY_S, self.look_at_stills)
        if self._first_screen:
            self.call_later(self.action_open_screen, self._first_screen)

    def on_unmount(self) -> None:
        self._forget_signals()

    async def on_event(self, event: events.Event) -> None:
        """Ask the guard about a key before its binding runs.

        Each key outside a field is carried out, with all that it opens, before the next is read: those behind
        one that opens or leaves a screen belong to the screen then there.
        """
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._finish()
            if not self._gate.lets(event, self.screen, self._live_screen(), self.focused):
                return
            if not isinstance(self.focused, Input):
                if await self._carry_out(event.key):
                    return
                self._say_where(event.key)
            else:
                self._gate.note_field_key(self.screen, event.key)
        elif (
            isinstance(event, events.MouseDown | events.MouseUp)
            and not event.is_forwarded
            and not self._gate.lets_click(event, self.screen, self._live_screen())
        ):
            return
        await super().on_event(event)

    async def _carry_out(self, key: str) -> bool:
        """Do what a key means here, and what that asks to be done next; return whether it means anything."""
        screen = self.screen
        is_done = await self._check_bindings(key, priority=True)
        is_done = is_done or self._gate.is_taken(screen, key)
        is_done = is_done or await self._check_bindings(key)
        if isinstance(screen, LiveScreen):
            screen.key_done(key)
        await self._finish()
        return is_done

    def _say_where(self, key: str) -> None:
        """Say on which screen a key means something, where it means nothing here."""
        live = self._live_screen()
        if self.screen is live and (found := self._factory.elsewhere(live, key)):
            live.say(found)

    async def _finish(self) -> None:
        """Do all that was asked to be done next: a key behind it belongs to what is there then."""
        while self._next_callbacks:
            await self._flush_next_callbacks()

    def on_read_judged(self, message: Message) -> None:
        self._gate.read(message)

    def on_terminal_gone(self, message: TerminalGone) -> None:
        """Leave a terminal that nobody can see; SIGHUP comes only to a session that it controls."""
        if not self._exit:
            _log.warning("the console ends: its terminal is gone (%s)", message.reason)
            self.exit(Ending.HUNG_UP)

    def on_resize(self, event: events.Resize) -> None:
        self._watch.resized(event.size)

    def action_show_wall(self) -> None:
        """Close every screen over the wall."""
        while self.screen is not self._wall and len(self.screen_stack) > 1:
            self.pop_screen()
        self._refresh_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what needs an MCU where there is none, and what a menu does only under its name."""
        if action == "take_frame" and self._gate.names_keys(self.screen):
            return False
        is_of_mcu = action == "take_frame" or (
            action == "open_screen" and self._factory.row(str(parameters[0])).needs_mcu
        )
        if not is_of_mcu:
            return True
        return self._snapshot is not None and self._snapshot.conference is not None

    async def action_open_screen(self, name: str) -> None:
        """Open the screen of that name, or go back to it below."""
        screen = self._factory.row(name).screen
        if screen not in map(type, self.screen_stack):
            await self.push_screen(self._factory.make(name))
        while type(self.screen) is not screen:
            self.pop_screen()
        self._refresh_screen()

    def action_leave(self) -> None:
        self.pop_screen()
        self._refresh_screen()

    async def action_show_help(self) -> None:
        """Show the menu; what is chosen there means the number that was typed before."""
        live = self._live_screen()
        menu, is_as_named = self._factory.help(live, self._snapshot), live.names_kept()
        number = live.give_number()
        await self.put_dialog(menu, lambda key: self._run_menu(key, number, is_as_named))

    def _run_menu(self, key: str, number: str, is_as_named: Callable[[str], bool]) -> None:
        if key == "/guide":
            self.call_next(self.action_show_guide)
        else:
            self.call_next(self._run_named, *key.split("/", 1), number, is_as_named)

    async def _run_named(
        self, screen: str, action_id: str, number: str, is_as_named: Callable[[str], bool]
    ) -> None:
        """Carry out what was chosen in the menu, unless it would now do something else than it was called."""
        live = self._live_screen()
        live.take_number(number)
        if screen or is_as_named(action_id):
            await self._run_chosen(screen, action_id, number, asks_first=False)
        else:
            live.give_number()
            live.say(self._factory.appearance.words("menu.changed"))

    async def action_show_guide(self) -> None:
        """Open the guide at the page that fits the screen below it."""
        if not isinstance(self._live_screen(), self._factory.row("guide").screen):
            await self.push_screen(self._factory.make("guide"))
        self._refresh_screen()

    async def action_show_palette(self) -> None:
        """Show the palette; what is chosen there means the number that was typed before."""
        number = self._live_screen().give_number()
        palette = self._factory.palette(self._live_screen(), self._snapshot)
        await self.push_screen(palette, lambda key: self._chosen(key, number))

    async def action_search_site(self) -> None:
        await self.push_screen(self._factory.search(self._snapshot), self._chosen)

    async def action_take_control(self) -> None:
        """Ask for control; what was found by its name is asked about first."""
        command, commands = TakeControl(), self._live_screen().commands
        if self.asks_first and not self._is_observer:
            await commands.ask_found(command, commands.asked(command), self._take_control)
        elif not self._is_observer:
            self._take_control()

    def _take_control(self) -> None:
        self.run_worker(self._ask_for_control(), group="commands")

    async def _ask_for_control(self) -> None:
        """Take control; the header shows the holder once a Snapshot names it."""
        reason = await self._feed.ask(TakeControl())
        if reason is not None:
            self.notify(self._factory.appearance.words(reason), severity="warning", markup=False)

    async def action_take_frame(self) -> None:
        """Put the preview on air from every screen, also inside an input."""
        await self._live_screen().do("floor.take_meant")

    async def action_quit(self) -> None:
        """Ask before leaving; Textual's own Ctrl+Q would leave at once."""
        self.action_ask_quit()

    def action_help_quit(self) -> None:
        self.action_ask_quit()

    def action_ask_quit(self) -> None:
        question = self._factory.quit()
        if not isinstance(self.screen, type(question)):
            self._guard.question_opened()
            self.push_screen(question, lambda leaves: self.exit(Ending.LEFT) if leaves else None)

    async def open_site(self, site_id: str) -> None:
        await self.push_screen(self._factory.make("site", site_id))
        self._refresh_screen()

    async def open_screen(self, name: str) -> None:
        await self.action_open_screen(name)

    async def leave_site(self, site_id: str) -> None:
        self.action_leave()
        self._wall.select(site_id)

    async def put_dialog(self, dialog: ModalScreen[Any], done: Callable[[Any], None]) -> None:
        """Put a dialog over the screen; never two of a kind.

        Keys still under way when it closes were meant for it.
        """
        if any(type(screen) is type(dialog) for screen in self.screen_stack):
            return

        def closed(given: Any) -> None:
            self._guard.field_closed()
            if given is not None:
                done(given)

        self._guard.question_opened()
        await self.push_screen(dialog, closed)

    def take_next_key(self) -> None:
        self._guard.take_next()

    def say(self, text: str) -> None:
        self._live_screen().say(text)

    def look_at_screens(self) -> None:
        """Let what is in sight grow old, and see that it is painted."""
        if self.is_running:  # as in `_refresh_screen`
            self._watch.look(self._live_screen())

    def look_at_stills(self) -> None:
        """Ask for new stills while a screen that shows them is in sight; the next Snapshot draws them."""
        if self._live_screen().has_pictures and self._stills.wants(self._snapshot):
            self.run_worker(self._take_stills(), group="stills", exclusive=True)

    async def _take_stills(self) -> None:
        self._stills.take(await self._feed.stills(self._stills.since_s))

    def action_toggle_stills(self) -> None:
        """Show stills or words alone from now on, at this console."""
        self._stills.is_on = not self._stills.is_on
        state = "on" if self._stills.is_on else "off"
        self.say(self._factory.appearance.words(f"stills.{state if self._stills.can_show else 'no-colours'}"))
        self._refresh_screen()

    def start_order(self, order: Coroutine[Any, Any, None]) -> None:
        self.run_worker(order, group="orders")

    def _live_screen(self) -> LiveScreen:
        """Return the uppermost screen over live data; those below are not seen."""
        return next((s for s in reversed(self.screen_stack) if isinstance(s, LiveScreen)), self._wall)

    def _chosen(self, key: str | None, number: str = "") -> None:
        """Carry out the palette's choice once the palette is gone."""
        self._guard.field_closed()
        if key is None:
            return
        if key.startswith(SITE_KEY):
            self.action_show_wall()
            self._wall.select(key.removeprefix(SITE_KEY))
            return
        self.call_next(self._run_chosen, *key.split("/", 1), number)

    async def _run_chosen(self, screen: str, action_id: str, number: str, asks_first: bool = True) -> None:
        """Carry out what was chosen, on its own screen; what acts may ask first."""
        if screen:
            await self.action_open_screen(screen)
        live = self._live_screen()
        live.take_number(number)
        self.asks_first = asks_first
        try:
            await self.run_action(next(one for one in live.actions if one.id == action_id).command())
        finally:
            self.asks_first = False
        live.give_number()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if self._bell is not None:
            self._bell.notify(snapshot.epoch, snapshot.alarm_load, self._clock.monotonic())
        self._refresh_screen()

    def show_closed(self) -> None:
        """Say that the engine is gone; in a browser end, because the page connects again by itself."""
        if self._driver is not None and self._driver.is_web:
            self.exit(Ending.LEFT)
        self._refresh_screen()

    def _refresh_screen(self) -> None:
        if self.is_running:  # while the App ends, its screens lose their widgets one by one
            self._live_screen().take(self._snapshot)

    def _fatal_error(self) -> None:
        """End without Textual's traceback, which prints local variables, secrets among them."""
        self._return_value = Ending.FAILED
        self._close_messages_no_wait()
