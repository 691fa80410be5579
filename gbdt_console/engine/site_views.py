"""Builds the SiteViews: a new one only where something changed."""

from collections.abc import Collection, Mapping, Sequence

from gbdt_console.core.carriers import Line
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.watched_service import ServicesOf, never_answered, readings_of
from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.site_view import DeviceView, SiteView
from gbdt_console.core.sites import Device, Network
from gbdt_console.engine.alarms.active_alarms import ActiveAlarms
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.ping_monitor import PingMonitor
from gbdt_console.engine.monitoring.targets import TargetKind, line_device

FRESH_PERIODS = 3
"""Limits how many periods a value counts without a new one."""
_Shown = tuple[PointState, float | None, int, float, bool, tuple[float | None, ...]]
_Part = tuple[Device, int, DevicePoller | None]


class SiteViews:
    """Holds the last view of every site."""

    def __init__(
        self,
        network: Network,
        pings: PingMonitor,
        pollers: Sequence[DevicePoller],
        services_of: ServicesOf,
        since_utc_of: Mapping[str, float],
        alarms: ActiveAlarms,
        ledger: Ledger,
    ) -> None:
        self._network = network
        self._pings = pings
        self._services_of = services_of
        self._since_utc_of = since_utc_of
        self._alarms = alarms
        self._ledger = ledger
        self._line_item = {
            target.site_index: item
            for item, target in enumerate(pings.targets)
            if target.kind is TargetKind.LINE and target.site_index is not None
        }
        self._parts = self._parts_of_sites(pollers)
        self._views: list[SiteView] = []
        self._switched_off: Collection[str] = ()
        self._devices_before: dict[str, tuple[_Shown, DeviceView]] = {}

    def _parts_of_sites(self, pollers: Sequence[DevicePoller]) -> list[tuple[_Part, ...]]:
        poller_of = {c.device.id: c for c in pollers}
        item_of = {target.id: item for item, target in enumerate(self._pings.targets)}
        found = []
        for index, site in enumerate(self._network.sites):
            line = line_device(site)
            items = (self._line_item[index] if d is line else item_of[d.id] for d in site.devices)
            readers = (poller_of.get(device.id) for device in site.devices)
            found.append(tuple(zip(site.devices, items, readers, strict=True)))
        return found

    def refresh(
        self, dirty: set[int], line_period_s: float, reading_period_s: float, switched_off: Collection[str]
    ) -> tuple[SiteView, ...]:
        """Return all views in number order.

        dirty: indexes of the sites whose views are built anew
        line_period_s: seconds between two pings of a line, as the machine keeps up with them
        reading_period_s: seconds between two polls of a device, likewise
        switched_off: ids of the devices that are silent because their room was switched off
        """
        self._switched_off = switched_off
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
        detector, target = self._pings.detectors[item], self._pings.targets[item]
        is_measured = detector.rtt_ms is not None
        return SiteView(
            id=site.id,
            number=site.number,
            name=site.name,
            role=site.role,
            short_name=site.short_name,
            backup_dial=site.backup_dial or "",
            members=site.members,
            state=detector.state,
            since_utc=self._since_utc_of.get(target.id),
            rtt_ms=_tenth(detector.rtt_ms),
            jitter_ms=_tenth(detector.jitter_ms) if is_measured else None,
            loss_ratio=detector.loss_ratio,
            trend=tuple(self._pings.trends[item]),
            answered_s=detector.last_good_s,
            fresh_for_s=FRESH_PERIODS * line_period_s + 1,
            carrier=self._network.carriers[site.line.carrier_id].name,
            circuit=site.line.circuit,
            upstream=self._upstream_of(site.line),
            contacts=site.contacts,
            carrier_contacts=self._network.carriers[site.line.carrier_id].contacts,
            devices=tuple(self._device(*part, reading_period_s) for part in self._parts[index]),
            alarm=self._alarms.worst_of(site.id),
            maintenance_until_utc=self._alarms.maintenance_until(site.id),
            has_answered=detector.last_good_s is not None or self._ledger[ContractBook].has_answered(site.id),
        )

    def _upstream_of(self, line: Line) -> str:
        node = self._network.upstreams.get(line.upstream_id or "")
        return node.name if node is not None else ""

    def _device(
        self, device: Device, item: int, poller: DevicePoller | None, reading_period_s: float
    ) -> DeviceView:
        """Return the device's view: the one before where nothing that it shows has changed."""
        detector = self._pings.detectors[item]
        rtt_ms = _tenth(detector.rtt_ms)
        polls = poller.polls if poller else 0
        is_off = device.id in self._switched_off
        asked = tuple(service.known_s for service in self._services_of(device.id))
        shown = (detector.state, rtt_ms, polls, reading_period_s, is_off, asked)
        before = self._devices_before.get(device.id)
        if before is not None and before[0] == shown:
            return before[1]
        view = self._device_anew(device, shown, poller)
        self._devices_before[device.id] = (shown, view)
        return view

    def _device_anew(self, device: Device, shown: _Shown, poller: DevicePoller | None) -> DeviceView:
        state, rtt_ms, _, reading_period_s, is_off, _ = shown
        mismatch, services = (poller.mismatch if poller else None), self._services_of(device.id)
        return DeviceView(
            id=device.id,
            kind=device.kind,
            name=device.name,
            driver=device.driver,
            address=device.address,
            ping=state,
            ping_rtt_ms=None if state is PointState.UNKNOWN else rtt_ms,
            fault=poller.fault if poller else None,
            answered_s=poller.answered_s if poller else None,
            fresh_for_s=FRESH_PERIODS * reading_period_s,
            readings=(*(poller.readings if poller else ()), *readings_of(services)),
            mismatch=mismatch or never_answered(services),
            is_switched_off=is_off,
        )


def _tenth(value_ms: float | None) -> float | None:
    return None if value_ms is None else int(value_ms * 10 + 0.5) / 10
