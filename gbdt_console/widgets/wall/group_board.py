"""The wall of a network too large for its sites: its groups, each with the number of sites in trouble."""

from collections import Counter
from math import ceil

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.trouble import Trouble
from gbdt_console.ui.drawing.line_writer import LineWriter, crop
from gbdt_console.ui.site_groups import SiteGroup, SiteGroups
from gbdt_console.ui.view import View
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.site_text import SiteText

_LEAST, _MOST = 38, 66
"""Least and greatest width of a group, cells."""
_BESIDE_DOTS = 3
"""Cells of a slot beside its dots: a blank before them, two behind."""
_WORST_FIRST = (
    Trouble.DOWN, Trouble.SUSPECT, Trouble.POOR, Trouble.UNKNOWN, Trouble.DEVICE, Trouble.MEETING,
)  # fmt: skip


class GroupBoard(Lines):
    """Shows groups in columns, filled row by row; the highlighted row stays in sight.

    Where all sites have room as dots, these stand below each group.
    """

    columns = 1
    _dot_lines = 0

    def show_view(self, view: View, groups: SiteGroups) -> None:
        width, height = self.size
        if not width or not height:
            return
        count = len(groups.groups)
        slot = self._lay_out(groups, width, height)
        rows, shown = ceil(count / self.columns), height // (1 + self._dot_lines)
        first = max(0, min(groups.at // self.columns - shown // 2, rows - shown))
        blank = LineWriter(width, self.inks.quiet).strip()
        lines: list[Strip] = []
        for at in range(first, min(rows, first + shown)):
            places = range(at * self.columns, min(count, (at + 1) * self.columns))
            lines += self._row(view, groups, places, slot)
        self.show([*lines, *[blank] * (height - len(lines))])

    def _lay_out(self, groups: SiteGroups, width: int, height: int) -> int:
        """Choose columns, and lines of dots where every site has room; return a slot's width."""
        count = len(groups.groups)
        most = max((len(group.places) for group in groups.groups), default=1)
        for columns in range(1, max(1, width // _LEAST) + 1):
            slot = width // columns
            lines = ceil(most / (slot - _BESIDE_DOTS))
            if ceil(count / columns) * (1 + lines) <= height:
                self.columns, self._dot_lines = columns, lines
                return slot
        self.columns, self._dot_lines = max(1, min(width // _LEAST, ceil(count / max(1, height)))), 0
        return min(_MOST, width // self.columns)

    def _row(self, view: View, groups: SiteGroups, places: range, slot: int) -> list[Strip]:
        ground = self.inks.quiet
        writers = [LineWriter(self.size.width, ground) for _ in range(1 + self._dot_lines)]
        for place in places:
            group = groups.groups[place]
            parts = [
                self._slot(view, group, slot, is_cursor=place == groups.at),
                *self._dots(view, group, slot),
            ]
            for writer, part in zip(writers, parts, strict=True):
                writer.join(part)
        return [writer.strip() for writer in writers]

    def _dots(self, view: View, group: SiteGroup, width: int) -> list[Strip]:
        appearance, text = self.look, SiteText(self.look)
        quiet, room = text.shape(PointState.UP, Trouble.NONE), width - _BESIDE_DOTS
        lines = []
        for line in range(self._dot_lines):
            writer = LineWriter(width, appearance.inks.edge).skip_to(1)
            run = 0
            for place in group.places[line * room : (line + 1) * room]:
                trouble = view.troubles[place]
                if trouble is Trouble.NONE:
                    run += 1
                    continue
                site = view.snapshot.sites[place]
                writer.write(quiet * run, appearance.inks.edge)
                ink = text.shown_ink(view.glimpse(place))
                writer.write(text.shape(view.state(site), trouble), ink)
                run = 0
            lines.append(writer.write(quiet * run, appearance.inks.edge).strip())
        return lines

    def _slot(self, view: View, group: SiteGroup, width: int, *, is_cursor: bool) -> Strip:
        """Return a group's name, its number of sites, and its troubles, worst first."""
        text = SiteText(self.look)
        sites = view.snapshot.sites
        counts = Counter(view.troubles[place] for place in group.places)
        lost = (place for place in group.places if view.troubles[place] is Trouble.DOWN)
        is_calm = all(view.is_calm(sites[place]) for place in lost)
        wrong = (place for place in group.places if view.troubles[place])
        example = {view.troubles[place]: view.state(sites[place]) for place in wrong}
        worst = [
            (
                f" {counts[trouble]}{text.shape(example[trouble], trouble)} ",
                text.mark_ink(trouble, is_calm=is_calm),
            )
            for trouble in _WORST_FIRST
            if counts[trouble]
        ]
        size = self.words("groups.sites", n=len(group.places))
        tail = sum(cell_len(part) for part, _ in worst) + 1
        name_ink = self.inks.cursor if is_cursor else self.inks.strong if worst else self.inks.quiet
        writer = LineWriter(width - 1, self.inks.quiet)
        writer.write(self.glyphs.cursor if is_cursor else " ", self.inks.accent)
        room = max(4, writer.left - tail - cell_len(size) - 2)
        writer.write(crop(group.name, room), name_ink).write(f"  {size} ", self.inks.quiet)
        writer.skip_to(writer.width - tail + 1)
        for part, ink in worst:
            writer.write(part, ink)
        return LineWriter(width, self.inks.quiet).join(writer.strip()).strip()
