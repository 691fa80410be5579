"""Says the events of the floor, of orders to devices, and of sites that come and go."""

from typing import get_args

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference import floor_events as floor
from gbdt_console.core.conference.attendance import (
    AttendanceEvent,
    ConferenceUntold,
    MemberSeen,
    SiteLeft,
    SiteUntold,
)
from gbdt_console.core.conference.state import HungUpBy
from gbdt_console.text.event_words import EventWords, Saying, Values
from gbdt_console.text.reasons import why_text

_Said = floor.FloorEvent | floor.OrderEvent | AttendanceEvent | ConferenceUntold


def _variant(event: _Said, _: str) -> str:
    match event:
        case SiteLeft(by=by) if by in set(HungUpBy):
            return f".{by}"
        case SiteUntold(is_on=True, leg=leg) if leg:
            return ".stale"
        case floor.FloorPrepared(site=""):
            return ".nobody"
        case floor.FloorGiven(site=site, before=before):
            return f"{'' if site else '.back'}{'.after' if before and before != site else ''}"
        case (
            floor.DialogueSet()
            | floor.BlockingSet()
            | floor.SiteOpened()
            | floor.SiteClosed()
            | floor.BreakSet()
            | floor.SiteExcused()
            | floor.CalledSet()
            | SiteUntold()
            | ConferenceUntold() as switch
        ):
            return ".on" if switch.is_on else ".off"
        case floor.CallerIsolated() | floor.CallerAdmitted() as decided:
            is_blocked = isinstance(decided, floor.CallerAdmitted) and not decided.is_heard
            return f"{'.blocked' if is_blocked else ''}{'.leg' if decided.leg else ''}"
        case floor.OrderReverted(what="microphone.block" | "microphone.unblock" | "caller.isolate" as what):
            return f".{what}"
        case floor.OrderEnded(operator=""):
            return ".policy"
        case floor.OrderEnded(operator_name=name) if name:
            return ".by"
    return ""


def _params(saying: Saying, event: _Said, _: Values) -> dict[str, object]:
    match event:
        case floor.FloorGiven():
            return {"before": saying.names.get(event.before, event.before)}
        case floor.OrderEnded() | floor.OrderReverted():
            return _order_params(saying, event)
        case MemberSeen():
            through = saying.names.get(event.through, event.through)
            return {
                "through": through,
                "how": saying.words.named(f"member.one.{event.state}", clean(event.state)),
            }
        case floor.CallerIsolated() | floor.CallerAdmitted() | floor.CallerLeft():
            if isinstance(event, floor.CallerLeft):
                return {"leg": clean(event.leg)}
            params: dict[str, object] = {"leg": _aside(clean(event.leg), clean(event.name))}
            if event.site:  # its orders name it by its number
                params["number"] = _aside(saying.names.get(event.site, event.site), clean(event.number))
            return params
    return {}


def _aside(name: str, more: str) -> str:
    return f"{name} ({more})" if more else name


def _order_params(saying: Saying, event: floor.OrderEvent) -> dict[str, object]:
    """Name target, order and end; a caller's number as the target may look like a resource."""
    words = saying.words
    params: dict[str, object] = {
        "target": saying.names.get(event.target, clean(event.target)) or words("thing.conference"),
        "what": words.named(f"order.{event.what}", event.what),
    }
    if isinstance(event, floor.OrderEnded):
        params["stage"] = words(f"stage.{event.stage}")
        params["what"] = f"{params['what']} {clean(event.value)}".rstrip()
        why = why_text(words, event.code, event.words)
        params["words"] = f" ({why})" if why else ""
    return params


FLOOR_EVENTS = EventWords(
    (
        *get_args(floor.FloorEvent),
        *get_args(floor.OrderEvent),
        *get_args(AttendanceEvent),
        ConferenceUntold,
    ),
    _variant,
    _params,
)
