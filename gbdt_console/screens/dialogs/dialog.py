"""What all dialogs share: one answer, keys carried out one by one, and a place that hides nothing urgent."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType

_BELOW = 1
"""Lines at the bottom that a dialog leaves free: what is said of dropped keys stands there."""
_LOW = 30
"""Lines below which a dialog has no empty lines inside its frame."""


class Dialog(ModalScreen[ScreenResultType]):
    """Gives one answer and closes.

    Textual delivers keys that were under way to a dialog also after it closed, and a second `dismiss` would
    close the screen below.

    It stands between what is urgent and the bottom line of the screen over live data below it.

    names_keys: whether it says what each key does, so that none acts but by its line
    is_deciding: whether Enter or Esc in a field is under way to it: the keys behind were not meant for it
    on_left: called where Esc closed it; a key that opens another screen leaves what was asked open
    """

    DEFAULT_CSS = """
    Dialog { align: center middle; background: transparent; }
    Dialog > Vertical, Dialog > VerticalScroll { width: 76; max-width: 96%; height: auto; padding: 1 2;
        border: heavy $accent; background: $surface; scrollbar-size-vertical: 1; }
    Dialog Static { height: auto; }
    """
    names_keys: ClassVar[bool] = False
    is_deciding = False
    on_left: Callable[[], None] | None = None

    _is_drawn = False

    def on_mount(self) -> None:
        self._keep_in_place()
        self.call_after_refresh(self.call_after_refresh, self._begin_drawing)

    def on_resize(self) -> None:
        self._keep_in_place()

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close with this answer; do nothing once closed or covered."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def leave(self) -> None:
        """Close without an answer, as Esc does."""
        if self.is_active and self.on_left is not None:
            self.on_left()
        self.dismiss()

    def is_deaf(self, key: str) -> bool:
        """Return whether the dialog takes no such key that was typed ahead.

        A menu that the operator opened takes them at any speed.
        """
        del key
        return False

    def take_key(self, key: str) -> bool:
        """Take a key before any binding does; return whether it goes no further."""
        del key
        return False

    def on_key(self, event: events.Key) -> None:
        """Keep what the dialog took from the screen that is there once this one is gone."""
        if self.take_key(event.key):
            event.stop()

    def _compositor_refresh(self) -> None:
        """Leave what stands there until this dialog has all its lines.

        Textual would show it once without the scroll bar that it needs, and once with its lines broken anew.
        """
        if self._is_drawn:
            super()._compositor_refresh()

    def _begin_drawing(self) -> None:
        self._is_drawn = True
        self.refresh()

    def _keep_in_place(self) -> None:
        """Leave free what stands above and below: whoever chooses still sees that the speaker is lost."""
        stack, size = self.app.screen_stack, self.app.size
        above = [widget for screen in stack for widget in screen.query("LiveScreen > Attention")]
        bars = [widget for screen in stack for widget in screen.query("LiveScreen > PhaseBar")]
        top = max((widget.region.bottom for widget in (*above[-1:], *bars[-1:])), default=0)
        for box in self.query("Dialog > Vertical, Dialog > VerticalScroll"):
            box.styles.margin = (top, 0, _BELOW, 0)
            box.styles.max_height = size.height - top - _BELOW
            if size.height < _LOW:
                box.styles.padding = (0, box.styles.padding.right, 0, box.styles.padding.left)
