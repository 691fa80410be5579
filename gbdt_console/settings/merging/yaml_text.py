"""Writes a tree as the YAML that settings/tree.py reads, and finds the path of a place in it."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from yaml.emitter import Emitter
from yaml.representer import SafeRepresenter
from yaml.resolver import BaseResolver
from yaml.serializer import Serializer

from gbdt_console.settings.merging.sources import Section
from gbdt_console.settings.places import Loc
from gbdt_console.settings.tree import SourceMark, TreeBranch, place_of

_WIDTH = 120
_GAP = re.compile(r"^(?=[a-z_]+:|- number:)", re.MULTILINE)
"""Begin of a section, and of a site."""


class _Dumper(Emitter, Serializer, SafeRepresenter, BaseResolver):
    """Knows texts alone, as the reader does: no text needs quotes because it looks like a number."""

    def __init__(self, stream: Any) -> None:
        Emitter.__init__(self, stream, width=_WIDTH, allow_unicode=True)
        Serializer.__init__(self)
        SafeRepresenter.__init__(self, default_flow_style=None, sort_keys=False)  # type: ignore[arg-type]
        BaseResolver.__init__(self)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def yaml_text(root: Section, comments: Iterable[str]) -> str:
    """Return the file, with comment lines above; what holds no further list or mapping is one line."""
    from io import StringIO

    stream = StringIO()
    dumper = _Dumper(stream)
    dumper.open()
    dumper.represent(root)
    dumper.close()
    head = "".join(f"# {line}\n" for line in comments)
    return head + _GAP.sub("\n", stream.getvalue())


def paths_by_place(place: TreeBranch | SourceMark) -> dict[tuple[int, int], Loc]:
    """Return the innermost path that begins at each line and column, from 1."""
    return dict(_paths(place, ()))


def _paths(here: TreeBranch | SourceMark, loc: Loc) -> Iterator[tuple[tuple[int, int], Loc]]:
    mark = here.mark if isinstance(here, TreeBranch) else here
    yield place_of(mark), loc
    if isinstance(here, TreeBranch):
        for key, where in here.keys.items():
            yield place_of(where), (*loc, key)
        for key, inner in here.entries.items():
            yield from _paths(inner, (*loc, key))
        for place, inner in enumerate(here.items):
            yield from _paths(inner, (*loc, place))
