"""The bottom line: the number being typed or the site under the cursor, and what the keys do."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.ui.actions import Action
from gbdt_console.ui.look import Look
from gbdt_console.ui.pen import Pen, crop, fit
from gbdt_console.widgets.lines import Lines

_FIELD_MOST = 34


class Hints(Lines):
    """Own line instead of Textual's Footer, which keeps its keys on every focus change."""

    def __init__(self, look: Look, actions: Sequence[Action]) -> None:
        super().__init__(id="hints")
        self._look = look
        self._actions = [action for action in actions if action.is_hinted]

    def tell(self, field: str, *, is_typing: bool = False, notice: str = "") -> None:
        """Show a field on the left; a notice takes the room of the key hints."""
        width = self.size.width
        if width:
            self.show([self._line(field, notice, width, is_typing=is_typing)])

    def _line(self, field: str, notice: str, width: int, *, is_typing: bool) -> Strip:
        look = self._look
        pen = Pen(width, look.inks.plain)
        if field:
            room = min(_FIELD_MOST, width // 2)
            text = f" {field} "
            pen.write(
                fit(text, room) if is_typing else crop(text, room),
                look.inks.cursor if is_typing else look.inks.strong,
            )
        if notice:
            return pen.write(f" {notice}", look.inks.suspect).strip()
        for action in self._actions:
            key, text = action.key_name(look.words), look.words(action.code)
            if pen.left < cell_len(key + text) + 3:
                break
            pen.write("  " + key, look.inks.accent).write(" " + text, look.inks.quiet)
        return pen.strip()
