"""Converts registered meetings and series to plain JSON values, and back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from itertools import groupby
from operator import attrgetter
from typing import Any, cast

from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings.notices import Notice, NoticeGroup
from gbdt_console.core.meetings.recurrence import Every, Repeat, Series
from gbdt_console.core.meetings.registration import (
    Agreement,
    Duty,
    MeetingKind,
    MeetingPlan,
    NoticeChannel,
    Registration,
    SiteAnswer,
    Technician,
)
from gbdt_console.core.technicians.roster import Post

_SHARED = ("group", "revision", "channel", "sent_utc", "operator", "is_cancellation", "digest")
"""Fields that the notices of one sending share."""


def plan_data(plan: MeetingPlan) -> dict[str, Json]:
    """Convert a plan to the values that an event holds."""
    parts = asdict(plan)
    changed = {
        "kind": plan.kind.value,
        "sites": list(plan.sites),
        "running_order": list(plan.running_order),
        "technicians": [asdict(technician) for technician in plan.technicians],
    }
    return cast(dict[str, Json], parts | changed)


def plan_of(data: Mapping[str, Json]) -> MeetingPlan:
    """Read a plan; fields that this program does not know are left out."""
    parts = _known(MeetingPlan, data)
    changed = {
        "kind": MeetingKind(parts["kind"]),
        "sites": tuple(parts["sites"]),
        "running_order": tuple(parts.get("running_order", ())),
        "technicians": tuple(Technician(**item) for item in parts.get("technicians", ())),
    }
    return MeetingPlan(**parts | changed)


def repeat_data(repeat: Repeat) -> dict[str, Json]:
    """Convert a repeat to the values that an event holds."""
    return cast(dict[str, Json], asdict(repeat) | {"every": repeat.every.value})


def repeat_of(data: Mapping[str, Json]) -> Repeat:
    """Read a repeat."""
    parts = _known(Repeat, data)
    return Repeat(**parts | {"every": Every(parts["every"])})


def registration_data(registration: Registration) -> dict[str, Json]:
    """Convert a registered meeting to plain JSON values."""
    changed = {
        "plan": plan_data(registration.plan),
        "notice_channel": registration.notice_channel.value,
        "agreements": [
            asdict(a) | {"answer": a.answer.value, "channel": a.channel.value}
            for a in registration.agreements
        ],
        "told": _told_data(registration.notices),
        "duties": [
            asdict(duty) | {"post": duty.post.value, "channel": duty.channel.value}
            for duty in registration.duties
        ],
    }
    parts = asdict(registration)
    del parts["notices"]
    return cast(dict[str, Json], parts | changed)


def registration_of(data: Mapping[str, Json]) -> Registration:
    """Read a registered meeting; an older program wrote each notice by itself, as `notices`."""
    parts = _known(Registration, data)
    changed = {
        "plan": plan_of(parts["plan"]),
        "notice_channel": NoticeChannel(parts["notice_channel"]),
        "agreements": tuple(_agreement_of(item) for item in parts["agreements"]),
        "notices": (
            *(Notice(**item | {"group": NoticeGroup(item["group"])}) for item in parts.get("notices", ())),
            *_told_of(cast("Any", data.get("told", ()))),
        ),
        "duties": tuple(
            Duty(**item | {"post": Post(item["post"]), "channel": NoticeChannel(item["channel"])})
            for item in parts.get("duties", ())
        ),
    }
    return Registration(**parts | changed)


def series_data(series: Series) -> dict[str, Json]:
    """Convert a series to plain JSON values."""
    changed = {
        "plan": plan_data(series.plan),
        "repeat": repeat_data(series.repeat),
        "skipped": list(series.skipped),
    }
    return cast(dict[str, Json], asdict(series) | changed)


def series_of(data: Mapping[str, Json]) -> Series:
    """Read a series."""
    parts = _known(Series, data)
    changed = {
        "plan": plan_of(parts["plan"]),
        "repeat": repeat_of(parts["repeat"]),
        "skipped": tuple(parts["skipped"]),
    }
    return Series(**parts | changed)


def _told_data(notices: Iterable[Notice]) -> list[dict[str, Json]]:
    """Convert notices in their order; what one sending shares is written once.

    A meeting of 210 sites has 210 notices, and a Checkpoint holds those of a hundred meetings.
    """
    return [
        {
            **dict(zip(_SHARED, shared, strict=True)),
            "group": str(shared[0]),
            "to": [[one.recipient, one.confirmed_utc, one.person] for one in sent],
        }
        for shared, sent in groupby(notices, attrgetter(*_SHARED))
    ]


def _told_of(items: Iterable[Mapping[str, Any]]) -> Iterator[Notice]:
    for item in items:
        shared: dict[str, Any] = {name: item[name] for name in _SHARED} | {
            "group": NoticeGroup(item["group"])
        }
        for recipient, confirmed_utc, person in item["to"]:
            yield Notice(**shared, recipient=recipient, confirmed_utc=confirmed_utc, person=person)


def _agreement_of(item: Mapping[str, Any]) -> Agreement:
    typed = {"answer": SiteAnswer(item["answer"]), "channel": NoticeChannel(item["channel"])}
    return Agreement(**dict(item) | typed)


def _known(kind: Any, data: Mapping[str, Json]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in data.items() if name in names}
