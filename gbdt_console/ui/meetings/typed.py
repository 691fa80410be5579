"""Reads what an operator types about a meeting: sites, host, opening."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.booking import Booking
from gbdt_console.core.clean_text import fold
from gbdt_console.core.meetings.registration import MeetingPlan
from gbdt_console.core.site_view import SiteView
from gbdt_console.text.typed_times import parse_date, parse_time_of_day

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


def typed_host(text: str, booking: Booking, sites: Sequence[SiteView]) -> str:
    """Return the id of the body whose name has the typed words; other text is the host's own name.

    A number means the body at that site, or the site's name where no body is said to sit there.
    Raises ValueError with a code where no site has the number.
    """
    words = fold(text.strip())
    if words.isdecimal():
        site = next((one for one in sites if str(one.number) == words), None)
        if site is None:
            raise ValueError("meetings.host-unknown")
        return next((body for body, house in booking.houses if house == site.id), site.name)
    found = [body.id for body in booking.bodies if words in (body.id, fold(body.name))]
    found = found or [body.id for body in booking.bodies if words and words in fold(body.name)]
    return found[0] if len(found) == 1 else text.strip()


def typed_opening(text: str, now_utc: float, zone: str) -> str | None:
    """Return a typed opening as local time, 'YYYY-MM-DDTHH:MM'; None where it names no time."""
    return _local(parse_date(text, now_utc, zone), zone)


def typed_test(text: str, plan: MeetingPlan, now_utc: float) -> str | None:
    """Return when an upper level tests, as local time; a time alone is of the opening's day.

    Empty for no text, None where it names no time.
    """
    if not text:
        return ""
    at_utc = parse_time_of_day(text, plan.opening_utc, plan.zone) or parse_date(text, now_utc, plan.zone)
    return _local(at_utc, plan.zone)


def shown_test(plan: MeetingPlan) -> str:
    """Write when an upper level tests as it can be typed, with its day where that is not the opening's."""
    day, _, time = plan.upper_test.partition("T")
    return time if plan.opening.startswith(day) else shown_moment(plan.upper_test)


def shown_moment(local: str) -> str:
    """Write a local time as it can be typed: '14:50 30/11/2026'."""
    day, _, time = local.partition("T")
    return f"{time} {day[8:]}/{day[5:7]}/{day[:4]}"


def _local(at_utc: float | None, zone: str) -> str | None:
    return (
        None if at_utc is None else datetime.fromtimestamp(at_utc, ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    )


def shown_sites(ids: Sequence[str], sites: Sequence[SiteView]) -> str:
    """Write sites as they can be typed: '*' for all, '-3,7' for all but few, else numbers."""
    numbers = {site.id: str(site.number) for site in sites}
    left_out = [number for id_, number in numbers.items() if id_ not in ids]
    if not left_out:
        return "*"
    if len(left_out) < len(ids):
        return "-" + ",".join(left_out)
    return ",".join(numbers.get(id_, id_) for id_ in ids)
