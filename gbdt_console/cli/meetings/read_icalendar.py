"""Reads meetings from an iCalendar file; every fault names its line."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.prop import vBroken

from gbdt_console.core.clean_text import clean
from gbdt_console.core.meetings.recurrence import Every, Repeat
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.quick_dataclass import dataclass

MOST_BYTES = 1_000_000
"""Limits a file: a year of meetings has a tenth; the library takes half a second for this."""
MOST_EVENTS = 400
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TIMES = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RECURRENCE-ID"})
_CLOSED = frozenset({"PRIVATE", "CONFIDENTIAL"})


class BadCalendar(Exception):
    """The file, or one event of it, cannot be taken.

    line: number of its line, from 1
    """

    def __init__(self, line: int, code: str) -> None:
        super().__init__(code)
        self.line = line
        self.code = code


@dataclass(frozen=True, slots=True)
class Usual:
    """Holds what an event without its own value gets.

    known_sites: ids of all sites
    """

    host: str
    kind: MeetingKind
    sites: tuple[str, ...]
    known_sites: tuple[str, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class FoundMeeting:
    """Holds one meeting of the file.

    line: number of its first line, from 1
    skipped: days without a meeting, 'YYYY-MM-DD'
    """

    line: int
    plan: MeetingPlan
    repeat: Repeat | None = None
    skipped: tuple[str, ...] = ()


def read_calendar(raw: bytes, usual: Usual) -> Iterator[FoundMeeting | BadCalendar]:
    """Yield the meetings of a file in its order, and a fault in place of each that cannot be taken.

    Cancelled events are left out. A moved day of a series becomes a meeting of its own. Raises BadCalendar
    where the file as a whole cannot be read.
    """
    events = _events_of(raw)
    moved: dict[str, list[str]] = {}
    for _, event in events:
        if (original := _moved_from(event)) is not None:
            moved.setdefault(_text(event, "UID"), []).append(original)
    for line, event in events:
        if _text(event, "STATUS").upper() == "CANCELLED":
            continue
        try:
            yield _meeting_of(line, event, usual, moved)
        except BadCalendar as fault:
            yield fault


def _events_of(raw: bytes) -> list[tuple[int, Event]]:
    if len(raw) > MOST_BYTES:
        raise BadCalendar(1, "meetings.ics-too-large")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadCalendar(raw[: error.start].count(b"\n") + 1, "meetings.ics-not-utf8") from None
    lines = [
        number for number, line in enumerate(text.splitlines(), 1) if line.strip().upper() == "BEGIN:VEVENT"
    ]
    if len(lines) > MOST_EVENTS:
        raise BadCalendar(lines[MOST_EVENTS], "meetings.ics-too-many")
    try:
        calendar = Calendar.from_ical(text)
        events = calendar.walk("VEVENT") if isinstance(calendar, Calendar) else []
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError):
        raise BadCalendar(_first_odd_line(text), "meetings.ics-unreadable") from None
    if not events:
        raise BadCalendar(1, "meetings.ics-empty")
    found = (event for event in events if isinstance(event, Event))
    return list(zip(lines, found, strict=False))


def _first_odd_line(text: str) -> int:
    """Return the number of the first line that is no 'NAME:value'; 1 where all are."""
    numbered = enumerate(text.splitlines(), 1)
    return next((n for n, line in numbered if line.strip() and line[0] not in " \t" and ":" not in line), 1)


def _meeting_of(line: int, event: Event, usual: Usual, moved: Mapping[str, list[str]]) -> FoundMeeting:
    zone = ZoneInfo(usual.zone)
    broken = {str(name) for name, _ in event.errors} & _TIMES
    if broken:
        raise BadCalendar(line, "meetings.ics-repeat" if broken == {"RRULE"} else "meetings.ics-no-time")
    opening, end = _moment(event, "DTSTART", zone, line), _end(event, zone, line)
    if opening is None:
        raise BadCalendar(line, "meetings.ics-no-time")
    if not _text(event, "SUMMARY"):
        raise BadCalendar(line, "meeting.untitled")
    sites = tuple(s for s in _text(event, "X-GBDT-SITES").split(",") if s in usual.known_sites)
    chair = _text(event, "X-GBDT-CHAIR")
    organizer = event.get("ORGANIZER")
    named = clean(str(getattr(organizer, "params", {}).get("CN", ""))) if organizer is not None else ""
    plan = MeetingPlan(
        title=_text(event, "SUMMARY"),
        host=_text(event, "X-GBDT-HOST") or named or usual.host,
        kind=_kind(event, usual.kind),
        sites=sites or usual.sites,
        chair_site_id=chair if chair in usual.known_sites else "",
        opening=opening.replace(tzinfo=None).isoformat(timespec="minutes"),
        zone=usual.zone,
        length_min=120 if end is None else max(0, min(10_000, int((end - opening).total_seconds() // 60))),
        chair_contact=_text(event, "CONTACT"),
        chair_reason=_text(event, "X-GBDT-CHAIR-REASON"),
        is_closed=_text(event, "CLASS").upper() in _CLOSED,
    )
    repeat = _repeat(event, opening, line)
    if repeat is None or _moved_from(event) is not None:
        return FoundMeeting(line, plan)
    skipped = {*_excluded(event, zone, line), *moved.get(_text(event, "UID"), ())}
    return FoundMeeting(line, plan, repeat, tuple(sorted(skipped)))


def _text(event: Event, name: str) -> str:
    value = event.get(name)
    value = value[0] if isinstance(value, list) and value else value
    return "" if value is None else clean(str(value).strip())


def _kind(event: Event, usual: MeetingKind) -> MeetingKind:
    try:
        return MeetingKind(_text(event, "X-GBDT-KIND"))
    except ValueError:
        return usual


def _moment(event: Event, name: str, zone: ZoneInfo, line: int) -> datetime | None:
    """Return a time of the event in the network's zone; a time without a zone is local."""
    value: Any = event.get(name)
    if value is None:
        return None
    return _local(getattr(value, "dt", value), zone, line)


