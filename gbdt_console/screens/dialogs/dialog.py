"""Closes a dialog once, however many keys are under way to it."""

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """Gives one answer and closes.

    Textual delivers keys that were under way to a dialog also after it closed, and a second `dismiss` would
    close the screen below.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close with this answer; do nothing once closed or covered."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
