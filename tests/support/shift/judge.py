"""Holds a journal against the script of a shift: what is missing, what is wrong, what nobody caused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.shift.faults import BEGINS_WITHIN_S, ENDS_WITHIN_S, SEEN_AGAIN_S, Fault, Wanted

Kept = Mapping[str, Any]
Told = tuple[str, Kept]
"""Kind and data of an event."""

_AGENT_BACK_S = 70.0
"""A device that was not asked for its back-off's minute is still at fault."""


@dataclass(slots=True)
class Verdict:
    """`complaints` is empty for a journal that tells the script and nothing else. The others are how far its
    times lie from the script's, in seconds."""

    complaints: list[str] = field(default_factory=list)
    begins_off_s: list[float] = field(default_factory=list)
    ends_off_s: list[float] = field(default_factory=list)
    raised_after_s: list[float] = field(default_factory=list)
    agents_off_s: list[str] = field(default_factory=list)
    alarms: int = 0
    blips: int = 0


def judge(events: Sequence[Told], faults: Sequence[Fault], acknowledged: Iterable[str]) -> Verdict:
    verdict = Verdict()
    raised = [data for kind, data in events if kind == "alarm.raised"]
    explained: list[int] = []
    for fault in faults:
        for wanted in fault.wanted:
            explained += _alarm(fault, wanted, raised, events, verdict)
    for place, data in enumerate(raised):
        if place not in explained and not _is_under(data, faults):
            verdict.complaints.append(f"nobody caused {_brief(data)}")
    verdict.alarms = len(raised)
    _blips(events, faults, verdict)
    _blindness(events, faults, verdict)
    _points_and_agents(events, faults, verdict)
    taken = {data["resource"] for kind, data in events if kind == "alarm.acknowledged"}
    verdict.complaints += [f"alarm of {s} not acknowledged" for s in acknowledged if s not in taken]
    return verdict


def _alarm(
    fault: Fault, wanted: Wanted, raised: Sequence[Kept], events: Sequence[Told], verdict: Verdict
) -> list[int]:
    """Which of `raised` this fault explains: one of that key that began with it."""
    latest_utc = fault.ended_utc + ENDS_WITHIN_S
    found = [
        place
        for place, data in enumerate(raised)
        if (data["resource"], data["type"]) == (wanted.resource, wanted.type)
        and fault.began_utc - BEGINS_WITHIN_S <= data["raised_utc"] <= latest_utc
    ]
    if len(found) != 1:
        verdict.complaints.append(f"{fault.name}: {len(found)} alarms {wanted.type} of {wanted.resource}")
        return found
    alarm = raised[found[0]]
    told = f"{fault.name}: {wanted.type} of {wanted.resource}"
    _times(fault, wanted, alarm, events, told, verdict)
    _cause(wanted, alarm, events, told, verdict)
    return found


def _times(
    fault: Fault, wanted: Wanted, alarm: Kept, events: Sequence[Told], told: str, verdict: Verdict
) -> None:
    is_over_at_once = fault.blindness == "stall"
    began_off_s = alarm["since_utc"] - (fault.ended_utc if is_over_at_once else fault.began_utc)
    if not -BEGINS_WITHIN_S <= began_off_s <= wanted.begins_within_s:
        verdict.complaints.append(f"{told} begins {began_off_s:+.2f} s off")
    ends = _after(alarm, events, "alarm.cleared")
    if not ends:
        verdict.complaints.append(f"{told} never ended")
        return
    end_off_s = ends[0]["ended_utc"] - fault.ended_utc
    if not -BEGINS_WITHIN_S <= end_off_s <= wanted.ends_within_s:
        verdict.complaints.append(f"{told} ends {end_off_s:+.2f} s off")
    if fault.agents and not fault.silent:
        verdict.agents_off_s.append(f"{wanted.type} {began_off_s:+.1f}/{end_off_s:+.1f}")
        return
    verdict.begins_off_s.append(began_off_s)
    verdict.ends_off_s.append(end_off_s)
    if wanted.type == "site.lost":
        verdict.raised_after_s.append(alarm["raised_utc"] - fault.began_utc)


