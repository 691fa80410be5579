"""Paints a site's part in the conference: the roster's age, what holds of the call, and the open orders."""

from textual.strip import Strip

from gbdt_console.core.snapshot import SiteView
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, titled
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.call_text import CallText
from gbdt_console.widgets.conference.roster_lines import RosterLine


def site_call(appearance: Appearance, width: int, site: SiteView, view: View) -> list[Strip]:
    """Return lines of exactly the width.

    There are none where there is no MCU or the site takes no part.
    """
    words = appearance.words
    conference = view.conference
    if conference is None or conference.view.row(site.id) is None:
        return []
    inks = appearance.inks
    age_s = view.age_s(conference.view.taken_s)
    age = words(
        "roster.age-never" if age_s is None else "roster.age", age=appearance.formats.age(age_s or 0.0)
    )
    lines = [titled(appearance, width, (words("site.conference"), inks.strong), (f"({age})", inks.quiet))]
    row, writer = conference.row(site.id), LineWriter(width, inks.plain).write("  ", inks.quiet)
    if row is not None:
        if row.number:
            writer.write(f"{row.number}  ", inks.strong)
        RosterLine(appearance, width).write_facts(writer, row, conference)
    else:
        text = words("call.part.unknown")
        writer.write(text, inks.unknown)
        if conference.blocked_reason:
            writer.write(f"  {words(conference.blocked_reason)}", inks.unknown)
    lines.append(writer.strip())
    for order in conference.view.orders:
        if order.target == site.id:
            lines += CallText(appearance).order_lines(width, view, order)
    return lines
