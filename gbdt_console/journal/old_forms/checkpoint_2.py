"""Brings the records of Checkpoints of version 2, written until November 2026, into the form of today."""

from collections.abc import Mapping
from typing import Any, cast

from gbdt_console.core.json_value import Json

FOLDED_OTHERWISE = frozenset({"calendar", "shutdowns", "owed-shutdowns"})
"""Features of which today's fold keeps more of the same entries, so that it cannot prove these records."""


def upgraded(records: Mapping[str, Json]) -> dict[str, Json]:
    """Return the records by the names of their features; others than the calendar's are as they were."""
    calendar = cast(Mapping[str, Any], records.get("calendar", {}))
    meetings = {
        part: [[number, _registration(one)] for number, one in calendar[part]]
        for part in ("meetings", "past")
        if part in calendar
    }
    return {**records, "calendar": cast(Json, {**calendar, **meetings})} if meetings else {**records}


def _registration(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a meeting with its one kept plan as that of the newest notice which is no longer true."""
    meeting = dict(data)
    plan, revision = meeting.pop("told_plan", None), meeting.get("revision", 0)
    told = [one["revision"] for one in meeting.get("notices", ()) if one["revision"] < revision]
    if plan is not None and told:
        meeting["told_plans"] = [*meeting.get("told_plans", ()), {"revision": max(told), "plan": plan}]
    return meeting
