"""Says that a machine was accepted."""

from gbdt_console.core.authority.machine import MachineAccepted
from gbdt_console.text.event_words import EventWords


def _variant(event: MachineAccepted, _: str) -> str:
    return ".signed" if event.operator else ""


MACHINE_EVENTS = EventWords((MachineAccepted,), _variant)
