"""Write a journal entry as one line in one language."""

from gbdt_console.core.events import Entry
from gbdt_console.text.event_table import EVENT_WORDS
from gbdt_console.text.event_words import TIME_FIELDS, EventWords, Names, Saying
from gbdt_console.text.formats import Formats
from gbdt_console.text.reasons import cause_name
from gbdt_console.text.things import thing_name
from gbdt_console.text.words import Words

# Names of event fields, by how their values are written.
_STATES = frozenset({"before", "after"})
_SITES = frozenset({"chair_site", "site"})
_THINGS = frozenset({"target", "device", "resource"})
_CODES = {
    "reason": "blind.{}", "fault": "fault.{}", "type": "alarm.{}.name", "severity": "severity.{}",
    "confidence": "confidence.{}",
}  # fmt: skip
_TAILS = frozenset({"detail", "repeats"})
_PLAIN = EventWords(())


class EntryWords:
    def __init__(self, words: Words, formats: Formats, names: Names) -> None:
        """`names`: display names of sites and devices, from the configuration or a Snapshot."""
        self._words = words
        self._formats = formats
        self._names = names
        self._saying = Saying(words, formats, names)

    def line(self, entry: Entry) -> str:
        """Write time and sentence.

        '14:22:17  8 Sa Pa · đường truyền: bình thường → mất kết nối (từ 14:22:11)'.
        """
        return f"{self._formats.clock(entry.at_utc)}  {self.sentence(entry)}"

    def sentence(self, entry: Entry) -> str:
        """Write the entry without its time. An unknown kind or one with other fields is shown as its code."""
        try:
            return self._said(entry)
        except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError):
            if entry.event is not None:
                raise
            return entry.kind  # what a newer program, or somebody else, wrote there

    def _said(self, entry: Entry) -> str:
        said = _PLAIN if entry.event is None else EVENT_WORDS.get(type(entry.event), _PLAIN)
        code = f"event.{entry.kind}{said.variant(entry.event, entry.actor)}"
        if not self._words.has(code):
            return entry.kind
        params = {name: self._value(name, value) for name, value in entry.data.items()}
        params |= said.params(self._saying, entry.event, entry.data)
        return self._words(code, **params, actor=entry.actor)

    def thing(self, target: str) -> str:
        """Name a resource: 'sa-pa.line' is '8 Sa Pa · đường truyền'."""
        return thing_name(self._words, self._names, target)

    def _value(self, name: str, value: object) -> object:
        if name in _STATES:
            return self._words.named(f"screen.state.{value}", str(value)) if value else ""
        if name in _THINGS:
            return self.thing(str(value))
        if name in _SITES:
            return self._names.get(str(value), value)
        if name in TIME_FIELDS and isinstance(value, int | float):
            return self._formats.clock(value)
        if name == "cause":
            return cause_name(self._words, str(value))
        if name in _CODES:
            return self._words.named(_CODES[name].format(value), str(value))
        if name in _TAILS:
            return self._words(f"trap.{name}", value=value) if value else ""
        return self._formats.number(value, 1) if isinstance(value, float) else value
