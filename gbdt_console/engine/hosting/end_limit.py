"""Ends the process where the disk hangs during its orderly end."""

import os
import threading
import time

from gbdt_console.engine.records.records import Records

_ENDS_WITHIN_S = 4.5
"""Seconds that an orderly end may take while the disk hangs; a signal is obeyed within 5 s."""
_STUCK_S = 1.0
"""Seconds after which a write during the end counts as hung: an orderly end needs no longer one."""
_WATCHED_S = 60.0
"""Seconds for which the end is watched; a process that still ends then waits for something else."""
_STEP_S = 0.25
_EXIT_CODE = 5
"""Exit code 'unknown': the last events may or may not be on the disk."""


def limit_end(records: Records) -> None:
    """End the process if the disk still hangs _ENDS_WITHIN_S from now.

    Another thread does it: any thread of an orderly end may itself wait for the disk.

    records: tell whether a write hangs
    """

    def watch() -> None:
        time.sleep(_ENDS_WITHIN_S)
        for _ in range(int(_WATCHED_S / _STEP_S)):
            if records.stuck_s() > _STUCK_S:
                os._exit(_EXIT_CODE)
            time.sleep(_STEP_S)

    threading.Thread(target=watch, name="end-limit", daemon=True).start()
