"""Says that a shift was taken over."""

from gbdt_console.core.clean_text import clean
from gbdt_console.core.handover.shift import ShiftTakenOver, shift_of
from gbdt_console.text.event_words import EventWords, Saying, Values


def _params(saying: Saying, event: ShiftTakenOver, _: Values) -> dict[str, object]:
    """Write who took a shift over from whom, and how many things were open."""
    shift = shift_of(event)
    before = saying.words("handover.from", before=clean(event.before)) if event.before else ""
    note = f": {clean(event.note)}" if event.note else ""
    counts = {"n": shift.open_items, "late": shift.late_items}
    return {"operator": clean(event.operator), "from_before": before, "note": note, **counts}


HANDOVER_EVENTS = EventWords((ShiftTakenOver,), params=_params)
