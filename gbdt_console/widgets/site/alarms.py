"""Paints the alarms of one site, each with its evidence."""

from textual.strip import Strip

from gbdt_console.ui.alarms.rows import AlarmCursor
from gbdt_console.ui.alarms.words import AlarmWords
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.view import View
from gbdt_console.widgets.alarms.line import AlarmLine, worst_waiting
from gbdt_console.widgets.alarms.sheet import AlarmSheet


def site_alarms(appearance: Appearance, width: int, view: View, cursor: AlarmCursor) -> list[Strip]:
    """Return lines of exactly the width; none where there is no alarm."""
    texts, worst = AlarmWords(appearance, view), worst_waiting(cursor.rows)
    painter, sheet = AlarmLine(appearance, width), AlarmSheet(appearance, width)
    lines: list[Strip] = []
    for row in cursor.rows:
        is_cursor, is_worst = row is cursor.row, row.alarm.severity is worst
        lines.append(painter.paint(row, texts, view.now_utc, is_cursor=is_cursor, is_worst=is_worst))
        lines += sheet.evidence(row.alarm, texts, view)
    return [sheet.rule("site.alarms"), *lines] if lines else []
