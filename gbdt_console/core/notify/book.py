"""Folds messages: which wait, which were sent, and who was told of which alarm."""

from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from typing import get_args

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.events import AlarmAcknowledgementExpired
from gbdt_console.core.events import ClockJumped
from gbdt_console.core.feature import Feature, applied
from gbdt_console.core.notify.events import MessageDue, MessageEvent, MessageFailed, MessageSent
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, Utc

_KEPT = 50
"""Limits the messages of a book that wait no more; older ones stand in the journal."""
_TOLD = 500
"""Limits the alarms of which a book knows who was told."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    channel: id of its channel
    at_utc: when it was due
    operator: who asked for a trial; empty for any other
    attempts: how often sending failed
    tried_utc: when it failed last; None where it never did
    fault, status: why it failed last, as in MessageFailed
    sent_utc: when the server took it; None while it did not
    is_dropped: it is tried no more
    """

    number: int
    channel: str
    text: str
    at_utc: Utc
    operator: ActorName = ""
    attempts: int = 0
    tried_utc: Utc | None = None
    fault: str = ""
    status: int = 0
    sent_utc: Utc | None = None
    is_dropped: bool = False

    @property
    def is_waiting(self) -> bool:
        return self.sent_utc is None and not self.is_dropped


@dataclass(frozen=True, slots=True)
class Told:
    """Who was told of one alarm.

    since_utc: when somebody was told first since it waits for an acknowledgement
    channels: the highest severity that a channel was told; None where it must be told again
    """

    since_utc: Utc
    channels: dict[str, Severity | None] = field(default_factory=dict)


@dataclass(slots=True)
class MessageBook:
    """Holds the waiting and the last other messages, oldest first; equal events give equal books."""

    last_number: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    told: dict[int, Told] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[Message, ...]:
        """The messages, newest first."""
        return tuple(reversed(self.messages.values()))

    @property
    def waiting(self) -> list[Message]:
        return [one for one in self.messages.values() if one.is_waiting]

    def of_channel(self, channel: str) -> Iterator[Message]:
        return (one for one in self.messages.values() if one.channel == channel)

    def apply(self, event: MessageEvent | AlarmAcknowledgementExpired | ClockJumped) -> None:
        """Apply one event; one about a message that the book has not changes nothing."""
        if isinstance(event, MessageDue):
            self._take(event)
        elif isinstance(event, AlarmAcknowledgementExpired):
            if (told := self.told.get(event.number)) is not None:
                self.told[event.number] = replace(told, channels=dict.fromkeys(told.channels))
        elif isinstance(event, ClockJumped):
            for number, told in self.told.items():
                self.told[number] = replace(told, since_utc=told.since_utc + event.by_s)
        elif (before := self.messages.get(event.number)) is not None:
            if isinstance(event, MessageSent):
                after = replace(before, sent_utc=event.at_utc)
            elif isinstance(event, MessageFailed):
                tries, at_utc = before.attempts + 1, event.at_utc
                after = replace(
                    before, attempts=tries, tried_utc=at_utc, fault=event.fault, status=event.status
                )
            else:
                after = replace(before, is_dropped=True)
            self.messages[event.number] = after

    def _take(self, event: MessageDue) -> None:
        number, channel, at_utc = event.number, event.channel, event.at_utc
        self.last_number = max(self.last_number, number)
        self.messages[number] = Message(number, channel, event.text, at_utc, event.operator)
        over = [one.number for one in self.messages.values() if not one.is_waiting]
        for old in over[: max(0, len(over) - _KEPT)]:
            del self.messages[old]
        for alarm, severity in event.raised.items():
            told = self.told.pop(int(alarm), None)
            is_first = told is None or int(alarm) not in event.waiting
            since_utc = at_utc if is_first or told is None else told.since_utc
            channels = {} if told is None else told.channels
            self.told[int(alarm)] = Told(since_utc, {**channels, channel: severity})
        for ended in event.over:
            told = self.told.get(ended, Told(at_utc))
            others = {one: severity for one, severity in told.channels.items() if one != channel}
            self.told[ended] = replace(told, channels=others)
            if not others:
                del self.told[ended]
        while len(self.told) > _TOLD:
            del self.told[next(iter(self.told))]


def unsent(messages: Iterable[Message]) -> list[Message]:
    """Return the waiting messages that are to be sent again, oldest first."""
    failed = (one for one in messages if one.is_waiting and one.attempts)
    return sorted(failed, key=lambda one: one.number)


_TAKES = (*get_args(MessageEvent), AlarmAcknowledgementExpired, ClockJumped)
MESSAGES = Feature("messages", MessageBook, _TAKES, applied)
