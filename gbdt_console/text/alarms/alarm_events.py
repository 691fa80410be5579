"""Says the events of alarms and planned work."""

from typing import get_args

from gbdt_console.core.alarms import events as alarms
from gbdt_console.text.event_words import EventWords, Saying, Values


def _variant(event: alarms.AlarmEvent, _: str) -> str:
    match event:
        case alarms.AlarmRaised(parent=parent) if parent:
            return ".under"
        case alarms.AlarmRaised(cause=cause) if cause:
            return ".by"
        case alarms.AlarmSuppressed(parent=0):
            return ".apart"
        case alarms.AlarmSettled(is_active=True):
            return ".active"
        case alarms.AlarmUnshelved(operator="") | alarms.MaintenanceEnded(operator=""):
            return ".expired"
        case alarms.CauseDecided(is_on_return=True):
            return ".return"
        case alarms.CauseOverridden(cause=""):
            return ".withdrawn"
    return ""


def _params(saying: Saying, event: alarms.AlarmEvent, _: Values) -> dict[str, object]:
    if isinstance(event, alarms.AlarmCleared):
        return {"lasted": saying.formats.duration(event.lasted_s)}
    return {}


ALARM_EVENTS = EventWords(get_args(alarms.AlarmEvent), _variant, _params)
