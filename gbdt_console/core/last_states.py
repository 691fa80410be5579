"""Folds the last known states of targets and devices."""

from dataclasses import field
from typing import get_args

from gbdt_console.core.configuration.events import ConfigReloaded
from gbdt_console.core.events import (
    ClockJumped,
    DeviceFaultChanged,
    DeviceIdentified,
    EngineStarted,
    IdentityChanged,
    PointChanged,
)
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.shutdown.events import ShutdownOpened
from gbdt_console.core.shutdown.record import ShutdownBook


@dataclass(slots=True)
class LastStates:
    """Holds what was last recorded of the network.

    points: each target's last state, and UTC seconds since when
    returns: when each target last answered again after its room was done in the newest shutdown, UTC seconds
    faults: each device's last fault; devices without one are left out
    identities: each device's last reported identity, by device id and metric
    """

    fingerprint: str = ""
    points: dict[str, tuple[PointState, float]] = field(default_factory=dict)
    returns: dict[str, float] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    identities: dict[str, dict[str, str]] = field(default_factory=dict)

    def is_down(self, target: str) -> bool:
        return target in self.points and self.points[target][0] is PointState.DOWN


_Taken = (
    PointChanged | DeviceFaultChanged | DeviceIdentified | IdentityChanged | EngineStarted | ShutdownOpened
    | ClockJumped | ConfigReloaded
)  # fmt: skip


def _fold(states: LastStates, event: _Taken, books: Books) -> LastStates:
    match event:
        case PointChanged():
            states.points[event.target] = (event.after, event.started_utc)
            if event.before == PointState.DOWN and books[ShutdownBook].is_done(
                event.target.partition(".")[0]
            ):
                states.returns[event.target] = event.started_utc
        case DeviceFaultChanged(fault=""):
            states.faults.pop(event.device, None)
        case DeviceFaultChanged():
            states.faults[event.device] = event.fault
        case DeviceIdentified():
            states.identities.setdefault(event.device, {}).update(event.said)
        case IdentityChanged():
            states.identities.setdefault(event.device, {})[event.what] = event.after
        case EngineStarted(fingerprint=fingerprint) | ConfigReloaded(fingerprint=fingerprint):
            states.fingerprint = fingerprint
        case ShutdownOpened():
            states.returns = {}
        case ClockJumped():
            states.points = {
                target: (state, at + event.by_s) for target, (state, at) in states.points.items()
            }
    return states


LAST_STATES = Feature("states", LastStates, get_args(_Taken), _fold)
