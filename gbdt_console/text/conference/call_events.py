"""Says what was told of the media of a call."""

from gbdt_console.core.conference.call_measured import CallMeasured
from gbdt_console.text.event_words import EventWords, Saying, Values


def _params(saying: Saying, event: CallMeasured, _: Values) -> dict[str, object]:
    formats, loss, jitter = saying.formats, event.worst_loss_percent, event.worst_jitter_ms
    return {
        "loss": "?" if loss is None else formats.percent(loss / 100),
        "jitter": "?" if jitter is None else f"{formats.number(jitter)} ms",
    }


CALL_EVENTS = EventWords((CallMeasured,), params=_params)
