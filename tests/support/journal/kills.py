"""Kills a process that records, again and again, and looks for every event it had acknowledged.

Run as `python -m tests.support.journal.kills STATE COPY KILLS SEED`; prints how much was acknowledged.
The killed processes are forks of this one: an interpreter that starts anew is most of such a life.
"""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.journal.reader import read_journal
from tests.support.journal.recording_child import record_for_ever
from tests.support.places import ROOT


def kill_and_compare(state: Path, copy: Path, kills: int, seed: int) -> int:
    """Kill `kills` processes that go on with the same journal; the number of acknowledged events.

    AssertionError when one is missing, or when the chain does not hold.
    """
    command = [sys.executable, "-m", __name__, str(state), str(copy), str(kills), str(seed)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return int(ended.stdout)


def main(state: Path, copy: Path, kills: int, seed: int) -> None:
    luck = random.Random(seed)
    acknowledged: set[str] = set()
    for number in range(kills):
        acknowledged |= _one_life(state, f"k{number}", luck.randint(1, 40))
        events = read_journal(state / "journal.sqlite", copy)
        recorded = {str(data.get("target")) for _, _, data in events}
        assert acknowledged <= recorded, sorted(acknowledged - recorded)
        assert not {"journal.replaced", "journal.lost"} & {kind for _, kind, _ in events}
    print(len(acknowledged))


def _one_life(state: Path, prefix: str, acknowledgements: int) -> set[str]:
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        try:
            record_for_ever(state, prefix, write)
        finally:
            os._exit(1)
    os.close(write)
    with os.fdopen(read) as told:
        try:
            seen = [told.readline() for _ in range(acknowledgements)]
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        seen += told.readlines()
    assert seen[acknowledgements - 1], "the process ended by itself"
    return {line.rstrip("\n") for line in seen if line.endswith("\n")}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
