"""The wall (F2): all sites at once, a cursor, and a number waiting for its key."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.clock import Clock
from gbdt_console.core.snapshot import SiteView
from gbdt_console.screens.live import FIXED_LINES, LiveScreen
from gbdt_console.ui.actions import GoTo, Scope, actions_of, bindings_of
from gbdt_console.ui.look import Look
from gbdt_console.ui.view import Seat, View
from gbdt_console.widgets.banner import Banner
from gbdt_console.widgets.board import Board
from gbdt_console.widgets.hints import Hints
from gbdt_console.widgets.plan import divide
from gbdt_console.widgets.troubles import Troubles

_DIGITS_MOST = 5


class WallScreen(LiveScreen):
    """The cursor is a site's id; a typed number is apart from it until Enter."""

    BINDINGS = bindings_of(Scope.WALL)
    DEFAULT_CSS = """
    WallScreen Board { height: 1fr; overflow: hidden auto; scrollbar-size-vertical: 1; }
    WallScreen Troubles { height: 0; overflow: hidden hidden; }
    """

    def __init__(self, look: Look, clock: Clock, seat: Seat, open_site: GoTo) -> None:
        actions = actions_of(Scope.WALL, Scope.EVERYWHERE)
        super().__init__(look, clock, actions, seat)
        self._open_site = open_site
        self.cursor: str | None = None
        self.typed = ""
        self._room = (0, 0, 0)

    def body(self) -> Sequence[Widget]:
        return Board(self.look), Troubles(self.look)

    def show_view(self, view: View) -> None:
        sites = view.snapshot.sites
        if self.cursor is None and sites:
            self.cursor = sites[0].id
        self._divide(len(sites))
        self.query_one(Board).show(view, self.cursor)
        self.query_one(Troubles).show_view(view, self.cursor)

    def _divide(self, count: int) -> None:
        """Give board and list of troubles their heights; only a new number or size changes them."""
        height = self.size.height - self.query_one(Banner).lines - FIXED_LINES
        room = (count, self.size.width, height)
        if room != self._room:
            self._room = room
            heights = divide(*room)
            for widget, lines in zip((self.query_one(Board), self.query_one(Troubles)), heights, strict=True):
                widget.styles.height = lines
                widget.display = lines > 0

    def show_hints(self) -> None:
        words, hints = self.look.words, self.query_one(Hints)
        if not self.typed:
            site = self.view.site_of(self.cursor) if self.view else None
            hints.tell(f"{site.number} {site.name}" if site else "", notice=self.notice)
            return
        site = self._numbered()
        name = site.name if site else words("number.nobody")
        field = words("number.field", number=self.typed + self.look.glyphs.caret, name=name)
        hints.tell(field, is_typing=True, notice=self.notice)

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
        columns, last = board.plan.columns, len(sites) - 1
        page = columns * max(1, board.size.height // board.plan.height)
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
        """Move the cursor, and nothing else."""
        if self.view is None or site_id not in self.view.places:
            return
        self.cursor = site_id
        self.query_one(Board).point(site_id)
        self.query_one(Troubles).show_view(self.view, site_id)
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
