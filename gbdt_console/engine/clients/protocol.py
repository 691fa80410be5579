"""Encodes what crosses the control socket: one JSON object a line. What comes in is checked by type.

A viewer gets one whole Snapshot, then of each tuple in it only the elements that are other objects than those
sent before.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from typing import Annotated, Any, Literal, get_origin

from pydantic import Field, StringConstraints, TypeAdapter

from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.requests import Progress
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.journal.codec import read_event

PROTOCOL = 11
"""Changes with the form of any line; the engine turns clients of another protocol away."""
LINE_LIMIT = 64 * 1024 * 1024
"""Limits an answer, in bytes: the first Snapshot of 3 400 sites is below a tenth."""
REQUEST_LIMIT = 256 * 1024
"""Limits a request, in bytes: a running order of 3 400 sites takes half."""
RequestId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,32}$")]
"""Name of a request, chosen by its client; the engine keeps it in the journal and in its memory."""


SequenceNumber = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""What SQLite takes as a number of an entry."""


@dataclass(frozen=True, slots=True)
class Hello:
    """First line of a client."""

    protocol: int
    client: Literal["console", "verb", "observer"]
    terminal: str
    do: Literal["hello"] = "hello"


@dataclass(frozen=True, slots=True)
class WatchSnapshots:
    do: Literal["snapshots"] = "snapshots"


@dataclass(frozen=True, slots=True)
class WatchEvents:
    """Asks for journal entries from now on; a client asks once.

    after_seq: asks first for those after that sequence number
    """

    after_seq: SequenceNumber | None = None
    do: Literal["events"] = "events"


@dataclass(frozen=True, slots=True)
class Submit:
    """Gives a command."""

    request_id: RequestId
    name: str
    fields: dict[str, Any]
    do: Literal["submit"] = "submit"


@dataclass(frozen=True, slots=True)
class PastRequest:
    """Asks for the last hour of one site."""

    request_id: RequestId
    site_id: str
    do: Literal["past"] = "past"


@dataclass(frozen=True, slots=True)
class NoticesRequest:
    """Asks for the notices about one registered meeting."""

    request_id: RequestId
    number: int
    do: Literal["notices"] = "notices"


@dataclass(frozen=True, slots=True)
class StillsRequest:
    """Asks for the stills of what is on air, without the pixels of those unchanged since that moment."""

    request_id: RequestId
    since_s: float
    do: Literal["stills"] = "stills"


@dataclass(frozen=True, slots=True)
class Ping:
    do: Literal["ping"] = "ping"


Request = Hello | WatchSnapshots | WatchEvents | Submit | PastRequest | NoticesRequest | StillsRequest | Ping


