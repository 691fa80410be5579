"""Runs gbdt-console at another time of day, with a shutdown that need not wait minutes.

The first argument is the shift of the wall clock in seconds; the others are the program's own.
"""

import sys
import time

from gbdt_console.cli.main import main
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.shutdown import steps

COOL_S = 2.0
"""Limits the cooling of a display; 120 s in the product."""
JUDGED_WITHIN_S = 12.0
"""Limits the wait for the proof of off; 60 s in the product. The lab's devices are polled each second."""


def run_at(shift_s: float) -> None:
    """Let the wall clock of this process go that many seconds ahead."""
    SystemClock.utc = lambda self: time.time() + shift_s  # type: ignore[method-assign]


if __name__ == "__main__":
    run_at(float(sys.argv.pop(1)))
    steps.COOL_S, steps.JUDGED_WITHIN_S = COOL_S, JUDGED_WITHIN_S
    main()
