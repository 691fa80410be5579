"""Takes the measurements of a site's checks from a Snapshot."""

from collections.abc import Mapping

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.checklist.cells import Proof
from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.evidence import Params
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.core.meetings.rules import is_trained
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import Quality
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.core.site_view import DeviceView, SiteView
from gbdt_console.core.sites import DeviceKind
from gbdt_console.core.snapshot import Snapshot

PING_LIMIT_S = 10.0
"""Limits the age of a detector's verdict: it sends several probes within that time."""
_ROOM_ALARMS = (AlarmType.TEMPERATURE, AlarmType.HUMIDITY)
_ALARMS = (*_ROOM_ALARMS, AlarmType.CERTIFICATE_DUE)
_FED = ("codec", "display")
"""Roles of outlets without which a room has no meeting."""


class Measuring:
    def __init__(self, snapshot: Snapshot, meeting: Registration | None = None) -> None:
        """`meeting` is the registered meeting of the sheet; None where it has none."""
        self._snapshot = snapshot
        self._meeting = meeting
        self._technicians = {site.site_id: site for site in snapshot.technicians}
        self._is_training_kept = any(site.has_trained for site in snapshot.technicians)
        self._now_s = snapshot.at_s
        self._rooms = {room.site_id: room for room in snapshot.rooms}
        alarms = [alarm for alarm in snapshot.alarms if alarm.is_present and alarm.key.type in _ALARMS]
        self._bad_rooms = {alarm.site_id for alarm in alarms if alarm.key.type in _ROOM_ALARMS}
        due = (alarm for alarm in alarms if alarm.key.type == AlarmType.CERTIFICATE_DUE)
        self._certificates = {alarm.site_id: alarm.params for alarm in due}
        conference = snapshot.conference
        is_known = conference is not None and conference.is_known(self._now_s)
        rows = conference.roster if conference is not None and is_known else ()
        self._unregistered = {row.site_id for row in rows if row.is_unregistered}
        self._present = {row.site_id for row in rows if row.standing is RosterStatus.CONNECTED}

    def of(self, site: SiteView) -> Mapping[Check, Proof]:
        room = self._rooms.get(site.id)
        proofs = {
            Check.TERMINAL: self._terminal(site, room),
            Check.LINE: self._line(site),
            Check.SOUND: self._sound(site),
            Check.PICTURE: self._picture(site),
            Check.PRESET: self._preset(room),
            Check.POWER: self._power(site),
            Check.ROOM: self._room(site),
            Check.CONTACT: self._contact(site),
        }
        return {check: proof for check, proof in proofs.items() if proof is not None}

    def _terminal(self, site: SiteView, room: RoomView | None) -> Proof | None:
        codec = site.device(DeviceKind.CODEC)
        if codec is None or self._snapshot.blind is not None:
            return None
        state, conference = None if room is None else room.known(self._now_s), self._snapshot.conference
        if room is not None and state is not None and state.is_asleep and room.taken_s is not None:
            return Proof("standby", (), f"codec {codec.address}", room.taken_s, room.fresh_for_s, False)
        is_told = room is not None and room.is_unregistered and site.id not in self._present
        if is_told and room is not None and state is not None and room.taken_s is not None:
            return Proof("unregistered", (), f"codec {codec.address}", room.taken_s, room.fresh_for_s, False)
        if site.id in self._unregistered and conference is not None and conference.taken_s is not None:
            return Proof("unregistered", (), "MCU", conference.taken_s, conference.fresh_for_s, False)
        source = f"ping {codec.address}"
        if codec.ping is PointState.DOWN:
            return self._now("no-answer", (), source, is_good=False)
        if (certificate := self._certificates.get(site.id)) is not None:
            return self._now("certificate", certificate, f"codec {codec.address}", is_good=False)
        if codec.ping in (PointState.UP, PointState.DEGRADED):  # lost pings are the line's matter
            return self._now("rtt", _ms(codec.ping_rtt_ms), source, is_good=True)
        return None

    def _line(self, site: SiteView) -> Proof | None:
        if self._snapshot.blind is not None:
            return None
        source = f"ping {site.circuit}"
        if site.state is PointState.DOWN:
            return self._now("lost", (), source, is_good=False)
        if site.state is PointState.DEGRADED:
            return self._now("poor", _ms(site.rtt_ms), source, is_good=False)
        if site.state is not PointState.UP or site.answered_s is None:
            return None
        return Proof("rtt", _ms(site.rtt_ms), source, site.answered_s, site.fresh_for_s, True)

    def _sound(self, site: SiteView) -> Proof | None:
        conference = self._snapshot.conference
        if conference is None or site.id not in self._present or conference.taken_s is None:
            return None
        if conference.talking_since_s(site.id) is None:
            return None
        return Proof("talks", (), "MCU", conference.taken_s, conference.fresh_for_s, True)

    def _picture(self, site: SiteView) -> Proof | None:
        conference = self._snapshot.conference
        if conference is None or site.id not in self._present or conference.taken_s is None:
            return None
        return Proof("present", (), "MCU", conference.taken_s, conference.fresh_for_s, True)

    def _preset(self, room: RoomView | None) -> Proof | None:
        if room is None or room.preset is None or room.known(self._now_s) is None or room.taken_s is None:
            return None
        params = (("preset", str(room.preset)),)
        is_good = room.floor_preset in (None, room.preset)
        return Proof("preset", params, room.device_id, room.taken_s, room.fresh_for_s, is_good)

    def _power(self, site: SiteView) -> Proof | None:
        """Take the first outlet that is off, else the UPS's own word."""
        for device in site.devices:
            for reading in device.readings if device.kind is DeviceKind.PDU else ():
                number, role = reading.metric.split(".")[-2], reading.source.rpartition(" ")[2]
                if reading.value == "off" and role in _FED:
                    params = (("outlet", number), ("role", role))
                    source = f"PDU {device.address}"
                    return Proof("outlet-off", params, source, reading.taken_s, device.fresh_for_s, False)
        ups = site.device(DeviceKind.UPS)
        source_word = None if ups is None else ups.reading("ups.source")
        if ups is None or source_word is None or source_word.quality is not Quality.GOOD:
            return None
        is_mains = source_word.value == "normal"
        code = "mains" if is_mains else "battery"
        at_s = source_word.taken_s
        return Proof(code, _minutes(ups), f"UPS {ups.address}", at_s, ups.fresh_for_s, is_mains)

    def _room(self, site: SiteView) -> Proof | None:
        for device in site.devices:
            reading = device.reading("room.temperature")
            if reading is not None and isinstance(reading.value, int | float):
                is_good = site.id not in self._bad_rooms
                params = (("celsius", f"{reading.value:.0f}"),)
                source = f"{device.name} {device.address}"
                return Proof("celsius", params, source, reading.taken_s, device.fresh_for_s, is_good)
        return None

    def _contact(self, site: SiteView) -> Proof | None:
        """Take what the roster says: nobody trained (A10.2), else who confirmed being on duty (A12.2).

        Before the first training is recorded the roster tells of nobody's: no site is at fault then.
        """
        if not self._technicians:
            return None
        own = self._technicians.get(site.id)
        duty = None if self._meeting is None else self._meeting.duty_at(site.id)
        holders = () if own is None else (holder for _, holder in own.holders)
        source = next((holder.phone for holder in holders), "sites.yaml")
        if self._is_training_kept and not is_trained(self._meeting, own, site.id):
            return self._now("untrained", (), source, is_good=False)
        if duty is None:
            return None
        return self._now("on-duty", (("person", duty.person),), source, is_good=True)

    def _now(self, code: str, params: Params, source: str, *, is_good: bool) -> Proof:
        """Return the verdict of a detector, which holds at this moment."""
        return Proof(code, params, source, self._now_s, PING_LIMIT_S, is_good)


def _ms(rtt_ms: float | None) -> Params:
    return (("ms", "" if rtt_ms is None else f"{rtt_ms:.0f}"),)


def _minutes(ups: DeviceView) -> Params:
    minutes = ups.reading("ups.battery.minutes")
    has = minutes is not None and isinstance(minutes.value, int | float)
    return (("minutes", f"{minutes.value:.0f}" if has and minutes is not None else "?"),)
