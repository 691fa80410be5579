"""Writes a Snapshot in the stable JSON form that docs/status-json.md documents."""

from gbdt_console.cli.form_parts import age_of, head, iso, rounded
from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.monitoring.pace import Slowed
from gbdt_console.core.monitoring.readings import Mismatch, Reading
from gbdt_console.core.people import Contact
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.shown_calendar import overview_of
from gbdt_console.core.site_view import DeviceView, SiteView
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.standby.role import UnreadOrder
from gbdt_console.core.standby.view import StandbyView
from gbdt_console.text.phases import Phase, phases_of


def status_object(snapshot: Snapshot) -> dict[str, Json]:
    """Return the whole form: ages in seconds before `at`. A value past its limit is null and 'stale'."""
    return {
        **head(snapshot),
        "network": snapshot.network,
        "is_simulated": snapshot.is_simulated,
        "recording": snapshot.recording.value,
        "blind": snapshot.blind.value if snapshot.blind else None,
        "withheld": snapshot.withheld.value if snapshot.withheld else None,
        "slowed": None if (slowed := snapshot.slowed) is None else _SLOWED(slowed),
        "clock": snapshot.clock.value,
        "standby": None if snapshot.standby is None else _STANDBY(snapshot.standby),
        "control": snapshot.control.operator or None,
        "meeting": None if (first := snapshot.running.get("")) is None else _MEETING(first),
        "meetings": [
            _MEETING(one) | {"conference": place or None, "number": one.registration or None}
            for place, one in snapshot.running.items()
        ],
        "phases": [_PHASE(one) for one in phases_of(snapshot, overview_of(snapshot))],
        "counters": dict(snapshot.counters),
        "sites": [_SITE(view, snapshot) for view in snapshot.sites],
    }


_SLOWED = Form(Slowed)
_JUDGED = "told as age and freshness of the values"
_MEETING = Form(
    Meeting,
    rules={"title": or_null},
    left_out=dict.fromkeys(("registration", "sites", "profile_id"), "in `meetings show`"),
    time=iso,
)
_STANDBY = Form(StandbyView, parts=(UnreadOrder,), time=lambda at_utc: iso(at_utc or None))
_PHASE = Form(Phase, keys={"n": "count", "at_utc": "at"}, rules={"lack": or_null}, time=iso)


def _reading(reading: Reading, device: DeviceView, now: Snapshot) -> Json:
    is_stale = not now.is_fresh(reading.taken_s, device.fresh_s(reading))
    return _READING(reading, now) | ({"value": None, "quality": "stale"} if is_stale else {})


_READING = Form(
    Reading,
    rules={"value": lambda value: value},
    left_out={"taken_s": _JUDGED, "fresh_for_s": _JUDGED},
    more={"age_s": lambda reading, now: age_of(now, reading.taken_s)},
    is_blank_null=False,
)
_DEVICE = Form(
    DeviceView,
    keys={"ping_rtt_ms": "rtt_ms", "is_switched_off": "switched_off"},
    left_out={"answered_s": _JUDGED, "fresh_for_s": _JUDGED, "readings": "judged one by one"},
    more={
        "age_s": lambda device, now: age_of(now, device.answered_s),
        "readings": lambda device, now: [_reading(one, device, now) for one in device.readings],
    },
    parts=(Mismatch,),
    is_blank_null=False,
)
_OF_WALL = "drawn on the wall only"
_SITE = Form(
    SiteView,
    rules={"loss_ratio": lambda ratio: rounded(ratio, 4)},
    left_out={
        "answered_s": _JUDGED,
        "fresh_for_s": _JUDGED,
        "rtt_ms": "only while it is fresh",
        "jitter_ms": "only while it is fresh",
        "trend": _OF_WALL,
        "alarm": "in `alarms`",
        "maintenance_until_utc": "in `alarms`",
        "carrier_contacts": _OF_WALL,
        "short_name": _OF_WALL,
        "upstream": _OF_WALL,
        "backup_dial": "told where the site is lost",
        "members": "in `roster`",
    },
    more={
        "rtt_ms": lambda site, now: _fresh(site, site.rtt_ms, now),
        "jitter_ms": lambda site, now: rounded(_fresh(site, site.jitter_ms, now)),
        "age_s": lambda site, now: age_of(now, site.answered_s),
    },
    parts=(Contact, _DEVICE),
    time=iso,
    is_blank_null=False,
)


def _fresh(site: SiteView, value: float | None, now: Snapshot) -> float | None:
    return value if now.is_fresh(site.answered_s, site.fresh_for_s) else None
