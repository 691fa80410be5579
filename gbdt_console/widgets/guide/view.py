"""Shows a page of the guide, beside the list of pages where the terminal has room."""

from textual.app import ComposeResult
from textual.containers import Container
from textual.strip import Strip

from gbdt_console.text.guide import GuidePage
from gbdt_console.ui.cursor import ARROWS
from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, titled
from gbdt_console.ui.guide_reader import GuideReader
from gbdt_console.widgets.guide.text import GuideText
from gbdt_console.widgets.lines import Lines

_WIDE = 110
"""From this width on the list of pages stands beside the text, which keeps 78 cells."""
_CONTENTS = 38
"""Cells of the list of pages: the longest title, its number and the cursor."""
_TEXT_MOST = 100
"""Longest line of text that is read without losing the way back to the next one."""


class GuideView(Container, Painter):
    """Draws the title, the text below it, and the list of pages."""

    DEFAULT_CSS = """
    GuideView { layout: horizontal; }
    GuideView #contents { height: 100%; overflow: hidden hidden; }
    GuideView #title { height: 1; overflow: hidden hidden; }
    GuideView #sheet { height: 1fr; overflow: hidden auto; scrollbar-size-vertical: 1; }
    """

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        Painter.__init__(self, look)
        self._contents = Lines(look, id="contents")
        self._title, self._sheet = Lines(look, id="title"), Lines(look, id="sheet")
        self._shown: tuple[GuidePage, int | None, int] | None = None

    def compose(self) -> ComposeResult:
        yield self._contents
        with Container():
            yield self._title
            yield self._sheet

    def show(self, reader: GuideReader) -> None:
        """Draw the page that is read; another page, or a found block, is shown from there on."""
        width = self.size.width
        if not width:
            return
        beside = _CONTENTS if width >= _WIDE else 0
        shown = reader.page, reader.marked, width
        if shown == self._shown:
            return
        is_other = self._shown is None or shown[:2] != self._shown[:2]
        self._shown = shown
        self._contents.styles.width = beside
        self._contents.show(self._list(reader, beside))
        self._title.show([self._rule(reader, width - beside)])
        text = GuideText(self.look, reader.page, min(width - beside - 1, _TEXT_MOST), reader.marked)
        self._sheet.show(text.lines)
        if is_other:
            line = 0 if reader.marked is None else text.places[reader.marked]
            self._sheet.scroll_to(y=line, animate=False, immediate=True)

    def scroll_by(self, key: str) -> None:
        page = max(1, self._sheet.size.height - 1)
        lines = ARROWS | {"pageup": -page, "pagedown": page}
        if key in lines:
            self._sheet.scroll_relative(y=lines[key], animate=False)
        else:
            self._sheet.scroll_to(y=0 if key == "home" else self._sheet.max_scroll_y, animate=False)

    def _list(self, reader: GuideReader, width: int) -> list[Strip]:
        inks, lines = self.look.inks, list[Strip]()
        if not width:
            return lines
        lines.append(LineWriter(width, inks.edge).skip_to(width, self.look.glyphs.frame.across).strip())
        for place, page in enumerate(reader.pages):
            is_read = place == reader.at
            mark = self.look.glyphs.cursor if is_read else " "
            pen = LineWriter(width, inks.plain).write(mark, inks.accent).write(f"{place + 1} ", inks.quiet)
            lines.append(pen.write(page.title, inks.cursor if is_read else inks.plain).strip())
        return lines

    def _rule(self, reader: GuideReader, width: int) -> Strip:
        """Return the line above the text: which page of how many."""
        place = self.words("guide.place", at=reader.at + 1, of=len(reader.pages))
        return titled(self.look, width, (place, self.inks.quiet), (reader.page.title, self.inks.strong))
