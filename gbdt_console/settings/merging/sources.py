"""Defines what is merged, and where each part of the outcome came from."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import NamedTuple, Self

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.settings.places import Loc
from gbdt_console.settings.source import read_text
from gbdt_console.settings.tree import Raw, SourceMark, TreeBranch, read_tree

Section = dict[str, Raw]


class Source(NamedTuple):
    """One sites.yaml that was found right.

    name: short name of its province, an id; ids that clash get it in front
    file: name of the file in messages
    root: its content
    place: where that stands
    """

    name: str
    file: str
    root: Section
    place: TreeBranch | SourceMark

    @classmethod
    def read(cls, name: str, file: str, path: Path) -> Self:
        """Read a file that was loaded before. Raises Unreadable."""
        tree = read_tree(read_text(path))
        return cls(name, file, tree.root if isinstance(tree.root, dict) else {}, tree.place)


class Moved(NamedTuple):
    """One site, before and after.

    source: name of the province
    """

    source: str
    number: int
    id: str
    new_number: int
    new_id: str
    name: str

    @property
    def is_changed(self) -> bool:
        return (self.number, self.id) != (self.new_number, self.new_id)


class RenamedSecret(NamedTuple):
    """A reference to a secret that has another name now: equal names of two provinces are two passwords."""

    source: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome.

    root: the tree of the new file
    origins: where parts of it stood: index of the source and path there, by the new path
    moved: every site
    left_out: sections of later sources that the first source's stand for, with the source's name
    """

    root: Section
    origins: Mapping[Loc, tuple[int, Loc]] = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()
    secrets: tuple[RenamedSecret, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    def origin(self, loc: Loc) -> tuple[int, Loc]:
        """Return which source a path came from, and its path there."""
        for end in range(len(loc), 0, -1):
            if loc[:end] in self.origins:
                source, before = self.origins[loc[:end]]
                return source, (*before, *loc[end:])
        return 0, loc


def section(root: Mapping[str, Raw], name: str) -> Section:
    """Return a mapping of the file; an empty one where it is left out."""
    found = root.get(name)
    return found if isinstance(found, dict) else {}


def items(root: Mapping[str, Raw], name: str) -> list[Section]:
    """Return the mappings of a list of the file; none where it is left out."""
    found = root.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
