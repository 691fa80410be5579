"""How values cross the control socket: one JSON object a line, checked by type on the way in.

A viewer gets one whole Snapshot, then only the sites and rooms whose view is another object than the last one
sent.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, TypeAdapter

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.command_table import COMMANDS
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry, read_event
from gbdt_console.core.requests import Progress
from gbdt_console.core.rooms.room import RoomView
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.snapshot import SiteView, Snapshot

PROTOCOL = 3
LINE_LIMIT = 64 * 1024 * 1024
REQUEST_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Hello:
    """First line of a client. `client` is a ClientKind."""

    protocol: int
    client: Literal["console", "verb", "observer"]
    terminal: str
    do: Literal["hello"] = "hello"


@dataclass(frozen=True, slots=True)
class WatchSnapshots:
    do: Literal["snapshots"] = "snapshots"


@dataclass(frozen=True, slots=True)
class WatchEvents:
    """Entries from now on; with `after_seq` first those after it."""

    after_seq: int | None = None
    do: Literal["events"] = "events"


@dataclass(frozen=True, slots=True)
class Submit:
    """`name` is the Command's class, `fields` its values."""

    request_id: str
    name: str
    fields: dict[str, Any]
    do: Literal["submit"] = "submit"


@dataclass(frozen=True, slots=True)
class PastRequest:
    request_id: str
    site_id: str
    do: Literal["past"] = "past"


Request = Hello | WatchSnapshots | WatchEvents | Submit | PastRequest


@dataclass(frozen=True, slots=True)
class Welcome:
    protocol: int
    client_id: str
    say: Literal["welcome"] = "welcome"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The engine will not talk on; `code` says why."""

    code: str
    say: Literal["refusal"] = "refusal"


@dataclass(frozen=True, slots=True)
class Update:
    """`head` is the Snapshot without its sites, rooms and alarms; `changed` and `rooms` pair an index with
    the new view; `alarms` are all of them where anything about them changed."""

    head: Snapshot
    changed: tuple[tuple[int, SiteView], ...]
    rooms: tuple[tuple[int, RoomView], ...]
    alarms: tuple[Alarm, ...] | None
    say: Literal["snapshot"] = "snapshot"


@dataclass(frozen=True, slots=True)
class ProgressMessage:
    progress: Progress
    say: Literal["progress"] = "progress"


@dataclass(frozen=True, slots=True)
class EntryMessage:
    """One journal entry, as its parts."""

    seq: int
    at_utc: float
    kind: str
    version: int
    actor: str
    data: dict[str, Any]
    say: Literal["entry"] = "entry"


@dataclass(frozen=True, slots=True)
class PastMessage:
    request_id: str
    site_id: str
    from_utc_s: int
    seconds: tuple[int, ...]
    entries: tuple[EntryMessage, ...]
    say: Literal["past"] = "past"


Answer = Welcome | Refusal | Update | ProgressMessage | EntryMessage | PastMessage

T = TypeVar("T")
_COMMANDS: dict[str, type[Any]] = {row.command.__name__: row.command for row in COMMANDS}


@cache
def _requests() -> TypeAdapter[Request]:
    """Built when the first line crosses: most consoles start without, and it takes a while."""
    return TypeAdapter(Annotated[Request, Field(discriminator="do")])


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Annotated[Answer, Field(discriminator="say")])


@cache
def _fields_of(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_COMMANDS[name])


def request_line(request: Request) -> bytes:
    return _requests().dump_json(request) + b"\n"


def read_request(line: bytes) -> Request:
    """Raises ValueError for anything that is not a request of this protocol."""
    return _requests().validate_json(line)


def answer_line(answer: Answer) -> bytes:
    return _answers().dump_json(answer) + b"\n"


def read_answer(line: bytes) -> Answer:
    """Raises ValueError for anything that is not an answer of this protocol."""
    return _answers().validate_json(line)


def submit_of(request_id: str, command: Command) -> Submit:
    name = type(command).__name__
    return Submit(request_id, name, _fields_of(name).dump_python(command))


def command_of(submit: Submit) -> Command:
    """Raises ValueError for an unknown command, or where the values are not those of the command."""
    if submit.name not in _COMMANDS:
        raise ValueError(f"no such command: {submit.name[:40]!r}")
    command: Command = _fields_of(submit.name).validate_python(submit.fields)
    return command


def update_since(sent: Snapshot | None, snapshot: Snapshot) -> Update:
    """What a viewer that has `sent` needs to know `snapshot`."""
    is_first = sent is None or sent.epoch != snapshot.epoch
    changed = _changed(() if is_first or sent is None else sent.sites, snapshot.sites)
    rooms = _changed(() if is_first or sent is None else sent.rooms, snapshot.rooms)
    is_same = sent is not None and sent.alarms is snapshot.alarms
    head = replace(snapshot, sites=(), rooms=(), alarms=())
    return Update(head, changed, rooms, None if is_same else snapshot.alarms)


def apply_update(known: Snapshot | None, update: Update) -> Snapshot:
    """The viewer's new Snapshot; unchanged sites stay the same objects."""
    alarms = update.alarms if update.alarms is not None else (known.alarms if known else ())
    before = known if known is not None and known.epoch == update.head.epoch else None
    sites = _patched(before.sites if before else (), update.changed)
    rooms = _patched(before.rooms if before else (), update.rooms)
    return replace(update.head, sites=sites, rooms=rooms, alarms=alarms)


def _changed(sent: tuple[T, ...], views: tuple[T, ...]) -> tuple[tuple[int, T], ...]:
    """Those that are other objects than were sent; all where nothing was."""
    if not sent:
        return tuple(enumerate(views))
    pairs = zip(sent, views, strict=True)
    return tuple((i, new) for i, (old, new) in enumerate(pairs) if old is not new)


def _patched(known: tuple[T, ...], changed: tuple[tuple[int, T], ...]) -> tuple[T, ...]:
    if not known:
        return tuple(view for _, view in changed)
    views = list(known)
    for index, view in changed:
        views[index] = view
    return tuple(views)


def told_of(entry: Entry) -> EntryMessage:
    return EntryMessage(entry.seq, entry.at_utc, entry.kind, entry.version, entry.actor, dict(entry.data))


def entry_of(told: EntryMessage) -> Entry:
    event = read_event(told.kind, told.version, told.data)
    return Entry(told.seq, told.at_utc, told.kind, told.version, told.actor, told.data, event)


def past_line(request_id: str, past: SitePast) -> bytes:
    entries = tuple(told_of(entry) for entry in past.entries)
    return answer_line(PastMessage(request_id, past.site_id, past.from_utc_s, past.seconds, entries))


def past_of(answer: PastMessage) -> SitePast:
    entries = tuple(entry_of(told) for told in answer.entries)
    return SitePast(answer.site_id, answer.from_utc_s, answer.seconds, entries)
