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
_Rule = Callable[..., Json]
"""Takes a value, and behind it what the whole form was given beside the record."""

_KEYS = {"operator": "by"}


def or_null(value: Any) -> Json:
    """Write nothing, '' and 0 as null."""
    return value or None


class Form(Generic[R]):
    """Holds a form: every field of a record is in it, or left out with a reason.

    A key has no `_id` at its end, and no `_utc` where `time` writes that time. A text that may be empty is
    null, where `is_blank_null` says so. A record in a record is written by the form among `parts` that is
    made for it; a class among them stands for the form of all its fields.
    """

    def __init__(
        self,
        record: type[R],
        *,
        keys: Mapping[str, str] | None = None,
        rules: Mapping[str, Rule] | None = None,
        left_out: Mapping[str, str] | None = None,
        properties: tuple[str, ...] = (),
        more: Mapping[str, Callable[..., Json]] | None = None,
        parts: "tuple[Form[Any] | type[Any], ...]" = (),
        time: Rule | None = None,
        is_blank_null: bool = True,
    ) -> None:
        """Raises TypeError for a name that is no field, or a field that no rule fits.

        keys: other names by the field's; rules: other values by the field's name; left_out: reasons by name
        properties: properties of the record that are written like fields
        more: what is derived from the whole record, by its key; takes what the form is called with
        """
        self.record, self._more = record, more or {}
        self._time, self._is_blank_null = time, is_blank_null
        keys, rules, left_out = keys or {}, rules or {}, left_out or {}
        names = {one.name for one in fields(record)} | {one for one in properties if hasattr(record, one)}
        if wrong := {*keys, *rules, *left_out, *properties} - names:
            raise TypeError(f"{record.__name__} has no field {sorted(wrong)}")
        self._forms = {part.record: part for part in map(self._part, parts)}
        hints = get_type_hints(record)
        hints |= {name: get_type_hints(getattr(record, name).fget)["return"] for name in properties}
        blank = {one.name for one in fields(record) if one.default == "" and is_blank_null}
        self._rows: list[tuple[str, Callable[[R], Any], _Rule]] = [
            (
                keys.get(name) or self._key(name),
                attrgetter(name),
                _of_value(rules[name])
                if name in rules
                else self._rule(name, hints[name], may_be_blank=name in blank),
            )
            for name in (*(one.name for one in fields(record)), *properties)
            if name not in left_out
        ]

    def __call__(self, record: R, *beside: Any) -> dict[str, Json]:
        """Return the record's values by their keys; `beside` is what its parts and `more` need to know."""
        found = {key: rule(read(record), *beside) for key, read, rule in self._rows}
        return found | {key: derive(record, *beside) for key, derive in self._more.items()}

    def or_nulls(self, record: R | None, *beside: Any) -> dict[str, Json]:
        """Return the record's values by their keys; null under each where there is no record."""
        if record is None:
            return dict.fromkeys((*(key for key, _, _ in self._rows), *self._more))
        return self(record, *beside)

    def _part(self, part: "Form[Any] | type[Any]") -> "Form[Any]":
        if isinstance(part, Form):
            return part
        return Form(part, time=self._time, is_blank_null=self._is_blank_null)

    def _key(self, name: str) -> str:
        return _KEYS.get(name) or (name if self._time is None else name.removesuffix("_utc")).removesuffix(
            "_id"
        )

    def _rule(self, name: str, hint: Any, *, may_be_blank: bool) -> _Rule:
        if name.endswith("_utc") and self._time is not None:
            return _of_value(self._time)
        rule = _of_value(or_null) if hint is str and may_be_blank else self._rule_of(hint)
        if rule is None:
            raise TypeError(f"no rule fits {self.record.__name__}.{name}")
        return rule

    def _rule_of(self, kind: Any) -> _Rule | None:
        """Return the rule of values of that type; None without one."""
        if kind in self._forms:
            return self._forms[kind]
        if kind in (str, int, float, bool):
            return lambda value, *_: value
        if isinstance(kind, type) and issubclass(kind, Enum):
            return lambda value, *_: value.value
        inner = [one for one in get_args(kind) if one not in (NoneType, ...)]
        each = self._rule_of(inner[0]) if len(inner) == 1 else None
        if each is None:
            return None
        if NoneType in get_args(kind):
            return lambda value, *beside: None if value is None else each(value, *beside)
        if get_origin(kind) is frozenset:
            return lambda values, *beside: [each(value, *beside) for value in sorted(values)]
        return lambda values, *beside: [each(value, *beside) for value in values]


def _of_value(rule: Rule) -> _Rule:
    return lambda value, *_: rule(value)
