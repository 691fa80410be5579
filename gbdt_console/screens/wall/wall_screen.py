"""Shows the wall (F2): sites, cursor, typed number and alarms."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.actions.alarms.alarm_actions import AlarmActions
from gbdt_console.screens.numbered import TYPING, NumberedScreen
from gbdt_console.ui.actions import Action, Rank, of_a_site, of_mcu
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.site_groups import SiteGroups
from gbdt_console.ui.view import View
from gbdt_console.ui.wall_scene import WallScene
from gbdt_console.widgets.wall.body import SitePicked, WallBody

_MOVES = ("up", "down", "left", "right")
_JUMPS = ("home", "end", "pageup", "pagedown")


class WallScreen(NumberedScreen):
    """Shows all sites. The highlighted alarm goes with the cursor to a site that has one.

    cursor: the id of the site under the cursor; None before the first Snapshot and while groups are shown
    groups: the groups of a network too large to be in sight at once
    """

    ACTIONS = (
        of_mcu("frame.take", "space", "floor.take_meant", Rank.TARGET),
        *of_a_site(),
        Action("site.open", ("enter",), "screen.open_site", Rank.OPEN, is_hinted=True),
        TYPING,
        Action("number.clear", ("escape",), "screen.escape", Rank.CURSOR, in_palette=False),
        Action("trouble.next", ("tab",), "screen.next_trouble", Rank.CURSOR, is_hinted=True,
               keeps_number=True),
        Action("trouble.previous", ("shift+tab",), "screen.previous_trouble", Rank.CURSOR, keeps_number=True),
        Action("site.search", ("slash",), "app.search_site", Rank.CURSOR, is_hinted=True),
        Action("cursor.move", _MOVES, "screen.move", Rank.CURSOR, "arrows", takes_key=True, in_palette=False,
               keeps_number=True),
        Action("cursor.jump", _JUMPS, "screen.move", Rank.CURSOR, "jumps", takes_key=True, in_palette=False,
               keeps_number=True),
    )  # fmt: skip
    has_pictures = True
    DEFAULT_CSS = "WallScreen WallBody { height: 1fr; }"

    def set_up(self) -> None:
        super().set_up()
        self.feature(AlarmActions).is_listed = True
        self.cursor: str | None = None
        self.groups = SiteGroups()

    def body(self) -> Sequence[Widget]:
        return (WallBody(self.appearance),)

    def show_view(self, view: View) -> None:
        sites = view.snapshot.sites
        self.groups.see(sites)
        if self.groups.is_overview:
            self.cursor = None
        elif self.cursor is None and sites:
            self.cursor = sites[self.groups.places[0]].id
        height = self.size.height - self.chrome.lines_in_meeting(self.size.height)
        self.query_one(WallBody).show(self._scene(view), height)

    def under_cursor(self) -> SiteView | None:
        return self.view.site_of(self.cursor) if self.view else None

    def cursor_field(self) -> str:
        group = self.groups.highlighted
        return super().cursor_field() or (group.name if group else "")

    def highlighted_alarm(self) -> AlarmRow | None:
        return self.services.alarms.open_row

    def action_escape(self) -> None:
        """Clear the typed number, else show the groups again."""
        if not self.typed and self.groups.is_open:
            self.groups.close()
            self.redraw()
        self.action_clear_number()

    async def action_open_site(self) -> None:
        """Open the typed site, else the one under the cursor or the highlighted group."""
        if self.view is None:
            return
        if self.groups.is_overview and not self.typed:
            self.groups.open()
            self.redraw()
            return
        site = self.numbered() if self.typed else self.view.site_of(self.cursor)
        if site is None:
            self.commands.say("number.nobody")
            return
        self.select(site.id)
        await self.services.console.open_site(site.id)

    def action_move(self, key: str) -> None:
        """Move the cursor by a slot, a row or a page; a single step never leaves the board or its column."""
        if self.view is None or not self.view.snapshot.sites:
            return
        body = self.query_one(WallBody)
        board, is_overview = body.board, self.groups.is_overview
        columns = body.group_board.columns if is_overview else board.wall_layout.columns
        last = (len(self.groups.groups) if is_overview else len(board.sites)) - 1
        slot = body.group_board if is_overview else board
        page = columns * max(1, slot.size.height // (1 if is_overview else board.wall_layout.height))
        at = self.groups.at if is_overview else board.index_of(self.cursor) or 0
        steps = {"left": at - 1, "right": at + 1, "up": at - columns, "down": at + columns}
        jumps = {"home": 0, "end": last, "pageup": max(0, at - page), "pagedown": min(last, at + page)}
        wanted = jumps.get(key, steps.get(key, at))
        if not 0 <= wanted <= last:
            return
        if is_overview:
            self.groups.move(wanted)
            body.move_cursor(self._scene(self.view))
            self.show_hints()
        else:
            self.select(board.sites[wanted].id)

    def action_next_trouble(self) -> None:
        self._step_trouble(1)

    def action_previous_trouble(self) -> None:
        self._step_trouble(-1)

    def select(self, site_id: str) -> None:
        """Move the cursor, and the highlight to that site's alarm, if any."""
        if self.view is None or site_id not in self.view.places:
            return
        body = self.query_one(WallBody)
        was_shown = body.board.index_of(site_id) is not None and not self.groups.is_overview
        self.cursor = site_id
        self.groups.open_with(self.view.places[site_id])
        self.services.alarms.go_to_site(site_id)
        if was_shown:
            body.move_cursor(self._scene(self.view))
            self.show_hints()
        else:
            self.redraw()

    def on_board_site_picked(self, message: SitePicked) -> None:
        self.select(message.site_id)

    def _scene(self, view: View) -> WallScene:
        return WallScene(view, self.cursor, self.services.alarms, self.groups)

    def _step_trouble(self, step: int) -> None:
        """Go to the next site in trouble, round and round."""
        if self.view is None:
            return
        ids = [site.id for site in self.view.in_trouble]
        if not ids:
            return
        at = ids.index(self.cursor) + step if self.cursor in ids else (0 if step > 0 else -1)
        self.select(ids[at % len(ids)])
