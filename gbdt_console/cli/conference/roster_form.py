"""Write the roster in its documented, stable JSON form (docs/roster-json.md)."""

from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.floor_check import FloorDeviation
from gbdt_console.core.conference.roster import Departure, RedialState, RosterParts, RosterRow
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.conference.view import ConferenceView, OpenMicrophone, OrderView
from gbdt_console.core.json_value import Json
from gbdt_console.core.snapshot import Snapshot

FORM = 1
"""Version of the form; rises when a field changes its meaning or goes."""


def roster_object(snapshot: Snapshot, view: ConferenceView) -> dict[str, Json]:
    """Return the whole form.

    Values that are not known now are null, never the last ones.
    """
    is_known = view.is_known(snapshot.at_s)
    age_s = snapshot.age_s(view.taken_s)
    rows = _Rows(snapshot, view)
    parts = RosterParts.of(view.roster)
    return {
        "form": FORM,
        "at": iso(snapshot.at_utc),
        "is_known": is_known,
        "fault": view.fault.value if view.fault else None,
        "age_s": None if age_s is None else round(age_s, 2),
        "conference": _conference(view.state) if is_known and view.state is not None else None,
        "meeting": snapshot.meeting.id if snapshot.meeting else None,
        "is_closed": snapshot.meeting.is_closed if snapshot.meeting else None,
        "floor": _floor(view.floor, view.next_speaker(snapshot.at_s)) if snapshot.meeting else None,
        "floor_faults": [_fault(one) for one in view.deviations] if is_known else None,
        "connected": rows.of(parts.connected) if is_known else None,
        "absent": rows.of(parts.absent) if is_known else None,
        "unexpected": rows.of(parts.unexpected) if is_known else None,
        "out_of_turn": [_open(m) for m in view.open_microphones] if is_known else None,
        "orders": [_order(order) for order in view.orders],
    }


class _Rows:
    """Writes rows of one Snapshot's roster."""

    def __init__(self, snapshot: Snapshot, view: ConferenceView) -> None:
        self._sites = {site.id: site for site in snapshot.sites}
        self._shown = view.state.shown if view.state else None
        self._floor = view.floor
        self._age_s = snapshot.age_s(view.taken_s) or 0.0

    def of(self, rows: tuple[RosterRow, ...]) -> list[Json]:
        """Write `rows` in their order."""
        return [self._row(row) for row in rows]

    def _row(self, row: RosterRow) -> dict[str, Json]:
        leg, site = row.participant, self._sites.get(row.site_id)
        joined_s = leg.joined_ago_s if leg else None
        return {
            "site": row.site_id or None,
            "number": site.number if site else None,
            "name": site.name if site else None,
            "standing": row.standing.value,
            "second_of": row.second_of or None,
            "cause": row.cause or None,
            "excused": self._floor.excuse_of(row.site_id) or None,
            "left": _left(row.left),
            "redial": _redial(row.redial),
            "call_number": clean(leg.number) if leg else None,
            "call_name": clean(leg.name) or None if leg else None,
            "leg": clean(leg.id) if leg else None,
            "is_blocked": leg.is_blocked if leg else None,
            "is_talking": leg.is_talking if leg else None,
            "is_on_air": leg.id == self._shown if leg else None,
            "is_isolated": leg is not None and not row.site_id and self._floor.isolates(leg.number, leg.id),
            "joined_ago_s": None if joined_s is None else round(joined_s + self._age_s, 1),
        }


def _left(left: Departure | None) -> dict[str, Json] | None:
    if left is None:
        return None
    by = left.by.value if left.by is not None else None
    return {"at": iso(left.at_utc), "by": by, "operator": left.operator or None}


def _redial(redial: RedialState | None) -> dict[str, Json] | None:
    return None if redial is None else {"times_left": redial.left, "next": iso(redial.next_utc)}


def _conference(state: ConferenceState) -> dict[str, Json]:
    return {
        "name": state.name,
        "is_running": state.is_running,
        "participants": len(state.participants),
        "is_locked": state.is_locked,
        "is_recording": state.is_recording,
    }


def _floor(floor: Floor, following: str) -> dict[str, Json]:
    return {
        "chair": floor.chair,
        "speaker": floor.speaker or None,
        "since": iso(floor.since_utc),
        "prepared": floor.prepared or None,
        "next": following or None,
        "running_order": list(floor.running_order),
        "upper": floor.upper or None,
        "is_called": floor.is_called if floor.upper else None,
        "is_blocking": floor.is_blocking,
        "is_dialogue": floor.is_dialogue,
        "is_break": floor.is_break,
        "opened": [*sorted(floor.opened)],
        "closed": [*sorted(floor.closed)],
        "isolated": [*sorted(floor.isolated)],
        "admitted": [*sorted(floor.admitted)],
        "isolated_legs": [*sorted(floor.isolated_legs)],
        "admitted_legs": [*sorted(floor.admitted_legs)],
        "heard": [{"site": site, "seconds": round(seconds, 1)} for site, seconds in floor.heard],
    }


def _fault(deviation: FloorDeviation) -> dict[str, Json]:
    return {
        "fault": deviation.fault.value,
        "site": deviation.site_id,
        "since": iso(deviation.since_utc),
        "is_alarm": deviation.is_alarm,
    }


def _open(microphone: OpenMicrophone) -> dict[str, Json]:
    return {
        "site": microphone.site_id,
        "since": iso(microphone.since_utc),
        "is_alarm": microphone.is_alarm,
    }


def _order(order: OrderView) -> dict[str, Json]:
    return {
        "what": order.what,
        "target": order.target or None,
        "stage": order.stage.value,
        "code": order.code or None,
        "said": clean(order.words) or None,
        "is_reverted": order.is_reverted,
    }
