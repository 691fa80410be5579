"""Define the checklist as a Snapshot shows it."""

from collections.abc import Iterable
from enum import StrEnum

from gbdt_console.core.checklist.calls import Call, CallStep
from gbdt_console.core.checklist.cells import Cell, CellState
from gbdt_console.core.checklist.checks import NO_ANSWER
from gbdt_console.core.checklist.sheet import Change, Closing, ConfigChange, Printed, Roll, Sheet
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import MeetingId, SiteId, Utc

_NOT_ASKED = Roll()


class Standing(StrEnum):
    """Says how far the roll-call of a site is.

    UNCALLED: nobody called it
    CALLING: a person calls it now
    LEFT: it answered, and a question is left, or it is not heard both ways
    SILENT: nobody answered there
    BACK: it is called again later, as it asked for
    ANSWERED: it answered all questions
    """

    UNCALLED = "uncalled"
    CALLING = "calling"
    LEFT = "left"
    SILENT = "silent"
    BACK = "back"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class SiteChecks:
    """Holds one row of the sheet.

    frozen: the states that were signed at the closing; none while the sheet is open
    call: its newest call; None before the first
    """

    site_id: SiteId
    cells: tuple[Cell, ...]
    roll: Roll = _NOT_ASKED
    frozen: tuple[CellState, ...] = ()
    call: Call | None = None

    def standing_at(self, now_utc: Utc) -> Standing:
        """Say how far its roll-call is at `now_utc`."""
        call, roll = self.call, self.roll
        if call is not None and call.holds_at(now_utc):
            return Standing.CALLING
        if roll.next_question is None:
            return Standing.ANSWERED
        if call is not None and call.step is CallStep.BACK:
            return Standing.BACK
        if roll.heard == NO_ANSWER:
            return Standing.SILENT
        return Standing.UNCALLED if roll == _NOT_ASKED else Standing.LEFT

    def states_at(self, now_s: float) -> tuple[CellState, ...]:
        """Judge each cell at `now_s`, monotonic seconds."""
        return tuple(cell.state_at(now_s) for cell in self.cells)

    def signed_at(self, now_s: float) -> tuple[CellState, ...]:
        """Return the states that the closing froze; while the sheet is open those at `now_s`."""
        return self.frozen or self.states_at(now_s)

    def open_cells(self, now_s: float) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if not cell.state_at(now_s).is_green)

    def is_changed(self, place: int, now_s: float) -> bool:
        """Tell whether the cell at that place is not as it was signed at the closing."""
        return bool(self.frozen) and differs(self.frozen[place], self.cells[place].state_at(now_s))


@dataclass(frozen=True, slots=True)
class ChecklistView:
    """Holds the sheet in use.

    is_config_changed: the configuration is not the one that the closing signed
    printed: who said last that it is on paper; None while nobody did
    """

    meeting_id: MeetingId
    opening_utc: Utc
    due_utc: Utc
    rows: tuple[SiteChecks, ...]
    closing: Closing | None = None
    changes: tuple[Change, ...] = ()
    is_config_changed: bool = False
    config_changes: tuple[ConfigChange, ...] = ()
    unaccepted: ConfigChange | None = None
    closed_for_utc: Utc | None = None
    printed: Printed | None = None

    @property
    def is_on_paper(self) -> bool:
        """Whether a person said that it is on paper as it is signed."""
        return (
            self.printed is not None
            and self.closing is not None
            and self.printed.digest == self.closing.digest
        )

    def row(self, site_id: str) -> SiteChecks | None:
        return next((row for row in self.rows if row.site_id == site_id), None)

    def open_rows(self, now_s: float) -> tuple[SiteChecks, ...]:
        """Return the rows in which a check is not done at `now_s`, monotonic seconds."""
        return tuple(row for row in self.rows if row.open_cells(now_s))

    def late_rows(self, now_s: float, now_utc: Utc) -> tuple[SiteChecks, ...]:
        """Return the rows that are late: not done when they had to be.

        now_s: monotonic seconds
        """
        return self.open_rows(now_s) if now_utc >= self.due_utc else ()


def differs(was: CellState, now: CellState) -> bool:
    """Tell whether a check got worse or better; a measured and a signed one are alike."""
    return was is not now and not (was.is_green and now.is_green)


def recorded_view(sheet: Sheet, sites: Iterable[str], fingerprint: str) -> ChecklistView:
    """Return the sheet as the journal alone has it, without measurements.

    sites: ids of all sites in order of number
    fingerprint: that of the configuration in use
    """
    of_sheet = frozenset(sheet.sites)
    rows = tuple(
        SiteChecks(
            site,
            tuple(Cell(check, None, sheet.said.get((site, check))) for check in sheet.checks),
            sheet.rolls.get(site, _NOT_ASKED),
            sheet.frozen.get(site, ()),
            sheet.calls.get(site),
        )
        for site in sites
        if site in of_sheet
    )
    return view_of(sheet, tuple(rows), fingerprint)


def view_of(sheet: Sheet, rows: tuple[SiteChecks, ...], fingerprint: str) -> ChecklistView:
    """Return the sheet with these rows; `fingerprint` is that of the configuration in use."""
    return ChecklistView(
        sheet.meeting_id,
        sheet.opening_utc,
        sheet.due_utc,
        rows,
        sheet.closing,
        sheet.changes,
        sheet.closing is not None and sheet.closing.fingerprint != fingerprint,
        sheet.config_changes,
        sheet.unaccepted,
        sheet.closed_for_utc,
        sheet.printed,
    )
