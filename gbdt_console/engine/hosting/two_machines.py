"""Opens the records of one of two PCs: as the one that commands, or as the one that follows."""

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.standby.role import RoleBook, RoleTaken
from gbdt_console.core.standby.settings import StandbySettings
from gbdt_console.core.standby.view import Role
from gbdt_console.engine.records.followed_records import FollowedRecords
from gbdt_console.engine.records.journal_records import RECORDED_WITHIN_S, JournalRecords
from gbdt_console.engine.standby.asking import last_messages, rival_in, taken_in
from gbdt_console.engine.standby.role_file import NotedPromise, book_of, known_role, note_role
from gbdt_console.engine.standby.seat import OpenStream, Seat, holder_of, known_holder
from gbdt_console.journal.apart import put_apart, set_apart
from gbdt_console.journal.chain import ChainHead
from gbdt_console.journal.writer import JOURNAL_NAME

MACHINE = "GBDT_MACHINE"
"""Environment variable with the name of this PC, in place of its host name."""

log = logging.getLogger(__name__)


def machine_name(environ: Mapping[str, str]) -> str:
    """Return the name of this PC as sites.yaml would have it."""
    return environ.get(MACHINE) or socket.gethostname().partition(".")[0].lower()


class RivalCommands(Exception):
    """The other PC commands too: its sites.yaml names itself first."""

    def __init__(self, machine: str) -> None:
        super().__init__(machine)
        self.machine = machine


def commands_here(settings: StandbySettings, here: str, state: Path) -> bool:
    """Tell whether the journal there is this PC's to write. Raises as `known_role`."""
    return known_holder(settings, state).machine == here


def needs_engine(settings: StandbySettings, state: Path) -> bool:
    """Tell whether nothing is recorded without the engine: sites.yaml says so, or this PC promised the other
    one to give no order without a majority, which may take over by that. Raises as `known_role`.
    """
    return settings.needs_engine or NotedPromise(state).is_given(known_holder(settings, state).term)


@dataclass(slots=True)
class Turnover:
    """Ends an engine once another PC commands.

    taken: who commands then; None while that does not change
    end: ends the engine; set by its host
    """

    taken: RoleTaken | None = None
    end: Callable[[], None] = lambda: None

    def to(self, taken: RoleTaken) -> None:
        self.taken = taken
        self.end()

    def ended_by(self, end: Callable[[], None]) -> None:
        self.end = end


class TwoMachines:
    """This PC beside the other one; the caller holds the lock of the state directory."""

    def __init__(self, settings: StandbySettings, here: str, state: Path, open_stream: OpenStream) -> None:
        self._settings, self._here, self._state = settings, here, state
        self._journal = state / JOURNAL_NAME
        self._open_stream = open_stream

    @contextmanager
    def opened(self, turnover: Turnover) -> Iterator[tuple[Seat, JournalRecords | FollowedRecords]]:
        """Open the records as what this PC is now; after a change of the role it is another one.

        Raises RivalCommands, and as the records do.
        """
        book, untold = known_role(self._state)
        seat = self._seat(book, untold, turnover)
        found = None
        if seat.role is Role.COMMANDING:
            said = asyncio.run(last_messages(seat, self._open_stream))
            found = taken_in(seat, said)
            if found is None and (rival := rival_in(seat, said)):
                raise RivalCommands(rival)
        if found is not None:
            log.warning("%s was let command while this PC was away", found.machine)
            note_role(self._state, found)
            seat, untold = self._seat(book, found, turnover), found
        if untold is not None and seat.role is Role.FOLLOWING:
            self._put_apart(untold)
            seat = self._seat(book, untold, turnover)
        records: JournalRecords | FollowedRecords
        if seat.role is Role.FOLLOWING:
            records = FollowedRecords(self._state)
        else:
            records = JournalRecords(self._state, SystemClock())
        try:
            if untold is not None and isinstance(records, JournalRecords):
                records.record(untold).result(RECORDED_WITHIN_S)
                records.ledger().apply(untold)  # what is built next asks the ledger whether it may command
            yield seat, records
        finally:
            records.close()

    def _seat(self, book: RoleBook, untold: RoleTaken | None, turnover: Turnover) -> Seat:
        holder = holder_of(book if untold is None else book_of(untold), self._settings)
        apart = put_apart(self._journal)

        def note(taken: RoleTaken) -> None:
            note_role(self._state, taken)

        promise = NotedPromise(self._state)
        return Seat(self._settings, self._here, holder, self._journal, note, turnover.to, promise, apart)

    def _put_apart(self, taken: RoleTaken) -> None:
        at = ChainHead(taken.head_seq, taken.head_hash)
        apart = set_apart(self._journal, at, SystemClock().utc())
        if apart is not None:
            log.warning("%d entries were put aside: %s", apart.entries, apart.file)
