"""Tells what is wrong with a merged file by the files and lines that it came from."""

from collections.abc import Iterable, Iterator, Sequence

from gbdt_console.settings.merging.sources import Merged, Source
from gbdt_console.settings.merging.yaml_text import paths_by_place
from gbdt_console.settings.places import Loc, place_at
from gbdt_console.settings.problems import Problem
from gbdt_console.settings.tree import Tree

_FIRST = "first_line"
"""Value of a message that names another line of the same file."""


def at_origin(
    problems: Iterable[Problem], tree: Tree, merged: Merged, sources: Sequence[Source]
) -> Iterator[Problem]:
    """Yield the problems of the merged file at their places in the sources.

    tree: the merged file, as it was read
    sources: in the order of merging
    """
    paths = paths_by_place(tree.place)
    of_line: dict[int, Loc] = {}
    for (line, _), loc in sorted(paths.items(), key=lambda one: one[0]):
        of_line.setdefault(line, loc)

    def place(loc: Loc) -> tuple[str, int, int]:
        source, before = merged.origin(loc)
        line, column = place_at(sources[source].place, before)
        return sources[source].file, line, column

    for problem in problems:
        params = dict(problem.params)
        if _FIRST in params:
            file, line, _ = place(of_line.get(int(params[_FIRST]), ()))
            params[_FIRST] = f"{line} ({file})"
        loc = paths.get((problem.line, problem.column), of_line.get(problem.line, ()))
        yield Problem(*place(loc), problem.code, params)
