"""Kills a process that records, again and again, and looks for every event it had acknowledged."""

import random
import subprocess
import sys
from pathlib import Path

from tests.support.journal.reader import read_journal
from tests.support.places import ROOT


def kill_and_compare(state: Path, copy: Path, kills: int, seed: int) -> int:
    """Kill `kills` children that go on with the same journal; the number of acknowledged events.

    AssertionError when one is missing, or when the chain does not hold.
    """
    luck = random.Random(seed)
    acknowledged: set[str] = set()
    for number in range(kills):
        acknowledged |= _one_life(state, f"k{number}", luck.randint(1, 40))
        events = read_journal(state / "journal.sqlite", copy)
        recorded = {str(data.get("target")) for _, _, data in events}
        assert acknowledged <= recorded, sorted(acknowledged - recorded)
        assert "journal.replaced" not in {kind for _, kind, _ in events}
    return len(acknowledged)


def _one_life(state: Path, prefix: str, acknowledgements: int) -> set[str]:
    command = [sys.executable, "-m", "tests.support.journal.recording_child", str(state), prefix]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        try:
            seen = [child.stdout.readline() for _ in range(acknowledgements)]
        finally:
            child.kill()
        seen += child.stdout.readlines()
    assert seen[acknowledgements - 1], "the child ended by itself"
    return {line.rstrip("\n") for line in seen if line.endswith("\n")}
