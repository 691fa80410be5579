"""Says that a machine was accepted, or no longer stands beside another one."""

from gbdt_console.core.authority.machine import LeftAlone, MachineAccepted
from gbdt_console.text.event_words import EventWords


def _variant(event: MachineAccepted | LeftAlone, _: str) -> str:
    return ".signed" if isinstance(event, MachineAccepted) and event.operator else ""


MACHINE_EVENTS = EventWords((MachineAccepted, LeftAlone), _variant)
