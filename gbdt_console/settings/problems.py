"""Describes what is wrong with a configuration, and where.

A code stands for the words, which may be of any language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import NamedTuple

from gbdt_console.core.quick_dataclass import dataclass

MOST_PROBLEMS = 1000
"""Limit of problems reported, more than a person reads; a wrong file of 4 MB could have a million."""


class Place(NamedTuple):
    """A place in the file.

    line: line, from 1
    column: column, from 1
    """

    line: int
    column: int


FILE_START = Place(1, 1)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault at a place.

    code: code of the message
    params: values of the message; never a secret or the wrong value of one
    """

    place: Place
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a named file, for `words(problem.code, **problem.params)`.

    file: name of the file, cleaned
    """

    file: str
    line: int
    column: int
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """Return `file:line:column`, which editors and terminals open."""
        return f"{self.file}:{self.line}:{self.column}"


class ConfigRejected(Exception):
    """The configuration cannot be used.

    problems: everything that is wrong, in order of line
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.where} {problem.code}" for problem in problems[:5]))
        self.problems = problems


class Unreadable(Exception):
    """Reading stops at these faults."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*(fault.code for fault in faults))
        self.faults = faults


def in_order(file: str, faults: Iterable[Fault]) -> tuple[Problem, ...]:
    """Return the faults as problems of `file`, by line.

    Each is there once; there are at most MOST_PROBLEMS.
    """
    ordered = sorted(faults, key=lambda fault: (fault.place, fault.code))
    # 220 sites may share one wrong place, which is reported once; several keys missing from one mapping are
    # several problems.
    reported: dict[tuple[Place, str, str], Problem] = {}
    for fault in ordered:
        key = (fault.place, fault.code, fault.params.get("field", ""))
        reported.setdefault(key, Problem(file, *fault.place, fault.code, fault.params))
        if len(reported) == MOST_PROBLEMS:
            break
    return tuple(reported.values())
