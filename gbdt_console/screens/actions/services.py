"""What the screens over live data are made of, one for an App."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from gbdt_console.core.clock import Clock
from gbdt_console.core.site_history import SitePast
from gbdt_console.screens.actions.screen_commands import CommandFeedback, Put
from gbdt_console.ui.alarms.rows import AlarmCursor
from gbdt_console.ui.conference.key_targets import KeyTargets
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.feed import Feed
from gbdt_console.ui.view import ClientRights

AskPast = Callable[[str], Awaitable[SitePast | None]]
"""Gives None once the engine is gone."""


@dataclass(frozen=True, slots=True)
class ScreenServices:
    """`alarms` is the one highlighted row of the wall and the list of alarms, `hand` what the keys of the
    conference mean."""

    look: Appearance
    clock: Clock
    seat: ClientRights
    orders: CommandFeedback
    ask_past: AskPast
    alarms: AlarmCursor = field(default_factory=AlarmCursor)
    hand: KeyTargets = field(default_factory=KeyTargets)

    @classmethod
    def of(
        cls, look: Appearance, clock: Clock, client_id: str, observe: bool, feed: Feed, put: Put
    ) -> "ScreenServices":
        """`put` puts a dialog on the screen."""
        seat = ClientRights(client_id, observe)
        return cls(look, clock, seat, CommandFeedback(look.words, seat, feed.submit, put), feed.past)
