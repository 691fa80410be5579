"""Keeps a site's number while it is typed, on the screens whose verbs take one."""

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.actions.alarms.meant_alarm import is_meant
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.actions import Action, Rank
from gbdt_console.ui.alarms.rows import AlarmRow

DIGITS = tuple("0123456789")
_MOST = 5
"""Digits that a typed number may have: more than any network's site number."""
TYPING = Action("number.type", DIGITS, "screen.digit", Rank.CURSOR, "digits", takes_key=True, is_hinted=True,
                in_palette=False, keeps_number=True)  # fmt: skip
"""The row of the digits."""


class NumberedScreen(LiveScreen):
    """Means the typed site, else the one under its cursor.

    A typed number is apart from the cursor, and ends with the next key that is no digit and no move.
    """

    def set_up(self) -> None:
        self.commands.means[AlarmRow] = self._meant_alarm
        self.commands.phone_keys = self._phone_keys

    def under_cursor(self) -> SiteView | None:
        raise NotImplementedError

    def cursor_field(self) -> str:
        """Return what the bottom line names while no number is typed."""
        site = self.under_cursor()
        return f"{site.number} {site.name}" if site is not None else ""

    def show_hints(self) -> None:
        if not self.typed:
            self.hint(self.cursor_field())
            return
        words, site = self.appearance.words, self.numbered()
        name = site.name if site is not None else words("number.nobody")
        field = words("number.field", number=self.typed + self.appearance.glyphs.caret, name=name)
        self.hint(field, is_typing=True)

    def idle_hints(self) -> frozenset[str]:
        """Leave F9 out, which Space stands for here; a typed number can be taken with nothing loaded."""
        idle = super().idle_hints() | {"frame.take-anywhere"}
        is_known = self.commands.conference is not None and not self.commands.conference.blocked_reason
        return idle - {"frame.take"} if self.typed and is_known else idle

    def subject(self) -> SiteView | None:
        return self.numbered() if self.typed else self.under_cursor()

    def highlighted_alarm(self) -> AlarmRow | None:
        """Return the alarm that a key means while no number is typed."""
        return self.services.alarms.told or self.services.alarms.row

    def _phone_keys(self, site_id: str, alarm: Alarm | None = None) -> str:
        """Return the key, behind the site's number where another alarm is highlighted.

        Behind a number that is typed already it means that site alone.
        """
        key = self.appearance.words("key.g")
        site = self.view.site_of(site_id) if self.view is not None else None
        if self.typed:
            return key if site is not None and site == self.numbered() else ""
        if is_meant(self.highlighted_alarm(), site_id, alarm):
            return key
        return "" if site is None else f"{site.number}{key}"

    def _meant_alarm(self) -> AlarmRow | None:
        """Return the typed site's alarm, else the highlighted one."""
        if not self.typed:
            return self.highlighted_alarm()
        site = self.numbered()
        return self.services.alarms.about(site.id) if site is not None else None

    def numbered(self) -> SiteView | None:
        sites = self.view.snapshot.sites if self.view is not None else ()
        return next((site for site in sites if str(site.number) == self.typed), None)

    def give_number(self) -> str:
        number = self.typed
        if number:
            self.action_clear_number()
        return number

    def take_number(self, number: str) -> None:
        self.typed = number

    def action_digit(self, digit: str) -> None:
        if len(self.typed) < _MOST:
            self.typed += digit
        self.show_hints()

    def action_clear_number(self) -> None:
        self.typed = ""
        self.show_hints()
