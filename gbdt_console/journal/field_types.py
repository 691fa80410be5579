"""Tells whether an event read from the journal has the types that its fields are declared with.

Whoever can write the file can write a chain that holds, with any JSON in a row. The codec makes the event
quickly and looks at no plain value; one of another type would fail much later, in a fold or on a screen.
"""

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

from gbdt_console.core.json_value import Json

_LEAST, _MOST = -6e10, 2.5e11
"""Bounds of times and fractions: a time beyond is of no year from 1 to 9999; infinity and NaN are beyond."""
_PLAIN: Mapping[Any, tuple[type, ...]] = {str: (str,), bool: (bool,), int: (int,), float: (float, int)}
_NAMES = {str, int}
"""Types of the names in a list: outlets were told by their numbers once."""
Check = Callable[[Any], bool]
_CHECKS: dict[type, Check] = {}


def has_types(event: Any) -> bool:
    """Tell whether all values of an event, or of a part of one, are of their fields' types."""
    kind = type(event)
    check = _CHECKS.get(kind)
    if check is None:
        check = _CHECKS[kind] = _of_class(kind)
    return check(event)


def _of_class(kind: type) -> Check:
    """Return the check of a dataclass. It runs for each row: types of plain fields are looked up together."""
    hints = get_type_hints(kind)
    named = {field.name: hints[field.name] for field in fields(kind)}
    plain = [name for name, hint in named.items() if hint in _PLAIN]
    numbers = [name for name in plain if named[name] is float or (named[name] is int and _is_time(name))]
    checks = [(attrgetter(name), check) for name, hint in named.items() if (check := _of(hint)) is not None]
    plain_of, numbers_of = _values_of(plain), _values_of(numbers)
    fine: set[tuple[type, ...]] = set()

    def is_fine(event: Any) -> bool:
        found = tuple(map(type, plain_of(event)))
        if found not in fine:
            if not all(one in _PLAIN[named[name]] for name, one in zip(plain, found, strict=True)):
                return False
            fine.add(found)
        for number in numbers_of(event):
            if not _LEAST < number < _MOST:
                return False
        for value_of, check in checks:  # noqa: SIM110  (a generator takes twice the time)
            if not check(value_of(event)):
                return False
        return True

    return is_fine


def _is_time(name: str) -> bool:
    """Tell whether a whole number counts seconds; another one may be of any size, as that of a file is."""
    return name.endswith(("_utc", "_s"))


def _values_of(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what takes the values of these fields together."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _: ()
    one = attrgetter(names[0])
    return lambda event: (one(event),)


def _of(hint: Any) -> Check | None:
    """Return the check of a field that is not plain; None of one that is, or that may hold anything."""
    origin, within = get_origin(hint), get_args(hint)
    if hint in _PLAIN or hint is Any or hint == Json:
        return None
    if origin in (Union, types.UnionType):
        return _of_union(within)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, value = map(_of_value, within)
        return lambda found: all(key(k) and value(v) for k, v in found.items())
    if origin in (tuple, list, frozenset):
        if origin is tuple and Ellipsis not in within:
            parts = tuple(map(_of_value, within))
            return lambda found: (
                len(found) == len(parts) and all(part(one) for part, one in zip(parts, found, strict=True))
            )
        return _of_items(within[0])
    return has_types if is_dataclass(hint) else None


def _of_items(hint: Any) -> Check:
    if hint is str:
        return lambda found: {*map(type, found)} <= _NAMES
    item = _of_value(hint)
    return lambda found: all(map(item, found))


def _of_union(kinds: tuple[Any, ...]) -> Check:
    checks = [_of_value(kind) for kind in kinds if kind is not type(None)]
    may_be_none = type(None) in kinds
    return lambda value: may_be_none if value is None else any(check(value) for check in checks)


def _of_value(hint: Any) -> Check:
    """Return the check of a value by itself."""
    if hint in _PLAIN:
        kinds = _PLAIN[hint]
        if hint in (int, float):
            return lambda value: type(value) in kinds and _LEAST < value < _MOST
        return lambda value: type(value) in kinds
    return _of(hint) or _anything


def _anything(_: Any) -> bool:
    return True
