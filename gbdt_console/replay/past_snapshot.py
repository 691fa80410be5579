"""Builds the Snapshot of a past moment from ledger and samples."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import MCU_UNKNOWN, AlarmType
from gbdt_console.core.alarms.order import worst_by_site
from gbdt_console.core.callees import called_now
from gbdt_console.core.conference.attendance import Attendance, SiteJoined, SiteLeft, SiteUntold
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.state import ConferenceState, ControlFault, Participant
from gbdt_console.core.conference.view import ConferenceView, OpenMicrophone
from gbdt_console.core.frame.frame import Frame
from gbdt_console.core.frame.saved import SavedLayouts
from gbdt_console.core.frame.shown import UNKNOWN, panes_of
from gbdt_console.core.frame.view import BusView, FrameView
from gbdt_console.core.last_states import LastStates
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault
from gbdt_console.core.outages.causes import CUTTING
from gbdt_console.core.outages.contract_book import ContractBook
from gbdt_console.core.pictures import Bus
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.recorded_snapshot import recorded_snapshot
from gbdt_console.core.resource_ids import line_of_site
from gbdt_console.core.site_view import DeviceView, SiteView
from gbdt_console.core.sites import Device, Network, Site
from gbdt_console.core.snapshot import ConferencePart, Snapshot
from gbdt_console.engine.alarms.switched_off import SwitchedOff
from gbdt_console.engine.monitoring.targets import line_device
from gbdt_console.replay.past_ledger import Standing
from gbdt_console.replay.past_samples import NO_FIGURES, Figures

_FRESH_S = 4.0
"""Age up to which a replayed figure counts, seconds: the engine's own limit for a line pinged each second."""
_REPLAYED_FRESH_S = 3_600.0
"""Keeps the replayed roster and pictures fresh between two Snapshots, seconds."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Names one replayed moment.

    at_s: the console's own monotonic seconds at which it is shown
    """

    at_utc: float
    at_s: float
    version: int


