"""Define the journal's events about recordings of meetings (rules: core/events.py)."""

from gbdt_console.core.events import Event
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Day, MeetingId, Utc


@dataclass(frozen=True, slots=True)
class RecordingBegan(Event, kind="recording.began"):
    """Somebody records a meeting.

    source: MCU or MIXER, where that device says so; else who records, as a person stated it
    meeting: empty where none runs
    operator: empty where the device says so
    """

    number: int
    source: str
    meeting: MeetingId
    at_utc: Utc
    operator: str = ""


@dataclass(frozen=True, slots=True)
class RecordingEnded(Event, kind="recording.ended"):
    """A recording ended.

    file: name of its file, where device or person told it
    """

    number: int
    at_utc: Utc
    file: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class RecordingKept(Event, kind="recording.kept"):
    """A person states what became of a recording; an empty value leaves the one before.

    digest: SHA-256 of the file, 64 hexadecimal digits
    handed_to: who has it
    """

    number: int
    file: str
    digest: str
    handed_to: str
    kept_until: Day
    at_utc: Utc
    operator: str


RecordingEvent = RecordingBegan | RecordingEnded | RecordingKept
