"""The bottom line: the number being typed or the site under the cursor, and the key hints."""

from collections.abc import Container, Mapping, Sequence

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.ui.actions import Action, KeyTarget
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, crop, fit
from gbdt_console.widgets.lines import Lines

_FIELD_MOST = 34
"""Greatest width of the field on the left, cells."""


class Hints(Lines):
    """Shows key hints. Textual's Footer composes its keys anew on every focus change, so it is not used.

    In order of use, each that still has room; the last of the hinted actions always has.
    """

    def __init__(self, appearance: Appearance, actions: Sequence[Action]) -> None:
        super().__init__(appearance, id="hints")
        hinted = [action for action in actions if action.is_hinted and not action.is_sign]
        self._actions, self._pinned = hinted[:-1], hinted[-1] if hinted else None
        self._idle: Container[str] = ()
        self._targets: Mapping[str, KeyTarget] = {}

    def show_hints(
        self,
        field: str,
        *,
        is_typing: bool = False,
        notice: str = "",
        idle: Container[str] = (),
        targets: Mapping[str, KeyTarget] | None = None,
    ) -> None:
        """Show a field on the left, and the hints.

        field: what is typed, or the site under the cursor
        notice: shown in place of the hints, and of a field that is not being typed: it may be about another
            site, so it names its own
        idle: ids of actions that have no hint now
        targets: by an action's id, what it means where that is not the field's site
        """
        width = self.size.width
        if width:
            self._idle, self._targets = idle, targets or {}
            self.show([self._line(field, notice, width, is_typing=is_typing)])

    def _line(self, field: str, notice: str, width: int, *, is_typing: bool) -> Strip:
        writer = LineWriter(width, self.inks.plain)
        if field and (is_typing or not notice):
            room = min(_FIELD_MOST, width // 2)
            text = f" {field} "
            writer.write(
                fit(text, room) if is_typing and not notice else crop(text, room),
                self.inks.cursor if is_typing else self.inks.strong,
            )
        if notice:
            return writer.write(f" {notice}", self.inks.suspect).strip()
        end = self._hint(self._pinned) if self._pinned else []
        room = width - 1 - sum(cell_len(text) for text, _ in end)
        for action in self._actions:
            if action.id in self._idle:
                continue
            hint = self._hint(action)
            if writer.at + sum(cell_len(text) for text, _ in hint) > room:
                continue
            self._write(writer, hint)
        self._write(writer, end)
        return writer.strip()

    def _hint(self, action: Action) -> list[StyledText]:
        meant = self._targets.get(action.id, KeyTarget())
        key, text, target = action.key_name(self.words), self.words(meant.code or action.code), meant.name
        return [
            ("  " + key, self.inks.accent),
            (" " + text, self.inks.quiet),
            *([(" " + target, self.inks.strong)] if target else []),
        ]

    def _write(self, writer: LineWriter, hint: list[StyledText]) -> None:
        for text, ink in hint:
            writer.write(text, ink)
