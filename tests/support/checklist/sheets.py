"""Sheets for screens: measured sites, some called, some in trouble."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from gbdt_console.core.checklist.calls import Call, CallStep
from gbdt_console.core.checklist.cells import Cell, CellState, Proof, Statement
from gbdt_console.core.checklist.checks import CHECK_ROWS, Check
from gbdt_console.core.checklist.sheet import Change, Closing, Roll
from gbdt_console.core.checklist.view import ChecklistView, SiteChecks
from gbdt_console.core.snapshot import Snapshot
from tests.support.screens.scripted_port import AT_UTC

HALF_HOUR_S = 1_800.0
_VALUES = {
    Check.TERMINAL: ("rtt", (("ms", "7"),)),
    Check.LINE: ("rtt", (("ms", "6"),)),
    Check.PRESET: ("preset", (("preset", "2"),)),
    Check.POWER: ("mains", (("minutes", "42"),)),
    Check.ROOM: ("celsius", (("celsius", "24"),)),
}
SIGNED = Statement(True, "Trực ca 2", AT_UTC - 300.0, "both")


def with_sheet(
    snapshot: Snapshot,
    called: Collection[int] = (),
    *,
    off: Collection[int] = (),
    mute: Collection[int] = (),
    due_in_s: float = 1_450.0,
    calls: Mapping[int, Call] | None = None,
) -> Snapshot:
    """Give the snapshot an open sheet of all sites.

    called: numbers of the sites whose roll-call is done
    off: numbers of sites whose codec does not answer
    mute: numbers of sites that nobody hears
    calls: the newest calls by the sites' numbers
    """
    rows = tuple(
        SiteChecks(
            site.id,
            tuple(
                _cell(check, snapshot.at_s, is_called=site.number in called, is_off=site.number in off,
                      is_mute=site.number in mute)
                for check in Check
            ),
            Roll("both", "by-technician", "Phó Chủ tịch", 24) if site.number in called else Roll(),
            call=(calls or {}).get(site.number),
        )
        for site in snapshot.sites
    )  # fmt: skip
    due_utc = snapshot.at_utc + due_in_s
    return replace(snapshot, checklist=ChecklistView("7", due_utc + HALF_HOUR_S, due_utc, rows))


def a_call(
    step: CallStep = CallStep.CALLING,
    *,
    by: str = "Trực ca 1",
    client: str = "console-2",
    ago_s: float = 45.0,
) -> Call:
    """Make a call by another console."""
    at_utc = AT_UTC - ago_s
    return Call(step, by, client, at_utc, at_utc)


def closed(snapshot: Snapshot) -> Snapshot:
    """Close the sheet two minutes ago; site 3 lost its line since."""
    sheet = snapshot.checklist
    assert sheet is not None
    closing = Closing(snapshot.at_utc - 120.0, "Trực ca 2", 1000, "pts/1", "9f86d081884c" + "0" * 52, "f")
    rows = tuple(replace(row, frozen=row.states_at(snapshot.at_s)) for row in sheet.rows)
    lost = Cell(Check.LINE, Proof("lost", (), "ping C-3", snapshot.at_s, 10.0, is_good=False))
    rows = tuple(
        replace(row, cells=(row.cells[0], lost, *row.cells[2:])) if row.site_id == "site3" else row
        for row in rows
    )
    change = Change("site3", Check.LINE, CellState.PASSED, CellState.FAULT, snapshot.at_utc - 40.0)
    return replace(snapshot, checklist=replace(sheet, rows=rows, closing=closing, changes=(change,)))


def _cell(check: Check, at_s: float, *, is_called: bool, is_off: bool, is_mute: bool) -> Cell:
    code, params = _VALUES.get(check, ("", ()))
    proof = Proof(code, params, "ping 10.22.1.10", at_s - 2.0, 10.0, is_good=True) if code else None
    if is_off and check is Check.TERMINAL:
        proof = Proof("no-answer", (), "ping 10.22.1.10", at_s, 10.0, is_good=False)
    if is_mute and check is Check.SOUND:
        return Cell(check, None, Statement(False, "Trực ca 2", AT_UTC - 60.0, "not-here"))
    is_signed = is_called and (CHECK_ROWS[check].needs_person or check is Check.PRESET)
    return Cell(check, proof, SIGNED if is_signed else None)
