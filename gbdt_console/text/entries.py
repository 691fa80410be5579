"""Write a journal entry as one line in one language."""

from collections.abc import Mapping

from gbdt_console.core.alarms import events as alarms
from gbdt_console.core.checklist.events import CheckSigned
from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference import floor_events as floor
from gbdt_console.core.conference.attendance import SiteLeft
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.core.events import Entry, MeetingClosedSet, MeetingStarted, PointChanged, TrapSeen
from gbdt_console.core.frame.events import (
    BusesLinked,
    FrameEvent,
    KeptOffAir,
    PicturesShown,
    PreviewLoaded,
    RollingStopped,
)
from gbdt_console.core.frame.rules import sites_of
from gbdt_console.core.frame.shown import kind_of, site_of_seat
from gbdt_console.core.meetings.events import DutyAnswered
from gbdt_console.core.outages.events import OutageRestored
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.resource_ids import MCU, MIXER
from gbdt_console.core.rooms.preset_events import PresetDrifted, PresetEvent, PresetNamed, PresetReached
from gbdt_console.core.shutdown.events import PowerSwitched
from gbdt_console.core.technicians.events import TechnicianNamed
from gbdt_console.text.feature_events import TIME_FIELDS, feature_params
from gbdt_console.text.formats import Formats
from gbdt_console.text.metrics import metric_name
from gbdt_console.text.reasons import reason_text
from gbdt_console.text.things import node_text
from gbdt_console.text.words import Words

Names = Mapping[str, str]
"""Display names by id: {'sa-pa': '8 Sa Pa', 'sa-pa.ups-a': 'UPS'}."""

# Names of event fields, by how their values are written.
_STATES = frozenset({"before", "after"})
_SITES = frozenset({"chair_site", "site"})
_THINGS = frozenset({"target", "device", "resource"})
_CODES = {
    "reason": "blind.{}", "fault": "fault.{}", "type": "alarm.{}.name", "severity": "severity.{}",
    "cause": "verdict.{}", "confidence": "confidence.{}",
}  # fmt: skip
_OWN = {"centre": "thing.centre", MCU: "thing.mcu", MIXER: "thing.mixer"}
_TAILS = frozenset({"detail", "repeats"})


