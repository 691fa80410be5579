"""Run one measurement in a process of its own; print each of its figures as one JSON line.

What the machine lacks for it is a line {"left_out": what}. All else that it prints goes to standard error.
"""

import importlib
import json
import os
import signal
import sys

from bench.figure import Figure, LeftOut
from bench.tied import tie_to_parent


def main(module: str, *, is_short: bool) -> None:
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def tell(found: Figure | LeftOut) -> None:
        row = {"left_out": str(found)} if isinstance(found, LeftOut) else found.row()
        print(json.dumps(row), file=out, flush=True)

    try:
        for found in importlib.import_module(module).measure(is_short):
            tell(found)
    except LeftOut as missing:
        tell(missing)


def _leave(number: int, _: object) -> None:
    """Exit through the finally blocks, which end the children and take the lab down."""
    sys.exit(128 + number)


if __name__ == "__main__":
    tie_to_parent(signal.SIGTERM)
    signal.signal(signal.SIGTERM, _leave)
    main(sys.argv[1], is_short="--short" in sys.argv)
