"""Brings the Checkpoints of version 1, written until November 2026, into the form of today.

Each record had a form of its own, written by hand; tests/recordings/golden holds them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_Data = Mapping[str, Any]
_TERMS = (
    "total_s", "excluded_s", "blind_s", "down_s", "outages", "replies", "lost", "late", "rtt_tenths", "blips",
)  # fmt: skip
_PERIOD = ("from_s", "until_s", "counted", "excluded", "blind", "number")
_SHARED = ("group", "revision", "channel", "sent_utc", "operator", "is_cancellation", "digest")


def upgraded(data: _Data) -> dict[str, Any]:
    """Return the records by the names of their features.

    A record that the program did not keep yet is left out.
    """
    found = {name: read(data[old]) for name, old, read in _READERS if old in data}
    found |= {
        name: {field: data[old] for field, old in parts.items() if old in data}
        for name, parts in _GATHERED.items()
    }
    if data["meeting"] is not None and "profile" in found:
        found["profile"] = {**found["profile"], "meeting_id": data["meeting"]["id"]}
    return found


def whole_records(data: _Data) -> frozenset[str]:
    """Return the names of the features whose records the program kept with all their fields."""
    gathered = (name for name, parts in _GATHERED.items() if all(old in data for old in parts.values()))
    return frozenset((*(name for name, old, _ in _READERS if old in data), *gathered))


def _by(key: str, items: Sequence[_Data]) -> list[list[Any]]:
    return [[item[key], item] for item in items]


def _alarms(data: _Data) -> _Data:
    if not data:
        return {}
    alarms, closed = ([_alarm(one) for one in data[name]] for name in ("alarms", "closed"))
    return {
        "last_number": data["last_number"],
        "alarms": _by("number", alarms),
        "closed": _by("key", closed),
        "windows": _by("id", data["windows"]),
    }


def _alarm(data: _Data) -> _Data:
    return {**data, "params": list(data["params"].items()), "ack_severity": data["ack_severity"] or None}


def _outages(data: _Data) -> _Data:
    if not data:
        return {}
    return {
        **data,
        "outages": _by("number", data["outages"]),
        "ended": _by("number", data["ended"]),
        "repairs": data.get("repairs", []),
    }


def _contract(data: _Data) -> _Data:
    if not data:
        return {}
    return {
        **data,
        "terms": {site: dict(zip(_TERMS, values, strict=False)) for site, values in data["terms"].items()},
        "periods": [
            [[site, values[0]], dict(zip(_PERIOD, values, strict=False))] for site, *values in data["periods"]
        ],
    }


def _attendance(data: _Data) -> _Data:
    if not isinstance(data.get("last"), Mapping):
        data = {"last": data}
    return {
        **data,
        "last": {site: _last_event(site, values) for site, values in data["last"].items()},
        "sites": {
            site: {"site_id": site, "calls": calls, "excuses": excuses}
            for site, (calls, excuses) in data.get("sites", {}).items()
        },
    }


def _last_event(site: str, values: Sequence[Any]) -> _Data:
    """Return a site's last event; an older Checkpoint has a join without its time."""
    if len(values) == len(("at_utc", "by", "operator")):
        return {"site": site, "at_utc": float(values[0]), "by": values[1], "operator": values[2]}
    return {"site": site, **dict(zip(("leg", "at_utc"), values, strict=False))}


def _profile(data: _Data) -> _Data:
    if not data:
        return {}
    steps = [[f"{step['kind']}:{step['target']}", step] for step in data["steps"]]
    return {**data, "profile_id": data["profile"], "steps": steps}


def _calendar(data: _Data) -> _Data:
    if not data:
        return {}
    meetings, past = ([_registration(one) for one in data[name]] for name in ("meetings", "past"))
    return {
        "last_number": data["last_number"],
        "meetings": _by("number", meetings),
        "past": _by("number", past),
        "series": _by("number", data["series"]),
    }


def _registration(data: _Data) -> _Data:
    """Notices were written each by itself at first, then what one sending shares was written once."""
    return {**data, "notices": [*data.get("notices", ()), *_told(data.get("told", ()))]}


def _told(sendings: Sequence[_Data]) -> Iterator[_Data]:
    for sending in sendings:
        shared = {name: sending[name] for name in _SHARED}
        for recipient, confirmed_utc, person in sending["to"]:
            yield {**shared, "recipient": recipient, "confirmed_utc": confirmed_utc, "person": person}


def _checklists(data: Sequence[_Data]) -> _Data:
    return {"sheets": [[one["meeting"], _sheet(one)] for one in data]}


def _sheet(data: _Data) -> _Data:
    said = [[[site, check], statement] for site, check, statement in data["said"]]
    return {**data, "meeting_id": data["meeting"], "said": said}


def _shutdowns(data: Sequence[_Data]) -> _Data:
    return {"records": [[one["meeting"], _shutdown(one)] for one in data]}


def _shutdown(data: _Data) -> _Data:
    ends = [[[site, step], end] for site, step, end in data["ends"]]
    return {**data, "meeting_id": data["meeting"], "ends": ends}


def _technicians(data: Sequence[Sequence[Any]]) -> _Data:
    return {"changes": [[[site, post], change] for site, post, change in data]}


def _presets(data: _Data) -> _Data:
    return {**data, "cameras": {device: _camera(one) for device, one in data.get("cameras", {}).items()}}


def _camera(data: _Data) -> _Data:
    places = {number: _place(values) for number, values in data["places"].items()}
    return {**data, "places": places, "place": data["place"] and _place(data["place"])}


def _place(values: Sequence[Any]) -> _Data:
    return dict(zip(("pan", "tilt", "zoom"), values, strict=True))


def _same(data: _Data) -> _Data:
    return data


_GATHERED = {
    "states": {name: name for name in ("fingerprint", "points", "returns", "faults", "identities")},
    "meetings": {"running": "meeting", "last": "last_held", "ended": "meetings_held"},
    "losses": {"replaced": "replaced", "lost": "lost"},
}
"""Names in version 1 of what a record gathers today, by the feature and its field."""
_READERS = (
    ("alarms", "alarms", _alarms),
    ("outages", "outages", _outages),
    ("contract", "contract", _contract),
    ("floor", "floor", _same),
    ("frame", "frame", _same),
    ("saved_layouts", "saved_layouts", lambda data: {"by_name": data}),
    ("attendance", "attendance", _attendance),
    ("profile", "profile", _profile),
    ("calendar", "calendar", _calendar),
    ("checklists", "checklists", _checklists),
    ("shutdowns", "shutdowns", _shutdowns),
    ("presets", "presets", _presets),
    ("technicians", "technicians", _technicians),
    ("shift", "shift", lambda data: {"last": data}),
    ("cleaning", "care", lambda data: {"signed": _by("site_id", data)}),
)
"""Name of the feature, name in version 1, and the reader of its form."""
