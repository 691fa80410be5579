"""Writes the lines of a sheet: headings and labelled, wrapped sentences of one width."""

from collections.abc import Iterable

from rich.style import Style
from textual.strip import Strip

from gbdt_console.ui.drawing.appearance import Appearance, Painter
from gbdt_console.ui.drawing.line_writer import LineWriter, StyledText, titled, wrapped

LABEL_CELLS = 12
"""Cells of the label column."""


class Sheet(Painter):
    """Base of what is drawn in lines of one width."""

    def __init__(self, look: Appearance, width: int) -> None:
        super().__init__(look)
        self._width = width

    def rule(self, code: str) -> Strip:
        """Return the heading line of a part."""
        return self.title(self.words(code))

    def title(self, text: str) -> Strip:
        """Return a heading line with a text of its own."""
        return titled(self.look, self._width, (text, self.inks.strong))

    def blank(self) -> Strip:
        return LineWriter(self._width, self.inks.plain).strip()

    def listed(self, code: str, texts: Iterable[StyledText]) -> list[Strip]:
        """Return a part: its heading, and each text as a sentence in its ink."""
        lines = [self.rule(code)]
        for text, ink in texts:
            lines += self._paragraph("", text, ink, is_labelled=False)
        return lines

    def _paragraph(
        self,
        label: str,
        text: str,
        ink: Style | None = None,
        *,
        is_labelled: bool = True,
        is_text: bool = False,
    ) -> list[Strip]:
        """Return a sentence, wrapped, after a label.

        label: a code, or the text itself with `is_text`.
        is_labelled: whether the sentence leaves room for the label column.
        """
        left = LABEL_CELLS + 2 if is_labelled else 2
        shown = label if is_text or not label else self.words(label)
        lines = []
        for place, part in enumerate(wrapped(text, self._width - left)):
            pen = LineWriter(self._width, self.inks.plain).skip_to(2)
            if is_labelled:
                pen.column(shown if place == 0 else "", LABEL_CELLS - 1, self.inks.quiet)
            lines.append(pen.skip_to(left).write(part, ink or self.inks.plain).strip())
        return lines
