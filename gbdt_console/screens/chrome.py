"""Draws header, banner, meeting strip and bottom line around a screen's body."""

from collections.abc import Container, Iterator, Mapping, Sequence

from textual.widget import Widget

from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.ui.actions import Action
from gbdt_console.ui.view import View
from gbdt_console.widgets.chrome.banner import Banner, banner_codes
from gbdt_console.widgets.chrome.header import Header
from gbdt_console.widgets.chrome.hints import Hints
from gbdt_console.widgets.chrome.on_air_strip import OnAirStrip, strip_lines

FIXED_LINES = 3
"""Lines that header and hints take on every screen."""
_SAID_S = 8.0
"""Seconds that a notice stays: time to read two lines, before it hides the keys for too long."""


class ScreenChrome:
    """Holds the widgets around one screen's body, and the notice.

    notice: the words shown instead of the hints; empty: none
    """

    def __init__(self, services: ScreenServices, actions: Sequence[Action]) -> None:
        appearance = services.appearance
        self.notice = ""
        self._services = services
        self._header, self._banner = Header(appearance), Banner(appearance)
        self._strip, self._hints = OnAirStrip(appearance), Hints(appearance, actions)
        self._said_until_s = float("inf")

    def around(self, body: Sequence[Widget]) -> Iterator[Widget]:
        """Return the body's widgets between those of the chrome."""
        yield self._header
        yield self._banner
        yield from body
        yield self._strip
        yield self._hints

    @property
    def lines(self) -> int:
        """The lines that the chrome takes now."""
        return self._banner.lines + self._strip.lines + FIXED_LINES

    def lines_in_meeting(self, height: int) -> int:
        """Return the lines that the chrome takes in a meeting, without a banner.

        height: the terminal's height, lines
        """
        return strip_lines(height) + FIXED_LINES

    def show_banner(self, view: View | None, *, is_closed: bool) -> None:
        self._banner.show_codes(banner_codes(view, is_closed=is_closed))

    def show_view(self, view: View) -> None:
        """Draw header and strip for a View."""
        rights = self._services.rights
        self._header.show_view(view, rights)
        self._strip.show_view(view, is_observer=rights.is_observer)

    def show_hints(
        self, field: str, *, is_typing: bool, idle: Container[str], targets: Mapping[str, str]
    ) -> None:
        """Draw the bottom line: a field, then the notice or the hints."""
        self._hints.show_hints(field, is_typing=is_typing, notice=self.notice, idle=idle, targets=targets)

    def warn(self, code: str) -> bool:
        """Set a notice that stays until the next.

        An empty code takes it away. Return whether it changed.
        """
        self._said_until_s = float("inf")
        before, self.notice = self.notice, self._services.appearance.words(code) if code else ""
        return self.notice != before

    def say(self, text: str) -> None:
        """Set a notice that the next key takes away, or time."""
        self.notice, self._said_until_s = text, self._services.clock.monotonic() + _SAID_S

    def is_notice_over(self) -> bool:
        """Return whether the notice has stood long enough."""
        return self._services.clock.monotonic() >= self._said_until_s
