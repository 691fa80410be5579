"""Defines the alarm types: one row holds a type's severities, scope, contact and life time.

The words of a type stand in text/locale under the codes that `AlarmDefinition.word_codes` gives. The table of
types in docs/alarms.md is made from these rows.
"""

from dataclasses import replace
from enum import StrEnum

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.quick_dataclass import dataclass

_CRITICAL, _MAJOR, _MINOR, _WARNING = Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.WARNING
_WORDS = ("name", "meaning", "first", "call")
"""The texts that each type needs; 'first' is the first action, 'call' whom to phone."""


class AlarmScope(StrEnum):
    """Says which resources can have an alarm of a type.

    CENTRE: the control centre, that is the console itself.
    MCU: the MCU, where the network has one.
    MIXER: the vision mixer, where the network has one.
    REGISTRAR: the SIP server at which codecs register, where the network names one.
    OUTAGE: an outage record.
    CALLER: a caller of the conference that is no site.
    UPSTREAM: a carrier's node that the line of a site names.
    SITE: every site.
    SITE_WITH_CODEC: a site that has a codec.
    SITE_WITH_SIGNALLING: a site whose codec's call service is asked.
    SITE_IN_CONFERENCE: a site with a conference number, where the network has an MCU; every site, where
        others host a conference.
    DEVICE: a device other than its site's codec.
    CONTROLLED_DEVICE: a codec or a camera that the console controls.
    READ_DEVICE: a device that gives readings.
    READ_UPS: a UPS that gives readings.
    """

    CENTRE = "centre"
    MCU = "mcu"
    MIXER = "mixer"
    REGISTRAR = "registrar"
    CALLER = "caller"
    OUTAGE = "outage"
    UPSTREAM = "carrier-node"
    SITE = "site"
    SITE_WITH_CODEC = "site-with-codec"
    SITE_WITH_SIGNALLING = "site-with-signalling"
    SITE_IN_CONFERENCE = "site-in-conference"
    DEVICE = "device"
    CONTROLLED_DEVICE = "controlled-device"
    READ_DEVICE = "device-with-readings"
    READ_UPS = "ups-with-readings"


class ContactRole(StrEnum):
    """Names the party that an operator phones first. It is the carrier, the site or the centre."""

    CARRIER = "carrier"
    SITE = "site"
    CENTRE = "centre"


class AlarmLife(StrEnum):
    """Says when the fault of a type is over.

    FAULT: when the engine sees that it is gone.
    MEETING: when the engine sees that it is gone, and at the end of the meeting.
    MOMENT: at once; the alarm only waits for an acknowledgement.
    """

    FAULT = "fault"
    MEETING = "meeting"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class AlarmDefinition:
    """Holds the facts about one alarm type.

    type: the identity in alarm keys, the journal and JSON; never changed once released.
    contact: the party to phone first where the alarm's cause names none.
    is_of_floor: whether it is about the site that has the floor, chairs or is on air; such an alarm stands
        above the others of its state.
    """

    type: str
    in_meeting: Severity
    outside: Severity
    scope: AlarmScope
    contact: ContactRole = ContactRole.SITE
    life: AlarmLife = AlarmLife.FAULT
    is_of_floor: bool = False

    def severity(self, *, is_meeting: bool) -> Severity:
        return self.in_meeting if is_meeting else self.outside

    @property
    def word_codes(self) -> tuple[str, ...]:
        """Give the codes that both languages need. They are name, meaning, first action and whom to call."""
        return tuple(f"alarm.{self.type}.{part}" for part in _WORDS)


DEFINITIONS: dict[str, AlarmDefinition] = {}
"""All alarm types by their identity. The journal's replay leaves out alarms of any other type."""


def define(
    type_: str,
    in_meeting: Severity,
    outside: Severity,
    scope: AlarmScope,
    contact: ContactRole = ContactRole.SITE,
    life: AlarmLife = AlarmLife.FAULT,
) -> str:
    """Add one row to DEFINITIONS and return the type's identity.

    A package with a type of its own calls it at import. Raises ValueError for a type that is defined already.
    """
    if type_ in DEFINITIONS:
        raise ValueError(f"alarm type {type_} is defined twice")
    DEFINITIONS[type_] = AlarmDefinition(type_, in_meeting, outside, scope, contact, life)
    return type_


_CARRIER, _SITE, _CENTRE = ContactRole.CARRIER, ContactRole.SITE, ContactRole.CENTRE
_IN_CONFERENCE, _MEETING, _MOMENT = AlarmScope.SITE_IN_CONFERENCE, AlarmLife.MEETING, AlarmLife.MOMENT


def _of_floor(type_: str, in_meeting: Severity, contact: ContactRole) -> str:
    """Add the row of an alarm about the floor; it exists in meetings only."""
    define(type_, in_meeting, _WARNING, _IN_CONFERENCE, contact, _MEETING)
    DEFINITIONS[type_] = replace(DEFINITIONS[type_], is_of_floor=True)
    return type_


