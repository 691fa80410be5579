"""Says how a paper's pages look by Decree 30/2020, Appendix I: one place for every format that has pages."""

from collections.abc import Iterator, Sequence

from gbdt_console.core.reports.paper import Annex, Chart, PaperKind, Table, Text
from gbdt_console.text.reports.paper_text import PaperText, plain

FONT = "Times New Roman"
SHORT_MM, LONG_MM = 210, 297
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 20, 20, 30, 15
EDGE_MM = 10
"""Distance of page number and journal line from the paper's edge: the middle of the margin."""
PAGE_NUMBER_PT, FOOT_PT = 13, 9
BODY_PT = {PaperKind.LETTER: 14, PaperKind.MINUTES: 13, PaperKind.REPORT: 13}
"""The decree allows 13 to 14; with tables on it the chair's page needs the smaller."""
TABLE_PT = 10.5
TITLE_PT, HEAD_PT, MOTTO_PT, RECIPIENTS_PT = 14, 12, 13, 11
"""Letters of kind and subject; of bodies and nation; of motto, number and day; of the recipients."""
LEFT_HEAD_MM = 75
"""Leaves the national heading its 90 mm."""
BODY_RULE_MM, SUBJECT_RULE_MM = 25, 40
"""A third to half of the line above."""
INDENT_MM = 12.7
ADDRESS_MM, ADDRESSEE_MM = 30, 12.7
"""Indents 'Kính gửi:', and the bodies below it further."""
SIGNATURE_ROOM_PT = 42
"""Height left for a signature: three lines."""
LABEL_MM, VALUE_MM = 45, 25
"""Width of a chart's names and values."""
GOOD, BAD = "BFBFBF", "000000"
"""Grey and black tell a fault also on a copying machine."""
MOST_KEPT = 30
"""Limits the rows of a chart that stays on one page."""
_MOST_ADDRESSED = 12
"""Limits the bodies that have a line each; of more the letter would be a list of pages."""
_LINES = {False: 44, True: 28}
"""Lines of an annex's page, by whether it is landscape: short annexes share one."""


def address(first: Text, text: PaperText) -> list[str]:
    """Return the lines that say whom a letter addresses, its first paragraph.

    One stands in the middle, several on a line each, as the decree asks.
    """
    if not 1 < len(text.addressees) <= _MOST_ADDRESSED:
        return [plain(first.text)]
    ends = [";"] * (len(text.addressees) - 1) + ["."]
    listed = (f"- {name}{end}" for name, end in zip(text.addressees, ends, strict=True))
    return [plain(first.text).partition(": ")[0] + ":", *listed]


def begins_page(annexes: Sequence[Annex]) -> Iterator[bool]:
    """Tell of each annex whether it begins a new page."""
    before: Annex | None = None
    filled = 0
    for annex in annexes:
        filled += _lines_of(annex)
        is_new = before is None or before.is_wide is not annex.is_wide or filled > _LINES[annex.is_wide]
        if is_new:
            filled = _lines_of(annex)
        yield is_new
        before = annex


def _lines_of(annex: Annex) -> int:
    """Estimate the lines that an annex fills; a row of a table often takes two."""
    rows = sum(2 * len(one.rows) for one in annex.blocks if isinstance(one, Table))
    bars = sum(len(one.rows) + 1 for one in annex.blocks if isinstance(one, Chart))
    return 4 + 2 * len(annex.blocks) + rows + bars
