"""Says how the machine's clock stood."""

from gbdt_console.core.clock_sync import ClockStood
from gbdt_console.text.event_words import EventWords, Saying, Values
from gbdt_console.text.words import Words


def clock_text(words: Words, stood: ClockStood, since: str) -> str:
    """Return 'đồng hồ máy giám sát được đồng bộ từ …'; `since` is a day and a time."""
    return words(f"clock.stood.{stood.state}", since=since)


def _params(saying: Saying, event: ClockStood, _: Values) -> dict[str, object]:
    said = clock_text(saying.words, event, saying.formats.day_and_time(event.since_utc))
    return {"said": said[:1].upper() + said[1:]}


CLOCK_EVENTS = EventWords((ClockStood,), params=_params)
