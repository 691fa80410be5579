"""Shows whom to phone about a fault (g), the first on top."""

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.alarms.definitions import ContactRole
from gbdt_console.core.callees import Callee, callee_of
from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.dialogs.dialog import Dialog
from gbdt_console.text.things import number_text
from gbdt_console.ui.alarms.contacts import numbers_of
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import safe
from gbdt_console.ui.view import View

_PHONE_WIDTH = 18


class PhoneScreen(Dialog[None], Painter):
    """Closes with Esc, Enter or the key that opened it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,g,G,q,Q", "app.pop_screen", id="phones.close", show=False)
    ]

    def __init__(
        self, appearance: Appearance, subject: str, advice: Sequence[str], numbers: Sequence[Callee]
    ) -> None:
        """`subject` is the site or fault, `advice` what to do first."""
        super().__init__()
        Painter.__init__(self, appearance)
        self._subject = subject
        self._advice = advice
        self._numbers = numbers

    @classmethod
    def about(
        cls, alarm: Alarm | None, site: SiteView | None, view: View, appearance: Appearance
    ) -> "PhoneScreen":
        if alarm is None:
            return cls(appearance, f"{site.number} {site.name}" if site else "", (), numbers_of(None, site))
        says = AlarmWords(appearance, view)
        subject = " ".join(filter(None, (says.place(alarm), says.effect(alarm), says.cause(alarm))))
        advice = [says.first(alarm), appearance.words(f"alarm.{alarm.key.type}.call")]
        is_own = callee_of(alarm) is ContactRole.CENTRE
        return cls(appearance, subject, advice, () if is_own else numbers_of(alarm, says.site(alarm)))

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self._text())

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self._tell_of_more)

    def _tell_of_more(self) -> None:
        """Say on the frame that numbers stand below it, and the key to them."""
        box = self.query_one(VerticalScroll)
        box.border_subtitle = self.words("phones.more") if box.max_scroll_y else ""

    def _text(self) -> Text:
        appearance, text = self.look, Text()
        text.append(appearance.words("phones.title") + " ", style="bold")
        text.append(safe(self._subject) + "\n", style=appearance.inks.strong)
        for line in self._advice:
            text.append(safe(line) + "\n")
        for (kind, party), of_party in groupby(self._numbers, lambda one: (one.kind, one.party)):
            text.append(f"\n{appearance.words(f'callee.{kind}')} {safe(party)}\n", style="bold")
            for callee in of_party:
                number = safe(number_text(appearance.words, callee))
                text.append(f"  {number:<{_PHONE_WIDTH}}", style=appearance.inks.accent)
                text.append(safe("  ".join(filter(None, (callee.role, callee.email)))) + "\n")
        if not self._numbers:
            text.append("\n" + appearance.words("callee.centre.own") + "\n")
        text.append("\n" + appearance.words("dialog.close"), style="bold")
        return text
