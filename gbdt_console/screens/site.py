"""One site (Enter): its line, contacts and devices."""

from collections.abc import Sequence

from textual.message import Message
from textual.widget import Widget

from gbdt_console.core.clock import Clock
from gbdt_console.core.snapshot import SiteView
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.actions import Scope, actions_of, bindings_of
from gbdt_console.ui.look import Look
from gbdt_console.ui.view import View
from gbdt_console.widgets.hints import Hints
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.site_sheet import SiteSheet


class SiteScreen(LiveScreen):
    """Bound to a site's id; left and right go to its neighbours by number."""

    BINDINGS = bindings_of(Scope.SITE)
    DEFAULT_CSS = """
    SiteScreen #sheet { height: 1fr; overflow: hidden auto; scrollbar-size-vertical: 1; }
    """

    class Left(Message):
        """The technician goes back to the wall, to the site seen last."""

        def __init__(self, site_id: str) -> None:
            super().__init__()
            self.site_id = site_id

    def __init__(self, look: Look, clock: Clock, site_id: str, *, is_observer: bool) -> None:
        actions = actions_of(Scope.SITE, Scope.EVERYWHERE)
        super().__init__(look, clock, actions, is_observer=is_observer)
        self.site_id = site_id

    def body(self) -> Sequence[Widget]:
        return (Lines(self.look, id="sheet"),)

    def show_view(self, view: View) -> None:
        site, sheet = self._site(), self.query_one("#sheet", Lines)
        width = sheet.container_size.width - 1
        if site is not None and width > 0:
            sheet.show(SiteSheet(self.look, width).paint(site, view))

    def show_hints(self) -> None:
        site = self._site()
        self.query_one(Hints).tell(f"{site.number} {site.name}" if site else "")

    def action_back(self) -> None:
        self.post_message(self.Left(self.site_id))

    def action_step(self, step: str) -> None:
        sites = self.view.snapshot.sites if self.view else ()
        ids = [site.id for site in sites]
        if self.site_id in ids:
            self.site_id = ids[(ids.index(self.site_id) + int(step)) % len(ids)]
            self.query_one("#sheet", Lines).scroll_home(animate=False, immediate=True)
            self.redraw()

    def action_scroll_sheet(self, key: str) -> None:
        sheet = self.query_one("#sheet", Lines)
        moves = {
            "up": sheet.scroll_up, "down": sheet.scroll_down, "home": sheet.scroll_home,
            "end": sheet.scroll_end, "pageup": sheet.scroll_page_up, "pagedown": sheet.scroll_page_down,
        }  # fmt: skip
        moves[key](animate=False)

    def _site(self) -> SiteView | None:
        sites = self.view.snapshot.sites if self.view else ()
        return next((site for site in sites if site.id == self.site_id), None)
