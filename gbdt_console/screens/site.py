"""One site (Enter): its line, the last hour, contacts, journal and devices."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from textual.widget import Widget

from gbdt_console.core.clock import Clock
from gbdt_console.core.past import SitePast
from gbdt_console.core.snapshot import SiteView
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.actions import GoTo, Scope, actions_of, bindings_of
from gbdt_console.ui.look import Look
from gbdt_console.ui.view import Seat, View
from gbdt_console.widgets.hints import Hints
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.site_page import SitePage

AskPast = Callable[[str], Awaitable[SitePast | None]]
_PAST_EVERY_S = 5.0


class SiteScreen(LiveScreen):
    """Bound to a site's id; left and right go to its neighbours by number. Its past is asked for again and
    again while the screen is open; until an answer comes the one before it stands."""

    BINDINGS = bindings_of(Scope.SITE)
    DEFAULT_CSS = """
    SiteScreen #sheet { height: 1fr; overflow: hidden auto; scrollbar-size-vertical: 1; }
    """

    def __init__(
        self, look: Look, clock: Clock, seat: Seat, site_id: str, ask_past: AskPast, leave: GoTo
    ) -> None:
        """`ask_past` gives None once the engine is gone; `leave` is told the site seen last."""
        actions = actions_of(Scope.SITE, Scope.EVERYWHERE)
        super().__init__(look, clock, actions, seat)
        self.site_id = site_id
        self._ask_past = ask_past
        self._leave = leave
        self._past: SitePast | None = None
        self._page: SitePage | None = None
        self._page_size = (0, 0)

    def body(self) -> Sequence[Widget]:
        return (Lines(self.look, id="sheet"),)

    def on_mount(self) -> None:
        self._follow_past()

    def show_view(self, view: View) -> None:
        site, sheet = self._site(), self.query_one("#sheet", Lines)
        width, height = sheet.container_size.width - 1, sheet.container_size.height
        if site is None or width <= 0:
            return
        if self._page is None or self._page_size != (width, height):
            self._page, self._page_size = SitePage(self.look, width, height), (width, height)
        sheet.show(self._page.paint(site, view, self._past))

    def show_hints(self) -> None:
        site = self._site()
        self.query_one(Hints).tell(f"{site.number} {site.name}" if site else "", notice=self.notice)

    async def action_back(self) -> None:
        await self._leave(self.site_id)

    def action_step(self, step: str) -> None:
        sites = self.view.snapshot.sites if self.view else ()
        ids = [site.id for site in sites]
        if self.site_id in ids:
            self.site_id = ids[(ids.index(self.site_id) + int(step)) % len(ids)]
            self._past = None
            self._follow_past()
            self.query_one("#sheet", Lines).scroll_home(animate=False, immediate=True)
            self.redraw()

    def action_scroll_sheet(self, key: str) -> None:
        sheet = self.query_one("#sheet", Lines)
        moves = {
            "up": sheet.scroll_up, "down": sheet.scroll_down, "home": sheet.scroll_home,
            "end": sheet.scroll_end, "pageup": sheet.scroll_page_up, "pagedown": sheet.scroll_page_down,
        }  # fmt: skip
        moves[key](animate=False)

    def _follow_past(self) -> None:
        """Ask for the site's past from now on, and no more for the site before."""
        self.run_worker(self._keep_asking(self.site_id), group="past", exclusive=True)

    async def _keep_asking(self, site_id: str) -> None:
        while (past := await self._ask_past(site_id)) is not None:
            self._past = past
            self.redraw()
            await asyncio.sleep(_PAST_EVERY_S)

    def _site(self) -> SiteView | None:
        sites = self.view.snapshot.sites if self.view else ()
        return next((site for site in sites if site.id == self.site_id), None)
