"""Keeps the number of a site while it is typed, until a verb or Esc ends it."""

from gbdt_console.core.snapshot import SiteView
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.view import View

DIGITS = tuple("0123456789")
_MOST = 5
"""Digits that a typed number may have: more than any network's site number."""


class TypedNumber:
    """Holds the digits typed so far.

    text: the digits; empty while none is typed
    """

    def __init__(self, appearance: Appearance) -> None:
        self.text = ""
        self._appearance = appearance

    @property
    def is_nobody(self) -> bool:
        """Whether it is 0, which no site has."""
        return bool(self.text) and not self.text.strip("0")

    def add(self, digit: str) -> None:
        """Take one more digit, as long as a site may have such a number."""
        if len(self.text) < _MOST:
            self.text += digit

    def clear(self) -> None:
        """Take away what was typed."""
        self.text = ""

    def site(self, view: View) -> SiteView | None:
        """Return the site of that number, if there is one."""
        return next((site for site in view.snapshot.sites if str(site.number) == self.text), None)

    def field(self, view: View | None) -> str:
        """Return the number with the site's name, as the bottom line shows it."""
        words = self._appearance.words
        site = self.site(view) if view is not None else None
        name = site.name if site is not None else words("number.nobody")
        return words("number.field", number=self.text + self._appearance.glyphs.caret, name=name)
