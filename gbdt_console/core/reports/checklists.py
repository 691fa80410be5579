"""Fold checklist events into how punctual each meeting's checklist was."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import field

from gbdt_console.core.checklist import events
from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.checklist.sheet import Change
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.minutes import Checked, SiteChecked
from gbdt_console.core.units import Utc


@dataclass(slots=True)
class _Sheet:
    """Holds one sheet while it is folded.

    signed: time of the last signature by the site's id, UTC seconds
    said: what a person said last of each check, by the site's id: in order, or a fault
    """

    due_utc: Utc
    sites: Sequence[str]
    checks: Sequence[Check]
    signed: dict[str, float] = field(default_factory=dict)
    said: dict[str, dict[Check, bool]] = field(default_factory=dict)
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

    def of(self, sheet_id: str, now_utc: Utc) -> Checked | None:
        """Return a sheet by the id of its meeting's sheets; None where none was opened.

        now_utc: the time of the report: an open sheet is not late before its deadline
        """
        sheet = self._sheets.get(sheet_id)
        if sheet is None:
            return None
        closed = sheet.closed
        return Checked(
            sheet.due_utc,
            None if closed is None else closed.at_utc,
            "" if closed is None else closed.operator,
            "" if closed is None else closed.digest,
            tuple(_site(sheet, site_id, now_utc) for site_id in sheet.sites),
            tuple(sheet.changes),
        )

    def _open(self, sheet: _Sheet | None, event: events.ChecklistOpened) -> None:
        if sheet is None:
            self._sheets[event.meeting] = _Sheet(event.due_utc, tuple(event.sites), tuple(event.checks))
        else:
            sheet.due_utc = event.due_utc
            sheet.sites = tuple(event.sites) if sheet.closed is None else sheet.sites

    def _fill(self, sheet: _Sheet, event: events.ChecklistEvent) -> None:
        match event:
            case events.ChecklistClosed():
                sheet.closed = event
            case events.CheckSigned():
                _say(sheet, event, event.checks if event.is_ok else (), () if event.is_ok else event.checks)
            case events.RollAnswered():
                _say(sheet, event, event.signed, event.faulty)


def _say(
    sheet: _Sheet,
    event: events.CheckSigned | events.RollAnswered,
    signed: Sequence[Check],
    faulty: Sequence[Check],
) -> None:
    said = sheet.said.setdefault(event.site, {})
    said.update(dict.fromkeys(signed, True) | dict.fromkeys(faulty, False))
    if signed:
        sheet.signed[event.site] = max(event.at_utc, sheet.signed.get(event.site, 0.0))


def _site(sheet: _Sheet, site_id: str, now_utc: Utc) -> SiteChecked:
    count = Counter(_cells(sheet, site_id))
    signed_utc = sheet.signed.get(site_id)
    late_s = None if signed_utc is None or signed_utc <= sheet.due_utc else signed_utc - sheet.due_utc
    is_over = sheet.closed is not None or now_utc > sheet.due_utc
    return SiteChecked(
        site_id,
        signed_utc,
        late_s,
        count[CellState.PASSED],
        count[CellState.SIGNED],
        count[CellState.FAULT],
        count[CellState.UNKNOWN],
        is_late=late_s is not None or (is_over and count[CellState.UNKNOWN] > 0),
    )


def _cells(sheet: _Sheet, site_id: str) -> Iterable[CellState]:
    """Return the site's checks as the closing froze them; of an open sheet what persons said of them."""
    if sheet.closed is not None:
        return sheet.closed.cells.get(site_id, ())
    said, named = sheet.said.get(site_id, {}), {True: CellState.SIGNED, False: CellState.FAULT}
    return (named[said[check]] if check in said else CellState.UNKNOWN for check in sheet.checks)
