"""Changes single values in the text of a YAML file by their places; all other characters stay.

The text was read by `read_tree` before: it has neither anchors nor a second document, and bounded depth.
"""

import json
import re
from collections.abc import Mapping, Sequence

import yaml

Step = str | int
Path = tuple[Step, ...]
Value = str | Sequence["Value"] | Mapping[str, "Value"]
"""What is written: a text, or a list or mapping of texts, which stands on one line."""

_Loader: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OVER_LINES = ("|", ">")
_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n|$)")
_PLAIN = re.compile(r"[A-Za-z0-9\u00c0-\u024f\u1e00-\u1eff][-A-Za-z0-9 ./+()\u00c0-\u024f\u1e00-\u1eff]*")
"""Texts that YAML takes as they are, also within brackets: no sign of YAML is in them."""


class NoSuchPlace(Exception):
    """The file has no such entry, or one of another shape than is wanted there."""


class YamlText:
    """The text of a file, and changes to it that are made all at once: none sees another."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._root = yaml.compose(text, Loader=_Loader)
        self._starts = [0, *(line.end() for line in _LINE.finditer(text))]
        self._changes: list[tuple[int, int, str]] = []

    @property
    def result(self) -> str:
        """The text with all changes."""
        text = self._text
        for start, end, new in sorted(self._changes, key=lambda change: change[:1], reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def names(self, path: Path) -> list[str]:
        """Return the keys of a mapping in the order of the file."""
        node = self._found(path)
        return [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []

    def count(self, path: Path) -> int:
        """Return how many items a list has."""
        node = self._found(path)
        return len(node.value) if isinstance(node, yaml.SequenceNode) else 0

    def get(self, path: Path) -> str | None:
        """Return the text of a single value; None where it does not stand in the file."""
        node = self._found(path)
        return node.value if isinstance(node, yaml.ScalarNode) else None

    def has(self, path: Path) -> bool:
        return self._found(path) is not None

    def set(self, path: Path, value: Value) -> None:
        """Put a value there; a key that is missing is added behind the others. Raises NoSuchPlace."""
        node = self._found(path)
        if isinstance(node, yaml.ScalarNode):
            start, end = self._start(node), self._end(node)
            space = " " if self._text[start - 1 : start] == ":" else ""  # a key without a value
            self._replace(start, end, space + written(value))
            return
        owner, key = self._found(path[:-1]), path[-1]
        if node is not None or not isinstance(owner, yaml.MappingNode) or not isinstance(key, str):
            raise NoSuchPlace
        self._add(owner, key, value)

    def remove(self, path: Path) -> None:
        """Take an entry of a mapping out, with its comment on the same line. Raises NoSuchPlace."""
        owner = self._found(path[:-1])
        if not isinstance(owner, yaml.MappingNode) or len(owner.value) < 2:
            raise NoSuchPlace
        places = {key.value: place for place, (key, _) in enumerate(owner.value)}
        place = places.get(path[-1])
        if place is None:
            raise NoSuchPlace
        key, value = owner.value[place]
        if owner.flow_style and place:
            self._replace(self._last_of(owner.value[place - 1][1]), self._last_of(value), "")
        elif owner.flow_style:
            self._replace(self._start(key), self._start(owner.value[1][0]), "")
        else:
            self._replace(self._line_start(self._start(key)), self._line_end(self._last_of(value)), "")

    def append(self, path: Path, lines: Sequence[str]) -> None:
        """Add an item behind the last one of a list in lines of its own.

        lines: the item's lines without the list's indent; the first begins with '- '

        Raises NoSuchPlace.
        """
        node = self._found(path)
        if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
            raise NoSuchPlace
        indent = " " * node.start_mark.column
        end = self._line_end(self._last_of(node.value[-1]))
        missing = "" if self._text[:end].endswith(("\n", "\r")) else self._newline()
        added = "".join(f"{indent}{line}{self._newline()}" for line in lines)
        self._replace(end, end, missing + added)

    def _add(self, owner: yaml.MappingNode, key: str, value: Value) -> None:
        entry = f"{key}: {written(value)}"
        if not owner.value:
            self._replace(self._start(owner), self._end(owner), f"{{{entry}}}")
            return
        last = self._last_of(owner.value[-1][1])
        if owner.flow_style:
            self._replace(last, last, f", {entry}")
            return
        indent = " " * owner.value[0][0].start_mark.column
        end = self._line_end(last)
        missing = "" if self._text[:end].endswith(("\n", "\r")) else self._newline()
        self._replace(end, end, f"{missing}{indent}{entry}{self._newline()}")

    def _found(self, path: Path) -> yaml.Node | None:
        node = self._root
        for step in path:
            if isinstance(node, yaml.MappingNode):
                node = next((value for key, value in node.value if key.value == step), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step] if step < len(node.value) else None
            else:
                return None
        return node

    def _last_of(self, node: yaml.Node) -> int:
        """Return where the last character of a value ends: a block ends with its last value."""
        while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            node = last[1] if isinstance(last, tuple) else last
        return self._end(node)

    def _start(self, node: yaml.Node) -> int:
        return self._offset(node.start_mark)

    def _end(self, node: yaml.Node) -> int:
        """Return where a node ends; the mark of a text over several lines stands where the next begins."""
        end = self._offset(node.end_mark)
        if not isinstance(node, yaml.ScalarNode) or node.style not in _OVER_LINES:
            return end
        return len(self._text[:end].rstrip())

    def _offset(self, mark: yaml.Mark) -> int:
        return self._starts[mark.line] + mark.column

    def _line_start(self, offset: int) -> int:
        return max(self._text.rfind("\n", 0, offset), self._text.rfind("\r", 0, offset)) + 1

    def _line_end(self, offset: int) -> int:
        """Return where the next line begins."""
        found = _LINE.match(self._text, offset)
        return found.end() if found else len(self._text)

    def _newline(self) -> str:
        return "\r\n" if "\r\n" in self._text else "\n"

    def _replace(self, start: int, end: int, new: str) -> None:
        self._changes.append((start, end, new))


def written(value: Value) -> str:
    """Write a value on one line: plain where YAML takes it so, else in double quotes."""
    if isinstance(value, str):
        is_plain = bool(_PLAIN.fullmatch(value)) and value == value.strip()
        return value if is_plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {written(one)}' for key, one in value.items())}}}"
    return f"[{', '.join(map(written, value))}]"
