"""Puts the attendance of a site, or of a meeting's first minute, into words."""

from collections.abc import Sequence

from gbdt_console.core.conference.presence import Presence, SiteAttendance
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words

_MOST_GAPS = 3
"""Limits the stretches that a line names; more are counted."""


def attendance_text(site: SiteAttendance, words: Words, formats: Formats) -> str:
    """Return 'present 39 min, lost 3 min (08:12-08:15)'; times only where some of its minutes were away."""
    minutes = site.minutes()
    counts = [words(f"attendance.{p}", n=minutes.count(p)) for p in Presence if p in minutes]
    away = [s for s in site.spans if s.presence is not Presence.PRESENT]
    spans = [f"{formats.time(s.from_utc)}-{formats.time(s.until_utc)}" for s in away[:_MOST_GAPS]]
    more = [f"+{len(away) - _MOST_GAPS}"] if len(away) > _MOST_GAPS else []
    is_part = len(set(minutes)) > 1
    return ", ".join(counts) + (f" ({', '.join((*spans, *more))})" if is_part and away else "")


def first_minute_text(sites: Sequence[SiteAttendance], words: Words) -> str:
    """Return how many sites are in, and that none counts as absent yet."""
    n = sum(site.now is Presence.PRESENT for site in sites)
    return words("attendance.first-minute", n=n, all=len(sites))