@dataclass(frozen=True, slots=True)
class Welcome:
    """Answers Hello.

    client_id: the client's name in `Snapshot.control`
    """

    protocol: int
    client_id: str
    say: Literal["welcome"] = "welcome"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The engine talks no further."""

    code: str
    say: Literal["refusal"] = "refusal"


@dataclass(frozen=True, slots=True)
class Update:
    """A Snapshot as the difference to the one sent before.

    part: the Snapshot; its tuples named in `indexes` hold only the changed elements
    indexes: by field, the places of these elements; a tuple that is not named is whole
    """

    part: Snapshot
    indexes: dict[str, tuple[int, ...]]
    say: Literal["snapshot"] = "snapshot"


@dataclass(frozen=True, slots=True)
class ProgressMessage:
    progress: Progress
    say: Literal["progress"] = "progress"


@dataclass(frozen=True, slots=True)
class EntryMessage:
    """One journal entry, as its parts.

    actor: id of the operator; empty for the engine
    data: parameters of its event
    """

    seq: int
    at_utc: float
    kind: str
    version: int
    actor: str
    data: dict[str, Any]
    say: Literal["entry"] = "entry"


@dataclass(frozen=True, slots=True)
class PastMessage:
    """The last hour of one site, as in SitePast."""

    request_id: str
    site_id: str
    from_utc_s: int
    seconds: tuple[int, ...]
    entries: tuple[EntryMessage, ...]
    say: Literal["past"] = "past"


@dataclass(frozen=True, slots=True)
class NoticesMessage:
    """The notices about one registered meeting, oldest first."""

    request_id: str
    notices: tuple[NoticeSent, ...]
    say: Literal["notices"] = "notices"


@dataclass(frozen=True, slots=True)
class StillsMessage:
    """The stills of what is on air."""

    request_id: str
    stills: tuple[Still, ...]
    say: Literal["stills"] = "stills"


@dataclass(frozen=True, slots=True)
class Pong:
    say: Literal["pong"] = "pong"


Answer = (
    Welcome
    | Refusal
    | Update
    | ProgressMessage
    | EntryMessage
    | PastMessage
    | NoticesMessage
    | StillsMessage
    | Pong
)

_TUPLES = tuple(field.name for field in fields(Snapshot) if get_origin(field.type) is tuple)


@cache
def _requests() -> TypeAdapter[Request]:
    """Build the adapter with the first line: it is slow, and most consoles need none."""
    return TypeAdapter(Annotated[Request, Field(discriminator="do")])


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Annotated[Answer, Field(discriminator="say")])


@cache
def _fields_of(command: Any) -> TypeAdapter[Any]:
    return TypeAdapter(command)


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
    kind: Any = type(command)
    return Submit(request_id, kind.__name__, _fields_of(kind).dump_python(command))


def command_of(submit: Submit, commands: Mapping[str, type[Command]]) -> Command:
    """Return the command among `commands`, by name.

    Raises ValueError for an unknown command, or where the values are not those of the command.
    """
    kind: Any = commands.get(submit.name)
    if kind is None:
        raise ValueError(f"no such command: {submit.name[:40]!r}")
    command: Command = _fields_of(kind).validate_python(submit.fields)
    return command


def update_since(sent: Snapshot | None, snapshot: Snapshot) -> Update:
    """Return what a viewer that has `sent` needs to know `snapshot`."""
    changed: dict[str, Any] = {}
    indexes: dict[str, tuple[int, ...]] = {}
    for name in _TUPLES if sent is not None and sent.epoch == snapshot.epoch else ():
        before, now = getattr(sent, name), getattr(snapshot, name)
        if before is now:
            changed[name], indexes[name] = (), ()
        elif len(before) == len(now):
            pairs = enumerate(zip(before, now, strict=True))
            indexes[name] = places = tuple(place for place, (old, new) in pairs if old is not new)
            changed[name] = tuple(now[place] for place in places)
    return Update(replace(snapshot, **changed), indexes)


def apply_update(known: Snapshot | None, update: Update) -> Snapshot:
    """Return the viewer's new Snapshot; unchanged elements stay the same objects."""
    whole: dict[str, Any] = {}
    for name, places in update.indexes.items() if known is not None else ():
        elements = getattr(known, name)
        if places:
            elements = list(elements)
            for place, element in zip(places, getattr(update.part, name), strict=True):
                elements[place] = element
        whole[name] = tuple(elements)
    return replace(update.part, **whole)


def entry_message(entry: Entry) -> EntryMessage:
    return EntryMessage(entry.seq, entry.at_utc, entry.kind, entry.version, entry.actor, dict(entry.data))


def entry_of(message: EntryMessage) -> Entry:
    event = read_event(message.kind, message.version, message.data)
    return Entry(
        message.seq, message.at_utc, message.kind, message.version, message.actor, message.data, event
    )


def past_line(request_id: str, past: SitePast) -> bytes:
    entries = tuple(entry_message(entry) for entry in past.entries)
    return answer_line(PastMessage(request_id, past.site_id, past.from_utc_s, past.seconds, entries))


def past_of(answer: PastMessage) -> SitePast:
    entries = tuple(entry_of(message) for message in answer.entries)
    return SitePast(answer.site_id, answer.from_utc_s, answer.seconds, entries)
