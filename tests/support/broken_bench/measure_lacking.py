"""Lacks something on every machine."""

from collections.abc import Iterator

from bench.figure import Figure, LeftOut


def measure(is_short: bool) -> Iterator[Figure]:
    raise LeftOut("a machine that has it")
    yield
