"""Define the journal's events about clients, control and operators (rules: core/events.py)."""

from dataclasses import dataclass

from gbdt_console.core.events import Event


@dataclass(frozen=True, slots=True)
class ControlTaken(Event, kind="control.taken"):
    """A client took control.

    client: id of the client
    operator: name of its operator
    terminal: terminal of the client
    operator_before: name of the operator who had control; empty where nobody had it
    """

    client: str
    operator: str
    terminal: str
    operator_before: str = ""


@dataclass(frozen=True, slots=True)
class ControlReleased(Event, kind="control.released"):
    """The client in control left; control is free.

    client: id of the client
    operator: name of its operator
    """

    client: str
    operator: str


@dataclass(frozen=True, slots=True)
class OperatorSwitched(Event, kind="operator.switched"):
    """A client has another operator.

    operator_before: name of the former operator
    operator: name of the new operator
    terminal: terminal of the client
    """

    operator_before: str
    operator: str
    terminal: str


@dataclass(frozen=True, slots=True)
class PinRefused(Event, kind="operator.pin-refused"):
    """A client gave a wrong PIN.

    wanted: name of the operator whose PIN it should have been
    operator: name of the operator that the client has
    terminal: terminal of the client
    is_locked: it was the last guess that this person has for now
    """

    wanted: str
    operator: str
    terminal: str
    is_locked: bool = False


@dataclass(frozen=True, slots=True)
class ScreenFailed(Event, kind="screen.failed"):
    """A console's screen failed; the engine went on.

    error: class name of the exception
    place: file and line where it was raised
    terminal: terminal of the console
    """

    error: str
    place: str
    terminal: str


ControlEvent = ControlTaken | ControlReleased | OperatorSwitched | PinRefused | ScreenFailed
