"""The wall of a network too large for its sites: its groups, each with the number of sites in trouble."""

from collections import Counter
from math import ceil

from rich.cells import cell_len
from textual.strip import Strip

from gbdt_console.ui.drawing.line_writer import LineWriter, crop
from gbdt_console.ui.site_groups import SiteGroup, SiteGroups
from gbdt_console.ui.view import Trouble, View
from gbdt_console.widgets.lines import Lines
from gbdt_console.widgets.site_text import SiteText

_LEAST, _MOST = 38, 66
"""Least and greatest width of a group, cells."""
_WORST_FIRST = (
    Trouble.DOWN, Trouble.SUSPECT, Trouble.POOR, Trouble.UNKNOWN, Trouble.DEVICE, Trouble.MEETING,
)  # fmt: skip


class GroupBoard(Lines):
    """Shows groups in columns, filled row by row; the highlighted row stays in sight.

    columns: how many stand side by side
    """

    columns = 1

    def show_view(self, view: View, groups: SiteGroups) -> None:
        """Draw the groups for a View."""
        width, height = self.size
        if not width or not height:
            return
        count = len(groups.groups)
        self.columns = max(1, min(width // _LEAST, ceil(count / max(1, height))))
        slot = min(_MOST, width // self.columns)
        rows = ceil(count / self.columns)
        row = groups.at // self.columns
        first = max(0, min(row - height // 2, rows - height))
        blank = LineWriter(width, self._appearance.inks.quiet).strip()
        lines = [
            self._row(view, groups, range(at * self.columns, min(count, (at + 1) * self.columns)), slot)
            for at in range(first, min(rows, first + height))
        ]
        self.show([*lines, *[blank] * (height - len(lines))])

    def _row(self, view: View, groups: SiteGroups, places: range, slot: int) -> Strip:
        writer = LineWriter(self.size.width, self._appearance.inks.quiet)
        for place in places:
            writer.join(self._slot(view, groups.groups[place], slot, is_cursor=place == groups.at))
        return writer.strip()

    def _slot(self, view: View, group: SiteGroup, width: int, *, is_cursor: bool) -> Strip:
        """Return a group's name, its number of sites, and its troubles, worst first."""
        appearance = self._appearance
        inks, text = appearance.inks, SiteText(appearance)
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
        size = appearance.words("groups.sites", n=len(group.places))
        tail = sum(cell_len(part) for part, _ in worst) + 1
        name_ink = inks.cursor if is_cursor else inks.strong if worst else inks.quiet
        writer = LineWriter(width - 1, inks.quiet)
        writer.write(appearance.glyphs.cursor if is_cursor else " ", inks.accent)
        room = max(4, writer.left - tail - cell_len(size) - 2)
        writer.write(crop(group.name, room), name_ink).write(f"  {size} ", inks.quiet)
        writer.skip_to(writer.width - tail + 1)
        for part, ink in worst:
            writer.write(part, ink)
        return LineWriter(width, inks.quiet).join(writer.strip()).strip()
