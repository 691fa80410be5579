"""Shows the pages of the guided start: head, text, one field, a message, a list, and the keys."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static
from textual.widgets.input import Selection
from textual.worker import Worker

from gbdt_console.core.clock import Clock
from gbdt_console.screens.setup.page import Page, SetupEnd, Step
from gbdt_console.ui.cursor import ARROWS
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import safe
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.setup.page_lines import PageLines
from gbdt_console.widgets.text_field import TextField

_LONGEST = 4_096
"""Limits what is typed into a field, characters: as long as a path may be."""
_SCROLL_KEYS = ARROWS | {"pageup": -10, "pagedown": 10}
_BOUND = ("enter", "escape")
_HELD_S = 0.1
"""Limits the gap between two Enter of one held key, seconds: terminals repeat it 10 to 30 times a second."""


class _Answer(TextField):
    """Takes Enter before the next key is read: keys typed ahead belong to the next page."""

    def __init__(self, enter: Callable[[], None], other_key: Callable[[], None]) -> None:
        super().__init__(max_length=_LONGEST)
        self._enter, self._other_key = enter, other_key

    async def _on_key(self, event: events.Key) -> None:
        """Note other keys in their order, before Textual calls the handler of TextField."""
        if event.key != "enter":
            self._other_key()

    async def action_submit(self) -> None:
        self._enter()


class _HeldEnter:
    """Tells the Enter that a held key repeats: an arm on it must not run through the pages.

    One that follows at once is still taken, since answers typed ahead hold such.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last_s = float("-inf")
        self._repeats = 0

    def other_key(self) -> None:
        """Take note of another key, which ends a repetition."""
        self._repeats = 0
        self._last_s = float("-inf")

    def is_repeated(self) -> bool:
        """Judge an Enter that is pressed now."""
        now_s = self._clock.monotonic()
        is_close = now_s - self._last_s < _HELD_S
        self._repeats = self._repeats + 1 if is_close else 0
        self._last_s = now_s
        return self._repeats > 1


class SetupScreen(Screen[SetupEnd]):
    """Shows one page; gives how the guided start ended."""

    AUTO_FOCUS = None
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q,ctrl+c", "leave", id="setup.leave", show=False, priority=True),
        Binding("escape", "back", id="setup.back", show=False),
        Binding("enter", "enter", id="setup.enter", show=False),
        Binding("tab,shift+tab", "ignore", id="setup.ignore", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    SetupScreen { layout: vertical; align-horizontal: center; }
    SetupScreen Lines { overflow: hidden hidden; height: auto; }
    SetupScreen #head, SetupScreen #keys { height: 1; }
    SetupScreen #page { width: 100%; max-width: 104; height: 1fr; padding: 1 0 0 0; }
    SetupScreen #lower { height: 1fr; margin: 1 0 0 0; overflow: hidden auto; scrollbar-size-vertical: 1;
        scrollbar-gutter: stable; }
    SetupScreen Input { margin: 1 2 0 2; border: round $accent; background: $background; padding: 0 1; }
    SetupScreen Input:focus { border: round $accent; background-tint: $background 0%; }
    SetupScreen Input > .input--selection { background: $accent; color: $background; }
    SetupScreen Input:ansi > .input--selection { background: ansi_default; color: ansi_default;
        text-style: reverse; }
    SetupScreen #said { height: auto; margin: 0 2; }
    """

    def __init__(self, look: Appearance, page: Page, clock: Clock) -> None:
        super().__init__()
        self.look = look
        self._held = _HeldEnter(clock)
        self._page = page
        self._head, self._keys = Lines(look, id="head"), Lines(look, id="keys")
        self._upper, self._lower = Lines(look, id="upper"), Lines(look, id="lower")
        self._field = _Answer(self.action_enter, self._held.other_key)
        self._said = Static(id="said")
        self._work: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        yield self._head
        with Vertical(id="page"):
            yield self._upper
            yield self._field
            yield self._said
            yield self._lower
        yield self._keys

    def on_mount(self) -> None:
        self._open(self._page)

    def on_lines_resized(self) -> None:
        self._draw()

    def on_key(self, event: events.Key) -> None:
        if event.key != "enter":
            self._held.other_key()
        if event.key in _SCROLL_KEYS and self.focused is not None:
            self._lower.scroll_relative(y=_SCROLL_KEYS[event.key], animate=False)
        elif self.focused is None and event.key not in _BOUND:
            self._go(self._page.key(event.key))

    def action_enter(self) -> None:
        if not self._held.is_repeated():
            self._go(self._page.enter(self._field.value if self._field.display else ""))

    def action_back(self) -> None:
        self._go(self._page.back())

    def action_leave(self) -> None:
        self.dismiss(SetupEnd.LEFT)

    def action_ignore(self) -> None:
        """Keep the focus where it is."""

    def _go(self, step: Step) -> None:
        """Go on to a page, stay on it with what changed, or end."""
        if isinstance(step, SetupEnd):
            self.dismiss(step)
        else:
            self._open(step)

    def _open(self, page: Page) -> None:
        """Show a page with its field as it is at first, and start its work."""
        before, self._page = self._page, page
        field = page.field()
        self._field.value = ""  # a secret, before the field shows what is typed
        self._field.display = field is not None
        if field is None:
            self.set_focus(None)
        else:
            self._field.password = field.is_secret
            self._field.value = field.typed or field.value
            self._field.placeholder = field.placeholder
            end = len(self._field.value)
            self._field.selection = Selection(end if field.typed else 0, end)
            self._field.focus()
        if page is not before:
            self._lower.scroll_home(animate=False)
            if self._work is not None:
                self._work.cancel()
            self._work = self.run_worker(self._run(page)) if page.has_work else None
        self._draw()

    async def _run(self, page: Page) -> None:
        """Do the page's work, and go where it leads, unless another page was opened meanwhile."""
        step = await page.work(self._draw)
        if step is not page and page is self._page:
            self._go(step)

    def _draw(self) -> None:
        width, inner = self.size.width, self._upper.size.width
        if not width or not inner:
            return
        page, whole, lines = self._page, PageLines(self.look, width), PageLines(self.look, inner)
        upper = page.upper(lines)
        self._upper.styles.height = len(upper)
        self._upper.show(upper)
        self._lower.show(page.lower(PageLines(self.look, self._lower.size.width)))
        inks = self.look.inks
        self._said.update(Text(safe(page.message), style=inks.suspect if page.is_wrong else inks.plain))
        self._said.display = bool(page.message)
        self._head.show([whole.head(page.step())])
        self._keys.show([whole.hints(page.hints())])
