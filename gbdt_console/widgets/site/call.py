"""Paints a site's part in the conference: the roster's age, what holds of the call, and the open orders."""

from collections.abc import Iterator
from textwrap import wrap

from textual.strip import Strip

from gbdt_console.core.site_view import SiteView
from gbdt_console.text.members.member_text import members_text, through_text
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter, titled
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.call_text import CallText
from gbdt_console.widgets.conference.roster_lines import RosterLine


def site_call(appearance: Appearance, width: int, site: SiteView, view: View) -> Iterator[Strip]:
    """Yield lines of exactly the width; none where there is no MCU or the site takes no part."""
    words, inks, conference = appearance.words, appearance.inks, view.conference
    through = view.through.get(site.id)
    if through is not None:
        yield titled(appearance, width, (words("site.conference"), inks.strong))
        yield LineWriter(width, inks.plain).write(f"  {through_text(words, *through)}", inks.plain).strip()
    if conference is None or conference.view.row(site.id) is None:
        return
    age_s = view.age_s(conference.view.taken_s)
    code = "roster.age-never" if age_s is None else "roster.age"
    code = "roster.told-by-codec" if conference.view.hosted else code
    age = f"({words(code, age=appearance.formats.age(age_s or 0.0))})"
    yield titled(appearance, width, (words("site.conference"), inks.strong), (age, inks.quiet))
    row, writer = conference.row(site.id), LineWriter(width, inks.plain).write("  ", inks.quiet)
    if row is not None:
        writer.write(f"{row.number}  " if row.number and not conference.view.hosted else "", inks.strong)
        RosterLine(appearance, width).write_facts(writer, row, conference)
    else:
        reason = conference.blocked_reason
        writer.write(words("call.part.unknown"), inks.unknown)
        writer.write(f"  {words(reason)}" if reason else "", inks.unknown)
    yield writer.strip()
    for line in wrap(members_text(words, view.members.get(site.id, ())), max(1, width - 4)):
        yield LineWriter(width, inks.plain).write(f"  {line}", inks.plain).strip()
    for order in conference.view.orders:
        if order.target == site.id:
            yield from CallText(appearance).order_lines(width, view, order)
