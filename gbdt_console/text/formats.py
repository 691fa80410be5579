"""Write numbers, times and durations as each language does."""

from datetime import date, datetime, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

from gbdt_console.text.words import Words

TIMEZONE = "Asia/Ho_Chi_Minh"
_DECIMAL = {"vi": ",", "en": "."}
_MINUTE_S = 60
_HOUR_S = 3_600
_DAY_S = 86_400
_FIRST_S, _LAST_S = -62_135_510_400.0, 253_402_128_000.0
"""Second day of the year 1, last but one of the year 9999: the calendar's bounds in any time zone."""


class Formats:
    """Writes values in one language and one time zone."""

    def __init__(self, words: Words, timezone: str = TIMEZONE) -> None:
        """`words` gives the language; `timezone` is an IANA name."""
        self._words = words
        self._zone = ZoneInfo(timezone)
        self._decimal = _DECIMAL[words.language]

    def number(self, value: float, digits: int = 0) -> str:
        """Write '12,5' in Vietnamese, '12.5' in English; thousands are not grouped."""
        return f"{value:.{digits}f}".replace(".", self._decimal)

    def percent(self, ratio: float, digits: int = 1) -> str:
        """Write a ratio of 0..1 as '0,0%', without a space."""
        return self.number(ratio * 100, digits) + "%"

    def clock(self, utc_s: float) -> str:
        """Write the time of day to the second: '14:22:17'."""
        return self._at(utc_s).strftime("%H:%M:%S")

    def time(self, utc_s: float) -> str:
        """Write the time of day to the minute: '14:50'."""
        return self._at(utc_s).strftime("%H:%M")

    def day_and_time(self, utc_s: float) -> str:
        """Write day and time to the minute: '05/01/2026 08:00'."""
        return self._at(utc_s).strftime("%d/%m/%Y %H:%M")

    def day(self, utc_s: float) -> str:
        """Write the day: '05/01/2026'."""
        return self._at(utc_s).strftime("%d/%m/%Y")

    def since(self, utc_s: float, now_utc_s: float) -> str:
        """Write '14:19:46' for a time of today, '23/11 14:19' for another day's."""
        at = self._at(utc_s)
        if at.date() == self._at(now_utc_s).date():
            return at.strftime("%H:%M:%S")
        return at.strftime("%d/%m %H:%M")

    def coming(self, utc_s: float, now_utc_s: float) -> str:
        """Write '07:30' for a time of today, '07:30 ngày mai' or '07:30 T6 27/11' for another day's."""
        at, today = self._at(utc_s), self._at(now_utc_s).date()
        return (
            f"{at:%H:%M}" if at.date() == today else f"{at:%H:%M} {day_name(self._words, at.date(), today)}"
        )

    def countdown(self, seconds: float) -> str:
        """Write '04:12' or '12:04:12'; from one day on days, hours and minutes: '3 ngày 04:12'."""
        whole = max(0, int(seconds))
        if whole < _DAY_S:
            return self.duration(whole)
        minutes = whole % _DAY_S // _MINUTE_S
        return f"{self._words('format.only_days', n=whole // _DAY_S)} {minutes // 60:02}:{minutes % 60:02}"

    def duration(self, seconds: float) -> str:
        """Write '02:31' or '1:02:31'; days and hours from one day on."""
        whole = max(0, int(seconds))
        if whole >= _DAY_S:
            return self._words("format.days", days=whole // _DAY_S, hours=whole % _DAY_S // _HOUR_S)
        hours, rest = divmod(whole, _HOUR_S)
        minutes, left = divmod(rest, _MINUTE_S)
        return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"

    def age(self, seconds: float) -> str:
        """Write an age in one unit: '12 s', '5 ph', '3 giờ'.

        The unit is the largest of which the age has two.
        """
        whole = max(0, int(seconds))
        if whole < 2 * _MINUTE_S:
            return self._words("format.seconds", n=whole)
        if whole < 2 * _HOUR_S:
            return self._words("format.minutes", n=whole // _MINUTE_S)
        if whole < 2 * _DAY_S:
            return self._words("format.hours", n=whole // _HOUR_S)
        return self._words("format.only_days", n=whole // _DAY_S)

    def _at(self, utc_s: float) -> datetime:
        """Return the local time; of a row that says a time of no calendar, the first or the last one."""
        return datetime.fromtimestamp(min(max(utc_s, _FIRST_S), _LAST_S), self._zone)


def three_digits(percent: float, *, is_loss: bool = False) -> float:
    """Round a percentage so that a missed target never looks kept: a loss up, any other down."""
    towards = ceil if is_loss else floor
    return towards(round(percent * 1_000, 6)) / 1_000


def day_name(words: Words, day: date, today: date) -> str:
    """Write 'hôm nay', 'ngày mai' or 'T6 27/11'; the year where it is another one."""
    if day == today:
        return words("meetings.today")
    if day == today + timedelta(days=1):
        return words("meetings.tomorrow")
    year = "" if day.year == today.year else f"/{day.year}"
    return f"{words(f'meetings.weekday.{day.weekday()}')} {day:%d/%m}{year}"


def money(amount: int) -> str:
    """Write a sum of money with the digits in groups, as offices write it: '12.500.000'."""
    return f"{amount:,}".replace(",", ".")
