"""Finds a path of keys and indexes in the file."""

from collections.abc import Mapping
from dataclasses import field

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.settings.problems import Fault, Place
from gbdt_console.settings.tree import SourceMark, Tree, TreeBranch, place_of

Loc = tuple[str | int, ...]
"""A path such as ('sites', 3, 'line', 'carrier')."""


@dataclass(frozen=True, slots=True)
class SchemaFinding:
    """A fault known by its path.

    loc: path of what is wrong
    first: path whose line the message also gets, as `first_line`
    is_key: whether the key at the path is wrong, not its value
    """

    loc: Loc
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    first: Loc | None = None
    is_key: bool = False

    def as_fault(self, tree: Tree) -> Fault:
        params = dict(self.params)
        if self.first is not None:
            params["first_line"] = str(place_at(tree.place, self.first).line)
        place = place_of_key if self.is_key else place_at
        return Fault(place(tree.place, self.loc), self.code, params)


def place_at(root: TreeBranch | SourceMark, loc: Loc) -> Place:
    """Return where the value at `loc` begins. Where it is absent, return the entry around it."""
    here = root
    for part in loc:
        inner = _entry(here, part)
        if inner is None:
            break
        here = inner
    return place_of(here.mark if isinstance(here, TreeBranch) else here)


def place_of_key(root: TreeBranch | SourceMark, loc: Loc) -> Place:
    """Return where the key itself stands, for a key that is wrong."""
    here = root
    for part in loc[:-1]:
        here = _entry(here, part) or here
    if isinstance(here, TreeBranch) and loc[-1] in here.keys:
        return place_of(here.keys[str(loc[-1])])
    return place_at(root, loc)


def _entry(here: TreeBranch | SourceMark, part: str | int) -> TreeBranch | SourceMark | None:
    if not isinstance(here, TreeBranch):
        return None
    if isinstance(part, str):
        return here.entries.get(part)
    return here.items[part] if part < len(here.items) else None
