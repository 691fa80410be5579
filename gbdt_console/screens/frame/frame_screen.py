"""Shows the frame (F3): both pictures, their previews, layouts, what an undo brings back, and content."""

from collections.abc import Sequence

from textual.widget import Widget

from gbdt_console.core.frame.commands import LinkBuses, RecallLayout, SaveLayout, SetPreviewLayout, SetSeat
from gbdt_console.core.frame.view import FrameView
from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.core.pictures import Bus
from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.numbered import TYPING, NumberedScreen
from gbdt_console.ui.actions import Action, Rank, of_a_site, of_mcu
from gbdt_console.ui.cursor import SIDES
from gbdt_console.ui.frame.frame_cursor import FrameCursor
from gbdt_console.ui.site_names import KeptNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.frame.bus_text import BusText
from gbdt_console.widgets.frame.frame_sheet import FrameSheet

_STEPS = SIDES | {"pageup": -1, "pagedown": 1}


class FrameScreen(NumberedScreen):
    """Shows the pictures of a meeting in full.

    A key means the typed site, else the one in the highlighted pane; nothing goes on air but by a take.
    """

    ACTIONS = (
        of_mcu("frame.take", "space", "floor.take_meant", Rank.TARGET),
        of_mcu("frame.seat", "enter", "screen.seat", Rank.TARGET),
        Action("frame.layout", ("pagedown", "pageup"), "screen.layout", Rank.TARGET, takes_key=True,
               is_hinted=True, in_palette=False, is_acting=True, needs_mcu=True),
        of_mcu("frame.saved", "plus", "screen.choose_saved", Rank.FLOOR),
        of_mcu("frame.link", "ampersand", "screen.link", Rank.FLOOR),
        *of_a_site(),
        TYPING,
        Action("frame.pane", ("left", "right"), "screen.pane", Rank.CURSOR, "arrows", takes_key=True,
               in_palette=False, keeps_number=True),
        Action("frame.bus", ("up", "down"), "screen.bus", Rank.CURSOR, "rows", in_palette=False,
               keeps_number=True),
        Action("frame.leave", ("escape",), "screen.escape", Rank.CURSOR, is_hinted=True),
    )  # fmt: skip
    guide_page = GuideTopic.DURING
    has_pictures = True
    DEFAULT_CSS = "FrameScreen FrameSheet { height: 1fr; overflow: hidden hidden; }"

    def set_up(self) -> None:
        super().set_up()
        self.cursor = FrameCursor()
        self.commands.means[Bus] = self._bus
        self._names = KeptNames()

    def body(self) -> Sequence[Widget]:
        return (FrameSheet(self.appearance, id="frame"),)

    def show_view(self, view: View) -> None:
        if view.frame is not None:
            self.cursor.see(view.frame)
        text = BusText(self.appearance, view, self._names.of(view.snapshot.sites))
        self.query_one(FrameSheet).show_text(text, self.cursor)

    def under_cursor(self) -> SiteView | None:
        if self.view is None:
            return None
        bus = self._frame().bus(self.cursor.bus)
        seats = bus.preview.seats if bus is not None and bus.preview is not None else ()
        return self.view.site_of(seats[self.cursor.pane]) if self.cursor.pane < len(seats) else None

    def _bus(self) -> Bus | None:
        return None if self._frame().is_linked else self.cursor.bus

    def action_seat(self) -> None:
        """Put the typed site into the highlighted pane of the preview; 0 leaves the pane to the device."""
        site, is_free = self.numbered(), bool(self.typed) and not self.typed.strip("0")
        if self.commands.in_meeting() is None:
            return
        if site is None and not is_free:
            self.commands.say("frame.type-a-site")
            return
        site_id = site.id if site is not None else ""
        self.commands.order(SetSeat(self.cursor.pane, site_id, self.cursor.bus), site_id)

    def action_layout(self, key: str) -> None:
        """Give the preview the next layout, or the one before."""
        layout = self.cursor.layout(_STEPS[key], self._frame())
        if self.commands.in_meeting() is None:
            return
        if layout is None:
            self.commands.say("frame.one-layout")
        else:
            self.commands.order(SetPreviewLayout(layout.id, self.cursor.bus))

    def action_link(self) -> None:
        """Let a take move both buses as one, or each alone."""
        if self.commands.in_meeting() is not None:
            self.commands.order(LinkBuses(not self._frame().is_linked))

    async def action_choose_saved(self) -> None:
        """Recall a named layout by its number, or keep the preview under a name."""
        if self.commands.in_meeting() is None:
            return
        commands, words = self.commands, self.appearance.words
        options = [
            *(("", name, name) for name, _ in self._frame().saved),
            ("l", words("frame.saved.keep"), ""),
        ]

        def chosen(name: str) -> None:
            if name:
                commands.order(RecallLayout(name))
            else:
                commands.dialogs.soon(self._ask_name)

        await commands.dialogs.choose(words("frame.saved.question"), options, chosen)

    async def _ask_name(self) -> None:
        dialogs = self.commands.dialogs
        await dialogs.ask_text(
            dialogs.title(self.appearance.words("frame.saved.keep")),
            "frame.saved.name",
            lambda name: self.commands.order(SaveLayout(name)),
            missing="frame.saved.no-name",
        )

    def action_pane(self, key: str) -> None:
        self.cursor.move(_STEPS[key], self._frame())
        self.redraw()

    def action_bus(self) -> None:
        self.cursor.other_bus(self._frame())
        self.redraw()

    async def action_escape(self) -> None:
        """Clear the typed number, else go back."""
        if self.typed:
            self.action_clear_number()
        else:
            await self.run_action("app.leave")

    def _frame(self) -> FrameView:
        frame = self.view.frame if self.view is not None else None
        return frame or FrameView()
