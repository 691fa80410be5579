"""Shows live data between header and hints, ages it, and runs its actions."""

from collections.abc import Callable, Container, Iterator, Sequence
from inspect import isawaitable
from typing import ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from gbdt_console.core.clean_text import clean
from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.screens.actions.feature_table import FEATURES
from gbdt_console.screens.actions.screen_actions import ScreenActions
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.chrome import ScreenChrome
from gbdt_console.ui.actions import (
    GIVES_ORDERS,
    Action,
    KeyTarget,
    NamedNow,
    acting_keys,
    bindings_of,
    can_do,
    keys_beside_number,
    without_mcu,
)
from gbdt_console.ui.terminal.span_compositor import SpanCompositor
from gbdt_console.ui.view import View

Acts = TypeVar("Acts", bound=ScreenActions)
_TAKE_CONTROL = "control.take"


class LiveScreen(Screen[None]):
    """Shows live data; a subclass draws the body.

    acting_keys: the keys that change the world here
    features: what keys do about each feature, by its name
    no_key_means: classes of things that features highlight and no key means here
    has_pictures: whether the body shows the meeting's pictures where the terminal has room
    guide_page: the page of the guide about this screen; None: the one about what happens
    typed: the digits typed so far, on the screens whose verbs take a number
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    no_key_means: ClassVar[tuple[type[object], ...]] = ()
    has_pictures: ClassVar[bool] = False
    guide_page: ClassVar[GuideTopic | None] = None
    typed = ""
    AUTO_FOCUS = None
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LiveScreen { layout: vertical; }
    LiveScreen Header { height: 2; overflow: hidden hidden; }
    LiveScreen Attention { height: 1; overflow: hidden hidden; }
    LiveScreen PhaseBar { height: 1; overflow: hidden hidden; }
    LiveScreen OnAirStrip { height: 0; overflow: hidden hidden; }
    LiveScreen Hints { height: 1; overflow: hidden hidden; }
    """

    def __init__(self, services: ScreenServices, actions: Sequence[Action], site_id: str = "") -> None:
        """Make the screen with all its rows; `site_id` is the site it is opened about, empty for none."""
        super().__init__()
        self._compositor = SpanCompositor()
        self._bindings.key_to_bindings.update(bindings_of(self._own(actions)).key_to_bindings)
        self.services = services
        self.appearance = services.appearance
        self.actions = actions
        self.site_id = site_id
        self.view: View | None = None
        self._is_redraw_due = self._is_laid_out = self._is_drawn = False
        self._drawn_sizes: tuple[Size, ...] = ()
        self.commands = ScreenCommands(services, self)
        self.features = {kind.name: kind(self.commands) for kind in FEATURES}
        for kind in self.no_key_means:
            del self.commands.means[kind]
        self.chrome = ScreenChrome(services, actions, has_pictures=self.has_pictures)
        self.acting_keys = acting_keys(actions)
        self._row_of = {action.id: action for action in actions}
        self._number_keys = keys_beside_number(actions)
        self.set_up()

    def set_up(self) -> None:
        """Make what this screen alone keeps."""

    def body(self) -> Sequence[Widget]:
        """Return the widgets between attention and strip."""
        raise NotImplementedError

    def show_view(self, view: View) -> None:
        """Draw the body for a View; called for every Snapshot and after every resize."""
        raise NotImplementedError

    def show_hints(self) -> None:
        self.hint("")

    def add(self, acts: Acts) -> Acts:
        """Add what keys do about what this screen alone shows."""
        self.features[acts.name] = acts
        return acts

    def feature(self, kind: type[Acts]) -> Acts:
        """Return what keys do about a feature here."""
        return cast(Acts, self.features[kind.name])

    def subject(self) -> SiteView | None:
        """Return the site that a key means where it means no alarm."""
        return None

    def site_to_act_on(self) -> str:
        """Return the id of the site that an acting key means now; say why where it means none."""
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

    @property
    def missing(self) -> frozenset[str]:
        """The ids of the actions that only an MCU of ours could do, where others host the conference."""
        return without_mcu(None if self.view is None else self.view.snapshot)

    def idle_hints(self) -> frozenset[str]:
        """Return the ids of the actions that would do nothing now."""
        site, view = self.subject(), self.view
        room = view.rooms.get(site.id) if site is not None and view is not None else None
        absent = (
            row.id
            for row in self.actions
            if (row.needs_mcu and self.commands.conference is None)
            or (row.needs_codec and (room is None or not can_do(room.view, row.id)))
        )
        held = {_TAKE_CONTROL} if self._has_control else set()
        refused = () if view is None or view.snapshot.withheld is None else self._orders
        return self.missing.union(absent, held, refused, *(one.idle() for one in self.features.values()))

    async def action_perform(self, action_id: str, *keys: str) -> None:
        """Do what the row of that id names, unless its key answers what stands open."""
        action = self._row_of[action_id]
        if action_id in self.missing and self.commands.conference is not None:
            host = self.commands.conference.view.hosted
            self.give_number()
            unable = "room.unable" if action.needs_codec else "conference.unable"
            code = "conference.hosted" if host and not action.needs_codec else unable
            self.say(self.appearance.words(code, detail=clean(host)))
        elif not any(one.answers(action) for one in self.features.values()):
            await self.do(action.method, *keys)

    async def do(self, method: str, *keys: str) -> None:
        """Call an object and its method, named as in a row."""
        call, _, given = method.rstrip(")").partition("(")
        holder, _, name = call.partition(".")
        own = {"screen": (self, f"action_{name}"), "commands": (self.commands, name)}
        target, name = own.get(holder) or (self.features[holder], name)
        done = getattr(target, name)(*((given,) if given else keys))
        if isawaitable(done):
            await done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what needs an MCU or a codec where there is none, and what a feature has nothing for."""
        if action != "perform":
            return super().check_action(action, parameters)
        row = self._row_of.get(str(parameters[0]))
        if row is None or (row.needs_mcu and self.commands.conference is None):
            return False
        if any(one.hides(row) for one in self.features.values()):
            return False
        return not row.needs_codec or (self.view is not None and bool(self.view.rooms))

    def compose(self) -> ComposeResult:
        yield from self.chrome.around(self.body())

    def on_resize(self) -> None:
        self.call_after_refresh(self._redraw_soon)

    def on_lines_resized(self) -> None:
        self._redraw_soon()

    def _redraw_soon(self) -> None:
        """Draw once when all that waits is taken: each widget of a layout tells of its new size."""
        self._is_laid_out = True
        if not self._is_redraw_due:
            self._is_redraw_due = True
            self.call_later(self._redraw_resized)

    def _redraw_resized(self) -> None:
        """Draw unless all was drawn for the sizes that it has."""
        self._is_redraw_due = False
        if self._sizes() != self._drawn_sizes:
            self.redraw()
        self._appear()

    def _sizes(self) -> tuple[Size, ...]:
        return tuple(widget.size for widget in self.walk_children(Widget))

    def _appear(self) -> None:
        """Let the screen be seen once it is drawn for its size."""
        if self._is_laid_out and not self._is_drawn:
            self._is_drawn = True
            self.refresh()

    def warn(self, code: str) -> None:
        """Show a notice until the next; an empty code takes it away."""
        if self.chrome.warn(code):
            self.show_hints()

    def say(self, text: str) -> None:
        """Show a notice; the next key takes it away, or time."""
        self.chrome.say(text)
        if self.is_mounted:  # an order may end while a screen only opens: that one draws it then
            self.show_hints()

    def key_targets(self) -> dict[str, KeyTarget]:
        """Return by an action's id what it means, where that is not what the bottom line's field names."""
        own = {_TAKE_CONTROL: KeyTarget(code="control.mine")} if self._has_control else {}
        return own | {id_: one for each in self.features.values() for id_, one in each.key_targets().items()}

    @property
    def _orders(self) -> Iterator[str]:
        """Yield the actions that an engine refuses which gives no orders; what ends that is none."""
        return (row.id for row in self.actions if row.is_acting and row.id not in GIVES_ORDERS.values())

    @property
    def _has_control(self) -> bool:
        return self.view is not None and self.services.rights.holds(self.view.snapshot)

    def names_kept(self) -> Callable[[str], bool]:
        """Return what says later of an action whether it still does what it is called now."""
        named, acting = self.named_now(), {one.id for one in self.actions if one.is_acting}
        return lambda action_id: action_id not in acting or not self.named_now().differs(named, action_id)

    def named_now(self) -> NamedNow:
        """Return what the actions are called by now, and whom they mean."""
        subject = self.subject()
        return NamedNow("" if subject is None else subject.id, self.key_targets())

    def hint(self, field: str, *, is_typing: bool = False, idle: Container[str] | None = None) -> None:
        """Draw the bottom line with a field, without the idle keys; what keys mean stands above too."""
        self.chrome.show_attention(self.view, self.commands.phone_keys)
        idle = self.idle_hints() if idle is None else idle
        self.chrome.show_hints(field, is_typing=is_typing, idle=idle, targets=self.key_targets())

    def take(self, snapshot: Snapshot | None) -> None:
        """Show a newer Snapshot, or that none comes any more."""
        if snapshot is not None:
            self.view = self._view_of(snapshot)
            for one in self.features.values():
                one.see(self.view)
        if self.is_mounted:
            self.redraw()

    def tick(self) -> None:
        """Remove an old notice, and age the View when no Snapshot comes."""
        if self.chrome.is_notice_over():
            self.warn("")
        if self.view is None:
            return
        aged = self._view_of(self.view.snapshot)
        if aged.is_frozen or self.view.is_frozen:
            self.view = aged
            self.redraw()

    def redraw(self) -> None:
        """Draw all, where there is a place to draw."""
        if not self.size:
            return
        self._drawn_sizes = self._sizes()
        if self.view is not None:
            self.chrome.show_view(self.view)
            self.show_view(self.view)
        self.show_hints()  # of the row that is lit now
        self._appear()

    def _view_of(self, snapshot: Snapshot) -> View:
        is_observer = self.services.rights.is_observer
        now_s, stills = self.services.clock.monotonic(), self.services.stills.beside(snapshot)
        return View(snapshot, now_s, is_observer=is_observer, stills=stills)

    def _compositor_refresh(self) -> None:
        """Tell every dialog above what changed here: Textual tells only the uppermost.

        One between would show for ever what it once showed of this screen. Until this screen is drawn for the
        first time the one before stays: Textual would show it empty for a moment.
        """
        if not self._is_drawn and self is self.app.screen and len(self.app.screen_stack) > 1:
            return
        regions = tuple(self._compositor._dirty_regions)
        super()._compositor_refresh()
        stack = self.app.screen_stack
        between = stack[stack.index(self) + 1 : -1] if regions and self in stack else []
        for dialog in between:
            dialog.refresh(*regions)

    def _own(self, actions: Sequence[Action]) -> list[Action]:
        own = {action.id for action in self.ACTIONS}
        return [action for action in actions if action.id in own]
