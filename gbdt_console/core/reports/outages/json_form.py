"""Write one outage record as the JSON values of a report (docs/report-json.md)."""

from gbdt_console.core.json_value import Json
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.reports.whole_seconds import whole_s


def outage_object(outage: Outage) -> dict[str, Json]:
    """Return the record; times are UTC seconds, None where nothing happened."""
    return {
        "number": outage.number,
        "state": outage.state.value,
        "sites": list(outage.sites),
        "opened_by": None if outage.opened_by is None else outage.opened_by.type,
        "words": outage.words or None,
        "started_utc": outage.started_utc,
        "detected_utc": outage.detected_utc,
        "acknowledged_utc": outage.acknowledged_utc,
        "reported_utc": outage.reported_utc,
        "restored_utc": outage.restored_utc,
        "verified_utc": outage.verified_utc,
        "closed_utc": outage.closed_utc,
        "cause": None if outage.cause is None else outage.cause.value,
        "cause_by": outage.cause_by or None,
        "proposed_cause": outage.proposed.cause.value,
        "remedy": outage.remedy or None,
        "remedy_by": outage.remedy_by or None,
        "ticket": outage.ticket or None,
        "merged_into": outage.merged_into or None,
        "split_from": outage.split_from or None,
        "contract_s": outage.contract_s,
        "downtimes": [
            {"site": one.site_id, "from_utc": one.from_utc, "until_utc": one.until_utc}
            for one in outage.downtimes
        ],
        "unavailable": [
            {"site": one.site_id, "from_utc": one.from_s, "until_utc": one.until_s, "down_s": one.down_s}
            for one in outage.unavailable
        ],
        **_histories(outage),
    }


def _histories(outage: Outage) -> dict[str, Json]:
    return {
        "evidence": [
            {"code": one.code, "at_utc": whole_s(one.at_utc), "params": dict(one.params)}
            for one in outage.evidence
        ],
        "states": [
            {"state": one.state.value, "at_utc": one.at_utc, "by": one.operator or None, "reason": one.reason}
            for one in outage.steps
        ],
        "estimates": [
            {
                "back_utc": one.back_utc,
                "given_utc": one.given_utc,
                "source": one.source.value,
                "by": one.operator or None,
                "reason": one.reason,
                "error_s": None if outage.repaired_utc is None else outage.repaired_utc - one.back_utc,
            }
            for one in outage.estimates
        ],
        "calls": [
            {
                "contact": one.contact,
                "phone": one.phone,
                "outcome": one.outcome.value,
                "at_utc": one.at_utc,
                "by": one.operator,
                "note": one.note,
            }
            for one in outage.calls
        ],
        "told": [
            {
                "person": one.person,
                "channel": one.channel.value,
                "text": one.text,
                "at_utc": one.at_utc,
                "by": one.operator,
                "back_utc": one.back_utc,
            }
            for one in outage.told
        ],
        "corrections": [
            {
                "field": one.field,
                "before": one.before,
                "after": one.after,
                "at_utc": one.at_utc,
                "by": one.operator,
                "reason": one.reason,
            }
            for one in outage.corrections
        ],
    }
