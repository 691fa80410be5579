"""Write a Snapshot in its documented, stable JSON form (docs/status-json.md)."""

from datetime import UTC, datetime

from gbdt_console.core.json_value import Json
from gbdt_console.core.monitoring.readings import Mismatch, Reading
from gbdt_console.core.snapshot import DeviceView, SiteView, Snapshot

FORM = 1
"""Version of the form; rises when a field changes its meaning or goes."""


def status_object(snapshot: Snapshot) -> dict[str, Json]:
    """Return the whole form: ages in seconds before `at`.

    A value past its limit is null and 'stale'.
    """
    meeting = snapshot.meeting
    return {
        "form": FORM,
        "at": iso(snapshot.at_utc),
        "network": snapshot.network,
        "is_simulated": snapshot.is_simulated,
        "recording": snapshot.recording.value,
        "blind": snapshot.blind.value if snapshot.blind else None,
        "control": snapshot.control.operator or None,
        "meeting": None
        if meeting is None
        else {
            "id": meeting.id,
            "title": meeting.title or None,
            "is_closed": meeting.is_closed,
            "chair_site": meeting.chair_site_id,
            "opening": iso(meeting.opening_utc),
            "end": iso(meeting.end_utc),
            "running_order": list(meeting.running_order),
            "mode": meeting.mode.value,
        },
        "counters": dict(snapshot.counters),
        "sites": [_site(view, snapshot) for view in snapshot.sites],
    }


def _site(view: SiteView, snapshot: Snapshot) -> dict[str, Json]:
    is_fresh = snapshot.is_fresh(view.answered_s, view.fresh_for_s)
    return {
        "number": view.number,
        "id": view.id,
        "name": view.name,
        "role": view.role,
        "state": view.state.value,
        "since": iso(view.since_utc),
        "rtt_ms": view.rtt_ms if is_fresh else None,
        "jitter_ms": _rounded(view.jitter_ms) if is_fresh else None,
        "loss_ratio": _rounded(view.loss_ratio, 4),
        "age_s": _rounded(snapshot.age_s(view.answered_s), 2),
        "has_answered": view.has_answered,
        "carrier": view.carrier,
        "circuit": view.circuit,
        "contacts": [{"role": c.role, "phone": c.phone, "email": c.email} for c in view.contacts],
        "devices": [_device(device, snapshot) for device in view.devices],
    }


def _device(device: DeviceView, snapshot: Snapshot) -> dict[str, Json]:
    return {
        "id": device.id,
        "name": device.name,
        "kind": device.kind.value,
        "driver": device.driver,
        "address": device.address,
        "ping": device.ping.value if device.ping else None,
        "rtt_ms": device.ping_rtt_ms,
        "fault": device.fault.value if device.fault else None,
        "switched_off": device.is_switched_off,
        "mismatch": _mismatch(device.mismatch),
        "age_s": _rounded(snapshot.age_s(device.answered_s), 2),
        "readings": [_reading(r, device.fresh_for_s, snapshot) for r in device.readings],
    }


def _mismatch(mismatch: Mismatch | None) -> Json:
    if mismatch is None:
        return None
    return {
        "kind": mismatch.kind.value,
        "wanted": mismatch.wanted,
        "ports": list(mismatch.ports),
        "driver": mismatch.driver,
    }


def _reading(reading: Reading, fresh_for_s: float, snapshot: Snapshot) -> dict[str, Json]:
    is_fresh = snapshot.is_fresh(reading.taken_s, fresh_for_s)
    return {
        "metric": reading.metric,
        "value": reading.value if is_fresh else None,
        "unit": reading.unit.value,
        "quality": reading.quality.value if is_fresh else "stale",
        "age_s": _rounded(snapshot.age_s(reading.taken_s), 2),
        "source": reading.source,
        "raw": reading.raw,
    }


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)


def iso(utc_s: float | None) -> str | None:
    """Write UTC seconds in ISO 8601, to the millisecond; None stays None."""
    if utc_s is None:
        return None
    return datetime.fromtimestamp(utc_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
