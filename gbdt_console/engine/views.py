"""Builds the Snapshot: SiteViews are made anew only where something changed, and reused otherwise."""

from collections.abc import Mapping, Sequence

from gbdt_console.core.health import Detector, PointState
from gbdt_console.core.sites import Device, Network, Site
from gbdt_console.core.snapshot import DeviceView, SiteView
from gbdt_console.engine.alarm_watch import AlarmWatch
from gbdt_console.engine.coordinator import Coordinator
from gbdt_console.engine.echo_watch import EchoWatch
from gbdt_console.engine.targets import TargetKind, line_device

FRESH_PERIODS = 3
_Shown = tuple[PointState, float | None, int, float]


class SiteViews:
    """Holds the last view of every site. `line_period_s` and `reading_period_s` set how long values count."""

    def __init__(
        self,
        network: Network,
        watch: EchoWatch,
        coordinators: Sequence[Coordinator],
        since_utc_of: Mapping[str, float],
        alarms: AlarmWatch,
    ) -> None:
        self._network = network
        self._watch = watch
        self._since_utc_of = since_utc_of
        self._alarms = alarms
        self._coordinator_of = {c.device.id: c for c in coordinators}
        self._line_item: dict[int, int] = {}
        self._item_of_device: dict[str, int] = {}
        for item, target in enumerate(watch.targets):
            if target.kind is TargetKind.LINE and target.site_index is not None:
                self._line_item[target.site_index] = item
            elif target.kind is TargetKind.DEVICE:
                self._item_of_device[target.id] = item
        self._views: list[SiteView] = []
        self._devices_before: dict[str, tuple[_Shown, DeviceView]] = {}

    def refresh(self, dirty: set[int], line_period_s: float, reading_period_s: float) -> tuple[SiteView, ...]:
        """All views in number order; those of `dirty` site indexes are built anew."""
        if not self._views:
            dirty = set(range(len(self._network.sites)))
            self._views = [self._build(i, line_period_s, reading_period_s) for i in sorted(dirty)]
        else:
            for index in dirty:
                self._views[index] = self._build(index, line_period_s, reading_period_s)
        return tuple(self._views)

    def _build(self, index: int, line_period_s: float, reading_period_s: float) -> SiteView:
        site = self._network.sites[index]
        item = self._line_item[index]
        detector, target = self._watch.detectors[item], self._watch.targets[item]
        is_measured = detector.rtt_ms is not None
        return SiteView(
            id=site.id,
            number=site.number,
            name=site.name,
            role=site.role,
            state=detector.state,
            since_utc=self._since_utc_of.get(target.id),
            rtt_ms=_tenth(detector.rtt_ms),
            jitter_ms=_tenth(detector.jitter_ms) if is_measured else None,
            loss_ratio=detector.loss_ratio,
            trend=tuple(self._watch.trends[item]),
            answered_s=detector.last_good_s,
            fresh_for_s=FRESH_PERIODS * line_period_s + 1,
            carrier=self._network.carriers[site.line.carrier_id].name,
            circuit=site.line.circuit,
            contacts=site.contacts,
            carrier_contacts=self._network.carriers[site.line.carrier_id].contacts,
            devices=self._devices(site, item, reading_period_s),
            alarm=self._alarms.worst_of(site.id),
            maintenance_until_utc=self._alarms.maintenance_until(site.id),
        )

    def _devices(self, site: Site, line_item: int, reading_period_s: float) -> tuple[DeviceView, ...]:
        line = line_device(site)
        return tuple(
            self._device(d, line_item if d is line else self._item_of_device[d.id], reading_period_s)
            for d in site.devices
        )

    def _device(self, device: Device, item: int, reading_period_s: float) -> DeviceView:
        """The device's view; the one before where nothing that it shows has changed."""
        detector = self._watch.detectors[item]
        coordinator = self._coordinator_of.get(device.id)
        looks = coordinator.polls if coordinator else 0
        shown = (detector.state, detector.rtt_ms, looks, reading_period_s)
        before = self._devices_before.get(device.id)
        if before is not None and before[0] == shown:
            return before[1]
        view = self._device_anew(device, detector, coordinator, reading_period_s)
        self._devices_before[device.id] = (shown, view)
        return view

    def _device_anew(
        self, device: Device, detector: Detector, coordinator: Coordinator | None, reading_period_s: float
    ) -> DeviceView:
        return DeviceView(
            id=device.id,
            kind=device.kind,
            name=device.name,
            driver=device.driver,
            address=device.address,
            ping=detector.state,
            ping_rtt_ms=None if detector.state is PointState.UNKNOWN else _tenth(detector.rtt_ms),
            fault=coordinator.fault if coordinator else None,
            answered_s=coordinator.answered_s if coordinator else None,
            fresh_for_s=FRESH_PERIODS * reading_period_s,
            readings=coordinator.readings if coordinator else (),
        )


def _tenth(value_ms: float | None) -> float | None:
    return None if value_ms is None else int(value_ms * 10 + 0.5) / 10
