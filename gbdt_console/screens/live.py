"""What every screen over live data has: header, banner, a meeting's strip, key hints, and a View that grows
old in time."""

from collections.abc import Container, Sequence

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from gbdt_console.core.clock import Clock
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.ui.actions import Action, Scope
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.terminal.span_compositor import SpanCompositor
from gbdt_console.ui.view import ClientRights, View
from gbdt_console.widgets.chrome.banner import Banner, banner_codes
from gbdt_console.widgets.chrome.header import Header
from gbdt_console.widgets.chrome.hints import Hints
from gbdt_console.widgets.chrome.on_air_strip import OnAirStrip

TICK_S = 0.5
FIXED_LINES = 3
_SAID_S = 8.0


class LiveScreen(Screen[None]):
    """A subclass gives its body and draws it in `show_view`. Header and hints take FIXED_LINES."""

    scope = Scope.WALL
    AUTO_FOCUS = None
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LiveScreen { layout: vertical; }
    LiveScreen Header { height: 2; overflow: hidden hidden; }
    LiveScreen Banner { height: 0; overflow: hidden hidden; }
    LiveScreen OnAirStrip { height: 0; overflow: hidden hidden; }
    LiveScreen Hints { height: 1; overflow: hidden hidden; }
    """

    def __init__(self, look: Appearance, clock: Clock, actions: Sequence[Action], seat: ClientRights) -> None:
        super().__init__()
        self._compositor = SpanCompositor()
        self.look = look
        self.view: View | None = None
        self._clock = clock
        self._actions = actions
        self._seat = seat
        self._is_closed = False
        self.notice = ""
        self._said_until_s = float("inf")

    def body(self) -> Sequence[Widget]:
        """The widgets between banner and hints."""
        raise NotImplementedError

    def show_view(self, view: View) -> None:
        """Draw the body for a View; called for every Snapshot and after every resize."""
        raise NotImplementedError

    def show_hints(self) -> None:
        """Draw the bottom line."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield Header(self.look)
        yield Banner(self.look)
        yield from self.body()
        yield OnAirStrip(self.look)
        yield Hints(self.look, self._actions)

    def on_mount(self) -> None:
        self.set_interval(TICK_S, self.tick)
        self.call_after_refresh(self.redraw)

    def on_resize(self) -> None:
        self.call_after_refresh(self.redraw)

    def on_lines_resized(self) -> None:
        self.redraw()

    def warn(self, code: str) -> None:
        """Put a notice in the room of the key hints; an empty code takes it away."""
        self._said_until_s = float("inf")
        notice = self.look.words(code) if code else ""
        if notice != self.notice:
            self.notice = notice
            self.show_hints()

    def hint(self, field: str, *, is_typing: bool = False, idle: Container[str] = ()) -> None:
        """Draw the bottom line with a field on its left and without the keys that are idle."""
        self.query_one(Hints).show_hints(field, is_typing=is_typing, notice=self.notice, idle=idle)

    def say(self, text: str) -> None:
        """Put a notice there in words; the next key takes it away, or time."""
        self.notice, self._said_until_s = text, self._clock.monotonic() + _SAID_S
        if self.is_mounted:  # an order may end while a screen only opens: that one draws it then
            self.show_hints()

    def body_height(self) -> int:
        """The lines between banner and strip."""
        taken = self.query_one(Banner).lines + self.query_one(OnAirStrip).lines
        return self.size.height - taken - FIXED_LINES

    def take(self, snapshot: Snapshot | None, *, is_closed: bool) -> None:
        """A newer Snapshot, or the word that there will be none."""
        self._is_closed = is_closed
        if snapshot is not None:
            self.view = View(snapshot, self._clock.monotonic())
        if self.is_mounted:
            self.redraw()

    def tick(self) -> None:
        """Let what was said go, and what is shown grow old when no Snapshot comes."""
        if self._clock.monotonic() >= self._said_until_s:
            self._said_until_s = float("inf")
            self.warn("")
        if self.view is None:
            return
        aged = View(self.view.snapshot, self._clock.monotonic())
        if aged.is_frozen or self.view.is_frozen:
            self.view = aged
            self.redraw()

    def redraw(self) -> None:
        """Draw everything that changed."""
        self.query_one(Banner).show_codes(banner_codes(self.view, is_closed=self._is_closed))
        self.show_hints()
        if self.view is not None:
            self.query_one(Header).show_view(self.view, self._seat)
            self.query_one(OnAirStrip).show_view(self.view, is_observer=self._seat.is_observer)
            self.show_view(self.view)
