"""The metrics of sites and their devices. What is too old to be shown is left out, never told as it was."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import Value
from gbdt_console.core.snapshot import DeviceView, SiteView, Snapshot
from gbdt_console.exporters.exposition import MetricFamily, MetricKind, MetricSample, labelled, one_of

T = TypeVar("T")
Labelled = Sequence[tuple[T, str]]
_ANSWERING = (PointState.UP, PointState.DEGRADED, PointState.SUSPECT)
_MS = 0.001


class _OfReading(NamedTuple):
    """A metric read off one kind of Reading; `value` gives None for what is no such value."""

    name: str
    meaning: str
    reading: str
    value: Callable[[Value], float | None]


def _times(factor: float) -> Callable[[Value], float | None]:
    return lambda value: None if isinstance(value, str) else round(value * factor, 6)


_READINGS = (
    _OfReading(
        "gbdt_console_ups_on_battery", "1 while the UPS runs on its battery.",
        "ups.source", lambda value: float(value == "battery"),
    ),
    _OfReading(
        "gbdt_console_ups_battery_runtime_seconds", "How long the UPS says that its battery lasts.",
        "ups.battery.minutes", _times(60),
    ),
    _OfReading(
        "gbdt_console_ups_battery_charge_ratio", "Charge of the battery, 0 to 1.",
        "ups.battery.charge", _times(0.01),
    ),
    _OfReading(
        "gbdt_console_room_temperature_celsius", "Temperature of the room.", "room.temperature", _times(1),
    ),
    _OfReading(
        "gbdt_console_room_humidity_ratio", "Relative humidity of the room, 0 to 1.",
        "room.humidity", _times(0.01),
    ),
)  # fmt: skip


def site_families(snapshot: Snapshot) -> Iterator[MetricFamily]:
    """In order of number within each family."""
    yield from _of_lines(snapshot, [(view, labelled(site=view.id)) for view in snapshot.sites])
    devices = [
        (device, labelled(site=view.id, device=device.name, kind=device.kind.value))
        for view in snapshot.sites
        for device in view.devices
    ]
    yield from _of_devices(snapshot, devices)


def _of_lines(snapshot: Snapshot, sites: Labelled[SiteView]) -> Iterator[MetricFamily]:
    yield MetricFamily(
        "gbdt_console_site_info", MetricKind.GAUGE, "The sites by name, to be joined by their id.",
        [
            MetricSample(
                labelled(site=view.id, number=str(view.number), name=view.name, carrier=view.carrier), 1,
            )
            for view in snapshot.sites
        ],
    )  # fmt: skip
    yield MetricFamily(
        "gbdt_console_line_state", MetricKind.GAUGE, "1 for the state that the line of the site is in.",
        [sample for view, labels in sites for sample in one_of(labels, "state", PointState, view.state)],
    )  # fmt: skip

    def fresh(view: SiteView, value_ms: float | None) -> float | None:
        is_fresh = value_ms is not None and snapshot.is_fresh(view.answered_s, view.fresh_for_s)
        return round(value_ms * _MS, 6) if is_fresh and value_ms is not None else None

    yield _family(
        "gbdt_console_line_rtt_seconds", "Round trip of the line.", sites, lambda v: fresh(v, v.rtt_ms)
    )
    yield _family(
        "gbdt_console_line_jitter_seconds", "Jitter of the line, smoothed.",
        sites, lambda v: fresh(v, v.jitter_ms),
    )  # fmt: skip
    yield _family(
        "gbdt_console_line_loss_ratio", "Loss of the last 300 pings, 0 to 1, outages left out.",
        sites, lambda v: None if v.loss_ratio is None else round(v.loss_ratio, 6),
    )  # fmt: skip


def _of_devices(snapshot: Snapshot, devices: Labelled[DeviceView]) -> Iterator[MetricFamily]:
    yield _family(
        "gbdt_console_device_up", "1 while the device answers pings, 0 while it is lost.",
        devices, lambda device: _is_up(device.ping),
    )  # fmt: skip

    def readable(device: DeviceView) -> float | None:
        """A device that was never read is neither."""
        if device.fault is not None:
            return 0.0
        return 1.0 if snapshot.is_fresh(device.answered_s, device.fresh_for_s) else None

    yield _family(
        "gbdt_console_device_readable", "1 while the device gives its readings, 0 while it does not.",
        devices, readable,
    )  # fmt: skip
    for wanted in _READINGS:
        found = list(_read(snapshot, devices, wanted))
        yield _family(wanted.name, wanted.meaning, found, float)


def _read(
    snapshot: Snapshot, devices: Labelled[DeviceView], wanted: _OfReading
) -> Iterator[tuple[float, str]]:
    for device, labels in devices:
        reading = device.reading(wanted.reading)
        if reading is None or reading.value is None:
            continue
        value = wanted.value(reading.value)
        if value is not None and snapshot.is_fresh(reading.taken_s, device.fresh_for_s):
            yield value, labels


def _family(name: str, meaning: str, things: Labelled[T], value: Callable[[T], float | None]) -> MetricFamily:
    """A gauge of those that have a value."""
    samples = [MetricSample(labels, v) for thing, labels in things if (v := value(thing)) is not None]
    return MetricFamily(name, MetricKind.GAUGE, meaning, samples)


def _is_up(ping: PointState | None) -> float | None:
    """Unknown is neither; suspected is not lost yet."""
    if ping is None or ping is PointState.UNKNOWN:
        return None
    return float(ping in _ANSWERING)
