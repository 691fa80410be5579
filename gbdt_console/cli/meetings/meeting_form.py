"""Writes the stable JSON form of registered meetings that docs/meetings-json.md documents."""

from collections.abc import Iterable, Mapping

from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings.clashes import Slot
from gbdt_console.core.meetings.notices import Notice
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.recurrence import Repeat, Series
from gbdt_console.core.meetings.registration import Agreement, Duty, MeetingPlan, Registration, Technician
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.shown_calendar import overview_of
from gbdt_console.core.snapshot import Snapshot

FORM = 1
"""The version of the form; fields may be added without a new one."""


def meetings_object(snapshot: Snapshot, meetings: Iterable[Registration]) -> dict[str, Json]:
    """Return the JSON object of these meetings and of all series."""
    overview, carriers = overview_of(snapshot), dict(snapshot.booking.settings.carriers)
    return {
        "form": FORM,
        "at": iso(snapshot.at_utc),
        "is_live": snapshot.is_live,
        "meetings": [_meeting(meeting, overview, carriers) for meeting in meetings],
        "series": [_series(series) for series in snapshot.series],
    }


def _meeting(
    meeting: Registration, overview: CalendarOverview, carriers: Mapping[str, str]
) -> dict[str, Json]:
    states = meeting.notice_states(carriers)
    outdated = {one for state in states for one in state.outdated}
    return {
        "number": meeting.number,
        "state": meeting.state.value,
        "is_open": meeting.is_open,
        **_PLAN(meeting.plan),
        "end": iso(meeting.end_utc),
        "registered": iso(meeting.registered_utc),
        "registered_by": meeting.registered_by or None,
        "noticed": iso(meeting.notice_utc),
        "notice_channel": meeting.notice_channel.value,
        "answers": [_ANSWER(one) for one in meeting.agreements],
        "sites_to_agree": list(meeting.sites_to_agree),
        "invited": iso(meeting.invited_utc),
        "paper": meeting.paper or None,
        "revision": meeting.revision,
        "changed": iso(meeting.changed_utc),
        "change_reason": meeting.change_reason or None,
        "cancelled": iso(meeting.cancelled_utc),
        "cancel_reason": meeting.cancel_reason or None,
        "lapsed": iso(meeting.lapsed_utc),
        "started": iso(meeting.started_utc),
        "ended": iso(meeting.ended_utc),
        "meeting": meeting.meeting_id or None,
        "series": meeting.series or None,
        "notices": [_NOTICE(one) | {"is_current": one.recipient not in outdated} for one in meeting.notices],
        "duties": [DUTY(duty) for duty in meeting.duties],
        "to_tell": [{"group": state.group.value, "recipients": list(state.to_tell)} for state in states],
        **_judgement(meeting, overview),
    }


def _judgement(meeting: Registration, overview: CalendarOverview) -> dict[str, Json]:
    if not meeting.is_coming:
        return {"lacks": [], "clashes": []}
    return {
        "lacks": [
            {"kind": lack.kind.value, "sites": list(lack.sites), "meetings": list(lack.numbers)}
            for lack in overview.lacks(meeting)
        ],
        "clashes": [
            {
                "meeting": clash.number or None,
                "from": iso(clash.from_utc),
                "until": iso(clash.until_utc),
                "sites": list(clash.sites),
                "technicians": list(clash.technicians),
                "is_tight": clash.is_tight,
            }
            for clash in overview.clashes(Slot.of(meeting))
        ],
    }


DUTY = Form(Duty, time=iso)
_ANSWER = Form(Agreement, time=iso, rules={"person": or_null})
_NOTICE = Form(Notice, time=iso)
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
    keys={"made_until": "registered_until"},
    left_out={
        "plan": "stands as its parts",
        "repeat": "stands as its parts",
        "registered_utc": "in the journal",
        "registered_by": "in the journal",
    },
)


def _series(series: Series) -> dict[str, Json]:
    return _SERIES(series) | _REPEAT(series.repeat) | _PLAN(series.plan)
