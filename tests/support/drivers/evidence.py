"""Marks a test that holds a driver to something nobody here wrote; the driver page is made from them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., object])


class Against(StrEnum):
    """How much a check is worth, the most first."""

    REAL_PEER = "real peer"
    INDEPENDENT_CLIENT = "independent client"
    CAPTURE = "recording of a device"


@dataclass(frozen=True, slots=True)
class Evidence:
    """`family` is a key of HEALTHY in tests/support/drivers/agents.py, or one of CONTROLLED in
    tests/support/drivers/controlled_table.py."""

    family: str
    against: Against
    what: str


def proves(family: str, against: Against, what: str) -> Callable[[Test], Test]:
    """The decorated test checks the driver of that family against `what`."""

    def mark(test: Test) -> Test:
        test.evidence = Evidence(family, against, what)  # type: ignore[attr-defined]
        return test

    return mark
