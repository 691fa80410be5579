"""Says who recorded a meeting where, which file it is, and what became of it."""

from typing import get_args

from gbdt_console.core.clean_text import clean
from gbdt_console.core.recordings.events import RecordingEvent
from gbdt_console.core.recordings.recording import MeetingRecording
from gbdt_console.text.event_words import EventWords, Saying, Values
from gbdt_console.text.formats import Formats
from gbdt_console.text.things import thing_name
from gbdt_console.text.words import Words

_FACTS = ("file", "digest", "handed_to", "kept_until")
"""What is told of a recording beside source and time, in this order."""


def recording_text(words: Words, formats: Formats, one: MeetingRecording) -> str:
    """Write one recording: 'MCU 08:00:02 - 10:05:40; tệp giao-ban.mkv; giao Văn phòng'."""
    until = words("recording.runs-on") if one.ended_utc is None else formats.clock(one.ended_utc)
    said = "recording.seen" if one.is_seen else "recording.stated"
    source = thing_name(words, {}, clean(one.source)) if one.is_seen else clean(one.source)
    head = words(said, source=source, begin=formats.clock(one.began_utc), end=until, by=clean(one.operator))
    return "; ".join((head, *_facts(words, {name: getattr(one, name) for name in _FACTS})))


def _facts(words: Words, values: Values) -> list[str]:
    told = {name: clean(str(values.get(name) or "")) for name in _FACTS}
    return [words(f"recording.fact.{name}", what=value) for name, value in told.items() if value]


def _params(saying: Saying, _: RecordingEvent, values: Values) -> dict[str, object]:
    source = clean(str(values.get("source") or ""))
    by = clean(str(values.get("operator") or ""))
    facts = _facts(saying.words, values)
    return {
        "source": thing_name(saying.words, {}, source) if source.startswith("centre.") else source,
        "facts": f": {'; '.join(facts)}" if facts else "",
        "by": f" ({by})" if by else "",
    }


RECORDING_EVENTS = EventWords(get_args(RecordingEvent), params=_params)