class PastSnapshots:
    """Builds Snapshots for one network.

    closed: ids of the meetings and numbers of the registered ones that are closed; they show no title
    """

    def __init__(self, network: Network, closed: Collection[str | int]) -> None:
        self._network = network
        self._closed = frozenset(closed)

    def build(
        self, moment: Moment, ledger: Ledger, standing: Standing, figures: Mapping[str, Figures]
    ) -> Snapshot:
        """Return the Snapshot; `figures` are those of each series at that moment."""
        told = recorded_snapshot(ledger, self._network, moment.at_utc)
        network = called_now(self._network, told.technicians)
        if not standing.is_running or standing.blind is not None:
            figures = {}
        off = self._switched_off(ledger, moment.at_utc)
        places = _Places(ledger, figures, worst_by_site(told.alarms), moment.at_s, off)
        return replace(
            told,
            version=moment.version,
            at_s=moment.at_s,
            sites=tuple(self._site(site, places) for site in network.sites),
            meeting=self._shown(told.meeting),
            control=standing.control,
            blind=standing.blind,
            slowed=standing.slowed,
            is_simulated=standing.is_simulated,
            calendar=tuple(map(self._without_title, told.calendar)),
            conference=None if told.conference is None else self._conference(ledger, moment.at_s),
            frame=_frame(ledger, moment.at_s),
            elsewhere=tuple(
                self._elsewhere(part, ledger.at(part.conference_id), moment.at_s) for part in told.elsewhere
            ),
        )

    def _elsewhere(self, part: ConferencePart, ledger: Ledger, now_s: float) -> ConferencePart:
        return replace(
            part,
            meeting=self._shown(part.meeting),
            conference=self._conference(ledger, now_s),
            frame=_frame(ledger, now_s),
        )

    def _switched_off(self, ledger: Ledger, now_utc: float) -> frozenset[str]:
        """Return the ids of the devices that were silent because their room was switched off."""
        ordered = SwitchedOff(ledger, self._network.sites)
        return frozenset(ordered.silent(ledger[LastStates].is_down, now_utc))

    def _shown(self, meeting: Meeting | None) -> Meeting | None:
        """Return the meeting; one that was closed later shows no title before either."""
        return replace(meeting, title="") if meeting is not None and meeting.id in self._closed else meeting

    def _without_title(self, one: Registration) -> Registration:
        """Return a registered meeting; one that was closed later shows no title before either."""
        return replace(one, plan=replace(one.plan, title="")) if one.number in self._closed else one

    def _site(self, site: Site, places: "_Places") -> SiteView:
        network, line = self._network, site.line
        figures = places.figures.get(line_of_site(site.id), NO_FIGURES)
        state, since_utc = places.state(line_of_site(site.id))
        carrier, node = network.carriers[line.carrier_id], network.upstreams.get(line.upstream_id or "")
        own = line_device(site)
        return SiteView(
            id=site.id,
            number=site.number,
            name=site.name,
            role=site.role,
            state=state,
            since_utc=since_utc,
            rtt_ms=figures.rtt_ms,
            jitter_ms=figures.jitter_ms,
            loss_ratio=figures.loss_ratio,
            trend=figures.trend,
            answered_s=places.answered_s(figures),
            fresh_for_s=_FRESH_S,
            carrier=carrier.name,
            circuit=line.circuit,
            contacts=site.contacts,
            devices=tuple(_device(device, site, places, is_line=device is own) for device in site.devices),
            alarm=places.worst.get(site.id),
            maintenance_until_utc=places.maintenance_until(site.id),
            carrier_contacts=carrier.contacts,
            short_name=site.short_name,
            backup_dial=site.backup_dial or "",
            members=site.members,
            upstream=node.name if node is not None else "",
            has_answered=places.ledger[ContractBook].has_answered(site.id),
        )

    def _conference(self, ledger: Ledger, now_s: float) -> ConferenceView:
        """Return presence, floor and alarms; other microphones, speech and lock were not recorded."""
        alarms = ledger[AlarmBook].alarms.values()
        is_lost = any(alarm.is_active and alarm.key.type in MCU_UNKNOWN for alarm in alarms)
        meeting = ledger[MeetingsHeld].running
        rows = tuple(self._rows(ledger)) if meeting is not None else ()
        return ConferenceView(
            hosted="" if meeting is None else meeting.hosted,
            fault=ControlFault.SILENT if is_lost else None,
            taken_s=now_s,
            fresh_for_s=_REPLAYED_FRESH_S,
            state=ConferenceState("", tuple(row.participant for row in rows if row.participant)),
            roster=rows,
            floor=ledger[Floor],
            open_microphones=tuple(
                OpenMicrophone(alarm.site_id, alarm.since_utc, is_alarm=True)
                for alarm in ledger[AlarmBook].alarms.values()
                if alarm.key.type == AlarmType.MICROPHONE_OPEN and alarm.is_active
            ),
        )

    def _rows(self, ledger: Ledger) -> Iterator[RosterRow]:
        meeting, alarms = ledger[MeetingsHeld].running, ledger[AlarmBook].alarms.values()
        cut = {alarm.site_id for alarm in alarms if alarm.key.type in CUTTING and alarm.is_active}
        for site in self._network.sites:
            last = ledger[Attendance].last.get(site.id)
            is_hosted = meeting is not None and bool(meeting.hosted)
            if not site.conference_number and last is None and not is_hosted:
                continue
            match last:
                case SiteJoined() | SiteUntold() if last.leg:
                    is_stale = isinstance(last, SiteUntold) or site.id in cut
                    leg = Participant(last.leg, site.conference_number)
                    if meeting is None or meeting.takes_part(site.id):
                        standing = RosterStatus.STALE if is_stale else RosterStatus.CONNECTED
                        yield RosterRow(site.id, standing, leg)
                    else:
                        is_in = ledger[Floor].admits(leg.number, leg.id)
                        standing = RosterStatus.CONNECTED if is_in else RosterStatus.UNEXPECTED
                        yield RosterRow("", standing, leg, uninvited=site.id)
                case _ if meeting is None or not meeting.takes_part(site.id):
                    continue
                case SiteLeft():
                    yield RosterRow(site.id, RosterStatus.ABSENT, left=last.departure)
                case SiteUntold(is_on=True):
                    yield RosterRow(site.id, RosterStatus.UNKNOWN)
                case _:
                    yield RosterRow(site.id, RosterStatus.ABSENT)


