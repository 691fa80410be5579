"""A scrolled widget whose content may get longer or wider without a layout of its whole screen."""

from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView


class StillScroll(ScrollView, can_focus=False):
    """Has its place whatever it shows; the screen is laid out anew only where a scroll bar comes or goes.

    virtual_size: the size of what it shows; where the style makes the widget that large, a layout follows
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    def watch_virtual_size(self, size: Size) -> None:
        if self.styles.auto_dimensions:
            self.refresh(layout=True)
        self._scroll_update(size)
