"""Finds what a request recorded, in the journal and in those that it took the place of."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from gbdt_console.core.journal_events import EntriesLost, JournalReplaced
from gbdt_console.core.recorded_requests import is_whole
from gbdt_console.journal.chain import MALFORMED
from gbdt_console.journal.database import ForeignFileError, FutureSchemaError
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.write_request import RecordingUnknownError


def recorded_by(path: Path, request_id: str) -> Mapping[str, int]:
    """Return the number of the first entry of a request and of each of its parts, by their ids.

    Of a journal that was put aside the entries count that its successor took over.

    Raises RecordingUnknownError where a part was not found and may be among entries that are lost.
    """
    found: dict[str, int] = {}
    last_seq, is_any_lost = float("inf"), False
    try:
        while True:
            with closing(EventStore.view(path)) as store:
                here = store.of_request(request_id)
                events = [e.event for e in (*store.of_kind(EntriesLost.KIND), *store.of_kind(_REPLACED))]
            found = {id_: seq for id_, seq in here.items() if seq <= last_seq} | found
            if is_whole(tuple(found), request_id):
                return found
            replaced = next((event for event in events if isinstance(event, JournalReplaced)), None)
            is_any_lost |= not here.keys() <= found.keys() or any(map(_has_lost, events))
            if replaced is None or not replaced.moved_to:
                break
            path = path.with_name(Path(replaced.moved_to).name)
            last_seq = replaced.last_good_seq if replaced.kept else 0
    except (sqlite3.Error, ForeignFileError, FutureSchemaError, *MALFORMED) as error:
        raise RecordingUnknownError from error
    if is_any_lost:
        raise RecordingUnknownError
    return found


_REPLACED = JournalReplaced.KIND


def _has_lost(event: object) -> bool:
    """Tell whether entries are gone of which nobody knows what they were."""
    match event:
        case EntriesLost():
            return not event.missing or event.missing > event.rewritten
        case JournalReplaced():
            return event.lost > 0
        case _:
            return False
