"""Alarms and messages over a fold of events, on a clock that a test sets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import (
    AlarmAcknowledged,
    AlarmAcknowledgementExpired,
    AlarmChanged,
    AlarmCleared,
    AlarmRaised,
    AlarmSuppressed,
)
from gbdt_console.core.events import Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.notify.book import MessageBook
from gbdt_console.core.notify.due import Due, Standing, due_messages
from gbdt_console.core.notify.events import MessageDue
from gbdt_console.core.notify.rules import Channel, NotifyRule, NotifySettings
from gbdt_console.core.secret import Secret

MORNING = datetime(2026, 1, 5, 7, 31, tzinfo=UTC).timestamp()
"""A Monday; the tests' local time is UTC."""
MAJOR, CRITICAL, MINOR = Severity.MAJOR, Severity.CRITICAL, Severity.MINOR


def channels(*ids: str, **operators: str) -> tuple[Channel, ...]:
    """Channels of nobody, and channels of operators by their names."""
    return tuple(Channel(one, Secret("json://x")) for one in ids) + tuple(
        Channel(one, Secret("json://x"), name) for one, name in operators.items()
    )


@dataclass
class Room:
    """What the journal says, and the time."""

    settings: NotifySettings
    ledger: Ledger = field(default_factory=Ledger)
    now_utc: float = MORNING
    on_duty: str = ""
    closed: Mapping[str, Meeting] = field(default_factory=dict)

    def apply(self, *events: Event) -> None:
        for event in events:
            self.ledger.apply(event)

    def wait(self, seconds: float) -> None:
        self.now_utc += seconds

    def raise_(
        self,
        number: int,
        site: str = "sa-pa",
        severity: Severity = MAJOR,
        kind: str = AlarmType.SITE_LOST,
        resource: str = "",
        **more: object,
    ) -> None:
        now = self.now_utc
        self.apply(AlarmRaised(number, resource or site, kind, severity, site, now, now, **more))  # type: ignore[arg-type]

    def worsen(self, number: int, severity: Severity) -> None:
        self.apply(AlarmChanged(number, "", severity))

    def clear(self, number: int) -> None:
        self.apply(AlarmCleared(number, "", self.now_utc, 1.0))

    def acknowledge(self, number: int, severity: Severity = CRITICAL) -> None:
        self.apply(AlarmAcknowledged(number, "", severity, "ca 1", self.now_utc))

    def expire(self, number: int) -> None:
        ack_utc = self.ledger[AlarmBook].alarms[number].ack_utc
        assert ack_utc is not None
        self.apply(AlarmAcknowledgementExpired(number, "", ack_utc))

    def suppress(self, number: int, parent: int) -> None:
        self.apply(AlarmSuppressed(number, "", parent))

    @property
    def book(self) -> MessageBook:
        return self.ledger[MessageBook]

    def standing(self) -> Standing:
        local = datetime.fromtimestamp(self.now_utc, UTC)
        alarms = self.ledger[AlarmBook]
        return Standing(alarms, self.book, self.on_duty, self.closed, self.now_utc, local)

    def look(self) -> list[Due]:
        """What is due now; the journal has it afterwards."""
        found = list(due_messages(self.settings, self.standing()))
        for due in found:
            raised = {str(one.number): one.severity for one in due.raised}
            over = [one.number for one in due.over]
            number = self.book.last_number + 1
            self.apply(MessageDue(number, due.channel, "", self.now_utc, raised, list(due.waiting), over))
        return found

    def told(self) -> list[tuple[str, list[int], list[int]]]:
        """What is due now as channel, alarms raised, alarms over."""
        return [
            (one.channel, [a.number for a in one.raised], [a.number for a in one.over]) for one in self.look()
        ]


def room(*rules: NotifyRule, to: tuple[Channel, ...] = (), **settings: object) -> Room:
    ids = dict.fromkeys(one for rule in rules for one in rule.to)
    return Room(NotifySettings(to or channels(*ids), rules, **settings))  # type: ignore[arg-type]
