"""Parse times and lengths that people type."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gbdt_console.text.formats import TIMEZONE

_MINUTES = re.compile(r"\+?(\d{1,5})")
_AHEAD = re.compile(r"\+(\d{1,3})[hg](\d{1,2})?")
_CLOCK = re.compile(r"(\d{1,2})[:hg.](\d{2})")
_LENGTH = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?")
_DAY = r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?"
_HOUR = r"(?P<hour>\d{1,2})[:hg.](?P<minute>\d{2})"
_DAY_HOUR = (re.compile(rf"{_DAY}\s+{_HOUR}"), re.compile(rf"{_HOUR}\s+{_DAY}"))
_ONLY_DAY = re.compile(_DAY)
_DATES = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")
_CLOCK_SECONDS = re.compile(r"(\d{1,2})[:hg.](\d{2})(?:[:.](\d{2}))?")
_EXACT = (*_DATES, "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
_HOURS_A_DAY, _MINUTES_AN_HOUR = 24, 60
_MINUTE_S, _HOUR_S = 60.0, 3_600.0


def parse_moment(text: str, now_utc: float, timezone: str = TIMEZONE) -> float | None:
    """Return the UTC second that `text` names; None where it names no time.

    text: minutes from now ('20', '+20'), hours and minutes from now ('+1h30', '+2h'), or a time of day
        ('14:50'), whose next occurrence counts
    """
    text = text.strip()
    if minutes := _MINUTES.fullmatch(text):
        return now_utc + int(minutes.group(1)) * _MINUTE_S
    if ahead := _AHEAD.fullmatch(text):
        return now_utc + int(ahead.group(1)) * _HOUR_S + int(ahead.group(2) or 0) * _MINUTE_S
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        return None
    hour, minute = int(clock.group(1)), int(clock.group(2))
    if hour >= _HOURS_A_DAY or minute >= _MINUTES_AN_HOUR:
        return None
    now = datetime.fromtimestamp(now_utc, ZoneInfo(timezone))
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (at if at > now else at + timedelta(days=1)).timestamp()


def parse_time_of_day(text: str, day_utc: float, timezone: str = TIMEZONE) -> float | None:
    """Return the UTC second of '14:50' or '14:50:30' on a day, or of '2026-01-05 14:50' on any.

    None for any other text.
    """
    clock = _CLOCK_SECONDS.fullmatch(text.strip())
    if clock is None:
        return next(filter(None, (_utc_of(text.strip(), form, timezone) for form in _EXACT)), None)
    hour, minute, second = (int(part or 0) for part in clock.groups())
    try:
        day = datetime.fromtimestamp(day_utc, ZoneInfo(timezone))
        return day.replace(hour=hour, minute=minute, second=second, microsecond=0).timestamp()
    except ValueError:
        return None


def _utc_of(text: str, form: str, timezone: str) -> float | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=ZoneInfo(timezone)).timestamp()
    except (ValueError, OverflowError):
        return None


def parse_date(text: str, now_utc: float, timezone: str) -> float | None:
    """Return the UTC second of '2026-01-05 14:50', '5/1 14:50', or of anything `parse_moment` takes.

    A day without a year is the next one.
    """
    found = next((m for form in _DAY_HOUR if (m := form.fullmatch(text.strip()))), None)
    if found is not None:
        return _day_utc(found, now_utc, timezone)
    exact = next((at for form in _DATES if (at := _utc_of(text, form, timezone)) is not None), None)
    return parse_moment(text, now_utc, timezone) if exact is None else exact


def _day_utc(found: re.Match[str], now_utc: float, timezone: str) -> float | None:
    now = datetime.fromtimestamp(now_utc, ZoneInfo(timezone))
    parts = {name: int(found[name]) for name in ("day", "month", "hour", "minute")}
    try:
        at = now.replace(year=int(found["year"] or now.year), second=0, microsecond=0, **parts)  # type: ignore[arg-type]
        is_past = not found["year"] and at.date() < now.date()
        return (at.replace(year=at.year + 1) if is_past else at).timestamp()
    except (ValueError, OverflowError):
        return None


def parse_past_day(text: str, now_utc: float, timezone: str) -> str | None:
    """Return the day of '12/3/2026', '12/3' or '2026-03-12' as 'YYYY-MM-DD'; of no text today.

    A day without a year is the last one. None for a day to come, and for any other text.
    """
    today = datetime.fromtimestamp(now_utc, ZoneInfo(timezone)).date()
    text = text.strip()
    try:
        if found := _ONLY_DAY.fullmatch(text):
            day, month, year = (int(found[name] or 0) for name in ("day", "month", "year"))
            meant = date(year or today.year, month, day)
            meant = meant.replace(year=meant.year - 1) if not year and meant > today else meant
        else:
            meant = date.fromisoformat(text) if text else today
    except ValueError:
        return None
    return meant.isoformat() if meant <= today else None


def parse_length_s(text: str) -> float | None:
    """Return the seconds of '15m', '2h' or '1h30m'. None for any other text."""
    found = _LENGTH.fullmatch(text)
    if found is None or not text:
        return None
    hours, minutes = (int(part or 0) for part in found.groups())
    return hours * _HOUR_S + minutes * _MINUTE_S
