"""One plain line for a journal entry, in the words of a language."""

from collections.abc import Mapping

from gbdt_console.core.events import Entry, PointChanged, TrapSeen
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words

Names = Mapping[str, str]
"""Site ids and how to call them: {'sa-pa': '8 Sa Pa'}."""

_STATES = frozenset({"before", "after"})
_SITES = frozenset({"chair_site"})
_THINGS = frozenset({"target", "device"})
_TIMES = frozenset({"started_utc", "opening_utc", "end_utc"})
_CODES = {"reason": "blind", "fault": "fault"}
_TAILS = frozenset({"detail", "repeats"})


class EntryWords:
    """Says entries; `names` come from the configuration or a Snapshot."""

    def __init__(self, words: Words, formats: Formats, names: Names) -> None:
        self._words = words
        self._formats = formats
        self._names = names

    def line(self, entry: Entry) -> str:
        """'14:22:17  8 Sa Pa · đường truyền: bình thường → mất kết nối (từ 14:22:11)'."""
        return f"{self._formats.clock(entry.at_utc)}  {self.sentence(entry)}"

    def sentence(self, entry: Entry) -> str:
        """The entry without its time; an unknown kind is shown by its code."""
        code = f"event.{entry.kind}{_variant(entry)}"
        if not self._words.has(code):
            return entry.kind
        spoken = {name: self._say(name, value) for name, value in entry.data.items()}
        return self._words(code, **spoken, actor=entry.actor)

    def _say(self, name: str, value: object) -> object:
        if name in _STATES:
            return self._words(f"screen.state.{value}") if value else ""
        if name in _THINGS:
            return self._thing(str(value))
        if name in _SITES:
            return self._names.get(str(value), value)
        if name in _TIMES and isinstance(value, int | float):
            return self._formats.clock(value)
        if name in _CODES:
            return self._words(f"{_CODES[name]}.{value}") if value else ""
        if name in _TAILS:
            return self._words(f"trap.{name}", value=value) if value else ""
        if isinstance(value, float):
            return self._formats.number(value, 1)
        return value

    def _thing(self, target: str) -> str:
        """'sa-pa.line' as '8 Sa Pa · đường truyền'."""
        site_id, _, part = target.partition(".")
        code = f"thing.{part}"
        return f"{self._names.get(site_id, site_id)} · {self._words(code) if self._words.has(code) else part}"


def _variant(entry: Entry) -> str:
    """Kinds whose sentence depends on a value have one sentence each."""
    match entry.event:
        case PointChanged(before=""):
            return ".first"
        case PointChanged(after="down"):
            return ".down"
        case TrapSeen(code=code):
            return f".{code}"
        case _ if entry.kind == "device.fault" and not entry.data.get("fault"):
            return ".ended"
        case _:
            return ""
