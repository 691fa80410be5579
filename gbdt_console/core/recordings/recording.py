"""Folds who records a meeting where, which file it is, and what became of it."""

from dataclasses import field, replace
from typing import get_args

from gbdt_console.core.feature import Feature, applied
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.recordings.events import RecordingBegan, RecordingEnded, RecordingEvent
from gbdt_console.core.resource_ids import MCU, MIXER, conference_of, kind_of
from gbdt_console.core.units import Day, MeetingId, Utc

_KEPT = 100
"""Limits the recordings of a book; older ones stand in the journal."""


@dataclass(frozen=True, slots=True)
class MeetingRecording:
    """One recording of a meeting.

    source: MCU or MIXER of a conference, where that device says so; else who records, as stated
    meeting_id: the meeting that ran when it began; may be empty
    began_utc: since when, as it was seen or stated
    ended_utc: until when; None while it runs
    file: name of its file; empty where nobody told it
    digest: SHA-256 of the file, as a person told it; the program never reads the file
    handed_to: who has it; may be empty
    kept_until: may be empty
    operator: who stated last something about it
    """

    number: int
    source: str
    meeting_id: MeetingId
    began_utc: Utc
    ended_utc: Utc | None = None
    file: str = ""
    digest: str = ""
    handed_to: str = ""
    kept_until: Day = ""
    operator: str = ""

    @property
    def is_seen(self) -> bool:
        """Whether a device says that it records; else a person does."""
        return kind_of(self.source) in (MCU, MIXER)

    def is_of(self, conference: str, meeting_id: str) -> bool:
        """Tell whether it is of that conference by its device, else of the meeting that runs there."""
        if self.is_seen:
            return conference_of(self.source) == conference
        return bool(meeting_id) and self.meeting_id == meeting_id


@dataclass(slots=True)
class RecordingBook:
    """Holds the last recordings by number, oldest first; equal events give equal books."""

    last_number: int = 0
    recordings: dict[int, MeetingRecording] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[MeetingRecording, ...]:
        return tuple(reversed(self.recordings.values()))

    @property
    def running(self) -> dict[str, MeetingRecording]:
        return {one.source: one for one in self.recordings.values() if one.ended_utc is None}

    def apply(self, event: RecordingEvent) -> None:
        """Apply one event; one about a recording that the book has not changes nothing."""
        if isinstance(event, RecordingBegan):
            self.last_number = max(self.last_number, event.number)
            self.recordings[event.number] = MeetingRecording(
                event.number, event.source, event.meeting, event.at_utc, operator=event.operator
            )
            while len(self.recordings) > _KEPT:
                del self.recordings[next(iter(self.recordings))]
        elif (before := self.recordings.get(event.number)) is not None:
            if isinstance(event, RecordingEnded):
                made = replace(before, ended_utc=event.at_utc, file=event.file or before.file)
            else:
                told = ("file", "digest", "handed_to", "kept_until")
                given = {name: value for name in told if (value := getattr(event, name))}
                made = replace(before, **given)
            self.recordings[event.number] = replace(made, operator=event.operator or before.operator)


RECORDINGS = Feature("recordings", RecordingBook, get_args(RecordingEvent), applied)
