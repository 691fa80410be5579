"""Shows the shutdown after a meeting (F7): each site's steps, those still on at the top."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.shutdown.view import SiteOff
from gbdt_console.core.snapshot import SiteView
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.screens.actions.shutdown.shutdown_actions import ShutdownActions
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.actions import Action, Rank
from gbdt_console.ui.view import View
from gbdt_console.widgets.shutdown.list import ShutdownList

_STEPS = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "home": -9_999, "end": 9_999}


class ShutdownScreen(LiveScreen):
    """Keeps the highlight on its site while the list is ordered anew."""

    ACTIONS = (
        Action("shutdown.next", ("enter",), "screen.do_next", Rank.TARGET, is_hinted=True, is_acting=True),
        Action("sheet.sign", ("percent_sign",), "screen.sign", Rank.TARGET, is_hinted=True,
               is_acting=True),
        Action("sheet.close", ("number_sign",), "screen.close", Rank.TARGET, is_hinted=True,
               is_acting=True),
        Action("shutdown.move", tuple(_STEPS), "screen.move", Rank.CURSOR, "rows", takes_key=True,
               in_palette=False),
        Action("shutdown.leave", ("escape",), "app.leave", Rank.CURSOR, is_hinted=True),
    )  # fmt: skip
    guide_page = GuideTopic.AFTER

    def __init__(self, services: ScreenServices, actions: Sequence[Action], site_id: str = "") -> None:
        self._meant_id = ""
        super().__init__(services, actions, site_id)
        self._acts = ShutdownActions(self.commands, self.meant)

    def body(self) -> Sequence[Widget]:
        return (ShutdownList(self.appearance),)

    def show_view(self, view: View) -> None:
        record = view.snapshot.shutdown
        if record is not None and record.sites and self.meant() is None:
            self._meant_id = record.sites[0].site_id
        self.query_one(ShutdownList).show(view, self._meant_id)

    def show_hints(self) -> None:
        site = self.subject()
        self.hint("" if site is None else f"{site.number} {site.name}")

    def subject(self) -> SiteView | None:
        return None if self.view is None or self.meant() is None else self.view.site_of(self._meant_id)

    def meant(self) -> SiteOff | None:
        """Return the highlighted site; None without a record."""
        record = None if self.view is None else self.view.snapshot.shutdown
        return None if record is None else record.site(self._meant_id)

    def action_move(self, key: str) -> None:
        record = None if self.view is None else self.view.snapshot.shutdown
        if record is None or not record.sites:
            return
        ids = [site.site_id for site in record.sites]
        at = ids.index(self._meant_id) if self._meant_id in ids else 0
        self._meant_id = ids[max(0, min(len(ids) - 1, at + _STEPS[key]))]
        self.query_one(ShutdownList).scroll_to_top()
        self.redraw()

    async def action_do_next(self) -> None:
        await self._acts.do_next()

    async def action_sign(self) -> None:
        await self._acts.sign()

    async def action_close(self) -> None:
        await self._acts.close()
