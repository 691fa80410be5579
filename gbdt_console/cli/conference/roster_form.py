"""Writes the roster in the stable JSON form that docs/roster-json.md documents."""

from gbdt_console.cli.form_parts import age_of, cleaned, head, iso, order_form
from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorDeviation
from gbdt_console.core.conference.roster import Departure, RedialState, RosterParts, RosterRow
from gbdt_console.core.conference.state import ConferenceState, Participant
from gbdt_console.core.conference.view import ConferenceView, OpenMicrophone
from gbdt_console.core.json_value import Json
from gbdt_console.core.members.member_states import members_of
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.snapshot import Snapshot


def roster_object(snapshot: Snapshot, view: ConferenceView) -> dict[str, Json]:
    """Return the whole form. Values that are not known now are null, never the last ones."""
    is_known = view.is_known(snapshot.at_s)
    meeting, parts = snapshot.meeting, RosterParts.of(view.roster)
    known: dict[str, Json] = {
        "conference": None if view.state is None else _CONFERENCE(view.state),
        "floor_faults": [_FAULT(one) for one in view.deviations],
        "connected": [_row(row, view, snapshot) for row in parts.connected],
        "absent": [_row(row, view, snapshot) for row in parts.absent],
        "untold": [_row(row, view, snapshot) for row in parts.untold],
        "uninvited": [_row(row, view, snapshot) for row in parts.uninvited],
        "unexpected": [_row(row, view, snapshot) for row in parts.unexpected],
        "waiting": [_row(row, view, snapshot) for row in parts.waiting],
        "out_of_turn": [_OPEN(one) for one in view.open_microphones],
    }
    return {
        **head(snapshot),
        "is_known": is_known,
        "hosted": view.hosted or None,
        "fault": view.fault.value if view.fault else None,
        "age_s": age_of(snapshot, view.taken_s),
        "meeting": meeting.id if meeting else None,
        "is_closed": meeting.is_closed if meeting else None,
        "floor": _FLOOR(view.floor, view.next_speaker(snapshot.at_s)) if meeting else None,
        **(known if is_known else dict.fromkeys(known)),
        "orders": [_ORDER(order) for order in view.orders],
    }


def _row(row: RosterRow, view: ConferenceView, snapshot: Snapshot) -> dict[str, Json]:
    site = next((site for site in snapshot.sites if site.id == row.site_id), None)
    leg, floor = row.participant, view.floor
    return {
        **_ROW(row),
        "number": site.number if site else None,
        "name": site.name if site else None,
        "excused": floor.excuse_of(row.site_id) or None,
        "members": [
            {"site": one.site_id or None, "name": clean(one.name), "state": state.value}
            for one, state in members_of(snapshot).get(row.site_id, ())
        ],
        **_LEG.or_nulls(leg, snapshot.age_s(view.taken_s) or 0.0),
        "is_on_air": leg.id == (view.state.shown if view.state else None) if leg else None,
        "is_isolated": leg is not None and not row.site_id and floor.isolates(leg.number, leg.id),
    }


_ORDER = order_form()
_FAULT = Form(FloorDeviation, time=iso)
_OPEN = Form(OpenMicrophone, time=iso)
_CONFERENCE = Form(
    ConferenceState,
    rules={"participants": len},
    left_out={
        "shown": "told by each row",
        "frame": "in `frame show`",
        "ended": "told by each row",
        "untold": "told by each row",
        "elsewhere": "told by each row",
        "unregistered": "told by each row",
    },
)
_ROW = Form(
    RosterRow,
    rules={"site_id": or_null, "elsewhere": or_null, "quality": lambda quality: quality.name.lower()},
    left_out={"participant": "stands as its parts"},
    parts=(
        Form(
            Departure,
            keys={"operator": "operator"},
            left_out={"is_restored": "no news to a reader"},
            time=iso,
        ),
        Form(RedialState, keys={"left": "times_left"}, time=iso),
    ),
)
_LEG = Form(
    Participant,
    keys={"id": "leg", "number": "call_number", "name": "call_name"},
    rules={"id": clean, "number": clean, "name": cleaned},
    left_out={
        "address": "no way to call it",
        "dialled": "told by the site's number",
        "is_chair": "told by the floor",
        "joined_ago_s": "counted on from the poll",
    },
    more={
        "joined_ago_s": lambda leg, age_s: (
            None if leg.joined_ago_s is None else round(leg.joined_ago_s + age_s, 1)
        )
    },
)
_FLOOR = Form(
    Floor,
    rules={
        "chair": str,
        "heard": lambda heard: [{"site": site, "seconds": round(seconds, 1)} for site, seconds in heard],
    },
    left_out={
        "is_called": "without an upper site nobody calls",
        "passed": "seen from the running order",
        "muted": "told by each row",
        "muted_legs": "told by each row",
        "excused": "told by each row",
    },
    more={
        "next": lambda _, following: following or None,
        "is_called": lambda floor, _: floor.is_called if floor.upper else None,
    },
    time=iso,
)
