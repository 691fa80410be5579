"""Implements the port over a recorded time: Snapshots come out, and every Command is refused."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from gbdt_console.core.clock import Clock
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.frame.still import Still
from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.port import GONE, PortClosed
from gbdt_console.core.replay.playback import Playback
from gbdt_console.core.replay.replayed import REFUSED
from gbdt_console.core.replay.timeline import TimeLine
from gbdt_console.core.requests import Progress, Stage, new_request_id
from gbdt_console.core.site_history import SitePast
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.journal.chain import MALFORMED, JournalDamaged
from gbdt_console.journal.database import ForeignFileError, FutureSchemaError
from gbdt_console.journal.writer import JOURNAL_NAME
from gbdt_console.replay.past_meetings import PastMeeting
from gbdt_console.replay.past_reader import PastReader
from gbdt_console.replay.past_snapshot import Moment

T = TypeVar("T")
log = logging.getLogger(__name__)

_SHOWN_EVERY_S = 0.5
"""Seconds between two Snapshots: a display calls an older one than 2 s frozen."""
_LOOK_S = 0.05
"""Seconds until a key's effect is looked for."""
_AROUND_S = 2 * 3_600.0
"""Seconds before and after a moment outside of every meeting."""


class NoSuchMeeting(Exception):
    """The journal holds no meeting of that name."""


class ReplayUnreadable(Exception):
    """The journal cannot be read.

    is_damaged: the journal is at fault, not the disk or the program's age
    """

    def __init__(self, code: str, *, is_damaged: bool = False, **params: object) -> None:
        super().__init__(code)
        self.code, self.params, self.is_damaged = code, params, is_damaged


class ReplayPort:
    """Shows a recorded time. The files are read on a thread of its own, read-only.

    meeting: the replayed meeting; None where the moment belongs to none
    """

    client_id = "replay"

    def __init__(
        self,
        thread: ThreadPoolExecutor,
        reader: PastReader,
        clock: Clock,
        time_line: TimeLine,
        at_utc: float,
        meeting: PastMeeting | None,
    ) -> None:
        self._thread, self._reader, self._clock = thread, reader, clock
        self.time_line, self.meeting = time_line, meeting
        self.playback = Playback(time_line.begin_utc, time_line.end_utc, at_utc)
        self._version = 0
        self._is_closed = False

    async def snapshots(self) -> AsyncIterator[Snapshot]:
        while True:
            shown_s, changes = self._clock.monotonic(), self.playback.changes
            self._version += 1
            moment = Moment(self.playback.at_utc(shown_s), shown_s, self._version)
            yield await self._read(partial(self._reader.snapshot, moment))
            await self._changed_or_due(changes, shown_s + _SHOWN_EVERY_S)

    async def submit(self, command: Command) -> AsyncIterator[Progress]:
        """Refuse the command, whatever it is: the past is only looked at."""
        yield Progress(new_request_id(), Stage.FAILED, code=REFUSED)

    async def events(self, after_seq: int | None = None) -> AsyncIterator[Entry]:
        """Yield the entries after that number, each when its moment is reached; none of before without it."""
        at_utc = self._now_utc()
        seen = after_seq if after_seq is not None else await self._read(partial(self._reader.seq_at, at_utc))
        while True:
            at_utc = self._now_utc()
            for entry in await self._read(partial(self._reader.entries, seen, at_utc)):
                seen = entry.seq
                yield entry
            await asyncio.sleep(_SHOWN_EVERY_S)

    async def past(self, site_id: str) -> SitePast:
        at_utc = self._now_utc()
        return await self._read(partial(self._reader.past, site_id, at_utc))

    async def notices(self, number: int) -> tuple[NoticeSent, ...]:
        at_utc = self._now_utc()
        return await self._read(partial(self._reader.notices, number, at_utc))

    async def stills(self, since_s: float) -> tuple[Still, ...]:
        """Return none: they are never kept."""
        return ()

    async def reattach(self) -> str:
        return GONE

    async def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._thread.submit(self._reader.close)
            self._thread.shutdown(wait=False)

    async def _changed_or_due(self, changes: int, due_s: float) -> None:
        """Wait until a person changed the playback, or the next Snapshot is due."""
        for _ in range(round(_SHOWN_EVERY_S / _LOOK_S)):
            if self.playback.changes != changes or self._clock.monotonic() >= due_s:
                return
            await asyncio.sleep(_LOOK_S)

    def _now_utc(self) -> float:
        return self.playback.at_utc(self._clock.monotonic())

    async def _read(self, read: Callable[[], T]) -> T:
        """Call it on the thread of the files. Raises PortClosed where the files cannot be read."""
        if self._is_closed:
            raise PortClosed
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, read)
        except (sqlite3.Error, JournalDamaged, *MALFORMED) as error:
            log.exception("the replay cannot read journal or samples")
            raise PortClosed from error


def open_replay(
    directory: Path, network: Network, clock: Clock, name: str = "", at_utc: float | None = None
) -> ReplayPort:
    """Open the files of a state directory for a replay.

    name: number or id of a meeting; empty: that of `at_utc`, else the last one
    at_utc: moment to begin with; None: when the meeting began
    Raises NoSuchMeeting, ReplayUnreadable.
    """
    if not (directory / JOURNAL_NAME).exists():
        raise ReplayUnreadable("verb.no-engine", state=directory)
    thread = ThreadPoolExecutor(1, "replay")
    port = None
    try:
        port = thread.submit(lambda: _opened(thread, directory, network, clock, name, at_utc)).result()
        return port
    except FutureSchemaError as error:
        raise ReplayUnreadable("verb.journal-newer", reason=error) from error
    except (JournalDamaged, *MALFORMED) as damage:
        raise ReplayUnreadable("verb.journal-damaged", is_damaged=True) from damage
    except (sqlite3.Error, ForeignFileError, OSError) as error:
        raise ReplayUnreadable("verb.state-unusable", reason=error) from error
    finally:
        if port is None:
            thread.shutdown(wait=False)


def _opened(
    thread: ThreadPoolExecutor,
    directory: Path,
    network: Network,
    clock: Clock,
    name: str,
    at_utc: float | None,
) -> ReplayPort:
    reader = PastReader(directory, network)
    meeting = reader.meetings.at(at_utc) if at_utc is not None and not name else reader.meetings.named(name)
    if meeting is None and (name or at_utc is None):
        reader.close()
        raise NoSuchMeeting(name)
    if meeting is not None:
        begin_utc, end_utc, start_utc = meeting.begin_utc, meeting.end_utc, at_utc or meeting.began_utc
    else:
        start_utc = at_utc or 0.0
        begin_utc, end_utc = start_utc - _AROUND_S, start_utc + _AROUND_S
    end_utc = max(begin_utc, min(end_utc, reader.last_utc))
    return ReplayPort(thread, reader, clock, reader.time_line(begin_utc, end_utc), start_utc, meeting)
