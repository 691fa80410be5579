"""Takes what an operator counts on in each mode, from the journal's fold and from a Snapshot alike."""

from collections.abc import Mapping
from typing import Any

from gbdt_console.core.checklist.cells import Statement
from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.checklist.sheet import ChecklistBook, Closing, Roll
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.meetings.held import MeetingsHeld
from gbdt_console.core.shutdown.record import Commanded, ShutdownBook, StepEnd, SystemOff
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.core.snapshot import Snapshot

Seen = dict[str, Any]
"""Plain JSON values; equal ones mean the same mode, sheet, floor and shutdown."""


def seen_of_ledger(ledger: Ledger) -> Seen:
    """Return what the fold holds."""
    meeting, sheet, record = (
        ledger[MeetingsHeld].running,
        ledger[ChecklistBook].newest,
        ledger[ShutdownBook].newest,
    )
    return {
        "meeting": None if meeting is None else meeting.id,
        "floor": _floor(ledger[Floor]),
        "checklist": None
        if sheet is None
        else _sheet(sheet.meeting_id, sheet.said, sheet.rolls, sheet.closing),
        "shutdown": None
        if record is None
        else _shutdown(record.meeting_id, record.ends, record.commands, record.closing),
    }


def seen_of_snapshot(snapshot: Snapshot) -> Seen:
    """Return what the screens show."""
    meeting, sheet, record = snapshot.meeting, snapshot.checklist, snapshot.shutdown
    floor = Floor() if snapshot.conference is None else snapshot.conference.floor
    rows = () if sheet is None else sheet.rows
    said = {(row.site_id, cell.check): cell.said for row in rows for cell in row.cells if cell.said}
    rolls = {row.site_id: row.roll for row in rows if row.roll != Roll()}
    ends = (
        {}
        if record is None
        else {(s.site_id, step): end for s in record.sites for step, end in zip(Step, s.ends, strict=True)}
    )
    commands = {} if record is None else {s.site_id: s.commanded for s in record.sites if s.commanded}
    return {
        "meeting": None if meeting is None else meeting.id,
        "floor": _floor(floor),
        "checklist": None if sheet is None else _sheet(sheet.meeting_id, said, rolls, sheet.closing),
        "shutdown": None if record is None else _shutdown(record.meeting_id, ends, commands, record.closing),
    }


def _floor(floor: Floor) -> Seen:
    kept = {name: getattr(floor, name) for name in ("speaker", "prepared", "is_blocking", "is_break")}
    return {**kept, "running_order": list(floor.running_order)}


def _sheet(
    meeting_id: str,
    said: Mapping[tuple[str, Check], Statement],
    rolls: Mapping[str, Roll],
    closing: Closing | None,
) -> Seen:
    return {
        "meeting": meeting_id,
        "said": {f"{site} {check}": [s.is_ok, s.by, s.note] for (site, check), s in sorted(said.items())},
        "presides": {site: roll.presides for site, roll in sorted(rolls.items())},
        "closed": "" if closing is None else closing.digest,
    }


def _shutdown(
    meeting_id: str,
    ends: Mapping[tuple[str, Step], StepEnd],
    commands: Mapping[str, Commanded],
    closing: SystemOff | None,
) -> Seen:
    signed = {key: end for key, end in sorted(ends.items()) if end.state is StepState.SIGNED}
    return {
        "meeting": meeting_id,
        "signed": {f"{site} {step}": [end.by, end.note] for (site, step), end in signed.items()},
        "commanded": {site: list(one.outlets) for site, one in sorted(commands.items())},
        "closed": "" if closing is None else closing.digest,
    }
