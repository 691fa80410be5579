"""What is wrong with a configuration, and where: by code, so that any language can say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_PROBLEMS = 1000
"""More than a person reads; a wrong file of 4 MB could otherwise hold a million."""


class Place(NamedTuple):
    """A place in the file, counted from 1 as editors do."""

    line: int
    column: int


FILE_START = Place(1, 1)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at a place. `params` never hold a secret or an unrecognised value of one."""

    place: Place
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a named file, ready to be put into words: `words(problem.code, **problem.params)`."""

    file: str
    line: int
    column: int
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """`file:line:column`, which editors and terminals open."""
        return f"{self.file}:{self.line}:{self.column}"


class ConfigRejected(Exception):
    """The configuration cannot be used; `problems` says everything that is wrong, in order of line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.where} {problem.code}" for problem in problems[:5]))
        self.problems = problems


class Unreadable(Exception):
    """Reading cannot go on past these faults."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*(fault.code for fault in faults))
        self.faults = faults


def in_order(file: str, faults: Iterable[Fault]) -> tuple[Problem, ...]:
    """The faults as problems of `file`, by line, each said once, at most MOST_PROBLEMS of them."""
    ordered = sorted(faults, key=lambda fault: (fault.place, fault.code))
    # One cure at one place is said once, be it for 220 sites that share the place; several keys that one
    # mapping lacks are several cures.
    said: dict[tuple[Place, str, str], Problem] = {}
    for fault in ordered:
        key = (fault.place, fault.code, fault.params.get("field", ""))
        said.setdefault(key, Problem(file, *fault.place, fault.code, fault.params))
        if len(said) == MOST_PROBLEMS:
            break
    return tuple(said.values())
