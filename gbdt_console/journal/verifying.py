"""Proves the whole journal from its first row, for the verb `verify`."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from gbdt_console.core.clean_text import clean
from gbdt_console.core.journal_events import EntriesLost, JournalMerged, JournalReplaced
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.journal import database
from gbdt_console.journal.chain import (
    GENESIS,
    MALFORMED,
    ChainHead,
    Damage,
    JournalDamaged,
    JournalRow,
    linked,
)
from gbdt_console.journal.checkpoints import unpacked
from gbdt_console.journal.codec import read_event
from gbdt_console.journal.ledger_text import LedgerText
from gbdt_console.journal.second_head import Noted, SecondHead, missing_before, witnessed_seq
from gbdt_console.journal.store import EventStore

_NO_COMPANIONS = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""Codes of a medium on which SQLite cannot make the files beside the main file."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """The result of a proof.

    events: number of rows that hold
    checkpoints: number of checkpoints among them
    unread: events of kinds that this program does not know; their rows are proven, but later checkpoints
        cannot be compared
    head: the end of the part that holds
    damage: the fault, None for a sound journal
    bad_seq: the faulty row, None when the fault is the file's
    replaced: the event by which this journal replaced another one; None where it did not
    lost: acknowledged entries that the journal says were missing and, in part, written again; None without
    behind: acknowledged entries that are missing and that no entry tells of; None without
    merged: the journals from which this one goes on
    witnessed: up to which entry a head from outside of the state directory, or a noted one, knows of this
        journal; 0 without one
    """

    events: int
    checkpoints: int
    unread: int
    head: ChainHead
    damage: Damage | None = None
    bad_seq: int | None = None
    replaced: JournalReplaced | None = None
    lost: EntriesLost | None = None
    behind: EntriesLost | None = None
    merged: tuple[JournalMerged, ...] = ()
    witnessed: int = 0

    @property
    def is_sound(self) -> bool:
        """Tell whether the whole journal holds."""
        return self.damage is None

    @property
    def code(self) -> str:
        if self.damage is not None:
            return f"journal.damage.{self.damage}"
        if not self.head.seq:
            return "journal.empty"
        return "journal.verified" if self.witnessed else "journal.verified-alone"

    @property
    def params(self) -> Mapping[str, object]:
        return {
            "events": self.events,
            "checkpoints": self.checkpoints,
            "unread": self.unread,
            "head_seq": self.head.seq,
            "head_hash": self.head.hash,
            "bad_seq": self.bad_seq,
            "witnessed": self.witnessed,
            "missing": "" if self.behind is None else self.behind.gone,
        }

    @property
    def reason_code(self) -> str:
        reason = self.replaced.reason if self.replaced is not None else ""
        return f"journal.reason.{reason if reason in set(Damage) else 'unknown'}"

    @property
    def replaced_params(self) -> Mapping[str, object]:
        """Return the parameters of the message `journal.replaced`, without its reason.

        The file may hold any text.
        """
        replaced = self.replaced
        if replaced is None:
            return {}
        return {
            "moved_to": clean(str(replaced.moved_to)) or "-",
            "last_good_seq": clean(str(replaced.last_good_seq)),
            "last_good_hash": clean(str(replaced.last_good_hash)),
            "kept": clean(str(replaced.kept or replaced.last_good_seq)),
            "lost": clean(str(replaced.lost)),
        }


def verify(
    path: Path, noted: ChainHead | None = None, *, is_copy: bool = True, places: Sequence[Noted] = ()
) -> VerifyReport:
    """Prove the journal from its first row, beside a running engine. Writes nothing.

    noted: a head that was printed or exported before, which the chain must hold; of its hash the first
        digits are enough
    is_copy: whether the heads beside it and outside of its directory are another file's
    places: those heads for a copy, as they were before it was made
    Raises FutureSchemaError, and sqlite3.Error when the disk (not the file) is at fault.
    """
    # Read first: the journal may grow meanwhile, and no place is ever ahead of it.
    walk = _Proof(noted, places if is_copy else SecondHead(path).noted())
    if not path.exists():
        return walk.report(Damage.MISSING)
    try:
        with _viewed(path) as store:
            walk.through(store)
            return walk.report(*walk.verdict(store))
    except JournalDamaged as damage:
        return walk.report(damage.reason, walk.head.seq + 1)
    except database.ForeignFileError:
        return walk.report(Damage.NOT_A_JOURNAL)
    except MALFORMED:
        return walk.report(Damage.MALFORMED, walk.head.seq + 1 if walk.head.seq else None)
    except sqlite3.Error as error:
        if not database.is_damage(error):
            raise
        return walk.report(Damage.UNREADABLE, walk.head.seq + 1 if walk.head.seq else None)


@contextmanager
def _viewed(path: Path) -> Iterator[EventStore]:
    """View a journal, also on a medium that takes no files beside it.

    There the newest rows may lie in a log, which SQLite reads only where it can write: then a copy is read.
    """
    try:
        store = EventStore.view(path)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _NO_COMPANIONS:
            raise
        log = path.with_name(path.name + "-wal")
        if not log.is_file() or not log.stat().st_size:
            with EventStore.view(path, is_frozen=True) as store:
                yield store
            return
        with TemporaryDirectory() as directory:
            for file in (path, log):
                shutil.copyfile(file, Path(directory, file.name))
            with EventStore.view(Path(directory, path.name)) as store:
                yield store
        return
    with store:
        yield store


class _Proof:
    def __init__(self, noted: ChainHead | None, places: Sequence[Noted]) -> None:
        self.head = GENESIS
        self._noted = noted
        self._places = places
        self._witnessed = 0
        self._behind: EntriesLost | None = None
        self._lost: EntriesLost | None = None
        self._is_noted_seen = noted is None or GENESIS.is_noted_by(noted)
        self._replaced: JournalReplaced | None = None
        self._merged: list[JournalMerged] = []
        self._ledger = Ledger()
        self._texts = LedgerText()
        self._checkpoints = 0
        self._unread = 0

    def through(self, store: EventStore) -> None:
        """Prove every row. Raises JournalDamaged at the first row that does not hold."""
        for head, row in linked(store.rows()):
            if not (row.is_fold and self._is_as_folded(row)):
                self._take(row)
            self.head = head
            self._checkpoints += row.is_fold
            if self._noted is not None:
                self._is_noted_seen = self._is_noted_seen or head.is_noted_by(self._noted)

    def verdict(self, store: EventStore) -> tuple[Damage | None, int | None]:
        """Check for the faults that only the whole file shows."""
        if not self._is_noted_seen and self._noted is not None:
            is_cut = self._noted.seq > self.head.seq
            return Damage.CUT if is_cut else Damage.HEAD, self._noted.seq
        self._behind = missing_before(self._places, store)
        if self._behind is not None:
            return Damage.BEHIND, self._behind.known_seq
        on_paper = 0 if self._noted is None else self._noted.seq
        self._witnessed = max(witnessed_seq(self._places, store), on_paper)
        return (None, None) if store.is_sound() else (Damage.UNREADABLE, None)

    def report(self, damage: Damage | None = None, bad_seq: int | None = None) -> VerifyReport:
        return VerifyReport(
            self.head.seq,
            self._checkpoints,
            self._unread,
            self.head,
            damage,
            bad_seq,
            self._replaced,
            self._lost,
            self._behind,
            tuple(self._merged),
            self._witnessed,
        )

    def _is_as_folded(self, row: JournalRow) -> bool:
        """Tell whether a checkpoint says, sign for sign, what the rows before it do: it need not be read."""
        try:
            return self._texts.is_of(self._ledger, unpacked(row.values()["ledger"]))
        except MALFORMED:
            return False

    def _take(self, row: JournalRow) -> None:
        try:
            event = read_event(row.kind, row.version, row.values())
        except MALFORMED as error:
            raise JournalDamaged(Damage.MALFORMED, self.head) from error
        match event:
            case None:
                self._unread += 1
            case Checkpoint():
                self._compare(event, carries_over=self._replaced is not None and row.seq == 2)
            case JournalReplaced():
                self._replaced = event
            case JournalMerged():
                self._merged.append(event)
            case EntriesLost():
                self._lost = event if self._lost is None else event.and_before(self._lost)
        self._ledger.apply(event)

    def _compare(self, checkpoint: Checkpoint, *, carries_over: bool) -> None:
        """Compare a checkpoint with the fold of the rows before it.

        The checkpoint after JournalReplaced takes over the ledger of the damaged journal, so no row before
        it can prove it. A checkpoint of an older version is compared in the fields that it has.
        """
        is_same = checkpoint.ledger.is_same_in(self._ledger, checkpoint.features)
        if not carries_over and not self._unread and not is_same:
            raise JournalDamaged(Damage.CHECKPOINT, self.head)