def _cause(wanted: Wanted, alarm: Kept, events: Sequence[Told], told: str, verdict: Verdict) -> None:
    decided = [data["cause"] for data in _after(alarm, events, "cause.decided")]
    last = decided[-1] if decided else alarm["cause"]
    if last != wanted.cause:
        verdict.complaints.append(f"{told} has the cause {[alarm['cause'], *decided]}, not {wanted.cause!r}")


def _after(alarm: Kept, events: Sequence[Told], kind: str) -> list[Kept]:
    """What was told of an alarm from its raising until it was raised again."""
    place = next(i for i, (_, data) in enumerate(events) if data is alarm)
    found = []
    for its_kind, data in events[place + 1 :]:
        is_same = data.get("resource") == alarm["resource"] and data.get("number") == alarm["number"]
        if is_same and its_kind == "alarm.raised":
            break
        if is_same and its_kind == kind:
            found.append(data)
    return found


def _is_under(data: Kept, faults: Sequence[Fault]) -> bool:
    """Whether it is a device of a site that was lost as a whole, and stands under that alarm."""
    return bool(data["parent"]) and any(
        data["resource"] in fault.silent and fault.covers(data["since_utc"]) for fault in faults
    )


def _blips(events: Sequence[Told], faults: Sequence[Fault], verdict: Verdict) -> None:
    kept = [data for kind, data in events if kind == "point.blip"]
    verdict.blips = len(kept)
    for fault in faults:
        for target in sorted(fault.silent) if fault.is_blip else ():
            its = [b for b in kept if b["target"] == target and fault.covers(b["started_utc"])]
            if len(its) != 1:
                verdict.complaints.append(f"{fault.name}: {len(its)} blips of {target}")
                continue
            ended_off_s = its[0]["started_utc"] + its[0]["lasted_s"] - fault.ended_utc
            if not -BEGINS_WITHIN_S <= ended_off_s <= ENDS_WITHIN_S:
                verdict.complaints.append(f"{fault.name}: blip of {target} ends {ended_off_s:+.2f} s off")
    for blip in kept:
        if not any(blip["target"] in f.silent and f.covers(blip["started_utc"]) for f in faults):
            verdict.complaints.append(f"nobody caused blip {dict(blip)}")


def _blindness(events: Sequence[Told], faults: Sequence[Fault], verdict: Verdict) -> None:
    began = [data for kind, data in events if kind == "blindness.began"]
    ended = [data for kind, data in events if kind == "blindness.ended"]
    scripted = [fault for fault in faults if fault.blindness]
    told = [(data["reason"], round(data["started_utc"], 1)) for data in began]
    if [data["reason"] for data in began] != [fault.blindness for fault in scripted]:
        verdict.complaints.append(f"blind times {told}, scripted {[f.name for f in scripted]}")
        return
    for fault, begin, end in zip(scripted, began, ended, strict=True):
        begins_off_s = begin["started_utc"] - fault.began_utc
        ends_off_s = begin["started_utc"] + end["lasted_s"] - fault.ended_utc
        if abs(begins_off_s) > BEGINS_WITHIN_S or not -BEGINS_WITHIN_S <= ends_off_s <= SEEN_AGAIN_S:
            verdict.complaints.append(f"{fault.name}: blind {begins_off_s:+.2f} to {ends_off_s:+.2f} s off")


def _points_and_agents(events: Sequence[Told], faults: Sequence[Fault], verdict: Verdict) -> None:
    """Nothing is down and no agent is at fault that was not made so. An anchor is silent by the cable."""
    for kind, data in events:
        if kind == "point.changed" and data["after"] == "down":
            if data["target"].startswith("centre."):
                explained = any(f.blindness and f.covers(data["started_utc"]) for f in faults)
            else:
                explained = any(data["target"] in f.silent and f.covers(data["started_utc"]) for f in faults)
            if not explained:
                verdict.complaints.append(f"nobody caused {dict(data)}")
        elif kind == "device.fault" and data["fault"]:
            at_utc = data["at_utc"]
            if not any(data["device"] in f.agents and f.covers(at_utc, _AGENT_BACK_S) for f in faults):
                verdict.complaints.append(f"nobody caused {dict(data)}")


def _brief(data: Kept) -> str:
    keys = ("number", "resource", "type", "cause", "since_utc", "raised_utc", "parent", "params")
    return str({key: data[key] for key in keys})
