"""Define the journal's events about clients, control and operators (rules: core/events.py)."""

from gbdt_console.core.events import Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName


@dataclass(frozen=True, slots=True)
class ControlTaken(Event, kind="control.taken"):
    """A client took control.

    operator_before: name of the operator who had control; empty where nobody had it
    """

    client: str
    operator: ActorName
    terminal: str
    operator_before: str = ""


@dataclass(frozen=True, slots=True)
class ControlReleased(Event, kind="control.released"):
    client: str
    operator: ActorName


@dataclass(frozen=True, slots=True)
class OperatorSwitched(Event, kind="operator.switched"):
    operator_before: ActorName
    operator: str
    terminal: str


@dataclass(frozen=True, slots=True)
class PinRefused(Event, kind="operator.pin-refused"):
    """A client gave a wrong PIN.

    wanted: name of the operator whose PIN it should have been
    is_locked: it was the last guess that this person has for now
    user: login of the person, as the engine found it; empty in older journals
    """

    wanted: str
    operator: str
    terminal: str
    is_locked: bool = False
    user: str = ""


@dataclass(frozen=True, slots=True)
class ScreenFailed(Event, kind="screen.failed"):
    """A console's screen failed; the engine went on.

    error: class name of the exception
    place: file and line where it was raised
    """

    error: str
    place: str
    terminal: str


ControlEvent = ControlTaken | ControlReleased | OperatorSwitched | PinRefused | ScreenFailed
