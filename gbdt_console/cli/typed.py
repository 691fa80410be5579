"""Reads what a person types at a verb: sites and times. Ends the verb where the text names none."""

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.clean_text import clean
from gbdt_console.core.site_view import SiteView
from gbdt_console.core.sites import Site
from gbdt_console.text.typed_times import parse_date
from gbdt_console.text.words import Words

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


def typed_site(text: str, sites: Iterable[Site | SiteView], words: Words) -> str:
    """Return the id of the site that is named by number or id."""
    found = next((site.id for site in sites if text in (site.id, str(site.number))), None)
    if found is None:
        fail(Exit.USAGE, words, "verb.site-unknown", site=clean(text))
    return found


def typed_list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def typed_moment(text: str, now_utc: float, timezone: str, words: Words) -> float:
    """Return the UTC second that a text names, counted from `now_utc`."""
    at_utc = parse_date(text, now_utc, timezone)
    if at_utc is None:
        fail(Exit.USAGE, words, "verb.moment-wrong", time=text)
    return at_utc


def typed_month(text: str, now_utc: float, timezone: str, words: Words) -> str:
    """Return a month 'YYYY-MM', this one for an empty text."""
    month = text or datetime.fromtimestamp(now_utc, ZoneInfo(timezone)).strftime("%Y-%m")
    if not _MONTH.fullmatch(month):
        fail(Exit.USAGE, words, "verb.month-form")
    return month
