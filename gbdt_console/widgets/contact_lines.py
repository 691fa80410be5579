"""Paints contacts to phone, a line each: number, role and party, all of that contact."""

from textual.strip import Strip

from gbdt_console.core.alarms.definitions import ContactRole
from gbdt_console.core.callees import Callee
from gbdt_console.core.site_view import SiteView
from gbdt_console.text.things import number_text
from gbdt_console.ui.alarms.contacts import own_numbers, parties
from gbdt_console.ui.drawing.appearance import Appearance
from gbdt_console.ui.drawing.line_writer import LineWriter


def contact_lines(look: Appearance, width: int, site: SiteView, *, is_own: bool = False) -> list[Strip]:
    """Paint the contacts at a site, then those of its carrier unless `is_own`."""
    found = own_numbers(site) if is_own else parties(site, ContactRole.SITE)
    return [contact_line(look, width, callee) for callee in found]


def contact_line(look: Appearance, width: int, callee: Callee, begin: int = 2) -> Strip:
    """Paint one contact in exactly the width; a party without a number says so."""
    pen = LineWriter(width, look.inks.plain).skip_to(begin)
    pen.write(number_text(look.words, callee), look.inks.strong if callee.phone else look.inks.poor)
    pen.write(f"  {callee.role}" if callee.role else "", look.inks.plain)
    return pen.write("  ".join(("", *filter(None, (callee.party, callee.email)))), look.inks.quiet).strip()
