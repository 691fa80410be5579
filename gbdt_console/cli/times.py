"""Times and lengths as they are typed at a shell: '2026-01-05 14:50', '14:50', '15m', '1h30m'."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.text.typed_times import moment_of

_LENGTH = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?")
_DATES = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")


def length_s(text: str) -> float | None:
    """Seconds; None for what is no length."""
    found = _LENGTH.fullmatch(text)
    if found is None or not text:
        return None
    hours, minutes = (int(part or 0) for part in found.groups())
    return hours * 3_600.0 + minutes * 60.0


def time_of(text: str, after_utc: float, timezone: str) -> float | None:
    """UTC seconds of a date with its time, or of the next such time of day; None for what is neither."""
    for form in _DATES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=ZoneInfo(timezone)).timestamp()
        except ValueError:
            continue
    return moment_of(text, after_utc, timezone)
