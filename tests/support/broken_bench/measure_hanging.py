"""Never ends by itself; says on standard error that it was ended in order."""

import sys
from collections.abc import Iterator
from threading import Event

from bench.figure import Figure


def measure(is_short: bool) -> Iterator[Figure]:
    try:
        Event().wait()
        yield from ()
    finally:
        print("lab taken down", file=sys.stderr)
