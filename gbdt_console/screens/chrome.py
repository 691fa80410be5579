"""Draws header, attention, phase bar, meeting strip and bottom line around a screen's body."""

from collections.abc import Container, Iterator, Mapping, Sequence

from textual.widget import Widget

from gbdt_console.core.alarms.phone_keys import PhoneKeys
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.ui.actions import Action, KeyTarget
from gbdt_console.ui.view import View
from gbdt_console.widgets.chrome.attention import Attention
from gbdt_console.widgets.chrome.header import Header
from gbdt_console.widgets.chrome.hints import Hints
from gbdt_console.widgets.chrome.on_air_strip import ROOMY, OnAirStrip, strip_lines
from gbdt_console.widgets.chrome.phase_bar import PhaseBar

FIXED_LINES = 4
"""Lines that header, attention and hints take on every screen; on a roomy one the phase bar has one too."""
_SAID_S = 8.0
"""Seconds that a notice stays: time to read two lines, before it hides the keys for too long."""


class ScreenChrome:
    """Holds the widgets around one screen's body, and the notice.

    notice: the words shown instead of the hints; empty: none
    """

    def __init__(
        self, services: ScreenServices, actions: Sequence[Action], *, has_pictures: bool = False
    ) -> None:
        """`has_pictures` says whether the body shows the meeting in the strip's place where it has room."""
        appearance = services.appearance
        self.notice = ""
        self._services = services
        self._has_pictures = has_pictures
        self._header, self._attention = Header(appearance), Attention(appearance)
        self._phases = PhaseBar(appearance)
        self._strip, self._hints = OnAirStrip(appearance), Hints(appearance, actions)
        self._said_until_s = float("inf")

    def around(self, body: Sequence[Widget]) -> Iterator[Widget]:
        """Return the body's widgets between those of the chrome."""
        yield self._header
        yield self._attention
        yield self._phases
        yield from body
        yield self._strip
        yield self._hints

    def lines_in_meeting(self, height: int) -> int:
        above = self._services.lines_above
        bar = 1 if height >= ROOMY else 0
        return strip_lines(height, is_low_only=self._has_pictures) + FIXED_LINES + bar + above

    def show_attention(self, view: View | None, phone_keys: PhoneKeys) -> None:
        services = self._services
        self._attention.show_worst(
            view,
            services.alarms.told,
            phone_keys,
            lack=services.feed.lack,
            doubts=services.doubts,
        )

    def show_view(self, view: View) -> None:
        rights = self._services.rights
        self._phases.show_view(view)
        self._header.show_view(view, rights, self._phases.beside(view))
        self._strip.show_view(view, is_low_only=self._has_pictures)

    def show_hints(
        self, field: str, *, is_typing: bool, idle: Container[str], targets: Mapping[str, KeyTarget]
    ) -> None:
        """Draw the bottom line: a field, then the notice or the hints."""
        self._hints.show_hints(field, is_typing=is_typing, notice=self.notice, idle=idle, targets=targets)

    def warn(self, code: str) -> bool:
        """Set a notice that stays until the next; an empty code takes it away. Return whether it changed."""
        self._said_until_s = float("inf")
        before, self.notice = self.notice, self._services.appearance.words(code) if code else ""
        return self.notice != before

    def say(self, text: str) -> None:
        """Set a notice that the next key takes away, or time."""
        self.notice, self._said_until_s = text, self._services.clock.monotonic() + _SAID_S

    def is_notice_over(self) -> bool:
        return self._services.clock.monotonic() >= self._said_until_s
