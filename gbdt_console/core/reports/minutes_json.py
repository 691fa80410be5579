"""Write the facts of minutes as JSON values (docs/report-json.md)."""

from gbdt_console.core.conference.presence import Presence, SiteAttendance
from gbdt_console.core.frame.shown import kind_of, site_of_seat
from gbdt_console.core.json_value import Json
from gbdt_console.core.reports.minutes import Checked, Incident, JournalEnd, MinutesFacts, Turn
from gbdt_console.core.reports.outages.json_form import outage_object
from gbdt_console.core.reports.whole_seconds import whole_s
from gbdt_console.core.shutdown.record import Shutdown

FORM = 1
"""Version of the form; fields may be added without a new one."""


def minutes_object(facts: MinutesFacts) -> dict[str, Json]:
    """Return the facts of one meeting; times are whole UTC seconds, lengths seconds."""
    sheet, registration = facts.attendance, facts.registration
    meeting = sheet.meeting
    return {
        "form": FORM,
        "report": "minutes",
        "journal": journal_object(facts.end),
        "meeting": {
            "id": meeting.id,
            "number": meeting.registration or None,
            "title": meeting.title or None,
            "is_closed": meeting.is_closed,
            "host": None if registration is None else registration.plan.host,
            "kind": None if registration is None else registration.plan.kind.value,
            "chair": meeting.chair_site_id,
            "opening_utc": meeting.opening_utc,
            "planned_end_utc": sheet.planned_end_utc,
            "started_utc": facts.started_utc,
            "from_utc": sheet.from_utc,
            "until_utc": sheet.until_utc,
            "is_over": sheet.is_over,
            "lasted_s": facts.lasted_s,
            "overrun_s": sheet.overrun_s if sheet.is_over else None,
            "not_heard": list(sheet.waiting),
        },
        "sites": [_site(site) for site in sheet.sites],
        "turns": [_turn(turn) for turn in facts.turns],
        "checklist": None if facts.checked is None else checked_object(facts.checked),
        "outages": [
            outage_object(outage) | {"down_in_meeting_s": facts.down_s(outage)} for outage in facts.outages
        ],
        "incidents": [_incident(one) for one in facts.incidents],
        "acts": [
            {"seq": e.seq, "at_utc": e.at_utc, "kind": e.kind, "by": e.actor, "data": dict(e.data)}
            for e in facts.acts
        ],
        "shutdown": None if facts.shutdown is None else _shutdown(facts.shutdown),
    }


def journal_object(end: JournalEnd) -> dict[str, Json]:
    """Return the last entry that a report was folded from."""
    return {"seq": end.seq, "hash": end.hash, "at_utc": whole_s(end.at_utc)}


def checked_object(checked: Checked) -> dict[str, Json]:
    """Return a checklist."""
    return {
        "due_utc": checked.due_utc,
        "closed_utc": checked.closed_utc,
        "closed_by": checked.closed_by or None,
        "late_s": checked.late_s,
        "digest": checked.digest or None,
        "sites": [
            {
                "site": one.site_id,
                "signed_utc": one.signed_utc,
                "late_s": one.late_s,
                "passed": one.passed,
                "signed": one.signed,
                "faulty": one.faulty,
                "unknown": one.unknown,
            }
            for one in checked.sites
        ],
        "changes": [
            {
                "site": one.site_id,
                "check": one.check.value,
                "was": one.was.value,
                "now": one.now.value,
                "at_utc": one.at_utc,
            }
            for one in checked.changes
        ],
    }


def _site(site: SiteAttendance) -> dict[str, Json]:
    minutes = site.minutes()
    return {
        "site": site.site_id,
        "minutes": {presence.value: minutes.count(presence) for presence in Presence},
        "spans": [
            {"presence": one.presence.value, "from_utc": one.from_utc, "until_utc": one.until_utc}
            for one in site.spans
        ],
    }


def _turn(turn: Turn) -> dict[str, Json]:
    return {
        "site": turn.site_id,
        "is_chair": turn.is_chair,
        "from_utc": turn.from_utc,
        "until_utc": turn.until_utc,
        "lasted_s": turn.lasted_s,
        "pictures": [
            {
                "bus": one.bus.value,
                "layout": one.shot.layout,
                "sites": [site_of_seat(seat) for seat in one.shot.seats],
                "kinds": [kind_of(seat).value if seat else None for seat in one.shot.seats],
                "is_ordered": one.is_ordered,
                "from_utc": one.from_utc,
                "until_utc": one.until_utc,
            }
            for one in turn.shown
        ],
    }


def _incident(one: Incident) -> dict[str, Json]:
    return {
        "alarm": one.number,
        "type": one.type,
        "site": one.site_id or None,
        "caller": one.caller or None,
        "from_utc": one.from_utc,
        "until_utc": one.until_utc,
    }


def _shutdown(record: Shutdown) -> dict[str, Json]:
    closing = record.closing
    return {
        "opened_utc": record.opened_utc,
        "sites": list(record.sites),
        "open_sites": list(record.open_sites if closing is None else closing.open_sites),
        "steps": [
            {
                "site": site_id,
                "step": step.value,
                "state": end.state.value,
                "at_utc": end.at_utc,
                "code": end.code or None,
                "by": end.by or None,
                "note": end.note or None,
            }
            for (site_id, step), end in sorted(record.ends.items())
        ],
        "closed_utc": None if closing is None else closing.at_utc,
        "closed_by": None if closing is None else closing.by,
        "digest": None if closing is None else closing.digest,
        "problems": None if closing is None else closing.problems,
    }
