"""Polls the engine for the last hour and journal of one site."""

import asyncio

from gbdt_console.core.site_history import SitePast
from gbdt_console.screens.live import LiveScreen

_EVERY_S = 5.0
"""Seconds between two questions: the hour's graph moves by a column every ten seconds or more."""


class PastFollower:
    """Asks for one site at a time. Until an answer comes the one before it stands.

    newest: the newest answer; None while there is none
    """

    def __init__(self, screen: LiveScreen) -> None:
        self.newest: SitePast | None = None
        self._screen = screen
        self._site_id = ""

    def follow(self, site_id: str) -> None:
        """Ask for that site from now on, and for no other; an empty id stops the questions."""
        if site_id != self._site_id:
            self._site_id, self.newest = site_id, None
            self._screen.run_worker(self._keep_asking(site_id), group="past", exclusive=True)

    async def _keep_asking(self, site_id: str) -> None:
        ask = self._screen.services.feed.past
        while site_id:
            past = await ask(site_id)
            if past is not None:  # else the engine is away
                self.newest = past
                self._screen.redraw()
            await asyncio.sleep(_EVERY_S)
