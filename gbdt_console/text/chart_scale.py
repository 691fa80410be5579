"""Measures the bars and stretches of a chart along its axis, for every way of drawing it."""

from collections.abc import Iterator

from gbdt_console.core.reports.paper import Chart, ChartRow, Span


def bar_share(row: ChartRow, chart: Chart) -> float:
    """Return the bar's share of the longest one, 0..1; unknown and negative values have no bar."""
    longest = max((other.value or 0.0 for other in chart.rows), default=0.0)
    return max(0.0, (row.value or 0.0) / longest) if longest > 0 else 0.0


def stretches(row: ChartRow, chart: Chart, parts: int) -> Iterator[tuple[int, int, Span]]:
    """Yield begin and end of each stretch on an axis of `parts`, with its span.

    What lies outside of the axis is cut off; what is seen at all is one part wide at least.
    """
    length = chart.until_utc - chart.from_utc
    if length <= 0:
        return
    for span in row.spans:
        begin_s = max(0.0, span.from_utc - chart.from_utc)
        end_s = min(length, span.until_utc - chart.from_utc)
        if end_s >= begin_s:
            begin = min(parts - 1, int(begin_s / length * parts))
            yield begin, max(begin + 1, round(end_s / length * parts)), span
