"""Define the journal's events about messages (rules: core/events.py)."""

from dataclasses import field

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.events import Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, Utc


@dataclass(frozen=True, slots=True)
class MessageDue(Event, kind="notify.due"):
    """A message is to be sent; from now on it waits until it was sent or dropped.

    channel: id of the channel
    text: the words that leave the room
    raised: severity of each alarm that it tells of, by its number
    waiting: those of `raised` that nobody acknowledged for too long
    over: the numbers of the alarms that it tells the end of
    operator: who asked for a trial; empty for any other message
    """

    number: int
    channel: str
    text: str
    at_utc: Utc
    raised: dict[str, Severity] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    operator: ActorName = ""


@dataclass(frozen=True, slots=True)
class MessageSent(Event, kind="notify.sent"):
    """The server took the message."""

    number: int
    channel: str
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class MessageFailed(Event, kind="notify.failed"):
    """No server is known to have taken the message by an attempt; it waits for the next one.

    fault: a SendFault
    status: as in SendOutcome
    """

    number: int
    channel: str
    fault: str
    status: int
    at_utc: Utc


@dataclass(frozen=True, slots=True)
class MessageDropped(Event, kind="notify.dropped"):
    """A message is tried no more: it is too old, or its channel is no more."""

    number: int
    channel: str
    at_utc: Utc


MessageEvent = MessageDue | MessageSent | MessageFailed | MessageDropped
