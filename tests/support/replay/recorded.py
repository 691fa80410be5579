"""Defines which fields of a Snapshot journal and samples hold, so that a replay shows them as they were.

A field that is not here comes from polls of devices or from the engine's memory. A replay shows it as not
recorded, never as current.

    meeting, attendance, alarms, windows, outages, calendar, series, booking, technicians, care, shift,
    control, blind, is_simulated    whole, but an alarm that is held though its fault is gone
    sites       state of line and devices, but the passing ones; begin of DOWN and DEGRADED; faults of
                devices; worst alarm; end of planned work
    conference  in a meeting: the floor, and which sites were in the conference
    frame       previews, wanted pictures, undo, link, rolling view, named layouts; layout and panes on air,
                as two polls confirmed them, but the site that a device chose, and each one of a rolling view
    profile     its application with the steps; not what differs from it
    checklist   signatures, roll-call, frozen states, changes; not the measurements behind open cells
    shutdown    steps, commands, closing; not what answers at that moment, nor which site stands first for it

A bus that shows its picture for less than SETTLED_S passes, too.

SUSPECT and UNKNOWN pass and are not journalled: each lost second stands in the samples.
"""

from collections.abc import Collection
from dataclasses import replace

from gbdt_console.core.alarms.definitions import MCU_UNKNOWN
from gbdt_console.core.checklist.view import ChecklistView
from gbdt_console.core.conference.roster import RosterRow, RosterStatus
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.frame.shown import ROLLED, panes_of, shown_on
from gbdt_console.core.frame.view import BusView, FrameView
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.profiles.view import ProfileView
from gbdt_console.core.shutdown.view import ShutdownView, stragglers_first
from gbdt_console.core.site_view import DeviceView, SiteView
from gbdt_console.core.snapshot import Snapshot

_PASSING = frozenset({PointState.SUSPECT, PointState.UNKNOWN})
_LASTING = frozenset({PointState.DOWN, PointState.DEGRADED})
_FAULT = "/fault"
ROSTER = "/roster"
"""In `passing`: the presence of the sites is not journalled now."""
_ON_AIR = "/on-air"
_HELD = "alarm/"
_WORST = "/alarm"
POLL_S = 0.1
"""Limits after how long the first poll of a meeting has told the journal who is there, seconds."""
SAMPLE_S = 1.0
"""A line that is back is told by a probe that is no sample; the next sample is due within, seconds."""
SETTLED_S = 4.0
"""Limits after how long a picture on air is in the journal, seconds."""
_MILLISECONDS = 3
"""Digits to which the journal rounds the begin of a state."""


def passing(snapshot: Snapshot) -> frozenset[str]:
    """Return the ids of the sites and devices whose state is not journalled at that moment.

    '<device>/fault' stands for a fault in doubt: the device did not answer lately; in a blindness no fault is
    told, and after it the engine asks the device again first. ROSTER stands for the roster before the first
    poll of a meeting, and while the MCU cannot be asked: its loss is an alarm only after some seconds, and
    the alarm ends some seconds after its
    return. '<bus>/on-air' stands for the picture on air until polls confirm it, or that it is unknown.
    'alarm/<number>' stands for an alarm whose fault is gone while it is held, '<site>/alarm' for the worst
    alarm of its site: the journal tells only the end of the hold.
    """
    found = {site.id for site in snapshot.sites if site.state in _PASSING}
    for one in (one for one in snapshot.alarms if one.is_active and not one.is_present):
        found |= {f"{_HELD}{one.number}", f"{one.site_id}{_WORST}"}
    is_mcu_lost = any(one.is_present and one.key.type in MCU_UNKNOWN for one in snapshot.alarms)
    is_beginning = snapshot.meeting is not None and snapshot.at_utc - snapshot.meeting.started_utc < POLL_S
    if (
        is_beginning
        or is_mcu_lost
        or (snapshot.conference is not None and snapshot.conference.fault is not None)
    ):
        found.add(ROSTER)
    for site in snapshot.sites:
        if site.since_utc is not None and snapshot.at_utc - site.since_utc < SAMPLE_S:
            found |= {device.id for device in site.devices}
    for device in (device for site in snapshot.sites for device in site.devices):
        if device.ping in _PASSING:
            found.add(device.id)
        is_heard = snapshot.is_fresh(device.answered_s, device.fresh_for_s)
        if snapshot.blind is not None or (device.fault is None and not is_heard):
            found.add(f"{device.id}{_FAULT}")
    for bus in snapshot.frame.buses if snapshot.frame is not None else ():
        is_settled = bus.since_utc is not None and snapshot.at_utc - bus.since_utc >= SETTLED_S
        if not is_settled or not bus.is_known(snapshot.at_s):
            found.add(f"{bus.bus}{_ON_AIR}")
    return frozenset(found)


