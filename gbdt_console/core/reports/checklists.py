"""Fold checklist events into how punctual each meeting's checklist was."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import field

from gbdt_console.core.checklist import events
from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.sheet import Change
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.minutes import Checked, SiteChecked
from gbdt_console.core.units import Utc


@dataclass(slots=True)
class _Sheet:
    """Holds one sheet while it is folded.

    signed: time of the last signature by the site's id, UTC seconds
    """

    due_utc: Utc
    sites: Sequence[str]
    signed: dict[str, float] = field(default_factory=dict)
    closed: events.ChecklistClosed | None = None
    changes: list[Change] = field(default_factory=list)


class ChecklistFold:
    """Keeps of each sheet its deadline, the last signature of each site, and how it was closed.

    `ChecklistBook` keeps every statement of a few sheets; a year's hundreds of sheets need only this.
    """

    def __init__(self) -> None:
        self._sheets: dict[str, _Sheet] = {}

    def take(self, event: events.ChecklistEvent) -> None:
        """Take the next event; a signature after the closing does not count."""
        sheet = self._sheets.get(event.meeting)
        if isinstance(event, events.ChecklistOpened):
            self._open(sheet, event)
        elif sheet is None:
            return
        elif isinstance(event, events.CheckChanged):
            if sheet.closed is not None:
                sheet.changes.append(Change(event.site, event.check, event.was, event.now, event.at_utc))
        elif sheet.closed is None:
            self._fill(sheet, event)

    def of(self, sheet_id: str) -> Checked | None:
        """Return a sheet by the id of its meeting's sheets; None where none was opened."""
        sheet = self._sheets.get(sheet_id)
        if sheet is None:
            return None
        closed = sheet.closed
        return Checked(
            sheet.due_utc,
            None if closed is None else closed.at_utc,
            "" if closed is None else closed.operator,
            "" if closed is None else closed.digest,
            tuple(_site(sheet, site_id) for site_id in sheet.sites),
            tuple(sheet.changes),
        )

    def _open(self, sheet: _Sheet | None, event: events.ChecklistOpened) -> None:
        if sheet is None:
            self._sheets[event.meeting] = _Sheet(event.due_utc, tuple(event.sites))
        else:
            sheet.due_utc = event.due_utc
            sheet.sites = tuple(event.sites) if sheet.closed is None else sheet.sites

    def _fill(self, sheet: _Sheet, event: events.ChecklistEvent) -> None:
        match event:
            case events.ChecklistClosed():
                sheet.closed = event
            case events.CheckSigned(is_ok=True) | events.RollAnswered(signed=[_, *_]):
                sheet.signed[event.site] = max(event.at_utc, sheet.signed.get(event.site, 0.0))


def _site(sheet: _Sheet, site_id: str) -> SiteChecked:
    cells = () if sheet.closed is None else sheet.closed.cells.get(site_id, ())
    count = Counter(cells)
    signed_utc = sheet.signed.get(site_id)
    is_late = signed_utc is not None and signed_utc > sheet.due_utc
    return SiteChecked(
        site_id,
        signed_utc,
        signed_utc - sheet.due_utc if is_late and signed_utc is not None else None,
        count[CellState.PASSED],
        count[CellState.SIGNED],
        count[CellState.FAULT],
        count[CellState.UNKNOWN],
    )