class EntryWords:
    """Writes entries in one language."""

    def __init__(self, words: Words, formats: Formats, names: Names) -> None:
        """`names`: display names of sites and devices, from the configuration or a Snapshot."""
        self._words = words
        self._formats = formats
        self._names = names

    def line(self, entry: Entry) -> str:
        """Write time and sentence.

        '14:22:17  8 Sa Pa · đường truyền: bình thường → mất kết nối (từ 14:22:11)'.
        """
        return f"{self._formats.clock(entry.at_utc)}  {self.sentence(entry)}"

    def sentence(self, entry: Entry) -> str:
        """Write the entry without its time.

        An unknown kind is shown as its code.
        """
        code = f"event.{entry.kind}{_variant(entry)}"
        if not self._words.has(code):
            return entry.kind
        params = {name: self._value(name, value) for name, value in entry.data.items()}
        if entry.kind == "device.changed":
            params |= {**entry.data, "what": identity_name(self._words, str(entry.data.get("what")))}
        if isinstance(entry.event, floor.FloorGiven):
            params["before"] = self._names.get(entry.event.before, entry.event.before)
        if isinstance(entry.event, floor.OrderEvent):
            params |= self._order_params(entry.event)
        if isinstance(entry.event, floor.CallerIsolated | floor.CallerAdmitted | floor.CallerLeft):
            params |= self._caller_params(entry.event)
        if (shots := getattr(entry.event, "shots", None)) is not None:
            params["shots"] = self._pictures(shots)
        params |= feature_params(self._words, self._formats, self._names, entry)
        if isinstance(entry.event, alarms.AlarmCleared):
            params["lasted"] = self._formats.duration(entry.event.lasted_s)
        return self._words(code, **params, actor=entry.actor)

    def thing(self, target: str) -> str:
        """Name a resource.

        'sa-pa.line' is '8 Sa Pa · đường truyền', 'sa-pa' is '8 Sa Pa'.
        """
        site_id, _, part = target.partition(".")
        if target in _OWN:
            return self._words(_OWN[target])
        if site_id == "outage":
            return self._words("thing.outage", number=clean(part))
        if site_id == "caller":
            return self._words("thing.caller", number=clean(part) or self._words("caller.no-number"))
        if not part:
            return self._names.get(site_id, site_id)
        if site_id == "upstream":
            return node_text(self._words, self._names.get(target, part))
        code = f"thing.{part}"
        named = self._names.get(target) or (self._words(code) if self._words.has(code) else part)
        return f"{self._names.get(site_id, site_id)} · {named}"

    def _caller_params(
        self, event: floor.CallerIsolated | floor.CallerAdmitted | floor.CallerLeft
    ) -> dict[str, object]:
        """Name a call leg together with the name its caller gives itself."""
        name = "" if isinstance(event, floor.CallerLeft) else clean(event.name)
        return {"leg": f"{clean(event.leg)} ({name})" if name else clean(event.leg)}

    def _order_params(self, event: floor.OrderEvent) -> dict[str, object]:
        """Name target, order and end.

        `thing` does not name the target, since a caller's number may look like a resource.
        """
        what = f"order.{event.what}"
        params: dict[str, object] = {
            "target": self._names.get(event.target, clean(event.target)) or self._words("thing.conference"),
            "what": self._words(what) if self._words.has(what) else event.what,
        }
        if isinstance(event, floor.OrderEnded):
            params["stage"] = self._words(f"stage.{event.stage}")
            params["what"] = f"{params['what']} {clean(event.value)}".rstrip()
            why = clean(event.words) or reason_text(self._words, event.code).rstrip(".")
            params["words"] = f" ({why})" if why else ""
        return params

    def _value(self, name: str, value: object) -> object:
        """Write the value of the event field `name`."""
        if name in _STATES:
            return self._words(f"screen.state.{value}") if value else ""
        if name in _THINGS:
            return self.thing(str(value))
        if name in _SITES:
            return self._names.get(str(value), value)
        if name in TIME_FIELDS and isinstance(value, int | float):
            return self._formats.clock(value)
        if name in _CODES:
            code = _CODES[name].format(value)
            return self._words(code) if self._words.has(code) else value
        if name in _TAILS:
            return self._words(f"trap.{name}", value=value) if value else ""
        if name == "said" and isinstance(value, dict):
            return ", ".join(f"{identity_name(self._words, what)} {said}" for what, said in value.items())
        return self._formats.number(value, 1) if isinstance(value, float) else value

    def _pictures(self, shots: Mapping[Bus, Shot]) -> str:
        """Name the sites of a picture; each bus apart where the buses show different ones."""
        seats = {bus: sites_of({bus: shot}) for bus, shot in shots.items() if any(shot.seats)}
        if len(set(seats.values())) > 1:
            parts = (f"{self._words(f'bus.{bus}.short')}: {self._seats(own)}" for bus, own in seats.items())
            return "; ".join(parts)
        return self._seats(sites_of(shots)) or self._words("frame.no-sites")

    def _seats(self, seats: tuple[str, ...]) -> str:
        named = (self._names.get(s, s) for s in map(site_of_seat, seats) if s)
        kinds = (self._words(f"frame.pane.{kind_of(s)}") for s in seats if not site_of_seat(s))
        return ", ".join((*named, *dict.fromkeys(kinds)))


def identity_name(words: Words, what: str) -> str:
    """Name a property that identifies a device: 'địa chỉ', 'kiểu máy'."""
    return words("identity.address") if what == "address" else metric_name(words, what)


