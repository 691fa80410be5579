"""Makes dataclasses in a third of the time: the standard ones took half of every start."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses
    from collections.abc import Callable
    from operator import attrgetter
    from reprlib import recursive_repr

    def dataclass(
        cls: type[Any] | None = None, /, *, frozen: bool = False, eq: bool = True, **options: bool
    ) -> Any:
        """Work as `dataclasses.dataclass`, but for two things.

        That nothing changes a frozen object is left to the type checker. Comparing, hashing and printing are
        not compiled for each class: `__init__` alone is.
        """
        if cls is None:
            return lambda cls: dataclass(cls, frozen=frozen, eq=eq, **options)
        own = cls.__dict__
        has_eq, has_hash, has_repr = "__eq__" in own, "__hash__" in own, "__repr__" in own
        # A class without a docstring would be given its signature, which takes as long as `__init__`.
        cls.__doc__ = cls.__doc__ or cls.__name__
        made = dataclasses.dataclass(cls, eq=False, repr=False, **options)
        made.__is_frozen__ = frozen
        if eq and not has_eq:
            values = _values_of(made)
            made.__eq__ = _comparing(values)
            if not has_hash:
                made.__hash__ = (lambda self: hash(values(self))) if frozen else None
        if not has_repr:
            made.__repr__ = _shown
        return made

    def _values_of(cls: type[Any]) -> Callable[[Any], Any]:
        names = [field.name for field in dataclasses.fields(cls) if field.compare]
        if len(names) > 1:
            return attrgetter(*names)
        return lambda one: tuple(getattr(one, name) for name in names)

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
