"""Checks the tree against the schema. It finds all faults at once, and keeps what is right."""

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Annotated, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gbdt_console.settings.nearest import nearest
from gbdt_console.settings.places import Loc, place_at, place_of_key
from gbdt_console.settings.problems import MOST_PROBLEMS, Fault, Place
from gbdt_console.settings.tree import Raw, Tree, TreeBranch

S = TypeVar("S", bound=BaseModel)

_ROUNDS = 6
"""Limit of rounds of checking and cutting wrong entries out; most files need two."""
_KEY = "[key]"
_CODES = {
    "missing": "settings.missing-key",
    "model_type": "settings.want-mapping",
    "dict_type": "settings.want-mapping",
    "list_type": "settings.want-list",
    "string_type": "settings.want-text",
    "string_too_short": "settings.empty-value",
    "string_pattern_mismatch": "settings.want-id",
    "too_short": "settings.empty-section",
    "greater_than": "settings.want-positive",
    "greater_than_equal": "settings.too-small",
    "less_than_equal": "settings.too-big",
}


def read_document(tree: Tree, shape: type[S]) -> tuple[S | None, list[Fault]]:
    """Return the document without what is wrong, and the faults; None where the outermost shape is wrong.

    The tree is cut in the same way, so that later findings have their place.

    shape: schema of the whole file
    """
    faults: list[Fault] = []
    for _round in range(_ROUNDS):
        try:
            return shape.model_validate(tree.root), faults
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
        # Only the first round counts: later faults follow from the cuts.
        faults = faults or [_fault(tree, detail, shape) for detail in details[:MOST_PROBLEMS]]
        _cut(tree, details)
    return None, faults


def _fault(tree: Tree, detail: ErrorDetails, shape: type[BaseModel]) -> Fault:
    loc: Loc = tuple(part for part in detail["loc"] if part != _KEY)
    params = {"field": next((part for part in reversed(loc) if isinstance(part, str)), "—")}
    if detail["type"] == "extra_forbidden":
        params["known"] = nearest(str(loc[-1]), _known_keys(shape, loc[:-1]))
        return Fault(place_of_key(tree.place, loc), "settings.unknown-key", params)
    code, said = message_of(detail)
    return Fault(_place(tree, detail, loc), code, params | said)


def message_of(detail: ErrorDetails) -> tuple[str, dict[str, str]]:
    """Return the code of what is wrong with one value, and what the message says besides its field."""
    context = detail.get("ctx", {})
    if detail["type"] == "custom":
        return context["code"], context["params"]
    bounds = (("ge", "least"), ("le", "most"))
    said = {name: f"{context[bound]:g}" for bound, name in bounds if bound in context}
    return _CODES.get(detail["type"], "settings.wrong-value"), said


def _place(tree: Tree, detail: ErrorDetails, loc: Loc) -> Place:
    return place_of_key(tree.place, loc) if _KEY in detail["loc"] else place_at(tree.place, loc)


def _known_keys(shape: type[BaseModel], loc: Loc) -> Iterable[str]:
    here: object = shape
    for part in loc:
        if isinstance(here, type) and issubclass(here, BaseModel):
            here = _bare(here.model_fields[str(part)].annotation)
        else:
            here = _bare(get_args(here)[-1])
    return here.model_fields if isinstance(here, type) and issubclass(here, BaseModel) else ()


def _bare(annotation: object) -> object:
    """Return the type under Annotated and `| None`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            annotation = next(arm for arm in get_args(annotation) if arm is not type(None))
        else:
            return annotation


def _cut(tree: Tree, details: list[ErrorDetails]) -> None:
    """Cut wrong entries out: a value becomes None. Where None is wrong too, the entry goes."""
    doomed: list[tuple[int, list[Raw], TreeBranch]] = []
    for detail in details:
        loc: Loc = tuple(part for part in detail["loc"] if part != _KEY)
        found = _container(tree, loc)
        if found is None:
            continue
        holder, branch = found
        last = loc[-1]
        if isinstance(holder, list) and isinstance(last, int):
            if holder[last] is None:
                doomed.append((last, holder, branch))
            holder[last] = None
        elif isinstance(holder, dict):
            _cut_entry(
                holder, str(last), is_whole=detail["type"] == "extra_forbidden" or _KEY in detail["loc"]
            )
    for index, items, branch in sorted(doomed, key=lambda item: -item[0]):
        del items[index]
        del branch.items[index]


def _cut_entry(holder: dict[str, Raw], key: str, is_whole: bool) -> None:
    if is_whole or (key in holder and holder[key] is None):
        holder.pop(key, None)
    else:
        holder[key] = None


def _container(tree: Tree, loc: Loc) -> tuple[Raw, TreeBranch] | None:
    """Return the mapping or list that holds the entry at `loc`; None where a cut already took it."""
    value, place = tree.root, tree.place
    for part in loc[:-1]:
        if not isinstance(place, TreeBranch):
            return None
        if isinstance(value, list) and isinstance(part, int):
            value, place = value[part], place.items[part]
        elif isinstance(value, dict) and part in place.entries and part in value:
            value, place = value[str(part)], place.entries[str(part)]
        else:
            return None
    return (value, place) if loc and isinstance(place, TreeBranch) and value is not None else None


def declared(tree: Tree) -> Mapping[str, frozenset[str]]:
    """Return the ids that each section declares, wrong entries included."""
    root = tree.root if isinstance(tree.root, dict) else {}
    return {name: frozenset(section) for name, section in root.items() if isinstance(section, dict)}
