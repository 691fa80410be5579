"""Runs one part in several pytests side by side, where most of its tests wait."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.support.runner.tally import Tally, run_marked


def run_shared(
    mark: str, folders: Sequence[Path], report: Path, cwd: Path, *, shares: int = 1, is_timed: bool = False
) -> Tally:
    """Run the tests of a mark below folders, each file in one of `shares` pytests, and count them together.

    Each pytest has its own report beside `report`. The files are dealt out by name, so that a folder of slow
    ones is divided.
    """
    if shares == 1:
        return run_marked(mark, folders, report, cwd, is_timed=is_timed)
    files = sorted(file for folder in folders for file in folder.rglob("test_*.py"))

    dealt = [files[first::shares] for first in range(min(shares, len(files)))]

    def run(share: int) -> Tally:
        own = report.with_stem(f"{report.stem}-{share}")
        return run_marked(mark, dealt[share], own, cwd, is_timed=is_timed)

    with ThreadPoolExecutor(shares) as side_by_side:
        return _together(list(side_by_side.map(run, range(len(dealt)))))


def _together(tallies: Sequence[Tally]) -> Tally:
    return Tally(
        tallies[0].part,
        sum(one.passed for one in tallies),
        sum(one.failed for one in tallies),
        sum(one.skipped for one in tallies),
        max(one.seconds for one in tallies),
        sum(one.cpu_seconds for one in tallies),
        tuple(test for one in tallies for test in one.tests),
        tuple(fault for one in tallies for fault in one.faults),
    )
