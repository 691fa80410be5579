"""Fails after its first figure."""

from collections.abc import Iterator

from bench.figure import Figure, LeftOut, Work


def measure(is_short: bool) -> Iterator[Figure | LeftOut]:
    print("on the way")
    yield Figure("first", "ms", 1.0, Work(3, 3, "keys"))
    yield LeftOut("a part")
    raise TimeoutError("it never said 'verified'")
