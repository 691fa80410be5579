"""One site (Enter): its line, its alarms, the last hour, contacts, journal and devices."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.alarms.commands import EndMaintenance
from gbdt_console.core.snapshot import SiteView, Snapshot
from gbdt_console.screens.actions import alarm_dialogs as verbs
from gbdt_console.screens.actions.room_actions import RoomScreen
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.ui.actions import GoTo, Scope, bindings_of
from gbdt_console.ui.alarms.rows import AlarmCursor
from gbdt_console.ui.view import View
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.site.page import SitePage


class SiteScreen(RoomScreen):
    """Bound to a site's id; left and right go to its neighbours by number. Its past is asked for again and
    again while the screen is open; until an answer comes the one before it stands."""

    BINDINGS = bindings_of(Scope.SITE)
    DEFAULT_CSS = """
    SiteScreen #sheet { height: 1fr; overflow: hidden auto; scrollbar-size-vertical: 1; }
    """

    def __init__(self, kit: ScreenServices, site_id: str, leave: GoTo) -> None:
        """`leave` is told the site seen last."""
        super().__init__(kit, Scope.SITE)
        self.alarms = AlarmCursor()
        self.site_id = site_id
        self._leave = leave
        self._page: SitePage | None = None
        self._page_size = (0, 0)

    def body(self) -> Sequence[Widget]:
        return (Lines(self.look, id="sheet"),)

    def on_mount(self) -> None:
        self.follow_past(self.site_id)

    def alarms_of(self, snapshot: Snapshot) -> Sequence[Alarm]:
        """Its own and those that speak for it."""
        own = [a for a in snapshot.alarms if a.site_id == self.site_id]
        parents = {alarm.parent for alarm in own}
        return [a for a in snapshot.alarms if a in own or a.number in parents or self.site_id in a.members]

    def subject(self) -> SiteView | None:
        return self._site()

    def show_view(self, view: View) -> None:
        site, sheet = self._site(), self.query_one("#sheet", Lines)
        width, height = sheet.container_size.width - 1, sheet.container_size.height
        if site is None or width <= 0:
            return
        if self._page is None or self._page_size != (width, height):
            self._page, self._page_size = SitePage(self.look, width, height), (width, height)
        sheet.show(self._page.paint(site, view, self.past, self.alarms))

    def show_hints(self) -> None:
        site = self._site()
        idle = self.idle_hints() - {"phones.show"}
        name = f"{site.number} {site.name}" if site else ""
        self.hint(name, idle=idle)

    async def action_back(self) -> None:
        await self._leave(self.site_id)

    def action_step(self, step: str) -> None:
        sites = self.view.snapshot.sites if self.view else ()
        ids = [site.id for site in sites]
        if self.view is not None and self.site_id in ids:
            self.site_id = ids[(ids.index(self.site_id) + int(step)) % len(ids)]
            self.alarms.see(self.alarms_of(self.view.snapshot), self._clock.monotonic())
            self.follow_past(self.site_id)
            self.query_one("#sheet", Lines).scroll_home(animate=False, immediate=True)
            self.redraw()

    def action_scroll_sheet(self, key: str) -> None:
        sheet = self.query_one("#sheet", Lines)
        moves = {
            "up": sheet.scroll_up, "down": sheet.scroll_down, "home": sheet.scroll_home,
            "end": sheet.scroll_end, "pageup": sheet.scroll_page_up, "pagedown": sheet.scroll_page_down,
        }  # fmt: skip
        moves[key](animate=False)

    async def action_plan_maintenance(self) -> None:
        """Plan work on the whole site, or end what is planned."""
        site = self._site()
        if self.is_refused() or site is None or self.view is None:
            return
        name = f"{site.number} {site.name}"
        inside = (site.id, f"{site.id}.")
        windows = [
            w
            for w in self.view.snapshot.windows
            if w.resource == inside[0] or w.resource.startswith(inside[1])
        ]
        if windows:
            choice = verbs.maintenance_choice(self.look, self._clock, name, windows)
            await self._orders.put(choice, lambda chosen: self._end_or_plan(chosen, site.id, name))
        else:
            await self._ask_for_plan(site.id, name)

    def _end_or_plan(self, chosen: str, site_id: str, name: str) -> None:
        if chosen == verbs.PLAN:
            self.call_later(self._ask_for_plan, site_id, name)
        else:
            self.give(EndMaintenance(chosen), "maintenance.end")

    async def _ask_for_plan(self, site_id: str, name: str) -> None:
        form = verbs.maintenance_form(self.look, self._clock, name)
        await self._orders.put(form, lambda values: self._plan(site_id, values))

    def _plan(self, site_id: str, values: Sequence[str]) -> None:
        command = verbs.maintenance(site_id, values, self._clock.utc())
        if command is not None:
            self.give(command, "action.maintenance.plan")

    def _site(self) -> SiteView | None:
        sites = self.view.snapshot.sites if self.view else ()
        return next((site for site in sites if site.id == self.site_id), None)
