"""Reads what an operator types about a meeting: sites, host, opening."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.booking import Booking
from gbdt_console.core.clean_text import fold
from gbdt_console.core.snapshot import SiteView
from gbdt_console.text.typed_times import parse_date

_ALL = frozenset({"", "all", "tat ca", "het", "*"})


def typed_sites(text: str, sites: Sequence[SiteView]) -> tuple[str, ...] | None:
    """Return the ids of typed site numbers; None where a number is no site's.

    text: '1 3 8' or '1,3,8'; 'tất cả' or nothing for all; '-3,7' for all but these
    """
    folded = fold(text.strip())
    if folded in _ALL:
        return tuple(site.id for site in sites)
    is_except = folded.startswith("-")
    parts = [part for part in re.split(r"[,;\s]+", folded.removeprefix("-")) if part]
    by_name = {name: site.id for site in sites for name in (str(site.number), fold(site.id))}
    if not parts or any(part not in by_name for part in parts):
        return None
    named = tuple(dict.fromkeys(by_name[part] for part in parts))
    return tuple(site.id for site in sites if site.id not in named) if is_except else named


def typed_host(text: str, booking: Booking) -> str:
    """Return the id of the body whose name has the typed words; other text is the host's own name."""
    words = fold(text.strip())
    found = [body.id for body in booking.bodies if words in (body.id, fold(body.name))]
    found = found or [body.id for body in booking.bodies if words and words in fold(body.name)]
    return found[0] if len(found) == 1 else text.strip()


def typed_opening(text: str, now_utc: float, zone: str) -> str | None:
    """Return a typed opening as local time, 'YYYY-MM-DDTHH:MM'; None where it names no time."""
    at_utc = parse_date(text, now_utc, zone)
    if at_utc is None:
        return None
    return datetime.fromtimestamp(at_utc, ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def shown_sites(ids: Sequence[str], sites: Sequence[SiteView]) -> str:
    """Write sites as they can be typed: '*' for all, '-3,7' for all but few, else numbers."""
    numbers = {site.id: str(site.number) for site in sites}
    left_out = [number for id_, number in numbers.items() if id_ not in ids]
    if not left_out:
        return "*"
    if len(left_out) < len(ids):
        return "-" + ",".join(left_out)
    return ",".join(numbers.get(id_, id_) for id_ in ids)
