"""The wall (F2): all sites at once, a cursor, a number waiting for its key, and the alarms."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.snapshot import SiteView
from gbdt_console.screens.actions.floor_actions import ConferringScreen
from gbdt_console.screens.actions.services import ScreenServices
from gbdt_console.ui.actions import GoTo, Scope, bindings_of
from gbdt_console.ui.alarms.rows import AlarmRow
from gbdt_console.ui.view import View
from gbdt_console.widgets.wall.board import Board
from gbdt_console.widgets.wall.body import WallBody

_DIGITS_MOST = 5


class WallScreen(ConferringScreen):
    """The cursor is a site's id; a typed number is apart from it until a verb. The highlighted alarm goes
    with the cursor to a site that has one."""

    BINDINGS = bindings_of(Scope.WALL)
    DEFAULT_CSS = "WallScreen WallBody { height: 1fr; }"

    def __init__(self, kit: ScreenServices, open_site: GoTo) -> None:
        super().__init__(kit, Scope.WALL)
        self._open_site = open_site
        self.cursor: str | None = None
        self.typed = ""

    def body(self) -> Sequence[Widget]:
        return (WallBody(self.look),)

    def show_view(self, view: View) -> None:
        sites = view.snapshot.sites
        if self.cursor is None and sites:
            self.cursor = sites[0].id
        self.query_one(WallBody).show(view, self.cursor, self.alarms, self.body_height())

    def show_hints(self) -> None:
        words, idle = self.look.words, self.idle_hints()
        if not self.typed:
            site = self.view.site_of(self.cursor) if self.view else None
            self.hint(f"{site.number} {site.name}" if site else "", idle=idle)
            return
        site = self._numbered()
        name = site.name if site else words("number.nobody")
        field = words("number.field", number=self.typed + self.look.glyphs.caret, name=name)
        self.hint(field, is_typing=True, idle=idle)

    def target(self) -> AlarmRow | None:
        """Of the typed site, else the highlighted one."""
        if not self.typed:
            return self.alarms.open_row
        site = self._numbered()
        return self.alarms.about(site.id) if site else None

    def subject(self) -> SiteView | None:
        if self.typed:
            return self._numbered()
        return self.view.site_of(self.cursor) if self.view else None

    def action_acknowledge(self) -> None:
        super().action_acknowledge()
        self.action_clear_number()

    async def action_show_phones(self) -> None:
        await super().action_show_phones()
        self.action_clear_number()

    async def action_block(self) -> None:
        await super().action_block()
        self.action_clear_number()

    def action_prepare(self) -> None:
        super().action_prepare()
        self.action_clear_number()

    async def action_give_floor(self) -> None:
        """To the typed site, else to the prepared one; the cursor is never meant."""
        if not self.typed:
            await self.give_floor_to("")
        elif site_id := self.meant():
            await self.give_floor_to(site_id)
        self.action_clear_number()

    def action_digit(self, digit: str) -> None:
        if len(self.typed) < _DIGITS_MOST:
            self.typed += digit
        self.show_hints()

    def action_clear_number(self) -> None:
        self.typed = ""
        self.show_hints()

    async def action_open_site(self) -> None:
        """Open the typed site, else the one under the cursor; a number nobody has stays to be seen."""
        if self.view is None:
            return
        site = self._numbered() if self.typed else self.view.site_of(self.cursor)
        if site is None:
            return
        self.typed = ""
        self.select(site.id)
        await self._open_site(site.id)

    def action_move(self, key: str) -> None:
        """By a slot, a row or a page; a single step never leaves the board or changes its row's column."""
        if self.view is None or not self.view.snapshot.sites:
            return
        board, sites = self.query_one(Board), self.view.snapshot.sites
        columns, last = board.wall_layout.columns, len(sites) - 1
        page = columns * max(1, board.size.height // board.wall_layout.height)
        at = self.view.places.get(self.cursor or "", 0)
        steps = {"left": at - 1, "right": at + 1, "up": at - columns, "down": at + columns}
        jumps = {"home": 0, "end": last, "pageup": max(0, at - page), "pagedown": min(last, at + page)}
        wanted = jumps.get(key, steps.get(key, at))
        if 0 <= wanted <= last:
            self.select(sites[wanted].id)

    def action_next_trouble(self) -> None:
        self._step_trouble(1)

    def action_previous_trouble(self) -> None:
        self._step_trouble(-1)

    def select(self, site_id: str) -> None:
        """Move the cursor, and the highlighted alarm to that site's own if it has one."""
        if self.view is None or site_id not in self.view.places:
            return
        self.cursor = site_id
        self.alarms.go_to_site(site_id)
        self.query_one(WallBody).move_cursor(self.view, site_id, self.alarms)
        self.show_hints()

    def on_board_site_picked(self, message: Board.SitePicked) -> None:
        self.select(message.site_id)

    def _step_trouble(self, step: int) -> None:
        """The next site in trouble in the list's order, round and round."""
        if self.view is None:
            return
        ids = [site.id for site in self.view.in_trouble]
        if not ids:
            return
        at = ids.index(self.cursor) + step if self.cursor in ids else (0 if step > 0 else -1)
        self.select(ids[at % len(ids)])

    def _numbered(self) -> SiteView | None:
        sites = self.view.snapshot.sites if self.view else ()
        return next((site for site in sites if str(site.number) == self.typed), None)