@dataclass(frozen=True, slots=True)
class _Places:
    """Holds what the views of sites are built from.

    switched_off: ids of the devices whose room was switched off
    """

    ledger: Ledger
    figures: Mapping[str, Figures]
    worst: Mapping[str, Alarm]
    at_s: float
    switched_off: frozenset[str]

    def state(self, target: str) -> tuple[PointState, float | None]:
        """Return the journalled state of a target and its begin; UP, which is not journalled at first."""
        return self.ledger[LastStates].points.get(target, (PointState.UP, None))

    def answered_s(self, figures: Figures) -> float | None:
        """Return the last reply on the console's own clock, monotonic seconds."""
        return None if figures.answered_ago_s is None else self.at_s - figures.answered_ago_s

    def maintenance_until(self, site_id: str) -> float | None:
        """Return when running maintenance of the whole site ends, UTC seconds."""
        windows = self.ledger[AlarmBook].windows.values()
        ends = [one.until_utc for one in windows if one.has_begun and one.resource == site_id]
        return max(ends, default=None)


def _device(device: Device, site: Site, places: _Places, *, is_line: bool) -> DeviceView:
    target = line_of_site(site.id) if is_line else device.id
    figures = places.figures.get(target, NO_FIGURES)
    state, _ = places.state(target)
    is_answering = figures.answered_ago_s is not None and figures.answered_ago_s <= _FRESH_S * 5
    if state in (PointState.UP, PointState.DEGRADED) and not is_answering:
        state = PointState.UNKNOWN
    fault = places.ledger[LastStates].faults.get(device.id, "")
    return DeviceView(
        id=device.id,
        kind=device.kind,
        name=device.name,
        driver=device.driver,
        address=device.address,
        ping=state,
        ping_rtt_ms=figures.rtt_ms,
        fault=DeviceFault(fault) if fault in set(DeviceFault) else None,
        answered_s=None,
        fresh_for_s=0.0,
        readings=(),
        is_switched_off=device.id in places.switched_off,
    )


def _frame(ledger: Ledger, now_s: float) -> FrameView:
    """Return the pictures that operators asked for and those that devices confirmed."""
    frame = ledger[Frame]
    return FrameView(
        buses=tuple(
            _bus(bus, frame, now_s)
            for bus in Bus
            if bus in frame.wanted or bus in frame.previews or bus in frame.shown
        ),
        is_linked=frame.is_linked,
        floor_site_id=frame.floor_site_id,
        undo=tuple(tuple(sorted(step.programs.items())) for step in frame.undo),
        rolling_s=frame.rolling_s,
        kept_off=tuple(sorted(frame.kept_off)),
        saved=tuple(
            (name, tuple(sorted(shots.items())))
            for name, shots in sorted(ledger[SavedLayouts].by_name.items())
        ),
    )


def _bus(bus: Bus, frame: Frame, now_s: float) -> BusView:
    """Return one bus; nothing is known to be on air there where its device did not tell."""
    shown = frame.shown.get(bus, UNKNOWN)
    return BusView(
        bus,
        None,
        now_s if shown != UNKNOWN else None,
        _REPLAYED_FRESH_S,
        layout=shown.layout,
        panes=panes_of(shown),
        wanted=frame.wanted.get(bus),
        preview=frame.previews.get(bus),
    )


def past_snapshot(ledger: Ledger, network: Network | None, at_utc: float) -> Snapshot:
    """Return what the journal alone says at a moment, with the sites of the network; nothing is measured.

    network: None where sites.yaml is rejected
    """
    if network is None:
        return recorded_snapshot(ledger, None, at_utc)
    return PastSnapshots(network, ()).build(Moment(at_utc, 0.0, 0), ledger, Standing(), {})
