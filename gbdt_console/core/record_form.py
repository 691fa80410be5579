"""Writes records as JSON values by the names and types of their fields."""

from collections.abc import Callable, Mapping
from dataclasses import Field, fields
from enum import Enum
from operator import attrgetter
from types import NoneType
from typing import Any, ClassVar, Generic, Protocol, TypeVar, get_args, get_origin, get_type_hints

from gbdt_console.core.json_value import Json


class _Record(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


R = TypeVar("R", bound=_Record)
Rule = Callable[[Any], Json]

_KEYS = {"site_id": "site", "operator": "by"}


def or_null(value: Any) -> Json:
    """Write nothing, '' and 0 as null."""
    return value or None


class Form(Generic[R]):
    """Holds a form: every field of a record is in it, or left out with a reason.

    A time loses the end `_utc` of its name where `time` writes it. A text that may be empty is null, where
    `is_blank_null` says so. A record in a record is written by the form among `parts` that is made for it.
    """

    def __init__(
        self,
        record: type[R],
        *,
        keys: Mapping[str, str] | None = None,
        rules: Mapping[str, Rule] | None = None,
        left_out: Mapping[str, str] | None = None,
        more: Mapping[str, Callable[[R], Json]] | None = None,
        parts: "tuple[Form[Any], ...]" = (),
        time: Rule | None = None,
        is_blank_null: bool = True,
    ) -> None:
        """Raises TypeError for a name that is no field, or a field that no rule fits.

        keys: other names by the field's; rules: other values by the field's name; left_out: reasons by name
        more: what is derived from the whole record, by its key
        """
        self.record, self._more = record, more or {}
        keys, rules, left_out = keys or {}, rules or {}, left_out or {}
        if wrong := {*keys, *rules, *left_out} - {one.name for one in fields(record)}:
            raise TypeError(f"{record.__name__} has no field {sorted(wrong)}")
        self._time, self._is_blank_null = time, is_blank_null
        self._forms = {part.record: part for part in parts}
        hints = get_type_hints(record)
        self._rows = [
            (keys.get(one.name) or self._key(one.name), attrgetter(one.name),
             rules.get(one.name) or self._rule(one, hints[one.name]))
            for one in fields(record)
            if one.name not in left_out
        ]  # fmt: skip

    def __call__(self, record: R) -> dict[str, Json]:
        """Return the record's values by their keys."""
        found = {key: rule(read(record)) for key, read, rule in self._rows}
        return found | {key: derive(record) for key, derive in self._more.items()}

    def _key(self, name: str) -> str:
        return _KEYS.get(name) or (name if self._time is None else name.removesuffix("_utc"))

    def _rule(self, field: Field[Any], hint: Any) -> Rule:
        if field.name.endswith("_utc") and self._time is not None:
            return self._time
        if hint is str and field.default == "" and self._is_blank_null:
            return or_null
        is_optional = NoneType in get_args(hint)
        rule = self._plain_rule(get_args(hint)[0] if is_optional else hint)
        if rule is None:
            raise TypeError(f"no rule fits {self.record.__name__}.{field.name}")
        return (lambda value: None if value is None else rule(value)) if is_optional else rule

    def _plain_rule(self, kind: Any) -> Rule | None:
        """Return the rule of values of that type; None without one."""
        if kind in self._forms:
            return self._forms[kind]
        if kind in (str, int, float, bool):
            return lambda value: value
        if isinstance(kind, type) and issubclass(kind, Enum):
            return attrgetter("value")
        if get_origin(kind) in (tuple, list):
            each = self._plain_rule(get_args(kind)[0])
            return each and (lambda values: [each(value) for value in values])
        return None
