"""Quick dataclasses compare, hash, print and copy as the standard ones do."""

import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from gbdt_console.core import quick_dataclass
from gbdt_console.core.quick_dataclass import is_frozen


def made(decorate: Callable[..., Any]) -> tuple[type[Any], ...]:
    @decorate(frozen=True, slots=True)
    class Point:
        x: int
        name: str = dataclasses.field(default="", compare=False)
        secret: str = dataclasses.field(default="s", repr=False)

    @decorate(frozen=True, slots=True)
    class Empty:
        pass

    @decorate(slots=True)
    class Book:
        pages: list[int] = dataclasses.field(default_factory=list)

    @decorate(frozen=True, slots=True)
    class Far(Point):
        z: float = 0.0

    @decorate(frozen=True, slots=True, eq=False)
    class Itself:
        x: int = 1

    @decorate(frozen=True, slots=True, kw_only=True)
    class Named:
        x: int = 1

        def __repr__(self) -> str:
            return "its own"

    return Point, Empty, Book, Far, Itself, Named


QUICK, STANDARD = made(quick_dataclass.dataclass), made(dataclasses.dataclass)
VALUES = (
    ((1, "a"), (1, "b"), (2, "a", "t")),
    ((),),
    ((), ([1],)),
    ((1, "a", "s", 2.0), (1,)),
    ((), (2,)),
    ((),),
)


def test_values_are_equal_hashed_and_printed_as_the_standard_ones() -> None:
    for quick, standard, values in zip(QUICK, STANDARD, VALUES, strict=True):
        ours, theirs = [quick(*v) for v in values], [standard(*v) for v in values]
        assert list(map(repr, ours)) == list(map(repr, theirs))
        assert [a == b for a in ours for b in ours] == [a == b for a in theirs for b in theirs]
        assert [a == b for a in ours for b in theirs] == [False] * len(ours) ** 2
        assert (quick.__hash__ is None) == (standard.__hash__ is None)
        assert (quick.__match_args__, quick.__slots__) == (standard.__match_args__, standard.__slots__)
        if quick.__hash__ is not None and quick is not QUICK[4]:
            assert list(map(hash, ours)) == list(map(hash, theirs))


def test_what_is_frozen_is_told() -> None:
    assert [is_frozen(kind()) for kind in (*QUICK[1:3], *QUICK[4:])] == [True, False, True, True]
    assert is_frozen(QUICK[3](1))
    assert not is_frozen(1)


@pytest.mark.parametrize(("quick", "values"), list(zip(QUICK, (each[0] for each in VALUES), strict=True)))
def test_any_kind_is_changed_as_the_standard_does(quick: type[Any], values: tuple[Any, ...]) -> None:
    one = quick(*values)
    changes = [{}, *({field.name: "new"} for field in dataclasses.fields(quick)), {"unknown": 1}]
    for change in changes:
        told = []
        for replace in (dataclasses.replace, quick_dataclass.replace):
            try:
                made = replace(one, **change)
            except TypeError as error:
                told.append(str(error))
            else:
                told.append(repr([type(made), *(getattr(made, name) for name in made.__slots__)]))
        assert told[0] == told[1]


@pytest.mark.parametrize("decorate", [quick_dataclass.dataclass, dataclasses.dataclass])
def test_an_object_is_made_as_the_standard_does(decorate: Callable[..., Any]) -> None:
    @decorate(slots=True)
    class Base:
        x: int
        parts: list[int] = dataclasses.field(default_factory=list)
        late: int = dataclasses.field(default=7, init=False)
        made: list[int] = dataclasses.field(default_factory=list, init=False)
        only: str = dataclasses.field(default="o", kw_only=True)

        def __post_init__(self) -> None:
            self.late += self.x

    @decorate()
    class Own(Base):
        x: int = 2

        def __init__(self) -> None:
            super().__init__(5, [1])

    @decorate(init=False)
    class Bare(Base):
        pass

    def values(one: Any) -> list[Any]:
        return [one.x, one.parts, one.late, one.made, one.only]

    for _ in range(2):  # the first object is made otherwise than the next
        assert values(Base(1)) == [1, [], 8, [], "o"]
        assert values(Base(1, [3], only="p")) == [1, [3], 8, [], "p"]
        assert values(Own()) == [5, [1], 12, [], "o"]
        assert values(Bare(3)) == [3, [], 10, [], "o"]
        assert Base(1).parts is not Base(1).parts
    for wrong in (lambda: Base(), lambda: Base(1, late=2), lambda: Base(1, [], "o")):
        with pytest.raises(TypeError, match=r"__init__\(\)"):
            wrong()


@quick_dataclass.dataclass(frozen=True, slots=True)
class Kept:
    x: int
    parts: tuple[int, ...] = ()


def test_a_value_is_replaced_and_pickled() -> None:
    kept = Kept(1, (2,))
    for change in (dataclasses.replace, quick_dataclass.replace):
        assert change(kept, x=3) == Kept(3, (2,))
        assert change(kept, parts=()) == Kept(1)
    assert kept == Kept(1, (2,))
    assert pickle.loads(pickle.dumps(kept)) == kept
    with pytest.raises(AttributeError):
        kept.other = 1  # type: ignore[attr-defined]
