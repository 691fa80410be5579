"""Writes the stable JSON form of registered meetings that docs/meetings-json.md documents."""

from collections.abc import Iterable, Mapping

from gbdt_console.cli.form_parts import iso, recorded_head
from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings.clashes import Clash, Slot
from gbdt_console.core.meetings.notices import Notice
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.recurrence import Repeat, Series
from gbdt_console.core.meetings.registration import Agreement, Duty, MeetingPlan, Registration, Technician
from gbdt_console.core.meetings.rules import Lack
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.shown_calendar import overview_of
from gbdt_console.core.snapshot import Snapshot


def meetings_object(snapshot: Snapshot, meetings: Iterable[Registration]) -> dict[str, Json]:
    overview, carriers = overview_of(snapshot), dict(snapshot.booking.settings.carriers)
    return {
        **recorded_head(snapshot),
        "meetings": [_meeting(meeting, overview, carriers) for meeting in meetings],
        "series": [
            _SERIES(series) | _REPEAT(series.repeat) | _PLAN(series.plan) for series in snapshot.series
        ],
    }


def _meeting(
    meeting: Registration, overview: CalendarOverview, carriers: Mapping[str, str]
) -> dict[str, Json]:
    states = meeting.notice_states(carriers)
    outdated = {one for state in states for one in state.outdated}
    lacks = overview.lacks(meeting) if meeting.is_coming else ()
    clashes = overview.clashes(Slot.of(meeting)) if meeting.is_coming else ()
    return {
        **_MEETING(meeting),
        **_PLAN(meeting.plan),
        "notices": [_NOTICE(one) | {"is_current": one.recipient not in outdated} for one in meeting.notices],
        "to_tell": [{"group": state.group.value, "recipients": list(state.to_tell)} for state in states],
        "lacks": [_LACK(lack) for lack in lacks],
        "clashes": [_CLASH(clash) for clash in clashes],
    }


DUTY = Form(Duty, time=iso)
_ANSWER = Form(Agreement, time=iso, rules={"person": or_null})
_REPLACED = dict.fromkeys(("replaces", "replaced_utc"), "in the next notice, as what it replaces")
_NOTICE = Form(Notice, left_out=_REPLACED, time=iso)
_LACK = Form(Lack, keys={"numbers": "meetings"})
_CLASH = Form(Clash, keys={"number": "meeting"}, rules={"number": or_null}, time=iso)
_MEETING = Form(
    Registration,
    keys={"agreements": "answers", "notice_utc": "noticed"},
    rules={"registered_by": or_null, "series": or_null},
    left_out={
        "plan": "stands as its parts",
        "told_plans": "in the next notice, as what changed",
        "late_end_utc": "told by `end`",
        "series_date": "told by the opening",
        "notices": "with whether each is current",
    },
    properties=("state", "is_open", "end_utc", "sites_to_agree"),
    parts=(_ANSWER, DUTY),
    time=iso,
)
_PLAN = Form(
    MeetingPlan,
    keys={
        "opening": "local_opening",
        "length_min": "minutes",
        "chair_site_id": "chair",
        "upper_site_id": "upper",
        "profile_id": "profile",
        "chair_contact": "contact",
    },
    rules={"title": or_null},
    more={"opening": lambda plan: iso(plan.opening_utc)},
    parts=(Form(Technician),),
)
_REPEAT = Form(Repeat, rules={"count": or_null})
_SERIES = Form(
    Series,
    keys={"made_until": "registered_until", "notice_utc": "noticed"},
    left_out={
        "plan": "stands as its parts",
        "repeat": "stands as its parts",
        "registered_utc": "in the journal",
        "registered_by": "in the journal",
    },
    time=iso,
)
