"""Opens the records of a state directory: its lock, journal and log."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from gbdt_console.core.authority.machine import LeftAlone, MachineBook
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.standby.settings import StandbySettings
from gbdt_console.engine.hosting.logs import log_of_engine
from gbdt_console.engine.hosting.state_directory import (
    EngineLock,
    StateDirectory,
    StateDirectoryTaken,
    StateDirectoryUnusable,
)
from gbdt_console.engine.records.journal_records import RECORDED_WITHIN_S, JournalRecords
from gbdt_console.engine.standby.role_file import forget_notes, is_noted
from gbdt_console.journal.last_backup import LAST_NAME
from gbdt_console.journal.second_head import SecondHead
from gbdt_console.journal.write_request import RecordingRefusedError, RecordingUnknownError

log = logging.getLogger(__name__)


@contextmanager
def locked(state: StateDirectory) -> Iterator[None]:
    """Hold the lock and log for as long as the block lasts; from then on the process makes private files.

    Raises StateDirectoryTaken, StateDirectoryUnusable.
    """
    os.umask(0o077)
    with EngineLock(state), log_of_engine(state):
        yield


@contextmanager
def records_of(state: StateDirectory) -> Iterator[JournalRecords]:
    """Take the lock and open the journal of a PC without a second one for as long as the block lasts.

    Raises StateDirectoryTaken, StateDirectoryUnusable, or the journal's own refusals (see `locked`).
    """
    with locked(state), opened_records(state, is_alone=True) as records:
        yield records


@contextmanager
def opened_records(state: StateDirectory, *, is_alone: bool) -> Iterator[JournalRecords]:
    """Open the journal for as long as the block lasts; the caller holds the lock. Raises its refusals.

    is_alone: sites.yaml names no second PC
    """
    records = JournalRecords(state.path, SystemClock())
    try:
        if is_alone:
            _leave_alone(state, records)
        yield records
    finally:
        records.close()


def _leave_alone(state: StateDirectory, records: JournalRecords) -> None:
    """Record that a second PC is no longer named, where this one shared its journal or promised something.

    The other one may give orders: so none is given here until a person signs for it. Written before the
    notes go: a kill in between only writes it again, as does the next start where the disk takes nothing.
    """
    ledger = records.ledger()
    if not (ledger[MachineBook].is_of_two or is_noted(state.path)):
        return
    log.warning("sites.yaml names no second PC any more, and one may command: this one waits for a signature")
    left = LeftAlone()
    written = records.record(left)
    ledger.apply(left)
    try:
        written.result(RECORDED_WITHIN_S)
    except (TimeoutError, RecordingRefusedError, RecordingUnknownError) as error:
        log.warning("that is not recorded: %r", error)
    else:
        forget_notes(state.path)


def refusal_without_engine(state: StateDirectory, settings: StandbySettings | None) -> str:
    """Return the code of why nothing is recorded there without the engine; empty where it may be.

    The journal may be the other PC's to write: an entry of this one would part the two. Or the engine alone
    knows what counts as recorded. Raises as `known_role`.
    """
    if settings is None:
        return ""
    from gbdt_console.engine.hosting.two_machines import commands_here, machine_name, needs_engine

    if not commands_here(settings, machine_name(os.environ), state.path):
        return "control.withheld.following"
    return "recording.needs-engine" if needs_engine(settings, state.path) else ""


def forget_records(state: StateDirectory) -> None:
    """Delete journal, samples and host keys, for a demonstration. Does nothing while an engine uses them."""
    with suppress(StateDirectoryTaken, StateDirectoryUnusable), EngineLock(state):
        ours = (state.path / LAST_NAME, state.known_hosts_path)
        SecondHead(state.journal_path).forget()
        for path in (*state.path.glob("*.sqlite*"), *ours):
            path.unlink(missing_ok=True)
