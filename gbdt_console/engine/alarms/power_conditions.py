"""Derives the conditions of a UPS from its readings: mains, battery, protection, load, own faults."""

from collections.abc import Callable, Mapping

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import Clock
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.monitoring.readings import Value, number_of
from gbdt_console.core.sites import Device, Site

_BATTERY_BAND_MIN = 5.0
_CHARGE_BAND_PERCENT = 10.0
_LOAD_BAND_PERCENT = 5.0
"""A value must return this far inside its limit before the alarm clears, so that it does not flap."""

_LOW_CHARGE_PERCENT = 30.0
"""Limits the charge from below: a battery with less does not carry a room through another outage."""

_FULL_LOAD_PERCENT = 100.0
"""Limits the load: a UPS that carries more than its rating switches to bypass or off."""

_WEAK = frozenset({"low", "depleted"})
_BROKEN = {"fault": "battery_bad", "absent": "battery_absent"}
"""Battery states that are faults of the UPS, in the words of ups.fault."""

_UNPROTECTED = frozenset({"bypass", "none"})

POWER_METRICS = frozenset(
    {
        "ups.battery.charge", "ups.battery.minutes", "ups.battery.replace", "ups.battery.status", "ups.fault",
        "ups.output.load", "ups.overload", "ups.source",
    }
)  # fmt: skip
"""All that is judged here."""

Values = Mapping[str, Value]


class PowerConditions:
    def __init__(
        self, conditions: Conditions, clock: Clock, meeting_of: Callable[[], Meeting | None]
    ) -> None:
        """Start without readings."""
        self._conditions = conditions
        self._clock = clock
        self._meeting_of = meeting_of

    def reported(self, site: Site, device: Device, good: Values) -> None:
        """Judge the readings of one UPS.

        good: its values of POWER_METRICS, by metric.
        """
        source = _text(good, "ups.source")
        if source:
            self._mains(site, device, source, number_of(good.get("ups.battery.minutes")))
        if source in _UNPROTECTED:
            self._raise(site, device, AlarmType.UPS_UNPROTECTED, ("fault", source))
        elif source:
            self._clear(device, AlarmType.UPS_UNPROTECTED)
        self._battery(site, device, good)
        self._overload(site, device, good)
        self._fault(site, device, good)

    def _mains(self, site: Site, device: Device, source: str, minutes: float | None) -> None:
        if source != "battery":
            self._clear(device, AlarmType.MAINS_LOST)
            self._clear(device, AlarmType.BATTERY_SHORT)
            return
        shown = () if minutes is None else (("minutes", f"{minutes:g}"),)
        self._raise(site, device, AlarmType.MAINS_LOST, *shown)
        needed, is_meeting = self._minutes_needed(site)
        if minutes is None:
            return
        if minutes < needed:
            needs = (("needed", f"{needed:.0f}"), ("against", "meeting" if is_meeting else "limit"))
            self._raise(site, device, AlarmType.BATTERY_SHORT, *shown, *needs)
        elif minutes >= needed + _BATTERY_BAND_MIN:
            self._clear(device, AlarmType.BATTERY_SHORT)

    def _battery(self, site: Site, device: Device, good: Values) -> None:
        """Judge the battery by its status and charge.

        While the UPS runs on battery and gives minutes, these count and not the charge.
        """
        status, charge = _text(good, "ups.battery.status"), number_of(good.get("ups.battery.charge"))
        has_minutes = _text(good, "ups.source") == "battery" and "ups.battery.minutes" in good
        judged = None if has_minutes else charge
        if status in _WEAK or (judged is not None and judged < _LOW_CHARGE_PERCENT):
            fault = status if status in _WEAK else "charge"
            self._raise(site, device, AlarmType.BATTERY_LOW, ("fault", fault), ("charge", _percent(charge)))
            return
        is_charged = judged is not None and judged >= _LOW_CHARGE_PERCENT + _CHARGE_BAND_PERCENT
        if is_charged or (judged is None and status == "normal"):
            self._clear(device, AlarmType.BATTERY_LOW)

    def _overload(self, site: Site, device: Device, good: Values) -> None:
        """Judge the UPS's own overload signal, and the load of the most loaded phase."""
        flag, load = _text(good, "ups.overload"), number_of(good.get("ups.output.load"))
        if flag == "yes" or (load is not None and load > _FULL_LOAD_PERCENT):
            self._raise(site, device, AlarmType.UPS_OVERLOAD, ("load", _percent(load)))
        elif flag == "no" if load is None else load <= _FULL_LOAD_PERCENT - _LOAD_BAND_PERCENT:
            self._clear(device, AlarmType.UPS_OVERLOAD)

    def _fault(self, site: Site, device: Device, good: Values) -> None:
        """Judge the UPS's own alarms and the signs of a broken battery; the first found is shown."""
        own, status = _text(good, "ups.fault"), _text(good, "ups.battery.status")
        replace = _text(good, "ups.battery.replace")
        found = "" if own == "none" else own
        found = found or _BROKEN.get(status, "") or ("battery_bad" if replace == "yes" else "")
        if found:
            self._raise(site, device, AlarmType.UPS_FAULT, ("fault", found))
        elif own or status or replace:
            self._clear(device, AlarmType.UPS_FAULT)

    def _minutes_needed(self, site: Site) -> tuple[float, bool]:
        """Return the battery minutes needed, and whether a running meeting decides them."""
        meeting = self._meeting_of()
        left_min = 0.0 if meeting is None else (meeting.end_utc - self._clock.utc()) / 60
        return (left_min, True) if left_min > 0 else (site.limits.battery_min_minutes, False)

    def _raise(self, site: Site, device: Device, alarm_type: str, *params: tuple[str, str]) -> None:
        parent = AlarmKey(site.id, AlarmType.SITE_LOST)
        self._conditions.raise_(
            AlarmKey(device.id, alarm_type), self._clock.utc(), site_id=site.id, params=params, parent=parent
        )

    def _clear(self, device: Device, alarm_type: str) -> None:
        self._conditions.clear(AlarmKey(device.id, alarm_type), self._clock.utc())


def _text(good: Values, metric: str) -> str:
    value = good.get(metric)
    return value if isinstance(value, str) else ""


def _percent(value: float | None) -> str:
    return "?" if value is None else f"{value:g} %"
