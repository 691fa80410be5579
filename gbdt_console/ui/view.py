"""Derives what a screen may show of a Snapshot now."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from gbdt_console.core.alarms.alarm import Alarm, AlarmState
from gbdt_console.core.alarms.definitions import DEFINITIONS, AlarmScope
from gbdt_console.core.clean_text import clean, spoken
from gbdt_console.core.conference.callers import leg_id_if_ambiguous
from gbdt_console.core.conference.membership import MemberState
from gbdt_console.core.conference.roster import RosterRow
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.frame.still import Still
from gbdt_console.core.frame.view import BusView, FrameView, PaneView
from gbdt_console.core.members.member_states import Members, members_of
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault, Mismatch, MismatchKind, Quality, Reading
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.site_view import DeviceView, SiteView
from gbdt_console.core.sites import DeviceKind
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.trouble import TROUBLE_OF, Trouble
from gbdt_console.text.members.member_text import with_members
from gbdt_console.text.words import Words
from gbdt_console.ui.conference.conference import CallMark, ShownConference
from gbdt_console.ui.rooms.shown_room import ShownRoom, rooms_of
from gbdt_console.ui.shown_site import MAINS, PowerStatus, ShownSite, as_written

FROZEN_AFTER_S = 2.0
"""Age of a Snapshot from which the display says that it stands still: two Snapshots were missed."""
OLD_AFTER_S = 3.0
"""Age of the last reply from which a site's figures show their age: two probes were missed."""
_MINUTE_S = 60.0
UPS_SOURCE = "ups.source"
UPS_MINUTES = "ups.battery.minutes"


_SET_ASIDE = frozenset({AlarmState.NORMAL, AlarmState.SHELVED, AlarmState.OUT_OF_SERVICE})
_IN_CONFERENCE = AlarmScope.SITE_IN_CONFERENCE
_UPS = DeviceKind.UPS


