"""Derives conditions from readings: power, room climate, and the device's identity."""

from collections.abc import Callable, Mapping

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import Clock
from gbdt_console.core.events import DeviceIdentified, Event, IdentityChanged
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.monitoring.readings import DeviceReport, Quality, Value, number_of
from gbdt_console.core.sites import Device, DeviceKind, Network, Site
from gbdt_console.engine.alarms.power_conditions import POWER_METRICS, PowerConditions
from gbdt_console.engine.monitoring.device_poller import DevicePoller

_IDENTITY = frozenset(
    {
        "device.name", "device.description", "codec.model", "codec.software", "codec.hardware", "mcu.version",
    }
)  # fmt: skip
_ROOM = frozenset({"room.temperature", "room.humidity"})
_JUDGED = _IDENTITY | _ROOM | POWER_METRICS
_GOOD = Quality.GOOD

_TEMPERATURE_BAND_C = 1.0
_HUMIDITY_BAND_PERCENT = 3.0
"""A value must return this far inside its limit before the alarm clears, so that it does not flap."""


class ReadingConditions:
    def __init__(
        self,
        network: Network,
        conditions: Conditions,
        clock: Clock,
        identities: Mapping[str, Mapping[str, str]],
        meeting_of: Callable[[], Meeting | None],
        record: Callable[[Event], object],
    ) -> None:
        """Compare with the identities of an earlier run.

        identities: the identity metrics that each device last reported, by device id.
        """
        self._sites = network.sites
        self._conditions = conditions
        self._clock = clock
        self._power = PowerConditions(conditions, clock, meeting_of)
        self._record = record
        self._unchanged: dict[str, tuple[Mapping[str, Value], int]] = {}
        self._known = {device: dict(identity) for device, identity in identities.items()}

    def follow(self, network: Network) -> None:
        """Judge by the limits of this network from now on."""
        self._sites = network.sites
        self._unchanged.clear()

    def reported(self, poller: DevicePoller, report: DeviceReport) -> None:
        """Judge a report; not again where it says the same, and judging that changed nothing."""
        device, changes = poller.device, self._conditions.changes
        good = {
            one.metric: one.value for one in report.readings
            if one.metric in _JUDGED and one.quality is _GOOD and one.value is not None
        }  # fmt: skip
        if self._unchanged.get(device.id) == (good, changes):
            return
        self._judge(self._sites[poller.site_index], device, good)
        is_of_time = good.get("ups.source") == "battery"  # the minutes that are left of a meeting count
        if self._conditions.changes == changes and not is_of_time:
            self._unchanged[device.id] = good, changes

    def _judge(self, site: Site, device: Device, good: Mapping[str, Value]) -> None:
        self._identify(site, device, {metric: str(good[metric]) for metric in _IDENTITY & good.keys()})
        if device.kind is DeviceKind.UPS:
            self._power.reported(site, device, good)
        self._room(site, device, good)

    def _room(self, site: Site, device: Device, good: Mapping[str, Value]) -> None:
        limits = site.limits
        self._within(
            site, device, AlarmType.TEMPERATURE, number_of(good.get("room.temperature")),
            (limits.temperature_min_c, limits.temperature_max_c), _TEMPERATURE_BAND_C,
        )  # fmt: skip
        self._within(
            site, device, AlarmType.HUMIDITY, number_of(good.get("room.humidity")),
            (limits.humidity_min_percent, limits.humidity_max_percent), _HUMIDITY_BAND_PERCENT,
        )  # fmt: skip

    def _within(
        self,
        site: Site,
        device: Device,
        alarm_type: str,
        value: float | None,
        limits: tuple[float, float],
        band: float,
    ) -> None:
        least, most = limits
        if value is None:
            return
        if not least <= value <= most:
            limit = least if value < least else most
            self._raise(site, device, alarm_type, ("value", f"{value:g}"), ("limit", f"{limit:g}"))
        elif least + band <= value <= most - band:
            self._conditions.clear(AlarmKey(device.id, alarm_type), self._clock.utc())

    def _identify(self, site: Site, device: Device, identity: dict[str, str]) -> None:
        """Record a new identity. Pulse an alarm for a changed one, which no reading can undo."""
        identity["address"] = device.address
        known = self._known.setdefault(device.id, {})
        if identity.items() <= known.items():
            return
        new = {what: value for what, value in identity.items() if what not in known}
        changed = {what: value for what, value in sorted(identity.items()) if known.get(what, value) != value}
        if new:
            self._record(DeviceIdentified(device.id, new))
        for what, value in changed.items():
            before = known[what]
            self._record(IdentityChanged(device.id, what, before, value))
            params = (("what", what), ("before", before), ("after", value))
            self._conditions.pulse(
                AlarmKey(device.id, AlarmType.IDENTITY_CHANGED), self._clock.utc(), params, site.id
            )
        known.update(identity)

    def _raise(self, site: Site, device: Device, alarm_type: str, *params: tuple[str, str]) -> None:
        parent = AlarmKey(site.id, AlarmType.SITE_LOST)
        self._conditions.raise_(
            AlarmKey(device.id, alarm_type), self._clock.utc(), site_id=site.id, params=params, parent=parent
        )
