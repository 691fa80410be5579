"""Makes the metrics of sites and devices, without values too old."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from prometheus_client import Metric

from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import Value
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.site_view import DeviceView, SiteView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.exporters.exposition import LabelledValue, gauge, one_of

T = TypeVar("T")
Labelled = Sequence[tuple[T, tuple[str, ...]]]
"""Sites or devices, or their values, each with its label values."""

_SITE_LABELS = ("site",)
_DEVICE_LABELS = ("site", "device", "kind")
_ANSWERING = (PointState.UP, PointState.DEGRADED, PointState.SUSPECT)
_MS = 0.001


@dataclass(frozen=True, slots=True)
class _ReadingMetric:
    """A metric made from the Readings of one metric of the drivers.

    value: makes the sample from a Reading's value; None leaves the sample out
    """

    name: str
    meaning: str
    reading: str
    value: Callable[[Value], float | None]


def _times(factor: float) -> Callable[[Value], float | None]:
    return lambda value: None if isinstance(value, str) else round(value * factor, 6)


_READINGS = (
    _ReadingMetric(
        "gbdt_console_ups_on_battery", "1 while the UPS runs on its battery.",
        "ups.source", lambda value: float(value == "battery"),
    ),
    _ReadingMetric(
        "gbdt_console_ups_battery_runtime_seconds", "How long the UPS says that its battery lasts.",
        "ups.battery.minutes", _times(60),
    ),
    _ReadingMetric(
        "gbdt_console_ups_battery_charge_ratio", "Charge of the battery, 0 to 1.",
        "ups.battery.charge", _times(0.01),
    ),
    _ReadingMetric(
        "gbdt_console_room_temperature_celsius", "Temperature of the room.", "room.temperature", _times(1),
    ),
    _ReadingMetric(
        "gbdt_console_room_humidity_ratio", "Relative humidity of the room, 0 to 1.",
        "room.humidity", _times(0.01),
    ),
)  # fmt: skip


def site_families(snapshot: Snapshot) -> Iterator[Metric]:
    """Make the families of all sites and devices. Each is in order of site number."""
    yield from _line_families(snapshot, [(view, (view.id,)) for view in snapshot.sites])
    devices = [
        (device, (view.id, device.name, device.kind.value))
        for view in snapshot.sites
        for device in view.devices
    ]
    yield from _device_families(snapshot, devices)


def _line_families(snapshot: Snapshot, sites: Labelled[SiteView]) -> Iterator[Metric]:
    yield gauge(
        "gbdt_console_site_info", "The sites by name, to be joined by their id.",
        ("site", "number", "name", "carrier"),
        (((view.id, str(view.number), view.name, view.carrier), 1) for view in snapshot.sites),
    )  # fmt: skip
    yield gauge(
        "gbdt_console_line_state", "1 for the state that the line of the site is in.",
        ("site", "state"),
        (sample for view, labels in sites for sample in one_of(labels, PointState, view.state)),
    )  # fmt: skip

    def fresh(view: SiteView, value_ms: float | None) -> float | None:
        is_fresh = value_ms is not None and snapshot.is_fresh(view.answered_s, view.fresh_for_s)
        return round(value_ms * _MS, 6) if is_fresh and value_ms is not None else None

    yield _site_gauge(
        "gbdt_console_line_rtt_seconds", "Round trip of the line.", sites, lambda v: fresh(v, v.rtt_ms)
    )
    yield _site_gauge(
        "gbdt_console_line_jitter_seconds", "Jitter of the line, smoothed.",
        sites, lambda v: fresh(v, v.jitter_ms),
    )  # fmt: skip
    yield _site_gauge(
        "gbdt_console_line_loss_ratio", "Loss of the last 300 pings, 0 to 1, outages left out.",
        sites, lambda v: None if v.loss_ratio is None else round(v.loss_ratio, 6),
    )  # fmt: skip


def _device_families(snapshot: Snapshot, devices: Labelled[DeviceView]) -> Iterator[Metric]:
    def readable(device: DeviceView) -> float | None:
        if device.fault is not None:
            return 0.0
        return 1.0 if snapshot.is_fresh(device.answered_s, device.fresh_for_s) else None

    yield _device_gauge(
        "gbdt_console_device_up", "1 while the device answers pings, 0 while it is lost.",
        devices, lambda device: _is_up(device.ping),
    )  # fmt: skip
    yield _device_gauge(
        "gbdt_console_device_readable", "1 while the device gives its readings, 0 while it does not.",
        devices, readable,
    )  # fmt: skip
    for wanted in _READINGS:
        yield gauge(wanted.name, wanted.meaning, _DEVICE_LABELS, _read(snapshot, devices, wanted))


def _read(
    snapshot: Snapshot, devices: Labelled[DeviceView], wanted: _ReadingMetric
) -> Iterator[LabelledValue]:
    for device, labels in devices:
        reading = device.reading(wanted.reading)
        if reading is None or reading.value is None:
            continue
        value = wanted.value(reading.value)
        if value is not None and snapshot.is_fresh(reading.taken_s, device.fresh_s(reading)):
            yield labels, value


def _site_gauge(
    name: str, meaning: str, sites: Labelled[SiteView], value_of: Callable[[SiteView], float | None]
) -> Metric:
    return gauge(name, meaning, _SITE_LABELS, _known(sites, value_of))


def _device_gauge(
    name: str, meaning: str, devices: Labelled[DeviceView], value_of: Callable[[DeviceView], float | None]
) -> Metric:
    return gauge(name, meaning, _DEVICE_LABELS, _known(devices, value_of))


def _known(things: Labelled[T], value_of: Callable[[T], float | None]) -> Iterator[LabelledValue]:
    return ((labels, value) for thing, labels in things if (value := value_of(thing)) is not None)


def _is_up(ping: PointState | None) -> float | None:
    """Return 1 while the device answers and 0 while lost.

    Unknown is None, and a suspected device is not lost yet.
    """
    if ping is None or ping is PointState.UNKNOWN:
        return None
    return float(ping in _ANSWERING)
