"""Sends only the changed cells of a line to the terminal.

Textual 8.2 crops a changed span on its right only: everything from the widget's left edge is written again,
which at 60 sites is more than twice the bytes. This crops on both sides.
"""

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor


class SpanUpdate(ChopsUpdate):
    """A ChopsUpdate that begins at the span's first cell."""

    def render_segments(self, console: Console) -> str:
        parts: list[str] = []
        for y, x1, x2 in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is None or x >= x2 or end <= x1:
                    continue
                start = max(x, x1)
                parts.append(Control.move_to(start, y).segment.text)
                parts.append(strip.crop(start - x, min(end, x2) - x).render(console))
        return "".join(parts)


class SpanCompositor(Compositor):
    """A Compositor whose partial updates are SpanUpdates."""

    def render_partial_update(self) -> ChopsUpdate | None:
        update = super().render_partial_update()
        if update is None:
            return None
        return SpanUpdate(update.chops, update.spans, update.chop_ends)
