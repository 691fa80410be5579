"""Says the events of lines and devices."""

from typing import get_args

from gbdt_console.core.called_services import CallServiceAnswered
from gbdt_console.core.events import (
    DeviceFaultChanged,
    DeviceIdentified,
    IdentityChanged,
    PointChanged,
    TrapSeen,
)
from gbdt_console.text.event_words import EventWords, Saying, Values
from gbdt_console.text.metrics import metric_name
from gbdt_console.text.things import identity_name

_Said = (
    PointChanged | TrapSeen | DeviceFaultChanged | DeviceIdentified | IdentityChanged | CallServiceAnswered
)


def _variant(event: _Said, _: str) -> str:
    match event:
        case PointChanged(before=""):
            return ".first"
        case PointChanged(after="down"):
            return ".down"
        case TrapSeen(code=code):
            return f".{code}"
        case DeviceFaultChanged(fault=""):
            return ".ended"
    return ""


def _params(saying: Saying, event: _Said, values: Values) -> dict[str, object]:
    match event:
        case IdentityChanged():
            said = {name: value for name, value in values.items() if name in ("before", "after")}
            return {**said, "what": identity_name(saying.words, event.what)}
        case DeviceIdentified():
            named = (f"{identity_name(saying.words, what)} {said}" for what, said in event.said.items())
            return {"said": ", ".join(named)}
        case CallServiceAnswered():
            return {"service": metric_name(saying.words, f"codec.calls.{event.service}")}
    return {}


NETWORK_EVENTS = EventWords(get_args(_Said), _variant, _params)
