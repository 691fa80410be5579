"""Makes dataclasses in a small part of the time, which took half of every start, and changes them faster."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import replace as replace
else:
    import dataclasses
    from collections.abc import Callable, Iterator
    from functools import cache
    from operator import attrgetter
    from reprlib import recursive_repr

    def dataclass(
        cls: type[Any] | None = None,
        /,
        *,
        frozen: bool = False,
        eq: bool = True,
        init: bool = True,
        **options: bool,
    ) -> Any:
        """Work as `dataclasses.dataclass`, but for three things.

        That nothing changes a frozen object is left to the type checker. Comparing, hashing and printing are
        not compiled for each class: `__init__` alone is, with the first object. There is no InitVar.
        """
        if cls is None:
            return lambda cls: dataclass(cls, frozen=frozen, eq=eq, init=init, **options)
        own = cls.__dict__
        has_eq, has_hash, has_repr = "__eq__" in own, "__hash__" in own, "__repr__" in own
        has_init = not init or "__init__" in own
        # A class without a docstring would be given its signature, which takes as long as `__init__`.
        cls.__doc__ = cls.__doc__ or cls.__name__
        made = dataclasses.dataclass(cls, eq=False, repr=False, init=False, **options)
        made.__is_frozen__ = frozen
        if not has_init:
            made.__init__ = _first_init(made)
        if eq and not has_eq:
            values = _values_of(made)
            made.__eq__ = _comparing(values)
            if not has_hash:
                made.__hash__ = (lambda self: hash(values(self))) if frozen else None
        if not has_repr:
            made.__repr__ = _shown
        return made

    def _first_init(cls: type[Any]) -> Callable[..., None]:
        def __init__(self: Any, *values: Any, **named: Any) -> None:
            cls.__init__ = _compiled_init(cls)
            cls.__init__(self, *values, **named)

        return __init__

    def _compiled_init(cls: type[Any]) -> Callable[..., None]:
        """Write and compile what `dataclasses` would."""
        fields = dataclasses.fields(cls)
        known: dict[str, Any] = {"_ABSENT": _ABSENT}
        body = list(_assignments(fields, known))
        if hasattr(cls, "__post_init__"):
            body.append("self.__post_init__()")
        named = [_parameter(one) for one in fields if one.init and one.kw_only]
        placed = [_parameter(one) for one in fields if one.init and not one.kw_only]
        heads = ["self", *placed, *(["*", *named] if named else [])]
        text = f"def __init__({', '.join(heads)}):\n " + "\n ".join(body or ["pass"])
        exec(text, known)  # noqa: S102  # names of fields alone, as in `dataclasses`
        init = known["__init__"]
        init.__qualname__, init.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
        return init

    def _parameter(one: "dataclasses.Field[Any]") -> str:
        if one.default_factory is not dataclasses.MISSING:
            return f"{one.name}=_ABSENT"
        return one.name if one.default is dataclasses.MISSING else f"{one.name}=_of_{one.name}"

    def _assignments(fields: tuple["dataclasses.Field[Any]", ...], known: dict[str, Any]) -> Iterator[str]:
        """Yield the lines of the body; `known` gets the values and functions that they name."""
        for one in fields:
            value, given = f"_of_{one.name}", one.name if one.init else ""
            if one.default_factory is not dataclasses.MISSING:
                known[value] = one.default_factory
                value = f"{value}() if {given} is _ABSENT else {given}" if given else f"{value}()"
            elif one.default is not dataclasses.MISSING:
                known[value] = one.default
                value = given or value
            elif not (value := given):
                continue
            yield f"self.{one.name} = {value}"

    _ABSENT = object()
    """Stands for an argument that was not given, where a function makes the value."""

    def _values_of(cls: type[Any]) -> Callable[[Any], Any]:
        names = [field.name for field in dataclasses.fields(cls) if field.compare]
        if len(names) > 1:
            return attrgetter(*names)
        return lambda one: tuple(getattr(one, name) for name in names)

    def replace(one: Any, /, **changes: Any) -> Any:
        """Work as `dataclasses.replace`, which asks each field of the class anew each time."""
        shape = _shape_of(type(one))
        if shape is None or not changes.keys() <= shape[1].keys():
            return dataclasses.replace(one, **changes)
        values_of, places = shape
        values = list(values_of(one))
        for name, value in changes.items():
            values[places[name]] = value
        return type(one)(*values)

    @cache
    def _shape_of(cls: type[Any]) -> tuple[Callable[[Any], Any], dict[str, int]] | None:
        """Return what reads all values and the place of each; None where `__init__` does not take them so."""
        fields = dataclasses.fields(cls)
        if len(fields) < 2 or any(field.kw_only or not field.init for field in fields):
            return None
        names = [field.name for field in fields]
        return attrgetter(*names), {name: place for place, name in enumerate(names)}

    def _comparing(values: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
        def __eq__(self: Any, other: Any) -> Any:
            return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

        return __eq__

    @recursive_repr()
    def _shown(self: Any) -> str:
        fields = (field.name for field in dataclasses.fields(self) if field.repr)
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in fields)})"


def is_frozen(value: object) -> bool:
    """Tell whether it is an object of a frozen dataclass."""
    return getattr(type(value), "__is_frozen__", False)
