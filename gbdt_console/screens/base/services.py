"""What the screens over live data are made of, one for an App."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from gbdt_console.core.clock import Clock
from gbdt_console.core.site_history import SitePast
from gbdt_console.screens.base.command_feedback import Orders, Put
from gbdt_console.ui.alarms.rows import AlarmCursor
from gbdt_console.ui.conference.key_targets import ConferenceHand
from gbdt_console.ui.drawing.appearance import Look
from gbdt_console.ui.feed import Feed
from gbdt_console.ui.view import Seat

AskPast = Callable[[str], Awaitable[SitePast | None]]
"""Gives None once the engine is gone."""


@dataclass(frozen=True, slots=True)
class Kit:
    """`alarms` is the one highlighted row of the wall and the list of alarms, `hand` what the keys of the
    conference mean."""

    look: Look
    clock: Clock
    seat: Seat
    orders: Orders
    ask_past: AskPast
    alarms: AlarmCursor = field(default_factory=AlarmCursor)
    hand: ConferenceHand = field(default_factory=ConferenceHand)

    @classmethod
    def of(cls, look: Look, clock: Clock, client_id: str, observe: bool, feed: Feed, put: Put) -> "Kit":
        """`put` puts a dialog on the screen."""
        seat = Seat(client_id, observe)
        return cls(look, clock, seat, Orders(look.words, seat, feed.submit, put), feed.past)
