"""Says the events of outage records and of the contract's clock."""

from typing import get_args

from gbdt_console.core.outages.contract_events import ContractEvent
from gbdt_console.core.outages.events import OutageEvent, OutageRestored
from gbdt_console.text.event_words import TIME_FIELDS, EventWords, Saying, Values
from gbdt_console.text.outages.outage_text import event_params


def _variant(event: OutageEvent | ContractEvent, _: str) -> str:
    return ".switched-off" if isinstance(event, OutageRestored) and event.is_switched_off else ""


def _params(saying: Saying, event: OutageEvent | ContractEvent, values: Values) -> dict[str, object]:
    """Write the codes and sites of an event; an opened record names its operator."""
    params = event_params(saying.words, saying.formats, saying.names, event, values)
    by = saying.words("outage.by", operator=params["operator"]) if values.get("operator") else ""
    return {name: value for name, value in params.items() if name not in TIME_FIELDS} | {"by": by}


OUTAGE_EVENTS = EventWords((*get_args(OutageEvent), *get_args(ContractEvent)), _variant, _params)
