"""Converts events and records to plain JSON values and back, by the types of their fields alone.

An event's row holds every field by its name; only the first conference is not named. In a record of a
Checkpoint a mapping is a list of its pairs, which keeps its order and may have any key, and fields at their
default are left out.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar, cast, get_args, get_origin

from cattrs import Converter
from cattrs.cols import is_frozenset

from gbdt_console.core.events import EVENT_CLASSES, Event, PlacedEvent
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.feature import Feature
from gbdt_console.core.features import FEATURES
from gbdt_console.core.json_value import Json
from gbdt_console.core.ledger import Checkpoint, Ledger
from gbdt_console.journal.checkpoints import pack, unpack
from gbdt_console.journal.field_types import has_types
from gbdt_console.journal.old_forms import checkpoint_1, checkpoint_2

T = TypeVar("T")

_FURTHER = "conferences"
"""Key of the records of further conferences, beside the names of the features."""


def event_data(event: Event) -> dict[str, Json]:
    if isinstance(event, Checkpoint):
        return {"ledger": pack(ledger_data(event.ledger))}
    data: dict[str, Any] = _ROWS.unstructure(event)
    if isinstance(event, PlacedEvent) and not event.conference:
        del data["conference"]
    return data | data.pop(event.INLINE) if event.INLINE else data


def read_event(kind: str, version: int, data: Mapping[str, Json]) -> Event | None:
    """Rebuild the event of an entry; None where this program cannot.

    It cannot where kind or version are unknown, or `data` lacks a field or has another type there.
    """
    cls = EVENT_CLASSES.get(kind)
    if cls is None or version > cls.VERSION:
        return None
    try:
        if cls is Checkpoint:
            return _checkpoint_of(version, data["ledger"])
        event: Event = _ROWS.structure({**data, cls.INLINE: data} if cls.INLINE else data, cls)
        return event if has_types(event) else None
    except (AttributeError, TypeError, KeyError, ValueError):
        if cls is Checkpoint:
            raise
        return None


def ledger_data(ledger: Ledger, converter: Converter | None = None) -> dict[str, Json]:
    """Return the ledger's records by the names of their features, as plain JSON values.

    Those of further conferences stand by the conference's id in 'conferences', where there are any.

    converter: what writes a record; None for the one that makes plain values of everything
    """
    found = _records_data(ledger, FEATURES, converter)
    of_conference = [one for one in FEATURES if one.is_of_conference]
    further: Any = {
        conference: data
        for conference in sorted(set(ledger.conferences) - {""})
        if any((data := _records_data(ledger.at(conference), of_conference, converter)).values())
    }
    return found | {_FURTHER: further} if further else found


def ledger_of(data: Mapping[str, Json]) -> Ledger:
    """Read the values of `ledger_data`.

    A feature without values has an empty record. Raises ValueError, TypeError or KeyError for others.
    """
    ledger = Ledger()
    further = cast(Mapping[str, Mapping[str, Json]], data.get(_FURTHER, {}))
    for conference, records in {"": data, **further}.items():
        for one in FEATURES:
            if one.name in records:
                ledger.at(conference).put(RECORDS.structure(records[one.name], one.record))
    return ledger


def _records_data(
    ledger: Ledger, features: Iterable[Feature[Any]], converter: Converter | None
) -> dict[str, Json]:
    write = (converter or RECORDS).unstructure
    return {one.name: cast(Json, write(ledger[one.record])) for one in features}


def _checkpoint_of(version: int, ledger: Json) -> Checkpoint:
    if version > 1:
        values = unpack(ledger)
        whole = frozenset(values)
    else:
        old = cast(dict[str, Any], ledger)
        values, whole = checkpoint_1.upgraded(old), checkpoint_1.whole_records(old)
    if version < Checkpoint.VERSION:
        values, whole = checkpoint_2.upgraded(values), whole - checkpoint_2.FOLDED_OTHERWISE
    return Checkpoint(ledger_of(values), tuple(one for one in FEATURES if one.name in whole))


def is_mapping(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _pairs_out(kind: Any, converter: Converter) -> Callable[[Mapping[Any, Any]], Json]:
    key, value = (converter.get_unstructure_hook(one) for one in get_args(kind))
    return lambda mapping: [[key(k), value(v)] for k, v in mapping.items()]


def _pairs_in(kind: Any, converter: Converter) -> Callable[[Any, Any], dict[Any, Any]]:
    """Read pairs, or an object of JSON, whose keys are text."""
    if get_args(kind)[0] is str and get_args(kind)[1] in _PLAIN:
        return lambda data, _: dict(data)
    (key_type, key), (value_type, value) = (
        (one, converter.get_structure_hook(one)) for one in get_args(kind)
    )
    as_key = int if key_type is int else partial(_structured, key, key_type)

    def read(data: Any, _: Any) -> dict[Any, Any]:
        items = data.items() if isinstance(data, Mapping) else data
        return {as_key(k): value(v, value_type) for k, v in items}

    return read


def _structured(hook: Callable[[Any, Any], Any], kind: Any, value: Any) -> Any:
    return hook(value, kind)


def _is_plain_sequence(kind: Any) -> bool:
    return get_origin(kind) in (list, tuple) and {*get_args(kind)} - {Ellipsis} <= _PLAIN


def _taken_whole(kind: Any) -> Callable[[Any, Any], Any]:
    make: Any = get_origin(kind)
    return lambda values, _: make(values)


_PLAIN = frozenset({str, int, float, bool})


class _AsItIs:
    """Takes a plain value as the row has it.

    It is false: cattrs then leaves the call out of the code that it makes for a class, a third of its time.
    """

    def __call__(self, value: Any, _: Any) -> Any:
        return value

    def __bool__(self) -> bool:
        return False


def _converter(*, is_of_records: bool) -> Converter:
    converter = Converter(detailed_validation=False, omit_if_default=is_of_records)
    for plain in _PLAIN:
        converter.register_structure_hook(plain, _AsItIs())
    converter.register_structure_hook(StrEnum, lambda value, kind: kind(value))
    converter.register_structure_hook_func(lambda kind: kind == Json, lambda value, _: value)
    converter.register_unstructure_hook_func(lambda kind: kind == Json, lambda value: value)
    converter.register_unstructure_hook_factory(is_frozenset, lambda _: sorted)
    converter.register_structure_hook_factory(_is_plain_sequence, _taken_whole)
    converter.register_structure_hook_factory(is_mapping, lambda kind: _pairs_in(kind, converter))
    converter.register_unstructure_hook(
        Evidence, lambda one: {"code": one.code, "at_utc": one.at_utc, "params": dict(one.params)}
    )
    converter.register_structure_hook(Evidence, lambda data, _: _evidence_of(data))
    return converter


def _evidence_of(data: Mapping[str, Any]) -> Evidence:
    return Evidence(data["code"], data["at_utc"], tuple(data["params"].items()))


def records_converter() -> Converter:
    converter = _converter(is_of_records=True)
    converter.register_unstructure_hook_factory(is_mapping, lambda kind: _pairs_out(kind, converter))
    return converter


_ROWS = _converter(is_of_records=False)
RECORDS = records_converter()
