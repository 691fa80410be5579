"""Writes the stable JSON form of the checklist that docs/checklist-json.md documents."""

from dataclasses import asdict
from typing import cast

from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.checklist.cells import Cell
from gbdt_console.core.checklist.view import ChecklistView, SiteChecks
from gbdt_console.core.json_value import Json
from gbdt_console.core.snapshot import Snapshot

FORM = 1
"""The version of the form; fields may be added without a new one."""


def checklist_object(snapshot: Snapshot) -> dict[str, Json]:
    """Return the JSON object of the sheet in use."""
    view = snapshot.checklist
    return {
        "form": FORM,
        "at": iso(snapshot.at_utc),
        "is_live": snapshot.is_live,
        "checklist": None if view is None else _sheet(view, snapshot),
    }


def _sheet(view: ChecklistView, snapshot: Snapshot) -> dict[str, Json]:
    closing = view.closing
    return {
        "meeting": view.meeting_id,
        "opening": iso(view.opening_utc),
        "due": iso(view.due_utc),
        "is_late": bool(view.late_rows(snapshot.at_s, snapshot.at_utc)),
        "closed": None
        if closing is None
        else {
            "at": iso(closing.at_utc),
            "by": closing.by,
            "uid": closing.uid,
            "terminal": closing.terminal,
            "digest": closing.digest,
            "is_config_changed": view.is_config_changed,
            "for_opening": iso(view.opening_utc if view.closed_for_utc is None else view.closed_for_utc),
        },
        "changes": [
            {
                "site": change.site_id,
                "check": change.check.value,
                "was": change.was.value,
                "now": change.now.value,
                "at": iso(change.at_utc),
            }
            for change in view.changes
        ],
        "config_changes": [
            {"at": iso(change.at_utc), "accepted_by": change.by or None, "reason": change.reason or None}
            for change in view.config_changes
        ],
        "sites": [_row(row, snapshot) for row in view.rows],
    }


def _row(row: SiteChecks, snapshot: Snapshot) -> dict[str, Json]:
    return {
        "site": row.site_id,
        "is_done": not row.open_cells(snapshot.at_s),
        "roll": cast(dict[str, Json], asdict(row.roll)),
        "checks": {cell.check.value: _cell(cell, snapshot) for cell in row.cells},
        "frozen": [state.value for state in row.frozen] or None,
    }


def _cell(cell: Cell, snapshot: Snapshot) -> dict[str, Json]:
    proof, said = cell.proof, cell.said
    return {
        "state": cell.state_at(snapshot.at_s).value,
        "value": None
        if proof is None
        else {
            "code": proof.code,
            "params": dict(proof.params),
            "source": proof.source,
            "age_s": round(max(0.0, snapshot.at_s - proof.taken_s), 1),
            "limit_s": proof.limit_s,
            "is_good": proof.is_good,
        },
        "signed": None
        if said is None
        else {
            "is_ok": said.is_ok,
            "by": said.by,
            "at": iso(said.at_utc),
            "answer": said.code or None,
            "note": said.note or None,
            "over": said.over or None,
        },
    }