class View:
    """Shows one Snapshot at one moment.

    frozen_s: seconds since it was made
    is_frozen: whether no newer one came for FROZEN_AFTER_S
    is_observer: whether who looks never acts, so that no keys are named
    stills: what panes look like, by site
    """

    def __init__(
        self,
        snapshot: Snapshot,
        now_s: float,
        *,
        is_observer: bool = False,
        stills: Mapping[str, Still] | None = None,
    ) -> None:
        """`now_s` is the moment on the console's own monotonic clock."""
        self.stills = stills or {}
        self.snapshot = snapshot
        self.is_observer = is_observer
        self.frozen_s = max(0.0, now_s - snapshot.at_s)
        self.is_frozen = self.frozen_s > FROZEN_AFTER_S
        # While Snapshots arrive theirs is the time; when they stop, values must grow old all the same.
        self._aged = replace(snapshot, at_s=now_s) if self.is_frozen else snapshot
        self.now_utc = snapshot.at_utc + (self.frozen_s if self.is_frozen else 0.0)

    @property
    def now_s(self) -> float:
        """The moment on the monotonic clock; without Snapshots it goes on, so that values grow old."""
        return self._aged.at_s

    @cached_property
    def conference(self) -> ShownConference | None:
        """The conference as it may be shown now; None without an MCU."""
        view = self.snapshot.conference
        return None if view is None else ShownConference(self._aged, view, self.rooms)

    @property
    def frame(self) -> FrameView | None:
        """The pictures of the meeting; None where no device shows any, or no meeting runs."""
        return self.snapshot.frame if self.snapshot.meeting is not None else None

    def knows(self, bus: BusView) -> bool:
        """Return whether what a bus has on air counts now."""
        return bus.is_known(self._aged.at_s)

    @cached_property
    def rooms(self) -> Mapping[str, ShownRoom]:
        """The codecs that can be controlled, by their site."""
        return rooms_of(self._aged)

    @property
    def room_orders(self) -> tuple[OrderView, ...]:
        """The orders to codecs that are open or failed a moment ago."""
        return tuple(order for room in self.snapshot.rooms for order in room.orders)

    @cached_property
    def troubles(self) -> tuple[Trouble, ...]:
        """The trouble of every site, in the Snapshot's order."""
        return tuple(map(self.trouble, self.snapshot.sites))

    @cached_property
    def in_trouble(self) -> tuple[SiteView, ...]:
        """The sites in trouble: of the meeting's leading ones, then the worst, in order of number within.

        Those that never answered come last: a wrong address is no fault of today.
        """
        leading = self.conference.leading if self.conference is not None else {}
        found = [
            (trouble, site)
            for trouble, site in zip(self.troubles, self.snapshot.sites, strict=True)
            if trouble > Trouble.WORK
        ]
        found.sort(
            key=lambda pair: (leading.get(pair[1].id, len(leading)), self.is_awaited(pair[1]), -pair[0])
        )
        return tuple(site for _, site in found)

    @cached_property
    def _by_number(self) -> Mapping[int, Alarm]:
        return {alarm.number: alarm for alarm in self.snapshot.alarms}

    def root_alarm(self, alarm: Alarm) -> Alarm:
        """Return the alarm that `alarm` is folded under, else itself."""
        return self._by_number.get(alarm.parent, alarm) if alarm.parent else alarm

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each site in the Snapshot, by its id."""
        return {site.id: place for place, site in enumerate(self.snapshot.sites)}

    def row_name(self, words: Words, row: RosterRow) -> str:
        """Return a site's number and name, a guest's organisation, or 'kết nối lạ' with number or call leg.

        What a caller calls itself is no name: anybody may call itself anything.
        """
        if (guest := self.snapshot.guest(row.guest)) is not None:
            return guest.organisation
        if row.known_site:
            return self.called(row.known_site)
        leg = leg_id_if_ambiguous(row, self.conference.rows if self.conference is not None else (row,))
        return f"{words('roster.nameless')} {clean(leg or row.number)}"

    def called(self, site_id: str, *, is_short: bool = False) -> str:
        """Return '8 Sa Pa', by its short name where that is asked for and there is one.

        The id of a site that is not in the network.
        """
        site = self.site_of(site_id)
        if site is None:
            return site_id
        return f"{site.number} {(site.short_name if is_short else '') or site.name}"

    @cached_property
    def _digits(self) -> int:
        return len(str(max((site.number for site in self.snapshot.sites), default=0)))

    def indent(self, site_id: str) -> str:
        """Return the blanks before a site's number that put its name below the others' on a list."""
        site = self.site_of(site_id)
        return "" if site is None else " " * (self._digits - len(str(site.number)))

    def site_of(self, site_id: str | None) -> SiteView | None:
        place = self.places.get(site_id) if site_id is not None else None
        return None if place is None else self.snapshot.sites[place]

    def state(self, site: SiteView) -> PointState:
        """Return the site's state, UNKNOWN once nothing fresh backs it.

        SUSPECT and DOWN are judgements on silence: an old reply does not weaken them, a frozen engine does,
        and so does that the site never answered.
        """
        if self.is_frozen and self._is_over(site):
            return PointState.UNKNOWN
        if site.state is PointState.UP or site.state is PointState.DEGRADED:
            is_fresh = self._aged.is_fresh(site.answered_s, site.fresh_for_s)
            return site.state if is_fresh else PointState.UNKNOWN
        return PointState.UNKNOWN if self.is_awaited(site) else site.state

    @cached_property
    def is_unanswered(self) -> bool:
        """Whether all sites are silent and none ever answered.

        Wrong addresses or this machine's network are likelier then than as many lost lines.
        """
        return all(self.is_awaited(site) for site in self.snapshot.sites)

    def is_awaited(self, site: SiteView) -> bool:
        """Return `Snapshot.is_awaited`, which stays as it is while no Snapshot comes."""
        return self.snapshot.is_awaited(site)

    def trouble(self, site: SiteView) -> Trouble:
        if site.maintenance_until_utc is not None and not self._is_over(site):
            return Trouble.WORK
        trouble = TROUBLE_OF[self.state(site)]
        if trouble is not Trouble.NONE:
            return trouble
        alarm = self.alarm(site)
        is_of_meeting = alarm is not None and DEFINITIONS[alarm.key.type].scope is _IN_CONFERENCE
        if self._has_device_trouble(site) or (alarm is not None and not is_of_meeting):
            return Trouble.DEVICE
        return Trouble.MEETING if is_of_meeting else Trouble.NONE

    def alarm(self, site: SiteView) -> Alarm | None:
        """Return the site's worst alarm that is present and not set aside."""
        alarm = site.alarm
        if alarm is None or not alarm.is_present or alarm.state in _SET_ASIDE or self._is_over(site):
            return None
        return alarm

    def glimpse(self, place: int) -> ShownSite:
        """Return state, trouble, mark and the alarm beside the line of the site at that place."""
        site = self.snapshot.sites[place]
        trouble, is_calm, mark = self.troubles[place], self.is_calm(site), self.marks.get(site.id)
        alarm = self.alarm(site) if trouble.is_beside_line else None
        return ShownSite(self.state(site), trouble, is_calm=is_calm, mark=mark, alarm=alarm)

    @cached_property
    def marks(self) -> Mapping[str, CallMark]:
        return self.conference.marks if self.conference is not None else {}

    @cached_property
    def members(self) -> Mapping[str, Members]:
        """Who is behind each call leg that has members, by the leg's site."""
        return members_of(self._aged)

    @cached_property
    def through(self) -> Mapping[str, tuple[str, MemberState]]:
        """The name of the leg that each member site is behind, and what is known of it."""
        pairs = ((leg, one) for leg, members in self.members.items() for one in members)
        return {member.site_id: (self.called(leg), state) for leg, (member, state) in pairs if member.site_id}

    def trend(self, site: SiteView) -> tuple[int, ...]:
        """Return the line's last round trips as `SiteView.trend`; none from an engine that stands still."""
        return () if self._is_over(site) else site.trend

    def site(self, site: SiteView) -> ShownSite:
        state = self.state(site)
        trouble = self.trouble(site)
        is_fresh = self._aged.is_fresh(site.answered_s, site.fresh_for_s)
        is_measured = is_fresh and state is not PointState.DOWN
        age_s = self._aged.age_s(site.answered_s)
        is_unanswered = trouble is Trouble.UNKNOWN and self.is_awaited(site)
        is_of_now = site.since_utc is not None and state is site.state and not is_unanswered
        lasts = trouble > Trouble.DEVICE and is_of_now
        meeting = self.snapshot.meeting
        codec = site.device(DeviceKind.CODEC)
        alarm = None if trouble is Trouble.WORK else self.alarm(site)
        call = self.conference.call(site.id) if self.conference else None
        return ShownSite(
            state=state,
            trouble=trouble,
            is_chair=meeting is not None and meeting.chair_site_id == site.id,
            since_utc=site.since_utc if is_of_now else None,
            lasted_s=int(max(0.0, self.now_utc - site.since_utc)) if lasts and site.since_utc else None,
            rtt_ms=as_written(site.rtt_ms) if is_measured else None,
            jitter_ms=as_written(site.jitter_ms) if is_measured else None,
            loss_ratio=site.loss_ratio if is_measured else None,
            age_s=int(age_s) if age_s and age_s > OLD_AFTER_S and state is not PointState.DOWN else None,
            codec=None if codec is None else _behind(state, codec),
            is_codec_off=codec is not None and codec.is_switched_off,
            codec_fault=None if codec is None else _fault_behind(state, codec),
            power=self.power(site),
            faulty=_faulty(state, site.devices),
            alarm=alarm,
            root_alarm=None if alarm is None else self.root_alarm(alarm),
            is_calm=is_unanswered or self._is_calm(alarm),
            is_unanswered=is_unanswered,
            until_utc=site.maintenance_until_utc if trouble is Trouble.WORK else None,
            expected=self.expected(site.id),
            call=call,
            mark=self.marks.get(site.id),
            members=self.members.get(site.id, ()),
            through=self.through.get(site.id),
        )

    @cached_property
    def _outages(self) -> Mapping[str, Outage]:
        """The present outage of each site that is cut off, or whose record was opened by hand."""
        present = (outage for outage in self.snapshot.outages if outage.is_down)
        return {site: outage for outage in present for site in outage.sites_down or outage.sites}

    def expected(self, site_id: str) -> tuple[float, int] | None:
        """Return when its outage is expected to be repaired, UTC seconds, and the minutes left."""
        outage = self._outages.get(site_id)
        estimate = None if outage is None else outage.estimate
        if estimate is None:
            return None
        return estimate.back_utc, int((estimate.back_utc - self.now_utc) // _MINUTE_S)

    def device_state(self, site: SiteView, device: DeviceView) -> PointState:
        """Return the state of the device's own ping; UNKNOWN behind a line that is not up."""
        return _behind(self.state(site), device)

    def device_fault(self, site: SiteView, device: DeviceView) -> DeviceFault | None:
        """Return why the device gives no readings, unless its line is down or its room switched off."""
        return _fault_behind(self.state(site), device)

    def power(self, site: SiteView) -> PowerStatus | None:
        """Return what the site's UPS reports, as far as it is fresh; None where the site has none."""
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
        """Return a metric's value, if it may be believed now."""
        reading = device.reading(metric)
        return reading.value if reading and self.is_believed(device, reading) else None

    def is_believed(self, device: DeviceView, reading: Reading) -> bool:
        """Return whether the reading carries a value and is within its limit."""
        carries = reading.quality in (Quality.GOOD, Quality.LIMIT) and reading.value is not None
        return carries and self._aged.is_fresh(reading.taken_s, device.fresh_s(reading))

    def age_s(self, taken_s: float | None) -> float | None:
        return self._aged.age_s(taken_s)

    def is_calm(self, site: SiteView) -> bool:
        """Return whether what is wrong with the site is acknowledged, or the site never answered."""
        return self.is_awaited(site) or self._is_calm(self.alarm(site))

    def _is_over(self, site: SiteView) -> bool:
        """Return whether the Snapshot is older than the site's readings may be."""
        return self.is_frozen and self.frozen_s > site.fresh_for_s

    def _is_calm(self, alarm: Alarm | None) -> bool:
        return alarm is not None and not self.root_alarm(alarm).is_urgent

    def mismatch(self, site: SiteView, device: DeviceView) -> Mismatch | None:
        """Return how the device does not fit its settings; None while it gives no answers at all."""
        return _mismatch_behind(self.state(site), device)

    def _has_device_trouble(self, site: SiteView) -> bool:
        ups = None
        for device in site.devices:
            if device.has_trouble:
                return True
            if device.kind is _UPS and ups is None:
                ups = device
        source = None if ups is None else self.value(ups, UPS_SOURCE)
        return isinstance(source, str) and source not in MAINS


_LOST = (PointState.DOWN, PointState.UNKNOWN)


def _behind(line: PointState, device: DeviceView) -> PointState:
    return PointState.UNKNOWN if line in _LOST else device.ping or PointState.UNKNOWN


def _fault_behind(line: PointState, device: DeviceView) -> DeviceFault | None:
    return None if device.is_switched_off or line in _LOST else device.fault


def _mismatch_behind(line: PointState, device: DeviceView) -> Mismatch | None:
    return None if line in _LOST or device.fault is not None else device.mismatch


def _faulty(
    line: PointState, devices: Sequence[DeviceView]
) -> tuple[tuple[DeviceKind, DeviceFault | MismatchKind], ...]:
    """Return the unreadable devices with the reason; a codec's fault is told with its state."""
    found: list[tuple[DeviceKind, DeviceFault | MismatchKind]] = []
    for device in devices:
        if device.fault is None and device.mismatch is None:
            continue
        fault, mismatch = _fault_behind(line, device), _mismatch_behind(line, device)
        if fault is not None and device.kind is not DeviceKind.CODEC:
            found.append((device.kind, fault))
        elif mismatch is not None:
            found.append((device.kind, mismatch.kind))
    return tuple(found)


def whole_leg(words: Words, view: View, site_id: str, *, is_short: bool = False) -> str:
    """Return a site's name with those behind its call leg; in short with how many they are."""
    site, name = view.site_of(site_id), view.called(site_id, is_short=is_short)
    if site is None or not site.members:
        return name
    if is_short:
        return f"{name} {words('member.more', n=len(site.members))}"
    return with_members(words, name, site.members)


def pane_name(words: Words, view: View, pane: PaneView, *, is_short: bool = False) -> str:
    """Name what a pane shows: its site, else as its device does, else what that chose, else 'không rõ'."""
    site = view.site_of(pane.site_id)
    if site is not None:
        return view.called(site.id, is_short=is_short)
    return spoken(pane.words) or words("site.unknown" if pane.site_id else f"pane.{pane.kind}")
