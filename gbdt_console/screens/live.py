"""Shows live data between header and hints, ages it, and runs its actions."""

from collections.abc import Container, Mapping, Sequence
from inspect import isawaitable
from typing import ClassVar

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.pictures import Bus
from gbdt_console.core.snapshot import SiteView, Snapshot
from gbdt_console.screens.actions.common import CommonActions
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.chrome import ScreenChrome
from gbdt_console.ui.actions import Action, KeyTarget, acting_keys, bindings_of, keys_beside_number
from gbdt_console.ui.alarms.rows import AlarmCursor, AlarmRow
from gbdt_console.ui.terminal.span_compositor import SpanCompositor
from gbdt_console.ui.view import View


class LiveScreen(Screen[None]):
    """Shows live data; a subclass draws the body.

    ACTIONS: the screen's own rows
    moves_on: whether the highlight may leave an alarm once it was acknowledged here
    acting_keys: the keys that change the world here
    acts: what an operator does about what this screen alone shows
    shows_alarms: whether a key may mean the highlighted alarm here
    has_pictures: whether the body shows the meeting's pictures where the terminal has room
    guide_page: the page of the guide about this screen; None: the one about what happens
    typed: the digits typed so far, on the screens whose verbs take a number
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    moves_on: ClassVar[bool] = True
    shows_alarms: ClassVar[bool] = True
    has_pictures: ClassVar[bool] = False
    guide_page: ClassVar[GuideTopic | None] = None
    typed = ""
    AUTO_FOCUS = None
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LiveScreen { layout: vertical; }
    LiveScreen Header { height: 2; overflow: hidden hidden; }
    LiveScreen Attention { height: 1; overflow: hidden hidden; }
    LiveScreen OnAirStrip { height: 0; overflow: hidden hidden; }
    LiveScreen Hints { height: 1; overflow: hidden hidden; }
    """

    def __init__(
        self,
        services: ScreenServices,
        actions: Sequence[Action],
        site_id: str = "",
        *,
        alarms: AlarmCursor | None = None,
    ) -> None:
        """Make the screen with all its rows.

        `site_id` is the site it is opened about; empty: about none alone.

        `alarms` is the screen's own highlight; without it the one of wall and list.
        """
        super().__init__()
        self._compositor = SpanCompositor()
        self._bindings.key_to_bindings.update(bindings_of(self._own(actions)).key_to_bindings)
        self.services = services
        self.appearance = services.appearance
        self.actions = actions
        self.site_id = site_id
        self.view: View | None = None
        self.alarms = services.alarms if alarms is None else alarms
        self.commands = ScreenCommands(services, self)
        self.common = CommonActions.of(self.commands, moves_on=self.moves_on)
        self.chrome = ScreenChrome(services, actions, has_pictures=self.has_pictures)
        self.acts: object = None
        self.acting_keys = acting_keys(actions)
        self._row_of = {action.id: action for action in actions}
        self._number_keys = keys_beside_number(actions)

    def body(self) -> Sequence[Widget]:
        """Return the widgets between attention and strip."""
        raise NotImplementedError

    def show_view(self, view: View) -> None:
        """Draw the body for a View.

        Called for every Snapshot and after every resize.
        """
        raise NotImplementedError

    def show_hints(self) -> None:
        """Draw the bottom line."""
        self.hint("")

    def alarms_of(self, snapshot: Snapshot) -> Sequence[Alarm]:
        """Return the alarms that this screen is about."""
        return snapshot.alarms

    def target(self) -> AlarmRow | None:
        """Return the alarm that a key means now."""
        return self.alarms.row if self.shows_alarms else None

    def subject(self) -> SiteView | None:
        """Return the site that a key means where it means no alarm."""
        return None

    def outage(self) -> Outage | None:
        """Return the outage record that a key means where it means more than its site's."""
        return None

    def site_to_act_on(self) -> str:
        """Return the id of the site that an acting key means now.

        Say why where it means none.
        """
        return "" if self.commands.is_refused() else self.commands.meant_site()

    def key_done(self, key: str) -> None:
        """End the typed number, if there is one and the key does not leave it alone.

        A verb ends it whether it used, refused or ignored it, and so does all that opens or leaves.
        """
        if key not in self._number_keys:
            self.give_number()

    def give_number(self) -> str:
        """Return the typed number and forget it; empty where none is typed."""
        return ""

    def take_number(self, number: str) -> None:
        """Take a number as if it were typed; screens without numbers take none."""

    def drop_keys(self, code: str) -> None:
        """Say why a key does nothing; the number before it is gone with it."""
        self.give_number()
        self.say(self.appearance.words(code))

    def idle_hints(self) -> frozenset[str]:
        """Return the ids of the actions that would do nothing now."""
        site, view = self.subject(), self.view
        has_codec = site is not None and view is not None and site.id in view.rooms
        absent = (
            row.id
            for row in self.actions
            if (row.needs_mcu and self.commands.conference is None) or (row.needs_codec and not has_codec)
        )
        return self.common.idle().union(absent)

    async def action_perform(self, action_id: str, *keys: str) -> None:
        """Call the object and method that the row of that id names.

        Enter first means a refused take that it may make all the same, but not behind a number.
        """
        action = self._row_of[action_id]
        if "enter" in action.keys and self.typed:
            self.services.targets.refused = None
        elif "enter" in action.keys and action_id != "frame.anyway" and self.common.floor.take_anyway():
            return
        holder, _, method = action.method.partition(".")
        if holder == "screen":
            done = getattr(self, f"action_{method}")(*keys)
        elif holder == "acts":
            done = getattr(self.acts, method)(*keys)
        else:
            done = getattr(getattr(self.common, holder), method)(*keys)
        if isawaitable(done):
            await done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what needs an MCU or a codec where there is none."""
        if action != "perform":
            return super().check_action(action, parameters)
        row = self._row_of.get(str(parameters[0]))
        if row is None or (row.needs_mcu and self.commands.conference is None):
            return False
        if row.id == "frame.anyway" and self.services.targets.refused is None:
            return False
        return not row.needs_codec or (self.view is not None and bool(self.view.rooms))

    def compose(self) -> ComposeResult:
        yield from self.chrome.around(self.body())

    def on_mount(self) -> None:
        self.call_after_refresh(self.redraw)

    def on_resize(self) -> None:
        self.call_after_refresh(self.redraw)

    def on_lines_resized(self) -> None:
        self.redraw()

    def warn(self, code: str) -> None:
        """Show a notice until the next; an empty code takes it away."""
        if self.chrome.warn(code):
            self.show_hints()

    def say(self, text: str) -> None:
        """Show a notice; the next key takes it away, or time."""
        self.chrome.say(text)
        if self.is_mounted:  # an order may end while a screen only opens: that one draws it then
            self.show_hints()

    def key_targets(self) -> Mapping[str, KeyTarget]:
        """Return by an action's id what it means, where that is not what the bottom line's field names."""
        return self.common.floor.key_targets()

    def bus(self) -> Bus | None:
        """Return the bus that keys mean while the buses are unlinked; None for the branches."""
        return None

    async def action_take(self) -> None:
        """Put the preview on air."""
        await self.common.floor.take()

    def hint(self, field: str, *, is_typing: bool = False, idle: Container[str] | None = None) -> None:
        """Draw the bottom line with a field, without the idle keys."""
        idle = self.idle_hints() if idle is None else idle
        targets = {**self.common.microphones.key_targets(), **self.key_targets()}
        self.chrome.show_hints(field, is_typing=is_typing, idle=idle, targets=targets)

    def take(self, snapshot: Snapshot | None) -> None:
        """Show a newer Snapshot, or that none comes any more."""
        now_s = self.services.clock.monotonic()
        if snapshot is not None:
            self.alarms.see(self.alarms_of(snapshot), now_s)
            self.view = View(snapshot, now_s)
        if self.is_mounted:
            self.redraw()
        conference = self.commands.conference
        if conference is not None and snapshot is not None:
            self.services.targets.see(conference, now_s)

    def tick(self) -> None:
        """Remove an old notice, and age the View when no Snapshot comes."""
        if self.chrome.is_notice_over():
            self.warn("")
        if self.view is None:
            return
        aged = View(self.view.snapshot, self.services.clock.monotonic())
        if aged.is_frozen or self.view.is_frozen:
            self.view = aged
            self.redraw()

    def redraw(self) -> None:
        """Draw everything that changed."""
        self.chrome.show_attention(self.view, self.alarms.rows)
        self.show_hints()
        if self.view is not None:
            self.chrome.show_view(self.view)
            self.show_view(self.view)

    def _compositor_refresh(self) -> None:
        """Tell every dialog above what changed here: Textual tells only the uppermost.

        One between would show for ever what it once showed of this screen.
        """
        regions = tuple(self._compositor._dirty_regions)
        super()._compositor_refresh()
        stack = self.app.screen_stack
        between = stack[stack.index(self) + 1 : -1] if regions and self in stack else []
        for dialog in between:
            dialog.refresh(*regions)

    def _own(self, actions: Sequence[Action]) -> list[Action]:
        own = {action.id for action in self.ACTIONS}
        return [action for action in actions if action.id in own]
