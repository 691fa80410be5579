"""Trees of status: how a codec cuts, writes and wraps them."""

import json
from collections.abc import Iterator, Sequence

Tree = str | list["Tree"] | dict[str, "Tree"]
"""A value, the instances of an object (each with its `id`), or the parts of an object."""


def cut(tree: Tree, path: Sequence[str]) -> Tree | None:
    """Return the tree with only what is at that path; None where nothing is. Case does not count."""
    if not path:
        return tree
    head, rest = path[0], path[1:]
    if isinstance(tree, list):
        rows = (tree, path) if not head.isdecimal() else ([row for row in tree if _id(row) == head], rest)
        found = [_with_id(row, part) for row in rows[0] if (part := cut(row, rows[1])) is not None]
        return list[Tree](found) or None
    if isinstance(tree, str):
        return None
    name = next((name for name in tree if name.lower() == head.lower()), None)
    part = None if name is None else cut(tree[name], rest)
    return None if name is None or part is None else {name: part}


def at(tree: Tree, path: Sequence[str]) -> Tree | None:
    """Return what is at that path, without what leads to it; None where nothing is."""
    for head in path:
        if isinstance(tree, list):
            rows = [row for row in tree if _id(row) == head]
            if not rows:
                return None
            tree = rows[0]
        elif isinstance(tree, dict) and head in tree:
            tree = tree[head]
        else:
            return None
    return tree


def wrapped(tree: Tree) -> object:
    """Return the tree as JSON mode writes it: each value in an object of its own."""
    if isinstance(tree, str):
        return {"Value": tree}
    if isinstance(tree, list):
        return [wrapped(row) for row in tree]
    return {name: part if name in ("id", "ghost") else wrapped(part) for name, part in tree.items()}


def document(answer: object) -> str:
    """Return a document as the codec prints it: over several lines, its outer brackets on their own."""
    return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"


def lines(tree: Tree, head: str) -> Iterator[str]:
    """Yield the lines of text mode, `*s Audio Microphones Mute: Off`."""
    if isinstance(tree, str):
        yield f"{head}: {tree}"
    elif isinstance(tree, list):
        for row in tree:
            yield from lines(row, f"{head} {_id(row)}")
    elif "ghost" in tree:
        yield f"{head} (ghost=True):"
    else:
        for name, part in tree.items():
            if name != "id":
                yield from lines(part, f"{head} {name}")


def _id(row: Tree) -> str:
    found = row.get("id", "") if isinstance(row, dict) else ""
    return found if isinstance(found, str) else ""


def _with_id(row: Tree, part: Tree) -> Tree:
    return {"id": _id(row), **part} if isinstance(part, dict) else part
