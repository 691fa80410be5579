"""Times as a person types them: '20' or '+20' minutes from now, '14:50' the next time it is that late."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from gbdt_console.text.formats import TIMEZONE

_MINUTES = re.compile(r"\+?(\d{1,5})")
_CLOCK = re.compile(r"(\d{1,2})[:hg.](\d{2})")
_MINUTE_S = 60.0
_HOURS, _SIXTY = 24, 60


def moment_of(text: str, now_utc: float, timezone: str = TIMEZONE) -> float | None:
    """The UTC second that is meant; None where it is no time."""
    text = text.strip()
    if minutes := _MINUTES.fullmatch(text):
        return now_utc + int(minutes.group(1)) * _MINUTE_S
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        return None
    hour, minute = int(clock.group(1)), int(clock.group(2))
    if hour >= _HOURS or minute >= _SIXTY:
        return None
    now = datetime.fromtimestamp(now_utc, ZoneInfo(timezone))
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (at if at > now else at + timedelta(days=1)).timestamp()
