"""Define the journal's events about clients, control and operators (rules: core/events.py)."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ControlTaken:
    """A client took control.

    client: id of the client
    operator: name of its operator
    terminal: terminal of the client
    operator_before: name of the operator who had control; empty where nobody had it
    """

    KIND: ClassVar[str] = "control.taken"
    VERSION: ClassVar[int] = 1
    client: str
    operator: str
    terminal: str
    operator_before: str = ""


@dataclass(frozen=True, slots=True)
class ControlReleased:
    """The client in control left; control is free.

    client: id of the client
    operator: name of its operator
    """

    KIND: ClassVar[str] = "control.released"
    VERSION: ClassVar[int] = 1
    client: str
    operator: str


@dataclass(frozen=True, slots=True)
class OperatorSwitched:
    """A client has another operator.

    operator_before: name of the former operator
    operator: name of the new operator
    terminal: terminal of the client
    """

    KIND: ClassVar[str] = "operator.switched"
    VERSION: ClassVar[int] = 1
    operator_before: str
    operator: str
    terminal: str


@dataclass(frozen=True, slots=True)
class PinRefused:
    """A client gave a wrong PIN.

    wanted: name of the operator whose PIN it should have been
    operator: name of the operator that the client has
    terminal: terminal of the client
    """

    KIND: ClassVar[str] = "operator.pin-refused"
    VERSION: ClassVar[int] = 1
    wanted: str
    operator: str
    terminal: str


@dataclass(frozen=True, slots=True)
class ScreenFailed:
    """A console's screen failed; the engine went on.

    error: class name of the exception
    place: file and line where it was raised
    terminal: terminal of the console
    """

    KIND: ClassVar[str] = "screen.failed"
    VERSION: ClassVar[int] = 1
    error: str
    place: str
    terminal: str


ControlEvent = ControlTaken | ControlReleased | OperatorSwitched | PinRefused | ScreenFailed
