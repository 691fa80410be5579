"""Holds who is sent which messages and when, as sites.yaml says it under `notify`."""

from datetime import datetime, time
from enum import StrEnum
from typing import NamedTuple

from gbdt_console.core.alarms.alarm import Alarm, Severity
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret


class Weekday(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Hours(NamedTuple):
    """Hours of the local day, the end not among them; '22:00-06:00' goes over midnight."""

    begin: time
    end: time

    def has(self, local: datetime) -> bool:
        now = local.time()
        if self.begin < self.end:
            return self.begin <= now < self.end
        return now >= self.begin or now < self.end


@dataclass(frozen=True, slots=True)
class Channel:
    """One way out of the room.

    url: the Apprise URL, with its token or password
    operator: name of the operator whom it reaches; empty where it reaches somebody at any shift
    """

    id: str
    url: Secret
    operator: str = ""


@dataclass(frozen=True, slots=True)
class NotifyRule:
    """Who is told of which alarms.

    to: ids of the channels
    severity: of this one and higher ones
    sites: ids of sites; empty: everything, also what is of no site
    hours: when; None: always
    days: on which days; empty: on all
    after_min: minutes for which nobody acknowledged before they are told; 0: at once
    is_told_over: whether they are told that it is over
    """

    to: tuple[str, ...]
    severity: Severity = Severity.MAJOR
    sites: frozenset[str] = frozenset()
    hours: Hours | None = None
    days: frozenset[Weekday] = frozenset()
    after_min: int = 0
    is_told_over: bool = True

    def concerns(self, alarm: Alarm) -> bool:
        if alarm.severity.rank < self.severity.rank:
            return False
        return not self.sites or not self.sites.isdisjoint((alarm.site_id, *alarm.members))

    def is_now(self, local: datetime) -> bool:
        is_day = not self.days or tuple(Weekday)[local.weekday()] in self.days
        return is_day and (self.hours is None or self.hours.has(local))


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """The section `notify`.

    quiet: hours in which only critical alarms are told; the others wait
    """

    channels: tuple[Channel, ...] = ()
    rules: tuple[NotifyRule, ...] = ()
    quiet: Hours | None = None

    def channel(self, id_: str) -> Channel | None:
        return next((one for one in self.channels if one.id == id_), None)

    def is_quiet(self, severity: Severity, local: datetime) -> bool:
        return self.quiet is not None and self.quiet.has(local) and severity is not Severity.CRITICAL

    def reached(self, rule: NotifyRule, on_duty: str) -> frozenset[str]:
        """Return the channels that a rule reaches now.

        Of those of operators only the one of who took the shift over; all of them where it is none of theirs,
        so that nobody is left out because no shift was signed.

        on_duty: name of the operator who took the shift over last; empty before the first
        """
        persons = {one.id: one.operator for one in self.channels if one.operator and one.id in rule.to}
        off = {id_ for id_, operator in persons.items() if operator != on_duty}
        return frozenset(rule.to) - (off if on_duty in persons.values() else set())


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """How one attempt to send ended.

    fault: a SendFault; empty where the server took the message
    status: the HTTP status, or the mail server's reply, where it told one; else 0
    """

    fault: str = ""
    status: int = 0


class SendFault(StrEnum):
    """Why no server is known to have taken a message.

    The library's and the server's own words may quote a token: not kept.

    NO_LIBRARY: the extra `notify` is not installed
    BAD_URL: the channel's secret is no address that the library can read
    STATUS: the server answered with a status that is no success; 3xx: it sent us elsewhere
    NOT_ITS_ANSWER: a page answered, as a network's login does, or the server said no in its own way
    NO_CONNECTION: the server cannot be reached
    NO_CHILD: the machine could not start a process
    TOO_LONG: there was no answer in time; the server may have it
    REFUSED: any other end; the server may have it
    """

    NO_LIBRARY = "no-library"
    BAD_URL = "bad-url"
    STATUS = "status"
    NOT_ITS_ANSWER = "not-its-answer"
    NO_CONNECTION = "no-connection"
    NO_CHILD = "no-child"
    TOO_LONG = "too-long"
    REFUSED = "refused"


IN_DOUBT = frozenset((SendFault.TOO_LONG, SendFault.REFUSED))
"""Faults after which the message may have arrived."""


NO_NOTIFY = NotifySettings()
