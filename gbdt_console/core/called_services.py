"""Keeps which call services of codecs ever answered: from then on the silence of one is a fault."""

from dataclasses import field

from gbdt_console.core.events import Event
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class CallServiceAnswered(Event, kind="device.calls"):
    """A codec's call service answered for the first time in this journal.

    service: a CallService
    """

    device: str
    service: str


@dataclass(slots=True)
class CalledServices:
    """Holds the services that ever answered, by device id."""

    answered: dict[str, list[str]] = field(default_factory=dict)


def _fold(called: CalledServices, event: CallServiceAnswered, _: Books) -> CalledServices:
    services = called.answered.setdefault(event.device, [])
    if event.service not in services:
        services.append(event.service)
    return called


CALLED_SERVICES = Feature("calls", CalledServices, (CallServiceAnswered,), _fold)
