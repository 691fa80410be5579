"""Shows one site (Enter): line, alarms, last hour, contacts, journal, devices."""

from collections.abc import Sequence
from dataclasses import replace

from textual.widget import Widget

from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.live import LiveScreen
from gbdt_console.screens.past_follower import PastFollower
from gbdt_console.ui.actions import SITES_EDIT, Action, Rank, acting, of_a_site
from gbdt_console.ui.alarms.rows import AlarmCursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.site.page import SitePage

_SCROLLS = ("up", "down", "home", "end", "pageup", "pagedown")


class SiteScreen(LiveScreen):
    """Shows the site of an id. Left and right go to its neighbours by number.

    The site's past is asked for again and again while the screen is open.
    """

    ACTIONS = (
        *of_a_site(hints_codec=True),
        Action("site.close", ("escape",), "screen.back", Rank.CURSOR, is_hinted=True),
        Action("site.next", ("right",), "screen.next_site", Rank.CURSOR, is_hinted=True),
        Action("site.previous", ("left",), "screen.previous_site", Rank.CURSOR),
        acting("maintenance.plan", "at", "maintenance.plan", Rank.CURSOR),
        SITES_EDIT,
        Action("site.scroll", _SCROLLS, "screen.scroll_sheet", Rank.CURSOR, "scroll", takes_key=True,
               in_palette=False),
    )  # fmt: skip
    DEFAULT_CSS = """
    SiteScreen #sheet { height: 1fr; overflow: hidden auto; scrollbar-size-vertical: 1; }
    """

    def __init__(self, services: ScreenServices, actions: Sequence[Action], site_id: str) -> None:
        super().__init__(replace(services, alarms=AlarmCursor(site_id)), actions, site_id)
        self.past = PastFollower(self)
        self._page: SitePage | None = None
        self._page_size = (0, 0)

    def body(self) -> Sequence[Widget]:
        return (Lines(self.appearance, id="sheet"),)

    def on_mount(self) -> None:
        self.past.follow(self.site_id)

    def subject(self) -> SiteView | None:
        return self._site()

    def show_view(self, view: View) -> None:
        site, sheet = self._site(), self.query_one("#sheet", Lines)
        width, height = sheet.container_size.width - 1, sheet.container_size.height
        if site is None or width <= 0:
            return
        if self._page is None or self._page_size != (width, height):
            self._page, self._page_size = SitePage(self.appearance, width, height), (width, height)
        sheet.show(self._page.paint(site, view, self.past.newest, self.services.alarms))

    def show_hints(self) -> None:
        site = self._site()
        name = f"{site.number} {site.name}" if site else ""
        self.hint(name, idle=self.idle_hints() - {"phones.show"})

    async def action_back(self) -> None:
        await self.services.console.leave_site(self.site_id)

    def action_next_site(self) -> None:
        self._step(1)

    def action_previous_site(self) -> None:
        self._step(-1)

    def action_scroll_sheet(self, key: str) -> None:
        sheet = self.query_one("#sheet", Lines)
        moves = {
            "up": sheet.scroll_up, "down": sheet.scroll_down, "home": sheet.scroll_home,
            "end": sheet.scroll_end, "pageup": sheet.scroll_page_up, "pagedown": sheet.scroll_page_down,
        }  # fmt: skip
        moves[key](animate=False)

    def _step(self, step: int) -> None:
        sites = self.view.snapshot.sites if self.view else ()
        ids = [site.id for site in sites]
        if self.view is not None and self.site_id in ids:
            self.site_id = ids[(ids.index(self.site_id) + step) % len(ids)]
            self.services.alarms.site_id = self.site_id
            self.past.follow(self.site_id)
            self.query_one("#sheet", Lines).scroll_home(animate=False, immediate=True)
            self.take(self.view.snapshot)

    def _site(self) -> SiteView | None:
        sites = self.view.snapshot.sites if self.view else ()
        return next((site for site in sites if site.id == self.site_id), None)
