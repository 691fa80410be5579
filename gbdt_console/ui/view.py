"""What may be shown of a Snapshot at this moment: nothing past its limit, nothing of a dead engine."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

from gbdt_console.core.alarms.alarm import Alarm, AlarmState
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault, Quality, Reading
from gbdt_console.core.sites import DeviceKind
from gbdt_console.core.snapshot import Control, DeviceView, SiteView, Snapshot
from gbdt_console.ui.conference.conference import CallMark, CallView, ShownConference
from gbdt_console.ui.room import Microphone, ShownRoom, rooms_of

FROZEN_AFTER_S = 2.0
OLD_AFTER_S = 3.0
MAINS = frozenset({"normal"})
UPS_SOURCE = "ups.source"
UPS_MINUTES = "ups.battery.minutes"


class Trouble(IntEnum):
    """How much a site asks for attention; more is worse. WORK is planned: it asks for none."""

    NONE = 0
    WORK = 1
    DEVICE = 2
    UNKNOWN = 3
    POOR = 4
    SUSPECT = 5
    DOWN = 6


_SET_ASIDE = frozenset({AlarmState.NORMAL, AlarmState.SHELVED, AlarmState.OUT_OF_SERVICE})
_TROUBLE_OF = {
    PointState.UP: Trouble.NONE,
    PointState.UNKNOWN: Trouble.UNKNOWN,
    PointState.DEGRADED: Trouble.POOR,
    PointState.SUSPECT: Trouble.SUSPECT,
    PointState.DOWN: Trouble.DOWN,
}


@dataclass(frozen=True, slots=True)
class PowerStatus:
    """Where a site's UPS takes its power; `source` is None when that is not known."""

    source: str | None
    minutes: float | None

    @property
    def is_abnormal(self) -> bool:
        return self.source is not None and self.source not in MAINS


@dataclass(frozen=True, slots=True)
class ShownSite:
    """One site as it may be shown now; equal values need no new paint.

    `lasted_s` counts only for what is abnormal and `age_s` only once it is old, so that a quiet site stays
    equal from second to second. `codec` and `power` are None where the site has none. `alarm` is the worst
    on the site that counts now, `speaks` the one to look at for its cause: itself or the one it lies under.
    `is_calm` is set once nobody has to look at it any more; `until_utc` is the end of planned work. `call` is
    its part in the conference, None where it takes none; then `microphone` is the room's own, where its codec
    can be asked. `mark` is set for small drawings only.
    """

    state: PointState
    trouble: Trouble
    is_chair: bool = False
    since_utc: float | None = None
    lasted_s: int | None = None
    rtt_ms: float | None = None
    jitter_ms: float | None = None
    loss_ratio: float | None = None
    trend: tuple[int, ...] = ()
    age_s: int | None = None
    codec: PointState | None = None
    codec_fault: DeviceFault | None = None
    power: PowerStatus | None = None
    faulty: tuple[tuple[DeviceKind, DeviceFault], ...] = ()
    alarm: Alarm | None = None
    speaks: Alarm | None = None
    is_calm: bool = False
    until_utc: float | None = None
    call: CallView | None = None
    microphone: Microphone | None = None
    mark: CallMark | None = None


@dataclass(frozen=True, slots=True)
class ClientRights:
    """Who looks: this console's name at the engine, and whether it only observes."""

    client_id: str
    is_observer: bool = False

    def holds(self, control: Control) -> bool:
        """Whether it is this console that may act."""
        return bool(control.client_id) and control.client_id == self.client_id

    def refusal(self, control: Control) -> str:
        """The code of the reason why this console may not act now; empty when it may. The engine has the last
        word: this only spares a person from filling in what will be refused."""
        if self.is_observer:
            return "control.observer"
        return "" if not control.client_id or self.holds(control) else "control.take_first"


