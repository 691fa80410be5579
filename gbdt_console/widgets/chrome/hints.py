"""The bottom line: the number being typed or the site under the cursor, and what the keys do."""

from collections.abc import Container, Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.ui.actions import Action
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, crop, fit
from gbdt_console.widgets.lines import Lines

_FIELD_MOST = 34


class Hints(Lines):
    """The last of the hinted actions always has room.

    Instead of Textual's Footer, which keeps its keys on every focus change.
    """

    def __init__(self, look: Appearance, actions: Sequence[Action]) -> None:
        super().__init__(look, id="hints")
        hinted = [action for action in actions if action.is_hinted]
        self._actions, self._pinned = hinted[:-1], hinted[-1] if hinted else None
        self._idle: Container[str] = ()

    def tell(
        self, field: str, *, is_typing: bool = False, notice: str = "", idle: Container[str] = ()
    ) -> None:
        """Show a field on the left; a notice takes the room of the key hints, and what is idle has none."""
        width = self.size.width
        if width:
            self._idle = idle
            self.show([self._line(field, notice, width, is_typing=is_typing)])

    def _line(self, field: str, notice: str, width: int, *, is_typing: bool) -> Strip:
        look = self._look
        pen = LineWriter(width, look.inks.plain)
        if field:
            room = min(_FIELD_MOST, width // 2)
            text = f" {field} "
            pen.write(
                fit(text, room) if is_typing else crop(text, room),
                look.inks.cursor if is_typing else look.inks.strong,
            )
        if notice:
            return pen.write(f" {notice}", look.inks.suspect).strip()
        end = self._hint(self._pinned) if self._pinned else []
        room = width - sum(cell_len(text) for text, _ in end)
        for action in self._actions:
            if action.id in self._idle:
                continue
            hint = self._hint(action)
            if pen.at + sum(cell_len(text) for text, _ in hint) > room:
                break
            self._write(pen, hint)
        self._write(pen, end)
        return pen.strip()

    def _hint(self, action: Action) -> list[tuple[str, Style]]:
        look = self._look
        key, text = action.key_name(look.words), look.words(action.code)
        return [("  " + key, look.inks.accent), (" " + text, look.inks.quiet)]

    def _write(self, pen: LineWriter, hint: list[tuple[str, Style]]) -> None:
        for text, ink in hint:
            pen.write(text, ink)
