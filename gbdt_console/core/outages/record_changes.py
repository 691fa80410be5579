"""Applies one event to the record of one outage."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.outages import events
from gbdt_console.core.outages.causes import OutageCause, ProposedCause
from gbdt_console.core.outages.outage import (
    CorrectedField,
    Correction,
    Downtime,
    Estimate,
    Outage,
    OutageState,
    StateStep,
)
from gbdt_console.core.units import Utc


def open_record(event: events.OutageOpened) -> Outage:
    cut = event.sites if event.is_cut else ()
    return Outage(
        number=event.number,
        sites=tuple(event.sites),
        opened_by=AlarmKey(event.resource, event.type) if event.type else None,
        words=event.words,
        started_utc=event.started_utc,
        detected_utc=event.detected_utc,
        acknowledged_utc=event.detected_utc if event.operator else None,
        downtimes=tuple(Downtime(site, event.started_utc) for site in cut),
        steps=(StateStep(OutageState.OPEN, event.detected_utc, event.operator),),
        proposed=ProposedCause(event.cause, event.confidence),
        evidence=event.evidence,
    )


def change_record(before: Outage, event: events.OutageEvent) -> Outage:
    changes = _fault_changes(before, event) or _operator_changes(before, event) or _additions(before, event)
    return replace(before, **changes)  # type: ignore[arg-type]


def _fault_changes(before: Outage, event: events.OutageEvent) -> Mapping[str, object]:
    match event:
        case events.OutageSiteCut():
            return _cut(before, event)
        case events.OutageSiteBack():
            ended = tuple(_ended_at(one, event.site, event.until_utc) for one in before.downtimes)
            return {"downtimes": ended}
        case events.OutageRestored():
            ended = tuple(_ended_at(one, one.site_id, event.at_utc) for one in before.downtimes)
            state = OutageState.SWITCHED_OFF if event.is_switched_off else OutageState.RESTORED
            return {
                "downtimes": ended,
                "restored_utc": event.at_utc,
                "steps": _step(before, state, event.at_utc, event.operator),
            }
        case events.OutageProposed():
            proposed = ProposedCause(event.cause, event.confidence)
            return {"proposed": proposed, "evidence": event.evidence}
        case events.OutageVerified():
            return {"verified_utc": event.at_utc}
    return {}


def _operator_changes(before: Outage, event: events.OutageEvent) -> Mapping[str, object]:
    match event:
        case events.OutageAcknowledged():
            return {"acknowledged_utc": first_of(before.acknowledged_utc, event.at_utc)}
        case events.OutageStateSet():
            return {"steps": (*before.steps, event.step)}
        case events.OutageCauseDecided():
            return {"cause": event.cause, "cause_by": event.operator}
        case events.OutageRemedySet():
            return {"remedy": event.remedy, "remedy_by": event.operator}
        case events.OutageReported():
            changes = {"reported_utc": first_of(before.reported_utc, event.at_utc)}
            steps = before.steps
            if before.state is OutageState.OPEN:
                steps = _step(before, OutageState.REPORTED, event.at_utc, event.operator)
            return changes | {"ticket": event.ticket or before.ticket, "steps": steps}
        case events.OutageClosed():
            steps = _step(before, OutageState.CLOSED, event.at_utc, event.operator)
            return {"closed_utc": event.at_utc, "due_utc": event.due_utc, "steps": steps}
        case events.OutageCorrected():
            return _corrected(before, event)
    return {}


def _additions(before: Outage, event: events.OutageEvent) -> Mapping[str, object]:
    """Return the list that an estimate, a call or a report to the chair makes longer."""
    match event:
        case events.OutageEstimated():
            estimate = Estimate(
                event.back_utc, event.at_utc, event.source, event.operator, event.confidence, event.reason
            )
            return {"estimates": (*before.estimates, estimate)}
        case events.OutageCalled():
            return {"calls": (*before.calls, event.call)}
        case events.OutageTold():
            return {"told": (*before.told, event.told)}
    return {}


def _cut(before: Outage, event: events.OutageSiteCut) -> Mapping[str, object]:
    """Begin a downtime; a restored outage is open again."""
    if event.site in before.sites_down:
        return {}
    steps = before.steps
    if before.state in (OutageState.RESTORED, OutageState.SWITCHED_OFF):
        steps = _step(before, OutageState.OPEN, event.from_utc, "")
    return {
        "sites": before.sites if event.site in before.sites else (*before.sites, event.site),
        "downtimes": union((*before.downtimes, Downtime(event.site, event.from_utc))),
        "started_utc": min(before.started_utc, event.from_utc),
        "restored_utc": None,
        "verified_utc": None,
        "steps": steps,
    }


def _corrected(before: Outage, event: events.OutageCorrected) -> Mapping[str, object]:
    now: dict[str, object]
    match event.field:
        case CorrectedField.CAUSE:
            was = (before.cause or before.proposed.cause).value
            now = {"cause": OutageCause(event.value), "cause_by": event.operator, "due_utc": None}
        case CorrectedField.REMEDY:
            was, now = before.remedy, {"remedy": event.value, "remedy_by": event.operator}
        case CorrectedField.TICKET:
            was, now = before.ticket, {"ticket": event.value}
    correction = Correction(event.field, was, event.value, event.at_utc, event.operator, event.reason)
    return now | {"corrections": (*before.corrections, correction)}


def _step(
    before: Outage, state: OutageState, at_utc: Utc, operator: str, reason: str = ""
) -> tuple[StateStep, ...]:
    return (*before.steps, StateStep(state, at_utc, operator, reason))


def _ended_at(downtime: Downtime, site_id: str, until_utc: Utc) -> Downtime:
    if downtime.site_id != site_id or downtime.until_utc is not None:
        return downtime
    return replace(downtime, until_utc=max(downtime.from_utc, until_utc))


def last_end(downtimes: tuple[Downtime, ...], otherwise: float | None) -> float | None:
    """Return when the last downtime ended; None while one runs."""
    if not downtimes:
        return otherwise
    ends = [downtime.until_utc for downtime in downtimes]
    return None if None in ends else max(end for end in ends if end is not None)


def union(downtimes: Iterable[Downtime]) -> tuple[Downtime, ...]:
    """Return the downtimes in order of begin; those of one site that overlap become one."""
    joined: list[Downtime] = []
    last: dict[str, int] = {}
    for one in sorted(downtimes, key=lambda d: (d.from_utc, d.site_id)):
        place = last.get(one.site_id)
        before = None if place is None else joined[place]
        if (
            place is None
            or before is None
            or (before.until_utc is not None and before.until_utc < one.from_utc)
        ):
            last[one.site_id] = len(joined)
            joined.append(one)
        else:
            ends = (before.until_utc, one.until_utc)
            until_utc = None if None in ends else max(end for end in ends if end is not None)
            joined[place] = replace(before, until_utc=until_utc)
    return tuple(joined)


def first_of(*moments: float | None) -> float | None:
    return min((moment for moment in moments if moment is not None), default=None)
