"""Defines what one shift hands to the next."""

from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


class ItemKind(StrEnum):
    """Names what a shift hands over, in the order of the page.

    ALARM: an alarm that is present, or that nobody acknowledged
    OUTAGE: an outage record that is not closed
    SHELF: an alarm that an operator hid for a time
    WORK: planned work, coming or under way
    BLOCK: the centre blocks the sites' microphones
    BREAK: the meeting has a break
    ISOLATED: a caller whom nobody may hear
    SHEET: a checklist that was opened and not closed
    SHUTDOWN: a shutdown that was not signed, or with code 'owed' one that nobody began
    CLEANING: rooms whose cleaning is overdue (A4.8)
    BACK: the repair that was told for a time of day
    OLD_TIME: the chair knows an estimate that has changed since
    UNTOLD: an outage of which the chair was not told
    REPORT: an outage that the carrier should have been told of
    CALL_BACK: somebody promised to call back
    MEETING: the running or a coming meeting
    LACK: one thing that a coming meeting lacks
    """

    ALARM = "alarm"
    OUTAGE = "outage"
    SHELF = "shelf"
    WORK = "work"
    BLOCK = "block"
    BREAK = "break"
    ISOLATED = "isolated"
    SHEET = "sheet"
    SHUTDOWN = "shutdown"
    CLEANING = "cleaning"
    BACK = "back"
    OLD_TIME = "old-time"
    UNTOLD = "untold"
    REPORT = "report"
    CALL_BACK = "call-back"
    MEETING = "meeting"
    LACK = "lack"

    @property
    def part(self) -> str:
        """The part of the page: 'open', 'promised' or 'meetings'."""
        if self in (ItemKind.MEETING, ItemKind.LACK):
            return "meetings"
        return "promised" if self in _PROMISED else "open"


_PROMISED = frozenset(
    {ItemKind.BACK, ItemKind.OLD_TIME, ItemKind.UNTOLD, ItemKind.REPORT, ItemKind.CALL_BACK}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """Holds one thing that is handed over; what does not belong to its kind is empty.

    number: number of the alarm, outage or registered meeting
    resource: id of the resource of an alarm or planned work, number of a caller, id of a sheet
    code: type of an alarm, state of an outage or meeting, LackKind of what is lacking
    sites: ids of the sites, and of the recipients, that it is about
    at_utc: since when, until when or when it is due; None where no time belongs to it
    words: a person's words: title, reason, contact; of a closed meeting none
    """

    kind: ItemKind
    number: int = 0
    resource: str = ""
    code: str = ""
    sites: tuple[str, ...] = ()
    at_utc: Utc | None = None
    words: str = ""
    is_late: bool = False