class AlarmType:
    """Names the console's own alarm types, each with its row."""

    SITE_LOST = define("site.lost", _CRITICAL, _MAJOR, AlarmScope.SITE, _CARRIER)
    UPSTREAM_LOST = define("upstream.lost", _CRITICAL, _MAJOR, AlarmScope.UPSTREAM, _CARRIER)
    MONITOR_BLIND = define("monitor.blind", _CRITICAL, _MAJOR, AlarmScope.CENTRE, _CENTRE)
    LINE_DEGRADED = define("line.degraded", _MAJOR, _MINOR, AlarmScope.SITE, _CARRIER)
    UPSTREAM_CONGESTED = define("upstream.congested", _MAJOR, _MINOR, AlarmScope.UPSTREAM, _CARRIER)
    CODEC_LOST = define("codec.lost", _CRITICAL, _MINOR, AlarmScope.SITE_WITH_CODEC)
    CALLS_SILENT = define("codec.calls-silent", _MAJOR, _MINOR, AlarmScope.SITE_WITH_SIGNALLING)
    CERTIFICATE_ENDS = define("codec.certificate", _WARNING, _WARNING, AlarmScope.SITE_WITH_SIGNALLING)
    CERTIFICATE_DUE = define("codec.certificate-due", _WARNING, _MINOR, AlarmScope.SITE_WITH_SIGNALLING)
    PARTS_LOST = define("codec.parts-lost", _WARNING, _WARNING, AlarmScope.CONTROLLED_DEVICE)
    DEVICE_LOST = define("device.lost", _MINOR, _WARNING, AlarmScope.DEVICE)
    AGENT_SILENT = define("agent.silent", _WARNING, _WARNING, AlarmScope.READ_DEVICE)
    CREDENTIALS = define("device.credentials", _MINOR, _MINOR, AlarmScope.READ_DEVICE)
    IDENTITY_CHANGED = define("device.identity", _MINOR, _MINOR, AlarmScope.READ_DEVICE, _SITE, _MOMENT)
    MAINS_LOST = define("power.mains", _MINOR, _MINOR, AlarmScope.READ_UPS)
    BATTERY_SHORT = define("power.battery", _MAJOR, _MINOR, AlarmScope.READ_UPS)
    BATTERY_LOW = define("power.battery-low", _MAJOR, _MINOR, AlarmScope.READ_UPS)
    UPS_UNPROTECTED = define("power.unprotected", _MAJOR, _MINOR, AlarmScope.READ_UPS)
    UPS_OVERLOAD = define("power.overload", _MAJOR, _MINOR, AlarmScope.READ_UPS)
    UPS_FAULT = define("power.fault", _MAJOR, _MINOR, AlarmScope.READ_UPS)
    TEMPERATURE = define("room.temperature", _WARNING, _WARNING, AlarmScope.READ_DEVICE)
    HUMIDITY = define("room.humidity", _WARNING, _WARNING, AlarmScope.READ_DEVICE)
    CLOCK_JUMPED = define("clock.jumped", _WARNING, _WARNING, AlarmScope.CENTRE, _CENTRE, _MOMENT)
    CLOCK_FREE = define("clock.free", _WARNING, _MINOR, AlarmScope.CENTRE, _CENTRE)
    PIN_GUESSED = define("pin.guessed", _WARNING, _WARNING, AlarmScope.CENTRE, _CENTRE, _MOMENT)
    RECORDING_REFUSED = define("journal.refused", _MAJOR, _MAJOR, AlarmScope.CENTRE, _CENTRE)
    JOURNAL_REPLACED = define("journal.replaced", _MAJOR, _MAJOR, AlarmScope.CENTRE, _CENTRE, _MOMENT)
    JOURNAL_LOST = define("journal.lost", _MAJOR, _MAJOR, AlarmScope.CENTRE, _CENTRE, _MOMENT)
    SAMPLES_LOST = define("samples.lost", _WARNING, _WARNING, AlarmScope.CENTRE, _CENTRE, _MOMENT)
    NOTIFY_UNSENT = define("notify.unsent", _MINOR, _MINOR, AlarmScope.CENTRE, _CENTRE)
    BACKUP_OLD = define("backup.old", _WARNING, _WARNING, AlarmScope.CENTRE, _CENTRE)
    STANDBY_BEHIND = define("standby.behind", _MINOR, _MINOR, AlarmScope.CENTRE, _CENTRE)
    TRAPS_UNAVAILABLE = define("traps.unavailable", _WARNING, _WARNING, AlarmScope.CENTRE, _CENTRE)
    MCU_LOST = define("mcu.lost", _CRITICAL, _MINOR, AlarmScope.MCU, _CENTRE)
    MCU_CREDENTIALS = define("mcu.credentials", _CRITICAL, _MINOR, AlarmScope.MCU, _CENTRE)
    MIXER_LOST = define("mixer.lost", _CRITICAL, _MINOR, AlarmScope.MIXER, _CENTRE)
    MIXER_CREDENTIALS = define("mixer.credentials", _CRITICAL, _MINOR, AlarmScope.MIXER, _CENTRE)
    REGISTRAR_LOST = define("registrar.lost", _MINOR, _WARNING, AlarmScope.REGISTRAR, _CENTRE)
    REGISTRAR_CREDENTIALS = define("registrar.credentials", _MINOR, _MINOR, AlarmScope.REGISTRAR, _CENTRE)
    CONTROL_LOST = define("control.lost", _MINOR, _WARNING, AlarmScope.CONTROLLED_DEVICE)
    CONTROL_CREDENTIALS = define("control.credentials", _MINOR, _MINOR, AlarmScope.CONTROLLED_DEVICE, _CENTRE)
    UPPER_LOST = _of_floor("upper.lost", _CRITICAL, _SITE)
    SPEAKER_LOST = _of_floor("speaker.lost", _CRITICAL, _CARRIER)
    CHAIR_LOST = _of_floor("chair.lost", _CRITICAL, _CARRIER)
    SPEAKER_MUTED = _of_floor("speaker.muted", _CRITICAL, _CENTRE)
    CHAIR_MUTED = _of_floor("chair.muted", _CRITICAL, _CENTRE)
    PICTURE_LOST = _of_floor("picture.lost", _MAJOR, _CARRIER)
    PICTURE_FROZEN = _of_floor("picture.frozen", _MAJOR, _SITE)
    PICTURE_OTHER = _of_floor("picture.other", _MAJOR, _CENTRE)
    MEMBERS_LOST = define("members.lost", _CRITICAL, _MINOR, _IN_CONFERENCE, _SITE, _MEETING)
    SITE_ABSENT = define("site.absent", _CRITICAL, _MINOR, _IN_CONFERENCE, _SITE, _MEETING)
    NOT_IN_CALL = define("codec.not-in-call", _CRITICAL, _MINOR, _IN_CONFERENCE, _SITE, _MEETING)
    IN_OTHER_CALL = define("codec.in-other-call", _CRITICAL, _MINOR, _IN_CONFERENCE, _SITE, _MEETING)
    SITE_KICKED = define("site.kicked", _CRITICAL, _MINOR, _IN_CONFERENCE, _CENTRE, _MEETING)
    OPENED_OUTSIDE = define("microphone.outside", _WARNING, _WARNING, _IN_CONFERENCE, _CENTRE, _MOMENT)
    CALLED_TWICE = define("site.twice", _MAJOR, _WARNING, _IN_CONFERENCE, _SITE)
    SITE_IN_TWO = define("site.in-two", _MAJOR, _WARNING, _IN_CONFERENCE, _SITE, _MEETING)
    SITE_UNINVITED = define("site.uninvited", _MAJOR, _WARNING, _IN_CONFERENCE, _SITE, _MEETING)
    CLOSED_UNINVITED = define("closed.uninvited", _CRITICAL, _MINOR, _IN_CONFERENCE, _SITE, _MEETING)
    CALLER_UNEXPECTED = define("caller.unexpected", _MAJOR, _MAJOR, AlarmScope.CALLER, _CENTRE)
    GUEST_WAITING = define("guest.waiting", _MINOR, _MINOR, AlarmScope.CALLER, _CENTRE, _MEETING)
    MICROPHONE_OPEN = define("microphone.open", _MAJOR, _WARNING, _IN_CONFERENCE, _SITE, _MEETING)
    CALL_POOR = define("call.poor", _MAJOR, _MINOR, _IN_CONFERENCE, _CARRIER, _MEETING)
    CLOSED_RECORDED = define("closed.recorded", _CRITICAL, _MINOR, AlarmScope.MCU, _SITE, _MEETING)
    RECORDED_ELSEWHERE = define(
        "closed.recorded-elsewhere", _CRITICAL, _MINOR, AlarmScope.CENTRE, _CENTRE, _MEETING
    )
    NOT_RECORDED = define("meeting.not-recorded", _MAJOR, _WARNING, AlarmScope.CENTRE, _CENTRE, _MEETING)
    OUTAGE_OVERDUE = define("outage.overdue", _CRITICAL, _MAJOR, AlarmScope.OUTAGE)
    OUTAGE_UNTOLD = define("outage.untold", _CRITICAL, _WARNING, AlarmScope.OUTAGE, _CENTRE)
    OUTAGE_OLD_TIME = define("outage.old-time", _MAJOR, _WARNING, AlarmScope.OUTAGE, _CENTRE)
    OUTAGE_UNREPORTED = define("outage.unreported", _MAJOR, _MINOR, AlarmScope.OUTAGE, _CARRIER)
    CHECKLIST_LATE = define("checklist.late", _MAJOR, _MAJOR, AlarmScope.CENTRE, _SITE)
    CHECKLIST_CONFIG = define("checklist.config", _MAJOR, _MAJOR, AlarmScope.CENTRE, _CENTRE)
    CLOSED_UNLOCKED = define("closed.unlocked", _MAJOR, _WARNING, AlarmScope.MCU, _SITE, _MEETING)


ABSENCES = (AlarmType.SITE_ABSENT, AlarmType.NOT_IN_CALL, AlarmType.IN_OTHER_CALL)
"""Say that a site is not in its meeting; by the codec's own calls the latter two, where others host it."""
MCU_UNKNOWN = (AlarmType.MCU_LOST, AlarmType.MCU_CREDENTIALS)
"""While one of these lasts, nothing is known of the conference."""
