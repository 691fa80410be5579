"""Writes the stable JSON form of the checklist that docs/checklist-json.md documents."""

from gbdt_console.cli.form_parts import iso, recorded_head
from gbdt_console.core.checklist.calls import Call
from gbdt_console.core.checklist.cells import Cell, Proof, Statement
from gbdt_console.core.checklist.sheet import Change, Closing, ConfigChange, Printed, Roll
from gbdt_console.core.checklist.view import ChecklistView, SiteChecks
from gbdt_console.core.json_value import Json
from gbdt_console.core.record_form import Form
from gbdt_console.core.snapshot import Snapshot


def checklist_object(snapshot: Snapshot) -> dict[str, Json]:
    view = snapshot.checklist
    return {**recorded_head(snapshot), "checklist": None if view is None else _SHEET(view, snapshot)}


def _closed(view: ChecklistView, _: Snapshot) -> Json:
    if view.closing is None:
        return None
    signed_utc = view.opening_utc if view.closed_for_utc is None else view.closed_for_utc
    more: dict[str, Json] = {"is_config_changed": view.is_config_changed, "for_opening": iso(signed_utc)}
    return _CLOSING(view.closing) | more


def _cell(cell: Cell, now: Snapshot) -> Json:
    return {
        "state": cell.state_at(now.at_s).value,
        "value": None if cell.proof is None else _PROOF(cell.proof, now),
        "signed": None if cell.said is None else _SAID(cell.said),
    }


_CLOSING = Form(Closing, left_out={"fingerprint": "compared in `is_config_changed`"}, time=iso)
_PROOF = Form(
    Proof,
    rules={"params": dict},
    left_out={"taken_s": "stands as its age"},
    more={"age_s": lambda proof, now: round(max(0.0, now.at_s - proof.taken_s), 1)},
)
_SAID = Form(Statement, keys={"code": "answer"}, time=iso)
_ROW = Form(
    SiteChecks,
    left_out={"cells": "by the name of each check", "frozen": "null while the sheet is open"},
    more={
        "standing": lambda row, now: row.standing_at(now.at_utc).value,
        "is_done": lambda row, now: not row.open_cells(now.at_s),
        "checks": lambda row, now: {cell.check.value: _cell(cell, now) for cell in row.cells},
        "frozen": lambda row, _: [state.value for state in row.frozen] or None,
    },
    parts=(Form(Roll, is_blank_null=False), Form(Call, time=iso)),
)
_SHEET = Form(
    ChecklistView,
    keys={"rows": "sites"},
    left_out={
        "closing": "with the configuration and the opening that were signed",
        "is_config_changed": "in `closed`",
        "closed_for_utc": "in `closed`",
        "unaccepted": "the last of the changes",
    },
    more={
        "is_on_paper": lambda view, _: view.is_on_paper,
        "is_late": lambda view, now: bool(view.late_rows(now.at_s, now.at_utc)),
        "closed": _closed,
    },
    parts=(
        _ROW,
        Change,
        Form(Printed, time=iso),
        Form(
            ConfigChange,
            keys={"by": "accepted_by"},
            left_out={"fingerprint": "compared in `is_config_changed`"},
            time=iso,
        ),
    ),
    time=iso,
)
