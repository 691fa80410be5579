"""Write the facts of minutes as JSON values (docs/report-json.md)."""

from gbdt_console.core.checklist.sheet import Change
from gbdt_console.core.clock_sync import ClockStood
from gbdt_console.core.conference.call_measured import CallMeasured
from gbdt_console.core.conference.presence import Presence, SiteAttendance, Span
from gbdt_console.core.frame.shown import kind_of, site_of_seat
from gbdt_console.core.guests.guest import Guest, Visit
from gbdt_console.core.json_value import Json
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.recordings.recording import MeetingRecording
from gbdt_console.core.reports.minutes import (
    Checked,
    Incident,
    JournalEnd,
    MinutesFacts,
    Shown,
    SiteChecked,
    Turn,
)
from gbdt_console.core.reports.outages.json_form import OUTAGE
from gbdt_console.core.reports.whole_seconds import whole_s
from gbdt_console.core.shutdown.record import Shutdown, StepEnd

FORM = 1
"""Version of the form; fields may be added without a new one."""


def minutes_object(facts: MinutesFacts) -> dict[str, Json]:
    """Return the facts of one meeting; times are whole UTC seconds, lengths seconds."""
    sheet, registration = facts.attendance, facts.registration
    meeting = sheet.meeting
    return {
        **report_head("minutes", facts.end),
        "meeting": {
            "id": meeting.id,
            "number": meeting.registration or None,
            "title": meeting.title or None,
            "is_closed": meeting.is_closed,
            "host": None if registration is None else registration.plan.host,
            "kind": None if registration is None else registration.plan.kind.value,
            "chair": meeting.chair_site_id,
            "upper": meeting.upper_site_id or None,
            "hosted": meeting.hosted or None,
            "opening_utc": sheet.planned_opening_utc,
            "planned_end_utc": sheet.planned_end_utc,
            "started_utc": facts.started_utc,
            "from_utc": sheet.from_utc,
            "until_utc": sheet.until_utc,
            "is_over": sheet.is_over,
            "lasted_s": facts.lasted_s,
            "unseen_s": sheet.unseen_s,
            "overrun_s": sheet.overrun_s if sheet.is_over else None,
            "not_heard": list(sheet.waiting),
        },
        "sites": [ATTENDANCE(site) for site in sheet.sites],
        "uninvited": [ATTENDANCE(site) for site in sheet.uninvited],
        "turns": [_TURN(turn) for turn in facts.turns],
        "checklist": None if facts.checked is None else CHECKED(facts.checked),
        "outages": [OUTAGE(outage) | {"down_in_meeting_s": facts.down_s(outage)} for outage in facts.outages],
        "incidents": [_INCIDENT(one) for one in facts.incidents],
        "acts": [
            {"seq": e.seq, "at_utc": e.at_utc, "kind": e.kind, "by": e.actor, "data": dict(e.data)}
            for e in facts.acts
        ],
        "shutdown": None if facts.shutdown is None else shutdown_form(facts.shutdown),
        "recordings": [_RECORDING(one) for one in facts.recordings],
        "guests": [_GUEST(one) for one in facts.guests],
        "calls": [_CALL(one) for one in facts.calls],
    }


def report_head(name: str, end: JournalEnd) -> dict[str, Json]:
    """Return the begin of a report: its name, and the last journal entry that it was folded from."""
    return {"form": FORM, "report": name, "journal": _JOURNAL(end)}


def _minutes(site: SiteAttendance) -> Json:
    minutes = site.minutes
    told = (one for one in Presence if one is not Presence.THROUGH or one in minutes)
    return {presence.value: minutes.get(presence, 0) for presence in told}


def _seconds(site: SiteAttendance) -> Json:
    return {presence.value: round(lasted_s, 3) for presence, lasted_s in site.seconds.items()}


_JOURNAL = Form(
    JournalEnd,
    rules={"at_utc": whole_s},
    parts=(Form(ClockStood, is_blank_null=False),),
    is_blank_null=False,
)
ATTENDANCE = Form(SiteAttendance, more={"seconds": _seconds, "minutes": _minutes}, parts=(Span,))
CHECKED = Form(
    Checked,
    rules={"closed_by": or_null, "digest": or_null},
    properties=("late_s",),
    parts=(SiteChecked, Change),
)
_SHOWN = Form(
    Shown,
    left_out={"shot": "stands as its parts"},
    more={
        "layout": lambda one: one.shot.layout,
        "sites": lambda one: [site_of_seat(seat) for seat in one.shot.seats],
        "kinds": lambda one: [kind_of(seat).value if seat else None for seat in one.shot.seats],
    },
)
_TURN = Form(Turn, keys={"shown": "pictures"}, properties=("lasted_s",), parts=(_SHOWN,))
_RECORDING = Form(MeetingRecording, keys={"meeting_id": "meeting"})
_GUEST = Form(Guest, keys={"meeting_id": "meeting"}, parts=(Form(Visit),))
_CALL = Form(
    CallMeasured,
    left_out={"conference": "always that of the meeting", "meeting": "always that of the report"},
    properties=("notice_share", "poor_share"),
)
_INCIDENT = Form(
    Incident,
    keys={"number": "alarm"},
    rules={"site_id": or_null, "caller": or_null},
    left_out={"conference": "always that of the meeting"},
)
_STEP = Form(StepEnd)


def shutdown_object(facts: MinutesFacts, record: Shutdown) -> dict[str, Json]:
    """Return the report about the shutdown after a meeting."""
    return report_head("shutdown", facts.end) | shutdown_form(record)


def shutdown_form(record: Shutdown) -> dict[str, Json]:
    closing = record.closing
    return {
        "opened_utc": record.opened_utc,
        "sites": list(record.sites),
        "open_sites": list(record.open_sites if closing is None else closing.open_sites),
        "steps": [
            {"site": site_id, "step": step.value, **_STEP(end)}
            for (site_id, step), end in sorted(record.ends.items())
        ],
        "closed_utc": None if closing is None else closing.at_utc,
        "closed_by": None if closing is None else closing.by,
        "digest": None if closing is None else closing.digest,
        "problems": None if closing is None else closing.problems,
    }
