"""Proves the whole journal from its first row, for the verb `verify`."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gbdt_console.core.events import Checkpoint, Entry, JournalReplaced
from gbdt_console.core.ledger import Ledger
from gbdt_console.journal import database
from gbdt_console.journal.chain import GENESIS, MALFORMED, ChainHead, Damage, JournalDamaged
from gbdt_console.journal.replay import steps
from gbdt_console.journal.store import EventStore


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
    """

    events: int
    checkpoints: int
    unread: int
    head: ChainHead
    damage: Damage | None = None
    bad_seq: int | None = None

    @property
    def is_sound(self) -> bool:
        """Tell whether the whole journal holds."""
        return self.damage is None

    @property
    def code(self) -> str:
        """Return the message code of the result; `params` are its parameters."""
        return "journal.verified" if self.damage is None else f"journal.damage.{self.damage}"

    @property
    def params(self) -> Mapping[str, object]:
        """Return the parameters of the message."""
        return {
            "events": self.events,
            "checkpoints": self.checkpoints,
            "unread": self.unread,
            "head_seq": self.head.seq,
            "head_hash": self.head.hash,
            "bad_seq": self.bad_seq,
        }


def verify(path: Path, noted: ChainHead | None = None) -> VerifyReport:
    """Prove the journal from its first row, beside a running engine.

    Writes nothing.

    path: the journal's main file
    noted: a head that was printed or exported before, which the chain must hold
    Raises FutureSchemaError, and sqlite3.Error when the disk (not the file) is at fault.
    """
    walk = _Proof(noted)
    if not path.exists():
        return walk.report(Damage.MISSING)
    try:
        with EventStore.view(path) as store:
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


class _Proof:
    """The state of a proof under way."""

    def __init__(self, noted: ChainHead | None) -> None:
        self.head = GENESIS
        self._noted = noted
        self._is_noted_seen = noted is None or noted == GENESIS
        self._ledger = Ledger()
        self._checkpoints = 0
        self._unread = 0

    def through(self, store: EventStore) -> None:
        """Prove every row.

        Raises JournalDamaged at the first row that does not hold.
        """
        replaced_seq = 0
        for head, entry in steps(store, self._ledger):
            if isinstance(entry.event, Checkpoint):
                self._compare(entry.event, carries_over=replaced_seq == entry.seq - 1 == 1)
            if isinstance(entry.event, JournalReplaced):
                replaced_seq = entry.seq
            self._note(head, entry)

    def verdict(self, store: EventStore) -> tuple[Damage | None, int | None]:
        """Check for the faults that only the whole file shows."""
        if not self._is_noted_seen and self._noted is not None:
            return Damage.HEAD, self._noted.seq
        return (None, None) if store.is_sound() else (Damage.UNREADABLE, None)

    def report(self, damage: Damage | None = None, bad_seq: int | None = None) -> VerifyReport:
        return VerifyReport(self.head.seq, self._checkpoints, self._unread, self.head, damage, bad_seq)

    def _compare(self, checkpoint: Checkpoint, *, carries_over: bool) -> None:
        """Compare a checkpoint with the fold of the rows before it.

        The checkpoint after JournalReplaced takes over the ledger of the damaged journal, so no row before
        it can prove it.
        """
        kept = Ledger.from_data(checkpoint.ledger)
        if not carries_over and not self._unread and kept != self._ledger:
            raise JournalDamaged(Damage.CHECKPOINT, self.head)

    def _note(self, head: ChainHead, entry: Entry) -> None:
        self.head = head
        self._checkpoints += isinstance(entry.event, Checkpoint)
        self._unread += entry.event is None
        self._is_noted_seen = self._is_noted_seen or head == self._noted
