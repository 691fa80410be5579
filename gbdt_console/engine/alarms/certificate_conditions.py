"""Derives from the end of a codec's certificate the notice and the alarm before it."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import Clock
from gbdt_console.core.monitoring.watched_service import WatchedService
from gbdt_console.core.sites import Network
from gbdt_console.core.units import Utc

_DAY_S = 86_400.0
_BAND_DAYS = 2.0
"""A certificate must be valid so much longer than its limit before the alarm clears: clocks are set."""


class CertificateConditions:
    """Keeps nothing: an open alarm says by itself that its limit was passed."""

    def __init__(self, network: Network, conditions: Conditions, clock: Clock) -> None:
        self._sites = network.sites
        self._zone = ZoneInfo(network.timezone)
        self._conditions = conditions
        self._clock = clock

    def answered(self, site_index: int, services: Sequence[WatchedService]) -> None:
        """Judge the certificate of a codec that ends first; one without any says nothing."""
        answers = (one.answer.certificate_until_utc for one in services if one.answer is not None)
        until_utc = min((until for until in answers if until is not None), default=None)
        if until_utc is None:
            return
        site, now_utc = self._sites[site_index], self._clock.utc()
        notice = AlarmKey(site.id, AlarmType.CERTIFICATE_ENDS)
        due = AlarmKey(site.id, AlarmType.CERTIFICATE_DUE)
        days = (until_utc - now_utc) / _DAY_S
        is_due = self._is_within(due, days, site.limits.certificate_alarm_days)
        is_told = not is_due and self._is_within(notice, days, site.limits.certificate_notice_days)
        for key, is_so in ((notice, is_told), (due, is_due)):
            if is_so:
                parent = AlarmKey(site.id, AlarmType.SITE_LOST)
                params = (("day", self._day(until_utc)),)
                self._conditions.raise_(key, now_utc, site_id=site.id, params=params, parent=parent)
            else:
                self._conditions.clear(key, now_utc)

    def _day(self, until_utc: Utc) -> str:
        """Write a day that is near or over; a certificate may say one long before 1970."""
        return f"{datetime.fromtimestamp(max(until_utc, 0.0), self._zone):%d/%m/%Y}"

    def _is_within(self, key: AlarmKey, days: float, limit_days: float) -> bool:
        is_open = key in self._conditions.raised or self._conditions.is_open(key)
        return days <= limit_days + (_BAND_DAYS if is_open else 0.0)
