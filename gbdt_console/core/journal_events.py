"""Define the events that tell what is not in the journal."""

from dataclasses import replace

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmRaised
from gbdt_console.core.events import Event
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class JournalReplaced(Event, kind="journal.replaced"):
    """First event of a new chain, because the journal before was damaged or lost.

    moved_to: file name of the journal before, in the same directory; empty where no file is left
    kept: number of its entries that could be read, also behind a gap
    lost: number of its entries that are known to be missing or unreadable
    known_seq: number of the last entry that it is known to have had; 0 where that is not known
    """

    moved_to: str
    last_good_seq: int
    last_good_hash: str
    reason: str
    kept: int = 0
    lost: int = 0
    known_seq: int = 0
    known_hash: str = ""


@dataclass(frozen=True, slots=True)
class EntriesLost(Event, kind="journal.lost"):
    """Acknowledged entries were missing from the journal's files.

    missing: number of them; 0: at least one, their number is not known
    rewritten: number of them that the running engine wrote again, as they were
    """

    missing: int
    rewritten: int
    known_seq: int
    known_hash: str

    @property
    def shown(self) -> str:
        """Return how many were missing, in signs."""
        return str(self.missing) if self.missing else "≥1"

    @property
    def gone(self) -> str:
        """Return how many are not in the journal, in signs."""
        return str(self.missing - self.rewritten) if self.missing else "≥1"

    def and_before(self, earlier: "EntriesLost") -> "EntriesLost":
        is_known = self.missing and earlier.missing
        return EntriesLost(
            self.missing + earlier.missing if is_known else 0,
            self.rewritten + earlier.rewritten if is_known else 0,
            self.known_seq,
            self.known_hash,
        )


@dataclass(frozen=True, slots=True)
class JournalRestored(Event, kind="journal.restored"):
    """The journal up to this entry was laid out again from a backup; what came after the backup is not in it.

    head_seq, head_hash: the backup's head
    user: OS user who did it; it may be empty, where the machine does not know a name
    known_seq, known_hash: a newer head that was still noted on this machine; 0 without one
    """

    head_seq: int
    head_hash: str
    user: str
    known_seq: int = 0
    known_hash: str = ""


@dataclass(frozen=True, slots=True)
class JournalMerged(Event, kind="journal.merged"):
    """This journal goes on from that of a province that was merged with others; it lies beside, as it was.

    name: short name of the province
    folder: folder of its journal, beside this one
    head_seq, head_hash: its head
    digest: SHA-256 of its file, 64 hexadecimal digits
    sites: its sites, number and id, as they are here: '8 sa-pa' is '108 yen-bai-sa-pa'
    user: OS user who did it; it may be empty
    """

    name: str
    folder: str
    head_seq: int
    head_hash: str
    digest: str
    sites: dict[str, str]
    user: str


@dataclass(frozen=True, slots=True)
class JournalLosses:
    """Holds what is not in this journal, until an alarm says so.

    replaced: how it replaced another one; None where it did not
    lost: acknowledged entries that were missing from the files; None without
    """

    replaced: JournalReplaced | None = None
    lost: EntriesLost | None = None


def _fold(
    losses: JournalLosses, event: JournalReplaced | EntriesLost | AlarmRaised, _: Books
) -> JournalLosses:
    match event:
        case JournalReplaced():
            return replace(losses, replaced=event)
        case EntriesLost():
            return replace(losses, lost=event if losses.lost is None else event.and_before(losses.lost))
        case AlarmRaised(type=AlarmType.JOURNAL_REPLACED):
            return replace(losses, replaced=None)
        case AlarmRaised(type=AlarmType.JOURNAL_LOST):
            return replace(losses, lost=None)
    return losses


LOSSES = Feature("losses", JournalLosses, (JournalReplaced, EntriesLost, AlarmRaised), _fold)
