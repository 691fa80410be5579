"""Keeps who records a meeting: as MCU and mixer say, and as people state; raises what must not be so."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from datetime import date

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.clean_text import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.recordings.commands import (
    RECORDING_COMMANDS,
    EndRecording,
    KeepRecording,
    StateRecording,
)
from gbdt_console.core.recordings.events import (
    RecordingBegan,
    RecordingEnded,
    RecordingEvent,
    RecordingKept,
)
from gbdt_console.core.recordings.recording import MeetingRecording, RecordingBook
from gbdt_console.core.requests import Progress
from gbdt_console.core.resource_ids import CENTRE, MCU, MIXER, conference_of, kind_of, of_conference
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused
from gbdt_console.engine.features import EngineContext, Feature

_POLL_S = 1.0
_MISSING_AFTER_S = 60.0
"""Limits how long a meeting that is to be recorded may run without a recording, from its opening on."""
_MOST_WORDS = 120
_SHA_256 = re.compile("[0-9a-f]{64}")


class RecordingsFeature(Feature):
    """Stands behind conference and pictures, whose values it takes from the Snapshot.

    A device that does not tell, or cannot be asked, changes nothing: a recording that it told of goes on.
    """

    commands = RECORDING_COMMANDS

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._ledger = context.ledger
        self._told: dict[str, tuple[bool | None, str]] = {}
        self._waiting: set[Future[Entry]] = set()
        self._last_number = 0
        self._missing_s: dict[str, float] = {}

    def handlers(self) -> Mapping[type[Command], Handler]:
        return dict.fromkeys((row.command for row in self.commands), self._carry_out)

    async def run(self) -> None:
        while True:
            self._note()
            for conference in self._context.conference_ids:
                self._judge(conference)
            await asyncio.sleep(_POLL_S)

    def take(self, entry: Entry) -> None:
        if isinstance(entry.event, RecordingEvent):
            self._context.on_urgent()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        for part in (snapshot.part, *snapshot.elsewhere):
            view, frame, place = part.conference, part.frame, part.conference_id
            state = view.state if view is not None and view.is_known(snapshot.at_s) else None
            by_mixer = (None, "") if frame is None else (frame.is_recording, frame.recorded_to)
            self._told[of_conference(MCU, place)] = (None if state is None else state.is_recording, "")
            self._told[of_conference(MIXER, place)] = by_mixer
        return replace(snapshot, recordings=self._ledger[RecordingBook].shown)

    def _note(self) -> None:
        """Record what the devices told anew, once all that was recorded before is written."""
        if any(not future.done() for future in self._waiting):
            return
        every, now_utc = self._ledger[RecordingBook].running, self._context.clock.utc()
        events: list[RecordingEvent] = []
        for source, (is_on, file) in self._told.items():
            running = every.get(source)
            if is_on and running is None:
                number, meeting = self._new_number(), self._meeting(conference_of(source))
                events.append(RecordingBegan(number, source, meeting.id if meeting else "", now_utc))
            elif is_on is False and running is not None:
                events.append(RecordingEnded(running.number, now_utc, clean(file, _MOST_WORDS)))
        self._waiting = {self._context.record(event, "") for event in events}

    def _judge(self, place: str) -> None:
        """Judge one conference; what the MCU itself records in a closed meeting has its own alarm."""
        clock, meeting = self._context.clock, self._meeting(place)
        now_s, now_utc, meeting_id = clock.monotonic(), clock.utc(), "" if meeting is None else meeting.id
        every = self._ledger[RecordingBook].running.values()
        running = [one for one in every if one.is_of(place, meeting_id)]
        elsewhere = [one for one in running if kind_of(one.source) != MCU]
        is_closed = meeting is not None and meeting.is_closed
        since_utc = min((one.began_utc for one in elsewhere), default=now_utc)
        key = AlarmKey(of_conference(CENTRE, place), AlarmType.RECORDED_ELSEWHERE)
        self._raise(key, since_utc, is_so=is_closed and bool(elsewhere))
        is_due = meeting is not None and meeting.opening_utc <= now_utc and self._must_record(meeting)
        is_missing = is_due and not running
        since_s = self._missing_s.get(place, now_s)
        self._missing_s[place] = since_s if is_missing else now_s
        key, lasted_s = AlarmKey(key.resource, AlarmType.NOT_RECORDED), now_s - since_s
        self._raise(key, now_utc - lasted_s, is_so=is_missing and lasted_s >= _MISSING_AFTER_S)

    def _raise(self, key: AlarmKey, since_utc: float, *, is_so: bool) -> None:
        conditions = self._context.alarms.conditions
        if is_so:
            conditions.raise_(key, since_utc)
        else:
            conditions.clear(key, self._context.clock.utc())

    def _meeting(self, place: str) -> Meeting | None:
        return self._ledger.at(place)[MeetingsHeld].running

    def _new_number(self) -> int:
        self._last_number = max(self._last_number, self._ledger[RecordingBook].last_number) + 1
        return self._last_number

    def _must_record(self, meeting: Meeting) -> bool:
        found = self._ledger[CalendarBook].find(meeting.registration)
        return found is not None and found.plan.must_record

    async def _carry_out(self, request: CommandRequest[Command]) -> Progress:
        return await self._context.record_for(request, self._stated(request))

    def _stated(self, request: CommandRequest[Command]) -> Sequence[RecordingEvent]:
        book, now_utc, command = self._ledger[RecordingBook], self._context.clock.utc(), request.command
        if isinstance(command, StateRecording):
            source = clean(command.source.strip(), _MOST_WORDS)
            meeting = self._meeting(self._context.place_of(command))
            if not source or kind_of(source) in (MCU, MIXER) or source in book.running:
                raise Refused("recording.no-source" if not source else "recording.runs")
            meeting_id = meeting.id if meeting is not None else ""
            return [RecordingBegan(self._new_number(), source, meeting_id, now_utc, request.name)]
        if isinstance(command, EndRecording):
            found, file = self._found(command.number), clean(command.file.strip(), _MOST_WORDS)
            if found.is_seen or found.ended_utc is not None:
                raise Refused("recording.device-ends" if found.is_seen else "recording.over")
            return [RecordingEnded(found.number, now_utc, file, request.name)]
        assert isinstance(command, KeepRecording)
        return [self._kept(command, now_utc, request.name)]

    def _kept(self, command: KeepRecording, now_utc: float, operator: str) -> RecordingKept:
        number, digest = self._found(command.number).number, command.digest.strip().lower()
        file, handed_to = (clean(text.strip(), _MOST_WORDS) for text in (command.file, command.handed_to))
        if digest and not _SHA_256.fullmatch(digest):
            raise Refused("recording.digest-wrong")
        try:
            day = date.fromisoformat(command.kept_until).isoformat() if command.kept_until else ""
        except ValueError:
            raise Refused("technicians.day-wrong") from None
        if not (file or digest or handed_to or day):
            raise Refused("recording.nothing")
        return RecordingKept(number, file, digest, handed_to, day, now_utc, operator)

    def _found(self, number: int) -> MeetingRecording:
        if (found := self._ledger[RecordingBook].recordings.get(number)) is None:
            raise Refused("recording.no-such")
        return found
