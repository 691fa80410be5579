"""Draws a site's part in the conference: who says so and how old it is, what holds, what was asked of it."""

from textual.strip import Strip

from gbdt_console.core.snapshot import SiteView
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference import call_text as calls
from gbdt_console.widgets.conference.roster_lines import RosterLine


def site_call(look: Appearance, width: int, site: SiteView, view: View) -> list[Strip]:
    """The lines, each exactly the width; none where there is no MCU or the site takes no part."""
    conference = view.conference
    if conference is None or conference.view.row(site.id) is None:
        return []
    edge, inks = look.glyphs.frame.across, look.inks
    age_s = view.age_s(conference.view.taken_s)
    age = look.words(
        "roster.age-never" if age_s is None else "roster.age", age=look.formats.age(age_s or 0.0)
    )
    title = LineWriter(width, inks.plain).write(edge * 2, inks.edge)
    title.write(f" {look.words('site.conference')} ", inks.strong).write(f"({age}) ", inks.quiet)
    lines = [title.skip_to(width, edge, inks.edge).strip()]
    row, pen = conference.row(site.id), LineWriter(width, inks.plain).write("  ", inks.quiet)
    if row is not None:
        if row.number:
            pen.write(f"{row.number}  ", inks.strong)
        RosterLine(look, width).write_facts(pen, row, conference)
    else:
        text = look.words("call.part.unknown")
        pen.write(text, inks.unknown)
        if conference.trouble:
            pen.write(f"  {look.words(conference.trouble)}", inks.unknown)
    lines.append(pen.strip())
    for order in conference.view.orders:
        if order.target == site.id:
            lines += calls.order_lines(look, width, view, order)
    return lines
