"""Writes the stable JSON form of registered meetings that docs/meetings-json.md documents."""

from collections.abc import Iterable, Mapping

from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings.clashes import Slot
from gbdt_console.core.meetings.overview import CalendarOverview
from gbdt_console.core.meetings.recurrence import Series
from gbdt_console.core.meetings.registration import Duty, MeetingPlan, Registration
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
        **_plan(meeting.plan),
        "end": iso(meeting.end_utc),
        "registered": iso(meeting.registered_utc),
        "registered_by": meeting.registered_by or None,
        "noticed": iso(meeting.notice_utc),
        "notice_channel": meeting.notice_channel.value,
        "answers": [
            {
                "site": a.site_id,
                "answer": a.answer.value,
                "channel": a.channel.value,
                "person": a.person or None,
                "at": iso(a.at_utc),
                "by": a.operator,
            }
            for a in meeting.agreements
        ],
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
        "notices": [
            {
                "group": n.group.value,
                "recipient": n.recipient,
                "is_current": n.recipient not in outdated,
                "is_cancellation": n.is_cancellation,
                "channel": n.channel,
                "sent": iso(n.sent_utc),
                "by": n.operator,
                "confirmed": iso(n.confirmed_utc),
                "person": n.person or None,
                "digest": n.digest or None,
            }
            for n in meeting.notices
        ],
        "duties": [duty_object(duty) for duty in meeting.duties],
        "to_tell": [{"group": state.group.value, "recipients": list(state.to_tell)} for state in states],
        **_judgement(meeting, overview),
    }


def duty_object(duty: Duty) -> dict[str, Json]:
    """Return the JSON object of what a technician answered about being on duty."""
    return {
        "site": duty.site_id,
        "post": duty.post.value,
        "is_on": duty.is_on,
        "person": duty.person,
        "channel": duty.channel.value,
        "at": iso(duty.at_utc),
        "by": duty.operator,
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


def _plan(plan: MeetingPlan) -> dict[str, Json]:
    return {
        "title": plan.title or None,
        "host": plan.host,
        "kind": plan.kind.value,
        "is_closed": plan.is_closed,
        "opening": iso(plan.opening_utc),
        "local_opening": plan.opening,
        "zone": plan.zone,
        "minutes": plan.length_min,
        "sites": list(plan.sites),
        "chair": plan.chair_site_id,
        "upper": plan.upper_site_id or None,
        "running_order": list(plan.running_order),
        "technicians": [{"site": t.site_id, "name": t.name} for t in plan.technicians],
        "profile": plan.profile_id or None,
        "contact": plan.chair_contact or None,
    }


def _series(series: Series) -> dict[str, Json]:
    repeat = series.repeat
    return {
        "number": series.number,
        "every": repeat.every.value,
        "interval": repeat.interval,
        "until": repeat.until or None,
        "count": repeat.count or None,
        "skipped": list(series.skipped),
        "registered_until": series.made_until or None,
        **_plan(series.plan),
    }
