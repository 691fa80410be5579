"""Writes the stable JSON form of outage records that docs/outages-json.md documents."""

from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.json_value import Json
from gbdt_console.core.outages.contract_month import LineMonth
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.snapshot import Snapshot

FORM = 1
"""The version of the form; fields may be added without a new one."""


def outages_object(snapshot: Snapshot) -> dict[str, Json]:
    """Return the JSON object of the open and the last ended records."""
    return {
        "form": FORM,
        "at": iso(snapshot.at_utc),
        "is_live": snapshot.is_live,
        "outages": [_outage(outage, snapshot.at_utc) for outage in snapshot.outages],
    }


def months_object(month: str, snapshot: Snapshot) -> dict[str, Json]:
    """Return the JSON object of each line's month by its contract.

    month: 'YYYY-MM'
    """
    return {
        "form": FORM,
        "at": iso(snapshot.at_utc),
        "is_live": snapshot.is_live,
        "month": month,
        "lines": [_line_month(line) for line in snapshot.contract],
    }


def _line_month(line: LineMonth) -> dict[str, Json]:
    return {
        "site": line.site_id,
        "availability_percent": line.availability_percent,
        "target_percent": line.target_percent,
        "total_s": line.total_s,
        "excluded_s": line.excluded_s,
        "blind_s": line.blind_s,
        "down_s": line.down_s,
        "outages": line.outages,
        "mttr_s": line.repair_s,
        "left_s": line.left_s,
        "probes": line.probes,
        "lost": line.lost,
        "late": line.late,
        "loss_percent": line.loss_percent,
        "rtt_ms": line.rtt_ms,
        "blips_per_day": list(line.blips),
        "breaches": [
            {
                "kind": breach.kind.value,
                "value": breach.value,
                "limit": breach.limit,
                "outage": breach.number or None,
                "from": iso(breach.from_s or None),
                "until": iso(breach.until_s),
            }
            for breach in line.breaches
        ],
    }


def _outage(outage: Outage, at_utc: float) -> dict[str, Json]:
    return {
        "number": outage.number,
        "state": outage.state.value,
        "is_open": outage.is_open,
        "sites": list(outage.sites),
        "sites_down": list(outage.sites_down),
        "opened_by": None if outage.opened_by is None else list(outage.opened_by),
        "words": outage.words or None,
        "started": iso(outage.started_utc),
        "detected": iso(outage.detected_utc),
        "acknowledged": iso(outage.acknowledged_utc),
        "reported": iso(outage.reported_utc),
        "restored": iso(outage.restored_utc),
        "verified": iso(outage.verified_utc),
        "closed": iso(outage.closed_utc),
        "duration_s": round(outage.lasted_s(at_utc), 1),
        "contract_s": outage.contract_s,
        "unavailable": [
            {"site": u.site_id, "from": iso(u.from_s), "until": iso(u.until_s), "down_s": u.down_s}
            for u in outage.unavailable
        ],
        "downtimes": [
            {"site": one.site_id, "from": iso(one.from_utc), "until": iso(one.until_utc)}
            for one in outage.downtimes
        ],
        "proposed_cause": outage.proposed.cause.value,
        "confidence": outage.proposed.confidence or None,
        "evidence": [
            {"code": e.code, "at": iso(e.at_utc), "params": dict(e.params)} for e in outage.evidence
        ],
        "cause": None if outage.cause is None else outage.cause.value,
        "cause_by": outage.cause_by or None,
        "remedy": outage.remedy or None,
        "remedy_by": outage.remedy_by or None,
        "ticket": outage.ticket or None,
        "due": iso(outage.due_utc),
        "merged_into": outage.merged_into or None,
        "split_from": outage.split_from or None,
        **_histories(outage),
    }


def _histories(outage: Outage) -> dict[str, Json]:
    return {
        "states": [
            {
                "state": s.state.value,
                "at": iso(s.at_utc),
                "by": s.operator or None,
                "reason": s.reason or None,
            }
            for s in outage.steps
        ],
        "estimates": [
            {
                "back": iso(e.back_utc),
                "given": iso(e.given_utc),
                "source": e.source.value,
                "by": e.operator or None,
                "confidence": e.confidence or None,
                "reason": e.reason or None,
            }
            for e in outage.estimates
        ],
        "calls": [
            {
                "contact": c.contact,
                "phone": c.phone,
                "outcome": c.outcome.value,
                "at": iso(c.at_utc),
                "by": c.operator,
                "note": c.note or None,
            }
            for c in outage.calls
        ],
        "told": [
            {
                "person": t.person,
                "channel": t.channel.value,
                "text": t.text,
                "at": iso(t.at_utc),
                "by": t.operator,
                "estimate": iso(t.back_utc),
            }
            for t in outage.told
        ],
        "corrections": [
            {
                "field": c.field,
                "before": c.before,
                "after": c.after,
                "at": iso(c.at_utc),
                "by": c.operator,
                "reason": c.reason,
            }
            for c in outage.corrections
        ],
    }
