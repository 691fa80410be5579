"""Derives the conditions of MCU, mixer, registrar, codecs and cameras that the console cannot control."""

from collections.abc import Mapping

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.monitoring.detector import Detector, PointState
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.resource_ids import MCU, MIXER, REGISTRAR, kind_of
from gbdt_console.core.sites import Network
from gbdt_console.engine.alarms.switched_off import SwitchedOff

_LOST_AFTER_S = 4.0
"""Limits how long a lost connection rings no bell, s: three reconnects fail in it. Screens show it."""
_ROOM_LOST_AFTER_S = 30.0
"""The same for a codec or a camera, which answers pings this long before it takes commands."""
_SEEN = frozenset({PointState.UP, PointState.DEGRADED})
_CENTRE = {
    MCU: (AlarmType.MCU_LOST, AlarmType.MCU_CREDENTIALS),
    MIXER: (AlarmType.MIXER_LOST, AlarmType.MIXER_CREDENTIALS),
    REGISTRAR: (AlarmType.REGISTRAR_LOST, AlarmType.REGISTRAR_CREDENTIALS),
}
_ROOM = (AlarmType.CONTROL_LOST, AlarmType.CONTROL_CREDENTIALS)
"""The alarm types of a lost connection and of a refused password."""


@dataclass(frozen=True, slots=True)
class _Faulty:
    """A device that cannot be controlled.

    fault: the newest reason, which is more specific than the first: that is often a cut line
    """

    fault: ControlFault
    since_s: float


class ControlConditions:
    """Raises and clears what a controlled device's connection tells. Call `poll` once a second.

    A codec or camera that does not answer pings either has another alarm, or is switched off.
    """

    def __init__(
        self,
        network: Network,
        ordered: SwitchedOff,
        pinged: Mapping[str, Detector],
        conditions: Conditions,
        clock: Clock,
    ) -> None:
        """Start with no device known.

        ordered: tells which rooms are switched off on purpose.
        pinged: the detector of each device, or of its line, by device id.
        """
        self._conditions = conditions
        self._clock = clock
        self._ordered = ordered
        self._detectors = pinged
        self._site_of = {device.id: site.id for site in network.sites for device in site.devices}
        self._faulty: dict[str, _Faulty] = {}

    def continue_from(self, before: "ControlConditions") -> None:
        """Go on with the devices that cannot be controlled, but those that are not there any more."""
        self._faulty = {
            resource: faulty
            for resource, faulty in before._faulty.items()
            if resource in self._site_of or kind_of(resource) in _CENTRE
        }

    def fault_changed(self, resource: str, fault: ControlFault | None) -> None:
        """Take why a device cannot be controlled; None where it can.

        resource: REGISTRAR, MCU or MIXER, also of a further conference, or the id of a codec or camera.
        """
        if fault is None:
            self._faulty.pop(resource, None)
            self._clear(resource, *_CENTRE.get(kind_of(resource), _ROOM))
            return
        before = self._faulty.get(resource)
        since_s = self._clock.monotonic() if before is None else before.since_s
        self._faulty[resource] = _Faulty(fault, since_s)

    def poll(self) -> None:
        """Raise what lasted long enough, and clear what a shutdown explains."""
        for resource, faulty in self._faulty.items():
            if kind_of(resource) in _CENTRE:
                self._judge(resource, faulty, faulty.since_s + _LOST_AFTER_S, _CENTRE)
            else:
                self._judge_room(resource, faulty)

    def _judge_room(self, device_id: str, faulty: _Faulty) -> None:
        detector = self._detectors[device_id]
        if detector.state in _SEEN:
            is_refused = faulty.fault is ControlFault.CREDENTIALS
            patience_s = _LOST_AFTER_S if is_refused else _ROOM_LOST_AFTER_S
            self._judge(device_id, faulty, max(faulty.since_s, detector.since_s) + patience_s, {})
        elif self._ordered.is_expected(device_id, self._clock.utc()):
            self._clear(device_id, AlarmType.CONTROL_LOST)

    def _judge(
        self, resource: str, faulty: _Faulty, due_s: float, types: Mapping[str, tuple[str, str]]
    ) -> None:
        """Raise the alarm of the newest fault from `due_s` on, monotonic seconds."""
        now_s = self._clock.monotonic()
        if now_s < due_s:
            return
        is_refused = faulty.fault is ControlFault.CREDENTIALS
        lost, refused = types.get(kind_of(resource), _ROOM)
        self._clear(resource, lost if is_refused else refused)
        site_id = self._site_of.get(resource, "")
        self._conditions.raise_(
            AlarmKey(resource, refused if is_refused else lost),
            self._clock.utc() - (now_s - faulty.since_s),
            site_id=site_id,
            params=(("fault", faulty.fault.value),),
            parent=AlarmKey(site_id, AlarmType.SITE_LOST) if site_id else None,
        )

    def _clear(self, resource: str, *types: str) -> None:
        for alarm_type in types:
            self._conditions.clear(AlarmKey(resource, alarm_type), self._clock.utc())