def _variant(entry: Entry) -> str:
    """Return the code's suffix, where the sentence depends on a value."""
    match entry.event:
        case PointChanged(before=""):
            return ".first"
        case PointChanged(after="down"):
            return ".down"
        case MeetingStarted(is_closed=True) | MeetingStarted(title=""):
            return ".closed"
        case MeetingClosedSet(is_on=is_on):
            return ".on" if is_on else ".off"
        case TrapSeen(code=code):
            return f".{code}"
        case CheckSigned() | PowerSwitched() | DutyAnswered() | TechnicianNamed() | OutageRestored() as step:
            return _step_variant(step)
        case event if isinstance(event, PresetEvent):
            return _preset_variant(entry.actor, event)
        case _ if entry.kind == "device.fault" and not entry.data.get("fault"):
            return ".ended"
        case alarm if isinstance(alarm, alarms.AlarmEvent):
            return _alarm_variant(entry)
        case _:
            return _floor_variant(entry)


def _preset_variant(actor: str, event: PresetEvent) -> str:
    match event:
        case PresetNamed(name=name):
            return "" if name else ".removed"
        case PresetDrifted(is_on=is_on):
            return ".on" if is_on else ".off"
        case PresetReached() if actor:
            return ".learnt"
        case PresetReached(place=[]):
            return ".unknown"
        case PresetReached(is_proven=is_proven):
            return ".held" if is_proven else ".unproven"


def _step_variant(
    step: CheckSigned | PowerSwitched | DutyAnswered | TechnicianNamed | OutageRestored,
) -> str:
    match step:
        case PowerSwitched(is_off=False):
            return ".not"
        case CheckSigned(is_ok=False):
            return ".fault"
        case DutyAnswered(is_on=False):
            return ".off"
        case OutageRestored(is_switched_off=True):
            return ".switched-off"
        case TechnicianNamed(is_new=True):
            return ".new"
    return ""


def _frame_variant(event: FrameEvent) -> str:
    match event:
        case RollingStopped(operator=""):
            return ".over"
        case PreviewLoaded(site=site) if site:
            return ".floor"
        case PicturesShown(shots=shots) if not sites_of(shots):
            return ".unknown"
        case BusesLinked(is_on=is_on) | KeptOffAir(is_on=is_on):
            return ".on" if is_on else ".off"
    return ""


def _floor_variant(entry: Entry) -> str:
    match entry.event:
        case SiteLeft(by=by) if by in set(HungUpBy):
            return f".{by}"
        case floor.FloorPrepared(site=""):
            return ".nobody"
        case event if isinstance(event, FrameEvent):
            return _frame_variant(event)
        case floor.FloorGiven(site=site, before=before):
            return f"{'' if site else '.back'}{'.after' if before and before != site else ''}"
        case (
            floor.DialogueSet()
            | floor.BlockingSet()
            | floor.SiteOpened()
            | floor.SiteClosed()
            | floor.BreakSet()
            | floor.SiteExcused()
            | floor.CalledSet() as switch
        ):
            return ".on" if switch.is_on else ".off"
        case floor.CallerIsolated() | floor.CallerAdmitted() as decided:
            is_blocked = isinstance(decided, floor.CallerAdmitted) and not decided.is_heard
            return f"{'.blocked' if is_blocked else ''}{'.leg' if decided.leg else ''}"
        case floor.OrderReverted(what="microphone.block" | "microphone.unblock" as what):
            return f".{what}"
        case floor.OrderEnded(operator=""):
            return ".policy"
        case floor.OrderEnded(operator_name=name) if name:
            return ".by"
        case _:
            return ""


def _alarm_variant(entry: Entry) -> str:
    match entry.event:
        case alarms.AlarmRaised(parent=parent) if parent:
            return ".under"
        case alarms.AlarmRaised(cause=cause) if cause:
            return ".by"
        case alarms.AlarmSuppressed(parent=0):
            return ".apart"
        case alarms.AlarmSettled(is_active=True):
            return ".active"
        case alarms.AlarmUnshelved(operator="") | alarms.MaintenanceEnded(operator=""):
            return ".expired"
        case alarms.CauseDecided(is_on_return=True):
            return ".return"
        case alarms.CauseOverridden(cause=""):
            return ".withdrawn"
        case _:
            return ""
