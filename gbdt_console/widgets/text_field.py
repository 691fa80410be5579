"""A field for one line of text that takes keys in their order, also those of an input method."""

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from gbdt_console.ui.drawing.line_writer import safe


class TextField(Input):
    """Carries out each key before the next one, and holds no control characters.

    Textual 8.2.8 runs a bound key only once the event went up through all parents. Of Backspace and `đ` in
    one read, as Vietnamese input methods send them, the letter would come first and be erased; a text typed
    behind Enter would be part of the answer before.
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """Width of the text. Textual lays the whole screen out anew where it changes, so after each letter; a
    field is as wide as it is, whatever stands in it."""

    def validate_value(self, value: str) -> str:
        return value if self.password else safe(value)

    async def _on_key(self, event: events.Key) -> None:
        """Run the field's own binding at once; letters go on to Textual's handler."""
        bindings = () if event.is_printable else self._bindings.key_to_bindings.get(event.key, ())
        for binding in bindings:
            event.stop()
            event.prevent_default()
            await self.app.run_action(binding.action, self)
            return
