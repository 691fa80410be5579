"""Converts the outage book to plain JSON values for a Checkpoint, and back."""

from dataclasses import asdict, fields
from typing import Any, cast

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.events import evidence_data, evidence_of
from gbdt_console.core.json_value import Json
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.causes import OutageCause, ProposedCause
from gbdt_console.core.outages.outage import (
    Call,
    CallOutcome,
    Channel,
    Correction,
    Downtime,
    Estimate,
    EstimateSource,
    Outage,
    OutageState,
    StateStep,
    Told,
    Unavailable,
)
from gbdt_console.core.outages.repairs import Repair

_FIELDS = frozenset(field.name for field in fields(Outage))


def book_data(book: OutageBook) -> dict[str, Json]:
    """Convert the book to the values that a Checkpoint holds."""
    return {
        "last_number": book.last_number,
        "outages": [outage_data(outage) for outage in book.outages.values()],
        "ended": [outage_data(outage) for outage in book.ended.values()],
        "repairs": [cast(Json, asdict(repair)) for repair in book.repairs],
    }


def book_of(data: dict[str, Json]) -> OutageBook:
    """Read the book from a Checkpoint; one without outages gives an empty book."""
    stored = cast(dict[str, Any], data)
    return OutageBook(
        stored.get("last_number", 0),
        [_outage_of(item) for item in stored.get("outages", ())],
        [_outage_of(item) for item in stored.get("ended", ())],
        [_repair_of(item) for item in stored.get("repairs", ())],
    )


def outage_data(outage: Outage) -> dict[str, Json]:
    """Convert one outage to plain JSON values."""
    parts = asdict(outage)
    parts["opened_by"] = None if outage.opened_by is None else list(outage.opened_by)
    parts["evidence"] = evidence_data(outage.evidence)
    return cast(dict[str, Json], parts)


def _outage_of(parts: dict[str, Any]) -> Outage:
    proposed, opened_by = parts["proposed"], parts["opened_by"]
    changed = {
        "sites": tuple(parts["sites"]),
        "opened_by": None if opened_by is None else AlarmKey(*opened_by),
        "downtimes": tuple(Downtime(**item) for item in parts["downtimes"]),
        "steps": tuple(StateStep(**item | {"state": OutageState(item["state"])}) for item in parts["steps"]),
        "proposed": ProposedCause(OutageCause(proposed["cause"]), proposed["confidence"]),
        "evidence": evidence_of(parts["evidence"]),
        "cause": None if parts["cause"] is None else OutageCause(parts["cause"]),
        "estimates": tuple(
            Estimate(**item | {"source": EstimateSource(item["source"])}) for item in parts["estimates"]
        ),
        "calls": tuple(Call(**item | {"outcome": CallOutcome(item["outcome"])}) for item in parts["calls"]),
        "told": tuple(Told(**item | {"channel": Channel(item["channel"])}) for item in parts["told"]),
        "corrections": tuple(Correction(**item) for item in parts["corrections"]),
        "unavailable": tuple(Unavailable(**item) for item in parts.get("unavailable", ())),
    }
    return Outage(**{name: value for name, value in parts.items() if name in _FIELDS} | changed)


def _repair_of(parts: dict[str, Any]) -> Repair:
    given = tuple((EstimateSource(source), at, back) for source, at, back in parts["given"])
    changed = {"cause": OutageCause(parts["cause"]), "sites": tuple(parts["sites"]), "given": given}
    return Repair(**parts | changed)
