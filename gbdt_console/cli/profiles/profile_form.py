"""Writes profiles and the differences from them in the JSON form that docs/profile-json.md documents."""

from gbdt_console.cli.form_parts import cleaned, head, iso
from gbdt_console.core.json_value import Json
from gbdt_console.core.pictures import Shot
from gbdt_console.core.profiles.drift import Difference, Drift
from gbdt_console.core.profiles.profile import BackupConference, Profile, ProfileSite
from gbdt_console.core.profiles.run import ProfileStep
from gbdt_console.core.profiles.view import ProfileView
from gbdt_console.core.record_form import Form
from gbdt_console.core.snapshot import Snapshot


def drift_object(snapshot: Snapshot) -> dict[str, Json]:
    """Return the profile of the running meeting, its steps, and in what the conference differs from it.

    What is not known now is null.
    """
    view, conference = snapshot.profile, snapshot.conference
    is_known = conference is not None and conference.is_known(snapshot.at_s)
    found = {
        **head(snapshot),
        "meeting": snapshot.meeting.id if snapshot.meeting is not None else None,
        **_VIEW.or_nulls(view),
        "is_known": is_known,
    }
    if view is None:
        found["steps"] = []
    if not is_known or view is None or view.applied_utc is None:
        found["drift"] = None
    return found


profile_object = Form(
    Profile,
    keys={"is_blocking": "blocked_on_entry", "is_locked": "locked"},
    parts=(
        ProfileSite,
        BackupConference,
        Form(Shot, rules={"seats": lambda seats: {str(n): site for n, site in enumerate(seats, 1) if site}}),
    ),
)
_STEP = Form(ProfileStep, keys={"kind": "step"}, rules={"words": cleaned})
_DIFFERENCE = Form(
    Difference,
    keys={"is_now": "is"},
    rules={"target": cleaned, "is_now": cleaned, "wanted": cleaned},
)
_VIEW = Form(
    ProfileView,
    keys={"operator": "operator"},
    rules={"drift": lambda drift: [_drift(one) for one in drift], "operator": cleaned},
    left_out={"is_known": "judged at the moment"},
    parts=(_STEP,),
    time=iso,
)


def _drift(drift: Drift) -> Json:
    return {**_DIFFERENCE(drift.difference), "since": iso(drift.since_utc)}
