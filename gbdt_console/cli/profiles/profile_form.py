"""Write profiles and the differences from them in their documented JSON form (docs/profile-json.md)."""

from gbdt_console.cli.status.status_form import iso
from gbdt_console.core.clean_text import clean
from gbdt_console.core.json_value import Json
from gbdt_console.core.pictures import Shot
from gbdt_console.core.profiles.drift import Drift
from gbdt_console.core.profiles.profile import Profile
from gbdt_console.core.profiles.run import ProfileStep
from gbdt_console.core.snapshot import Snapshot

FORM = 1
"""Version of the form; rises when a field changes its meaning or goes."""


def profile_object(profile: Profile) -> dict[str, Json]:
    """Return what a profile holds."""
    participants: list[Json] = [
        {
            "site": one.site_id,
            "dial": one.dial,
            "redial": one.redial.value,
            "bandwidth_kbps": one.bandwidth_kbps,
        }
        for one in profile.participants
    ]
    backup = profile.backup
    return {
        "id": profile.id,
        "name": profile.name,
        "participants": participants,
        "branches": _shot(profile.branches),
        "chair": _shot(profile.chair),
        "blocked_on_entry": profile.is_blocking,
        "locked": profile.is_locked,
        "backup": None
        if backup is None
        else {"dial": backup.dial, "name": backup.name or None, "pin_kept": backup.pin_kept or None},
    }


def drift_object(snapshot: Snapshot) -> dict[str, Json]:
    """Return the profile of the running meeting, its steps, and in what the conference differs from it.

    What is not known now is null.
    """
    view, conference = snapshot.profile, snapshot.conference
    is_known = conference is not None and conference.is_known(snapshot.at_s)
    is_applied = view is not None and view.applied_utc is not None
    steps: list[Json] = [_step(step) for step in view.steps] if view is not None else []
    drift: list[Json] = [_drift(one) for one in view.drift] if view is not None else []
    return {
        "form": FORM,
        "at": iso(snapshot.at_utc),
        "meeting": snapshot.meeting.id if snapshot.meeting is not None else None,
        "profile": view.profile_id if view is not None else None,
        "applied": iso(view.applied_utc) if view is not None and view.applied_utc is not None else None,
        "operator": clean(view.operator) if view is not None and is_applied else None,
        "is_applying": view.is_applying if view is not None else None,
        "is_known": is_known,
        "steps": steps,
        "drift": drift if is_known and is_applied else None,
    }


def _shot(shot: Shot | None) -> Json:
    if shot is None:
        return None
    seats: dict[str, Json] = {str(place): site_id for place, site_id in enumerate(shot.seats, 1) if site_id}
    return {"layout": shot.layout, "seats": seats}


def _step(step: ProfileStep) -> dict[str, Json]:
    return {
        "step": step.kind.value,
        "target": step.target or None,
        "stage": step.stage.value,
        "code": step.code or None,
        "words": clean(step.words) or None,
    }


def _drift(drift: Drift) -> dict[str, Json]:
    one = drift.difference
    return {
        "kind": one.kind.value,
        "target": clean(one.target) or None,
        "bus": one.bus or None,
        "is": clean(one.is_now) or None,
        "wanted": clean(one.wanted) or None,
        "since": iso(drift.since_utc),
    }
