"""Write the facts of the yearly review as JSON values (docs/report-json.md)."""

from gbdt_console.core.json_value import Json
from gbdt_console.core.outages.repairs import EstimateScore
from gbdt_console.core.reports.minutes_json import FORM, checked_object, journal_object
from gbdt_console.core.reports.outages.json_form import outage_object
from gbdt_console.core.reports.year import GroupYear, MeetingInYear, SiteYear, YearFacts


def year_object(facts: YearFacts) -> dict[str, Json]:
    """Return the review; times are UTC seconds, lengths seconds, both exact."""
    return {
        "form": FORM,
        "report": "year",
        "journal": journal_object(facts.end),
        "year": facts.year,
        "from_utc": facts.from_utc,
        "until_utc": facts.until_utc,
        "meetings": [_meeting(meeting) for meeting in facts.meetings],
        "sites": [_site(site) for site in facts.sites],
        "carriers": [_group(group) for group in facts.carriers],
        "causes": [_group(group) for group in facts.causes],
        "hosts": [
            {
                "host": one.host or None,
                "meetings": one.meetings,
                "late_notices": one.late_notices,
                "lasted_s": one.lasted_s,
            }
            for one in facts.hosts
        ],
        "outages": [
            outage_object(outage) | {"down_in_year_s": facts.lasted_s(outage)} for outage in facts.outages
        ],
        "open_microphones": facts.open_microphones,
        "unordered_calls": facts.unordered_calls,
        "blips_per_month": list(facts.blips),
        "opinions": [
            {
                "site": one.site_id,
                "meeting": one.number or None,
                "text": one.text,
                "at_utc": one.at_utc,
                "by": one.operator,
            }
            for one in facts.opinions
        ],
        "recommendations": [
            {"rule": one.rule.value, "about": one.about or None, "value": one.value, "of": one.of}
            for one in facts.recommendations
        ],
    }


def _meeting(meeting: MeetingInYear) -> dict[str, Json]:
    return {
        "number": meeting.number or None,
        "id": meeting.meeting_id,
        "host": meeting.host or None,
        "started_utc": meeting.started_utc,
        "lasted_s": meeting.lasted_s,
        "sites": list(meeting.sites),
        "is_notice_late": meeting.is_notice_late,
        "checklist": None if meeting.checked is None else checked_object(meeting.checked),
    }


def _site(site: SiteYear) -> dict[str, Json]:
    return {
        "site": site.site_id,
        "carrier": site.carrier_id,
        "meetings": site.meetings,
        "late_checks": site.late_checks,
        "outages": site.outages,
        "down_s": site.down_s,
        "power_outages": site.power_outages,
        "counted_s": site.counted_s,
        "contract_down_s": site.contract_down_s,
        "availability_percent": site.availability_percent,
        "target_percent": site.target_percent,
        "blips_per_month": list(site.blips),
        "open_microphones": site.open_microphones,
        "has_trained": site.has_trained,
    }


def _group(group: GroupYear) -> dict[str, Json]:
    return {
        "name": group.name,
        "outages": group.outages,
        "down_s": group.down_s,
        "repaired": group.repaired,
        "mttr_s": group.repair_s,
        "first_estimates": _score(group.first),
        "last_estimates": _score(group.last),
    }


def _score(score: EstimateScore | None) -> dict[str, Json] | None:
    if score is None:
        return None
    return {"count": score.count, "kept": score.kept, "median_error_s": score.median_error_s}
