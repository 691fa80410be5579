"""Shows the technician's guide (? twice), opened at the page that fits the screen below."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.screens.dialogs.palette import Choice, PaletteScreen
from gbdt_console.screens.live import LiveScreen
from gbdt_console.ui.actions import Action, Rank
from gbdt_console.ui.guide_reader import GuideReader, fitting_page
from gbdt_console.ui.view import View
from gbdt_console.widgets.guide.view import GuideView

_SCROLLS = ("up", "down", "home", "end", "pageup", "pagedown")


class GuideScreen(LiveScreen):
    """Shows one page; header, attention and strip stay live around it."""

    ACTIONS = (
        Action("guide.contents", ("enter",), "screen.choose", Rank.TARGET, is_hinted=True),
        Action("guide.turn", ("right", "left"), "screen.turn", Rank.TARGET, "sides", takes_key=True,
               is_hinted=True, in_palette=False),
        Action("guide.scroll", _SCROLLS, "screen.scroll_page", Rank.CURSOR, "scroll", takes_key=True,
               is_hinted=True, in_palette=False),
        Action("site.search", ("slash",), "screen.search", Rank.TARGET, is_hinted=True),
        Action("guide.leave", ("escape",), "app.leave", Rank.TARGET, is_hinted=True),
    )  # fmt: skip

    def set_up(self) -> None:
        self.reader = GuideReader(self.appearance.words.language)

    def body(self) -> Sequence[Widget]:
        return (GuideView(self.appearance),)

    def on_mount(self) -> None:
        below = self.app.screen_stack[-2]
        if isinstance(below, LiveScreen):
            self.reader.open(
                fitting_page(below.guide_page, below.view, is_closed=bool(self.services.feed.lack))
            )

    def redraw(self) -> None:
        """Draw the page also while no Snapshot is there."""
        super().redraw()
        if self.view is None:
            self.query_one(GuideView).show(self.reader)

    def show_view(self, view: View) -> None:
        del view
        self.query_one(GuideView).show(self.reader)

    def idle_hints(self) -> frozenset[str]:
        return super().idle_hints() | {"alarm.acknowledge", "phones.show"}

    def action_turn(self, key: str) -> None:
        self.reader.turn(1 if key == "right" else -1)
        self.redraw()

    def action_scroll_page(self, key: str) -> None:
        self.query_one(GuideView).scroll_by(key)

    async def action_choose(self) -> None:
        """Ask for a page by the list of all."""
        options = [(str(place), page.title, page.name) for place, page in enumerate(self.reader.pages, 1)]
        await self.commands.dialogs.choose(self.appearance.words("guide.title"), options, self._open)

    async def action_search(self) -> None:
        """Ask for words, and open the page that holds them."""
        choices = [
            Choice(f"{page.name}:{place}:{number}", text, page.title)
            for number, (page, place, text) in enumerate(self.reader.sentences())
        ]
        palette = PaletteScreen(self.appearance, choices, self.appearance.words("guide.search"))
        await self.commands.dialogs.put(palette, self._open)

    def _open(self, given: str) -> None:
        name, *places = given.split(":")
        self.reader.open(GuideTopic(name), int(places[0]) if places else None)
        self.redraw()
