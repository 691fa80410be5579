"""Puts the attendance of a site, or of a meeting's first minute, into words."""

from collections.abc import Sequence

from gbdt_console.core.conference.presence import Presence, SiteAttendance, Span
from gbdt_console.core.units import Utc
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words

_MOST_GAPS = 3
"""Limits the stretches that a line names; more are counted."""
_IN = (Presence.PRESENT, Presence.UNKNOWN)


def attendance_text(site: SiteAttendance, words: Words, formats: Formats) -> str:
    """Return 'present 39:12, lost 3:05 (08:12-08:15)'; times only where it was away for some of it.

    What lasted for less than a second is not told beside what lasted longer: it would read '00:00'.
    """
    lasted = [one for one in site.seconds.items() if one[1] >= 1.0] or site.seconds.items()
    counts = [words(f"attendance.{presence}", lasted=formats.duration(s)) for presence, s in lasted]
    away = [
        one
        for one in site.spans
        if one.presence is not Presence.PRESENT and one.until_utc - one.from_utc >= 1.0
    ]
    return ", ".join(counts) + (_stretches(away, formats) if len(counts) > 1 else "")


def uninvited_text(site: SiteAttendance, from_utc: Utc, words: Words, formats: Formats) -> str:
    """Say how long a site that did not belong to the meeting was in its conference, and when.

    from_utc: the meeting's begin; it may have been in the conference before
    """
    before_s, present_s = site.present_between(0.0, from_utc), site.seconds.get(Presence.PRESENT, 0.0)
    lasted = formats.duration(present_s - before_s)
    told = words("attendance.uninvited", lasted=lasted)
    before = words("attendance.before-opening", lasted=formats.duration(before_s)) if before_s else ""
    unknown_s = site.seconds.get(Presence.UNKNOWN, 0.0)
    unknown = words(f"attendance.{Presence.UNKNOWN}", lasted=formats.duration(unknown_s)) if unknown_s else ""
    inside = [one for one in site.spans if one.presence in _IN]
    return ", ".join(filter(None, (told, before, unknown))) + _stretches(inside, formats)


def _stretches(spans: Sequence[Span], formats: Formats) -> str:
    told = [f"{formats.time(one.from_utc)}-{formats.time(one.until_utc)}" for one in spans[:_MOST_GAPS]]
    more = [f"+{len(spans) - _MOST_GAPS}"] if len(spans) > _MOST_GAPS else []
    return f" ({', '.join((*told, *more))})" if spans else ""


def first_minute_text(sites: Sequence[SiteAttendance], words: Words) -> str:
    """Return how many sites are in, and that none counts as absent yet."""
    n = sum(site.now is Presence.PRESENT for site in sites)
    return words("attendance.first-minute", n=n, all=len(sites))