def _local(at: object, zone: ZoneInfo, line: int) -> datetime:
    if not isinstance(at, datetime):
        raise BadCalendar(line, "meetings.ics-no-time")
    try:
        return (at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)).replace(microsecond=0)
    except (OverflowError, ValueError):
        raise BadCalendar(line, "meetings.ics-no-time") from None


def _end(event: Event, zone: ZoneInfo, line: int) -> datetime | None:
    length = getattr(event.get("DURATION"), "dt", None)
    opening = _moment(event, "DTSTART", zone, line)
    if isinstance(length, timedelta) and opening is not None:
        return opening + min(length, timedelta(days=7))
    return _moment(event, "DTEND", zone, line)


def _moved_from(event: Event) -> str | None:
    """Return the day of the series that this event replaces; None where it replaces none."""
    found = event.get("RECURRENCE-ID")
    value = None if isinstance(found, vBroken) else getattr(found, "dt", None)
    return value.isoformat()[:10] if isinstance(value, date) else None


def _excluded(event: Event, zone: ZoneInfo, line: int) -> Iterator[str]:
    found = event.get("EXDATE")
    for group in found if isinstance(found, list) else [found]:
        for value in getattr(group, "dts", ()):
            at = getattr(value, "dt", None)
            if isinstance(at, datetime):
                yield _local(at, zone, line).date().isoformat()
            elif isinstance(at, date):
                yield at.isoformat()


def _repeat(event: Event, opening: datetime, line: int) -> Repeat | None:
    """Return the repeat of an event; weekly and monthly ones on the day of its opening are known."""
    rule = event.get("RRULE")
    if rule is None:
        return None
    if not isinstance(rule, Mapping):
        raise BadCalendar(line, "meetings.ics-repeat")
    parts = {str(name).upper(): value for name, value in rule.items() if str(name).upper() != "WKST"}
    day = _WEEKDAYS[opening.weekday()]
    nth = f"{1 + (opening.day - 1) // 7}{day}"
    own = tuple(
        ",".join(str(value).upper() for value in _listed(parts.pop(name, [])))
        for name in ("FREQ", "BYDAY", "BYMONTHDAY")
    )
    known: dict[tuple[str, ...], Every] = {
        ("WEEKLY", "", ""): Every.WEEK,
        ("WEEKLY", day, ""): Every.WEEK,
        ("MONTHLY", "", ""): Every.MONTH_DAY,
        ("MONTHLY", "", str(opening.day)): Every.MONTH_DAY,
        ("MONTHLY", nth, ""): Every.MONTH_WEEKDAY,
        ("MONTHLY", f"+{nth}", ""): Every.MONTH_WEEKDAY,
    }
    every = known.get(own)
    if every is None or not parts.keys() <= {"INTERVAL", "UNTIL", "COUNT"}:
        raise BadCalendar(line, "meetings.ics-repeat")
    numbers = {name: _number(parts.get(name), line) for name in ("INTERVAL", "COUNT")}
    until = next(iter(_listed(parts.get("UNTIL", []))), None)
    if isinstance(until, datetime):
        until = _local(until, ZoneInfo(str(opening.tzinfo)), line).date()
    last = until.isoformat()[:10] if isinstance(until, date) else ""
    return Repeat(every, numbers["INTERVAL"] or 1, last, numbers["COUNT"])


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _number(value: object, line: int) -> int:
    found = _listed(value)[0] if value not in (None, []) else 0
    if not isinstance(found, int) or found < 0:
        raise BadCalendar(line, "meetings.ics-repeat")
    return found
