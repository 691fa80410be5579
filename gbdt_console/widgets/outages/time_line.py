"""Draws the clocks of an outage as one line, from the last good reply to now, the estimate or the closing."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter

_INDENT = 2
_LEAST_GAP = 2
"""Cells between two labels; one that does not fit takes the next line."""
_ROWS = 3
"""Most lines of labels: the sheet below must stay in sight at 24 lines."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Holds one mark of the line.

    rank: the place among the labels that get room, 0 first
    is_ahead: whether it is an expectation
    """

    at_utc: float
    label: str
    rank: int
    ink: Style
    is_ahead: bool = False


def time_line(look: Appearance, outage: Outage, now_utc: float, width: int) -> list[Strip]:
    """Return the line and its labels.

    The line is heavy while the fault lasted, thin afterwards, and dotted towards the estimate.
    """
    ticks = _ticks(look, outage, now_utc)
    begins = ticks[0].at_utc
    ends = max([*(tick.at_utc for tick in ticks), now_utc if outage.is_open else begins, begins + 1.0])
    room = width - 2 * _INDENT
    places = [round((tick.at_utc - begins) / (ends - begins) * (room - 1)) for tick in ticks]
    now_at = round(min(1.0, (now_utc - begins) / (ends - begins)) * (room - 1))
    restored = outage.restored_utc
    down_until = now_at if restored is None else round((restored - begins) / (ends - begins) * (room - 1))
    bar = [_cell(look, at, down_until, now_at) for at in range(room)]
    spans = look.glyphs.spans
    for place, tick in zip(places, ticks, strict=True):
        bar[place] = (spans.expected if tick.is_ahead else spans.happened, tick.ink)
    pen = LineWriter(width, look.inks.plain).skip_to(_INDENT)
    for text, ink in bar:
        pen.write(text, ink)
    return [pen.strip(), *_labels(look, ticks, places, width)]


def _cell(look: Appearance, at: int, down_until: int, now_at: int) -> tuple[str, Style]:
    spans = look.glyphs.spans
    if at <= down_until:
        return spans.lasting, look.inks.down
    return (spans.after if at <= now_at else spans.ahead), look.inks.quiet


def _ticks(look: Appearance, outage: Outage, now_utc: float) -> list[Tick]:
    words, inks = look.words, look.inks
    end = "switched-off" if outage.repaired_utc is None else "restored"
    clocks: Sequence[tuple[str, float | None, int, Style]] = (
        ("started", outage.started_utc, 0, inks.down),
        ("detected", outage.detected_utc, 6, inks.plain),
        ("acknowledged", outage.acknowledged_utc, 5, inks.plain),
        ("reported", outage.reported_utc, 2, inks.plain),
        ("told", outage.told[0].at_utc if outage.told else None, 3, inks.plain),
        (end, outage.restored_utc, 1, inks.strong),
        ("closed", outage.closed_utc, 4, inks.quiet),
    )
    ticks = [
        Tick(at_utc, f"{look.formats.time(at_utc)} {words(f'outage.clock.{name}')}", rank, ink)
        for name, at_utc, rank, ink in clocks
        if at_utc is not None
    ]
    if outage.is_down and outage.estimate is not None:
        back_utc = outage.estimate.back_utc
        ink = inks.down if back_utc <= now_utc else inks.accent
        label = f"{look.formats.time(back_utc)} {words('outage.clock.expected')}"
        ticks.append(Tick(back_utc, label, 1, ink, is_ahead=True))
    return ticks


def _labels(look: Appearance, ticks: Sequence[Tick], places: Sequence[int], width: int) -> list[Strip]:
    """Return the lines of labels; each label begins below its mark, or ends at the edge.

    Where the lines have no room for all, the marks that matter least have no label.
    """
    rows: list[list[tuple[int, Tick]]] = [[] for _ in range(_ROWS)]
    for place, tick in sorted(zip(places, ticks, strict=True), key=lambda pair: pair[1].rank):
        at = max(0, min(place + _INDENT, width - cell_len(tick.label) - 1))
        row = next((row for row in rows if _is_free(row, at, cell_len(tick.label))), None)
        if row is not None:
            row.append((at, tick))
    lines = []
    for row in rows:
        pen = LineWriter(width, look.inks.plain)
        for at, tick in sorted(row, key=lambda pair: pair[0]):
            pen.skip_to(at).write(tick.label, tick.ink)
        if row:
            lines.append(pen.strip())
    return lines


def _is_free(row: Sequence[tuple[int, Tick]], at: int, cells: int) -> bool:
    return all(
        at + cells + _LEAST_GAP <= other or other + cell_len(tick.label) + _LEAST_GAP <= at
        for other, tick in row
    )
