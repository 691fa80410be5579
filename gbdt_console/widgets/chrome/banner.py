"""The banner: sentences that say why nothing on the screen is current, or why nothing is recorded."""

from collections.abc import Sequence

from textual.strip import Strip

from gbdt_console.core.snapshot import Recording
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import View
from gbdt_console.widgets.lines import Lines

_ROOMY = 30
"""Height of the terminal from which all sentences are shown."""


def banner_codes(view: View | None, *, is_closed: bool) -> tuple[str, ...]:
    """Return the sentences that hold now by code, most serious first."""
    codes = ["banner.closed"] if is_closed else []
    if view is None:
        return tuple(codes or ["banner.waiting"])
    if view.is_frozen and not is_closed:
        codes.append("banner.frozen")
    if view.snapshot.blind is not None:
        codes.append(f"banner.blind.{view.snapshot.blind.value}")
    if view.snapshot.recording is Recording.REFUSING:
        codes.append("banner.not_recorded")
    return tuple(codes)


class Banner(Lines):
    """Shows one line for each sentence. `lines` is their number."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__(appearance, id="banner")
        self.lines = 0
        self.display = False

    def show_codes(self, codes: Sequence[str]) -> None:
        """Show the sentences of these codes.

        A low terminal shows only the first.
        """
        width, height = self.app.size
        codes = codes if height >= _ROOMY else codes[:1]
        if len(codes) != self.lines:
            self.lines = len(codes)
            self.styles.height = self.lines
            self.display = bool(codes)
        self.show([self._line(code, width) for code in codes])

    def _line(self, code: str, width: int) -> Strip:
        ink = self._appearance.inks.banner
        return LineWriter(width, ink).write(" " + self._appearance.words(code), ink).strip()