class View:
    """A Snapshot looked at from `now_s` (monotonic, the viewer's own clock)."""

    def __init__(self, snapshot: Snapshot, now_s: float) -> None:
        self.snapshot = snapshot
        self.frozen_s = max(0.0, now_s - snapshot.at_s)
        self.is_frozen = self.frozen_s > FROZEN_AFTER_S
        # While Snapshots arrive theirs is the time; when they stop, values must grow old all the same.
        self._aged = replace(snapshot, at_s=now_s) if self.is_frozen else snapshot
        self.now_utc = snapshot.at_utc + (self.frozen_s if self.is_frozen else 0.0)

    @cached_property
    def conference(self) -> ShownConference | None:
        """The conference as it may be shown; None without an MCU."""
        view = self.snapshot.conference
        return None if view is None else ShownConference(self._aged, view, self.rooms)

    @cached_property
    def rooms(self) -> Mapping[str, ShownRoom]:
        """The codecs that can be controlled, by their site."""
        return rooms_of(self._aged)

    @property
    def room_orders(self) -> tuple[OrderView, ...]:
        """What was asked of the codecs and has not ended, or ended badly a moment ago."""
        return tuple(order for room in self.snapshot.rooms for order in room.orders)

    @cached_property
    def troubles(self) -> tuple[Trouble, ...]:
        """The trouble of every site, in the Snapshot's order."""
        return tuple(map(self.trouble, self.snapshot.sites))

    @cached_property
    def in_trouble(self) -> tuple[SiteView, ...]:
        """The sites in trouble, the worst first, in order of number within."""
        found = [
            (trouble, site)
            for trouble, site in zip(self.troubles, self.snapshot.sites, strict=True)
            if trouble > Trouble.WORK
        ]
        return tuple(site for _, site in sorted(found, key=lambda pair: -pair[0]))

    @cached_property
    def _by_number(self) -> Mapping[int, Alarm]:
        return {alarm.number: alarm for alarm in self.snapshot.alarms}

    def speaking(self, alarm: Alarm) -> Alarm:
        """The alarm it is folded under, else itself."""
        return self._by_number.get(alarm.parent, alarm) if alarm.parent else alarm

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where a site stands in the Snapshot, by its id."""
        return {site.id: place for place, site in enumerate(self.snapshot.sites)}

    def called(self, site_id: str) -> str:
        """'8 Sa Pa'; the id of a site that is not in the network."""
        site = self.site_of(site_id)
        return f"{site.number} {site.name}" if site is not None else site_id

    def site_of(self, site_id: str | None) -> SiteView | None:
        """The site of that id, if there is one."""
        place = self.places.get(site_id) if site_id is not None else None
        return None if place is None else self.snapshot.sites[place]

    def state(self, site: SiteView) -> PointState:
        """The site's state, UNKNOWN once it is not backed by anything fresh.

        SUSPECT and DOWN are judgements on silence: an old reply does not weaken them, a frozen engine does.
        """
        if self._is_over(site):
            return PointState.UNKNOWN
        is_by_reply = site.state in (PointState.UP, PointState.DEGRADED)
        if is_by_reply and not self._aged.is_fresh(site.answered_s, site.fresh_for_s):
            return PointState.UNKNOWN
        return site.state

    def trouble(self, site: SiteView) -> Trouble:
        """How much the site asks for attention."""
        if site.maintenance_until_utc is not None and not self._is_over(site):
            return Trouble.WORK
        trouble = _TROUBLE_OF[self.state(site)]
        if trouble is Trouble.NONE and (self.alarm(site) or self._has_device_trouble(site)):
            return Trouble.DEVICE
        return trouble

    def alarm(self, site: SiteView) -> Alarm | None:
        """The worst alarm of the site whose fault is there now and was not set aside."""
        alarm = site.alarm
        if alarm is None or not alarm.is_active or alarm.state in _SET_ASIDE or self._is_over(site):
            return None
        return alarm

    def glimpse(self, place: int) -> ShownSite:
        """State, trouble and the meeting's mark of the site at that place: all that a small drawing shows."""
        site = self.snapshot.sites[place]
        mark = self.conference.marks.get(site.id) if self.conference is not None else None
        return ShownSite(self.state(site), self.troubles[place], is_calm=self.is_calm(site), mark=mark)

    def site(self, site: SiteView) -> ShownSite:
        """The site as it may be shown."""
        state = self.state(site)
        trouble = self.trouble(site)
        is_fresh = self._aged.is_fresh(site.answered_s, site.fresh_for_s)
        is_measured = is_fresh and state is not PointState.DOWN
        age_s = self._aged.age_s(site.answered_s)
        lasts = trouble > Trouble.DEVICE and site.since_utc is not None and state is site.state
        meeting = self.snapshot.meeting
        codec = site.device(DeviceKind.CODEC)
        alarm = None if trouble is Trouble.WORK else self.alarm(site)
        call = self.conference.call(site.id) if self.conference else None
        room = self.rooms.get(site.id) if call is None else None
        return ShownSite(
            state=state,
            trouble=trouble,
            is_chair=meeting is not None and meeting.chair_site_id == site.id,
            since_utc=site.since_utc if state is site.state else None,
            lasted_s=int(max(0.0, self.now_utc - site.since_utc)) if lasts and site.since_utc else None,
            rtt_ms=site.rtt_ms if is_measured else None,
            jitter_ms=site.jitter_ms if is_measured else None,
            loss_ratio=site.loss_ratio if is_measured else None,
            trend=() if self._is_over(site) else site.trend,
            age_s=int(age_s) if age_s and age_s > OLD_AFTER_S and state is not PointState.DOWN else None,
            codec=None if codec is None else self.device_state(site, codec),
            codec_fault=None if codec is None else self.device_fault(site, codec),
            power=self.power(site),
            faulty=self._faulty(site),
            alarm=alarm,
            speaks=None if alarm is None else self.speaking(alarm),
            is_calm=self._is_calm(alarm),
            until_utc=site.maintenance_until_utc if trouble is Trouble.WORK else None,
            call=call,
            microphone=room.microphone if room is not None else None,
        )

    def device_state(self, site: SiteView, device: DeviceView) -> PointState:
        """The device's own echo; behind a line that is not up nothing is known of it."""
        if self.state(site) in (PointState.DOWN, PointState.UNKNOWN):
            return PointState.UNKNOWN
        return device.ping or PointState.UNKNOWN

    def device_fault(self, site: SiteView, device: DeviceView) -> DeviceFault | None:
        """Why the device gives no readings, where that is not simply the line."""
        if self.state(site) in (PointState.DOWN, PointState.UNKNOWN):
            return None
        return device.fault

    def power(self, site: SiteView) -> PowerStatus | None:
        """What the site's UPS says, as far as it is fresh."""
        ups = site.device(DeviceKind.UPS)
        if ups is None:
            return None
        source = self.value(ups, UPS_SOURCE)
        minutes = self.value(ups, UPS_MINUTES)
        return PowerStatus(
            source=source if isinstance(source, str) else None,
            minutes=float(minutes) if isinstance(minutes, int | float) else None,
        )

    def value(self, device: DeviceView, metric: str) -> float | int | str | None:
        """The value of a metric that may be believed now."""
        reading = device.reading(metric)
        return reading.value if reading and self.is_believed(device, reading) else None

    def is_believed(self, device: DeviceView, reading: Reading) -> bool:
        """Whether the reading carries a value and is within its limit."""
        carries = reading.quality in (Quality.GOOD, Quality.LIMIT) and reading.value is not None
        return carries and self._aged.is_fresh(reading.taken_s, device.fresh_for_s)

    def age_s(self, taken_s: float | None) -> float | None:
        """Seconds since a monotonic time."""
        return self._aged.age_s(taken_s)

    def is_calm(self, site: SiteView) -> bool:
        """Whether somebody has looked at what is wrong with the site."""
        return self._is_calm(self.alarm(site))

    def _is_over(self, site: SiteView) -> bool:
        """Whether the engine stands still for so long that nothing it said of the site counts."""
        return self.is_frozen and self.frozen_s > site.fresh_for_s

    def _is_calm(self, alarm: Alarm | None) -> bool:
        return alarm is not None and not self.speaking(alarm).is_urgent

    def _faulty(self, site: SiteView) -> tuple[tuple[DeviceKind, DeviceFault], ...]:
        """The devices beside the codec that cannot be read, though their line is well."""
        faults = ((device.kind, self.device_fault(site, device)) for device in site.devices)
        return tuple((kind, fault) for kind, fault in faults if fault and kind is not DeviceKind.CODEC)

    def _has_device_trouble(self, site: SiteView) -> bool:
        for device in site.devices:
            if device.ping is PointState.DOWN or device.fault is not None:
                return True
        power = self.power(site)
        return power is not None and power.is_abnormal