def recorded(snapshot: Snapshot, left_out: Collection[str] = ()) -> Snapshot:
    """Return the Snapshot with its recorded fields alone, for a comparison of a replay with the live one.

    left_out: ids of sites and devices whose state is not compared (`passing` of the live Snapshot)
    """
    is_meeting = snapshot.meeting is not None
    return Snapshot(
        epoch="",
        version=0,
        at_s=0.0,
        at_utc=0.0,
        network="",
        sites=tuple(_site(site, left_out) for site in snapshot.sites),
        meeting=snapshot.meeting,
        control=snapshot.control,
        blind=snapshot.blind,
        is_simulated=snapshot.is_simulated,
        alarms=tuple(one for one in snapshot.alarms if f"{_HELD}{one.number}" not in left_out),
        windows=snapshot.windows,
        outages=snapshot.outages,
        calendar=snapshot.calendar,
        series=snapshot.series,
        booking=snapshot.booking,
        attendance=snapshot.attendance,
        attended_from_utc=snapshot.attended_from_utc,
        conference=_conference(snapshot.conference, left_out) if snapshot.conference and is_meeting else None,
        frame=_frame(snapshot.frame, snapshot.at_s, left_out) if snapshot.frame and is_meeting else None,
        profile=_profile(snapshot.profile) if snapshot.profile else None,
        checklist=_checklist(snapshot.checklist) if snapshot.checklist else None,
        shutdown=_shutdown(snapshot.shutdown) if snapshot.shutdown else None,
        technicians=snapshot.technicians,
        care=snapshot.care,
        recordings=snapshot.recordings,
        guests=snapshot.guests,
        nodes=snapshot.nodes,
        shift=snapshot.shift,
    )


def _site(site: SiteView, left_out: Collection[str]) -> SiteView:
    is_compared = site.id not in left_out
    is_lasting = is_compared and site.state in _LASTING and site.since_utc is not None
    return SiteView(
        id=site.id,
        number=site.number,
        name=site.name,
        role=site.role,
        state=site.state if is_compared else PointState.UNKNOWN,
        since_utc=round(site.since_utc or 0.0, _MILLISECONDS) if is_lasting else None,
        rtt_ms=None,
        jitter_ms=None,
        loss_ratio=None,
        trend=(),
        answered_s=None,
        fresh_for_s=0.0,
        carrier=site.carrier,
        circuit=site.circuit,
        contacts=site.contacts,
        devices=tuple(_device(device, left_out) for device in site.devices),
        alarm=None if f"{site.id}{_WORST}" in left_out else site.alarm,
        maintenance_until_utc=site.maintenance_until_utc,
        carrier_contacts=site.carrier_contacts,
        short_name=site.short_name,
        backup_dial=site.backup_dial,
        members=site.members,
        upstream=site.upstream,
        has_answered=site.has_answered,
    )


def _device(device: DeviceView, left_out: Collection[str]) -> DeviceView:
    return replace(
        device,
        ping=None if device.id in left_out else device.ping,
        fault=None if f"{device.id}{_FAULT}" in left_out else device.fault,
        is_switched_off=device.is_switched_off and device.id not in left_out,
        ping_rtt_ms=None,
        answered_s=None,
        fresh_for_s=0.0,
        readings=(),
        mismatch=None,
    )


def _conference(view: ConferenceView, left_out: Collection[str]) -> ConferenceView:
    rows = () if ROSTER in left_out else tuple(_row(row) for row in view.roster if row.site_id)
    return ConferenceView(None, None, 0.0, roster=rows, floor=view.floor)


def _row(row: RosterRow) -> RosterRow:
    is_in = row.standing in (RosterStatus.CONNECTED, RosterStatus.STALE)
    left = None if row.left is None else replace(row.left, is_restored=False)
    is_untold = row.standing is RosterStatus.UNKNOWN
    away = RosterStatus.UNKNOWN if is_untold else RosterStatus.ABSENT
    return RosterRow(row.site_id, RosterStatus.CONNECTED if is_in else away, left=left)


def _frame(view: FrameView, at_s: float, left_out: Collection[str]) -> FrameView:
    buses = []
    for bus in view.buses:
        told = BusView(bus.bus, None, None, 0.0, wanted=bus.wanted, preview=bus.preview)
        if bus.panes and bus.is_known(at_s) and f"{bus.bus}{_ON_AIR}" not in left_out:
            shot = ROLLED if view.rolling_s is not None else shown_on(bus)
            told = replace(told, layout=shot.layout, panes=panes_of(shot))
        if told.wanted is not None or told.preview is not None or told.panes:
            buses.append(told)
    return FrameView(
        buses=tuple(buses),
        is_linked=view.is_linked,
        floor_site_id=view.floor_site_id,
        undo=view.undo,
        saved=view.saved,
        rolling_s=view.rolling_s,
        kept_off=view.kept_off,
    )


def _profile(view: ProfileView) -> ProfileView:
    return ProfileView(view.profile_id, view.applied_utc, view.operator, steps=view.steps)


def _checklist(view: ChecklistView) -> ChecklistView:
    rows = (replace(row, cells=tuple(replace(cell, proof=None) for cell in row.cells)) for row in view.rows)
    return replace(view, rows=tuple(rows))


def _shutdown(view: ShutdownView) -> ShutdownView:
    sites = (replace(site, may_act=False, waits_until_utc=None, is_answering=None) for site in view.sites)
    return replace(view, sites=stragglers_first(sorted(sites, key=lambda site: site.site_id)))
