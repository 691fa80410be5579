"""Reads YAML as a tree of text with places.

Every entry has its place in the file; other parts of YAML are refused.

No scalar is interpreted: `14:50`, `no`, `010` and `1e3` are text here, and each field's type decides. The
reader takes one event at a time, so that neither depth nor references make memory or the stack grow.
"""

import re
from dataclasses import field
from typing import NamedTuple, Protocol, cast

import yaml

from gbdt_console.core.clean_text import SYMBOL, clean
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.settings.problems import MOST_PROBLEMS, Fault, Place, Unreadable
from gbdt_console.settings.source import code_point
from gbdt_console.settings.syntax import DEEPEST, syntax_fault

Raw = str | list["Raw"] | dict[str, "Raw"] | None
"""A value of the file. None never comes from the file: it replaces a wrong value that is reported."""

LONGEST_TEXT = 200
"""Limit of one text, characters."""

MOST_NODES = 500_000
"""Limit of scalars, lists and mappings: 3 400 sites have less than a fifth."""

# Composed Latin letters, all of Vietnamese among them: the cleaner does not change them.
_PLAIN = re.compile("[ -~\u00c0-\u024f\u1e00-\u1eff]*")
_Loader: type[yaml.CBaseLoader] | type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class SourceMark(Protocol):
    """A place as YAML keeps it, line and column from 0."""

    line: int
    column: int


@dataclass(slots=True)
class TreeBranch:
    """Places of one mapping or list.

    mark: where it begins
    keys: where each key stands
    entries: where each value begins, by key
    """

    mark: SourceMark
    keys: dict[str, SourceMark] = field(default_factory=dict)
    entries: dict[str, "TreeBranch | SourceMark"] = field(default_factory=dict)
    items: list["TreeBranch | SourceMark"] = field(default_factory=list)


class Tree(NamedTuple):
    """The content of the file.

    faults: faults that did not stop the reading
    """

    root: Raw
    place: TreeBranch | SourceMark
    faults: list[Fault]


def read_tree(text: str) -> Tree:
    """Read the one document of `text`. Raises Unreadable where the rest cannot be trusted."""
    builder = _Builder()
    loader = _Loader(text)
    try:
        while loader.check_event() and not builder.is_done:
            builder.take(cast(yaml.Event, loader.get_event()))
    except yaml.YAMLError as error:
        raise Unreadable(*builder.faults, syntax_fault(error, text)) from None
    finally:
        loader.dispose()
    if builder.place is None:
        raise Unreadable(Fault(Place(1, 1), "settings.empty-file"))
    return Tree(builder.root, builder.place, builder.faults)


def place_of(mark: SourceMark) -> Place:
    return Place(mark.line + 1, mark.column + 1)


@dataclass(slots=True)
class _Open:
    """A mapping or list that has not ended.

    data: its values so far
    key: the key that waits for its value; None between entries
    drops_value: whether the value of that key is left out
    """

    data: dict[str, Raw] | list[Raw]
    branch: TreeBranch
    key: str | None = None
    drops_value: bool = False


class _Builder:
    def __init__(self) -> None:
        self.root: Raw = None
        self.place: TreeBranch | SourceMark | None = None
        self.faults: list[Fault] = []
        self.is_done = False
        self._open: list[_Open] = []
        self._nodes = 0

    def take(self, event: yaml.Event) -> None:
        """Add one event. Raises Unreadable where the rest cannot be trusted."""
        if isinstance(event, yaml.ScalarEvent):
            self._check_node(event)
            self._place(self._cleaned(event), _mark(event))
        elif isinstance(event, yaml.MappingStartEvent):
            self._start(event, {})
        elif isinstance(event, yaml.SequenceStartEvent):
            self._start(event, [])
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._stop(event, "settings.anchor")
        elif isinstance(event, yaml.DocumentStartEvent) and self.place is not None:
            self._fault(event, "settings.second-document")
            self.is_done = True

    def _start(self, event: yaml.CollectionStartEvent, data: dict[str, Raw] | list[Raw]) -> None:
        self._check_node(event)
        branch = TreeBranch(_mark(event))
        self._place(data, branch)
        self._open.append(_Open(data, branch))
        if len(self._open) > DEEPEST:
            self._stop(event, "settings.too-deep", most=str(DEEPEST))

    def _check_node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        self._nodes += 1
        if event.anchor is not None:
            self._stop(event, "settings.anchor")
        if event.tag is not None:
            self._fault(event, "settings.tag")
        if self._nodes > MOST_NODES:
            self._stop(event, "settings.too-many-entries")

    def _place(self, value: Raw, place: "TreeBranch | SourceMark") -> None:
        """Add a node as root, item, key, or value of a key."""
        if not self._open:
            self.root, self.place = value, place
            return
        top = self._open[-1]
        if isinstance(top.data, list):
            top.data.append(value)
            top.branch.items.append(place)
        elif top.key is None:
            self._take_key(top, value, place)
        else:
            if not top.drops_value:
                top.data[top.key] = value
                top.branch.entries[top.key] = place
            top.key = None

    def _take_key(self, top: _Open, key: Raw, place: "TreeBranch | SourceMark") -> None:
        if not isinstance(key, str) or isinstance(place, TreeBranch):
            mark = place.mark if isinstance(place, TreeBranch) else place
            self._add(Fault(place_of(mark), "settings.key-not-text"))
            top.key, top.drops_value = "", True
            return
        first = top.branch.keys.get(key)
        top.key, top.drops_value = key, first is not None or key == "<<"
        if key == "<<":
            self._add(Fault(place_of(place), "settings.merge-key"))
        elif first is not None:
            line = str(place_of(first).line)
            self._add(Fault(place_of(place), "settings.duplicate-key", {"key": key, "first_line": line}))
        else:
            top.branch.keys[key] = place

    def _cleaned(self, event: yaml.ScalarEvent) -> str:
        """Return the text in NFC. A character that could steer a terminal is a fault."""
        text = event.value
        if len(text) <= LONGEST_TEXT and _PLAIN.fullmatch(text):
            return text
        if len(text) > LONGEST_TEXT * 4:
            self._fault(event, "settings.text-too-long", most=str(LONGEST_TEXT))
            return ""
        shown = clean(text, LONGEST_TEXT * 4)
        if SYMBOL in shown:
            bad = next(char for char in text if clean(char) == SYMBOL)
            self._fault(event, "settings.control-character", code_point=code_point(bad))
        if len(shown) > LONGEST_TEXT:
            self._fault(event, "settings.text-too-long", most=str(LONGEST_TEXT))
        return shown

    def _fault(self, event: yaml.Event, code: str, **params: str) -> None:
        self._add(Fault(place_of(_mark(event)), code, params))

    def _add(self, fault: Fault) -> None:
        self.faults.append(fault)
        if len(self.faults) >= MOST_PROBLEMS:
            raise Unreadable(*self.faults)

    def _stop(self, event: yaml.Event, code: str, **params: str) -> None:
        raise Unreadable(*self.faults, Fault(place_of(_mark(event)), code, params))


def _mark(event: yaml.Event) -> SourceMark:
    return cast(SourceMark, event.start_mark)
