"""Lets takeovers, cut cables and broken machines happen to two PCs in a lab, and proves all after each.

Run as root: `python -m tests.support.standby.run_trial FOLDER SEED TAKEOVERS PARTITIONS MACHINES` in a mount
namespace of its own, or `… FOLDER SEED NAME…` with what is to happen. With a third machine, where a PC takes
over by itself: `… FOLDER SEED witness KILLS PARTITIONS`, or `… FOLDER SEED witness NAME…`. It prints the
figures as JSON; a failure names the seed, and FOLDER keeps the files.
"""

import json
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from tests.support.standby.lab_of_two import LabOfTwo
from tests.support.standby.trial import Trial
from tests.support.standby.trial_of_three import TrialOfThree

Choose = Callable[[Trial], Sequence[Callable[[], None]]]
"""Says what happens in a trial, and in which order."""


def rounds(trial: Trial, counts: Sequence[int], luck: random.Random) -> list[Callable[[], None]]:
    """Return what happens, in an order of luck, every kind as often as the others."""
    kinds: list[list[Callable[[], None]]] = [
        [
            trial.power, trial.engine, trial.cable_by_the_guide, trial.cable_both_live, trial.halted,
            trial.change,
        ],
        [
            trial.cut, trial.cut_in_a_takeover, trial.one_way, trial.killed_in_a_takeover, trial.flap,
            trial.apart,
        ],
        [trial.full_disk, trial.clock_jumps, trial.slow_disk],
    ]  # fmt: skip
    found = [one for kind, count in zip(kinds, counts, strict=True) for one in islice(kind * count, count)]
    luck.shuffle(found)
    return found


def rounds_of_three(trial: Trial, counts: Sequence[int], luck: random.Random) -> list[Callable[[], None]]:
    """Return what happens where a PC may take over by itself, as `rounds`."""
    kinds = [
        ["power", "engine"],
        [
            "out_of_reach", "follower_out_of_reach", "cable", "all_out_of_reach", "witness_out_of_reach",
            "flap_out_of_reach",
        ],
    ]  # fmt: skip
    found = [one for kind, n in zip(kinds, counts, strict=True) for one in islice(kind * n, n)]
    luck.shuffle(found)
    return [getattr(trial, name) for name in found]


def run(lab: LabOfTwo, choose: Choose, luck: random.Random) -> dict[str, object]:
    """Let everything happen that was chosen; return the figures."""
    trial = Trial(lab, luck) if lab.witness is None else TrialOfThree(lab, luck)
    try:
        for happens in choose(trial):
            print(f"{time.monotonic():.0f} {len(trial.done)} {happens.__name__}", file=sys.stderr, flush=True)
            happens()
            trial.settle(happens.__name__)
    finally:
        trial.close()
    return _figures(trial)


def _figures(trial: Trial) -> dict[str, object]:
    took_s, proof = sorted(trial.took_s), trial.proof
    asides = list(proof.asides.values())
    return {
        "rounds": len(trial.done),
        "takeovers": len(took_s),
        "takeover_p50_s": round(statistics.median(took_s), 2),
        "takeover_p95_s": round(took_s[int(0.95 * (len(took_s) - 1) + 0.5)], 2),
        "takeover_longest_s": round(took_s[-1], 2),
        "acknowledged": proof.places.total(),
        "places": dict(proof.places),
        "aside_files": len(asides),
        "aside_entries": sum(one.alone for one in asides),
        "orders": len(trial.lab.told()),
        "overlapping_orders": sum(map(len, proof.overlapping())),
    }


def main(
    folder: Path, choose: Choose, luck: random.Random, *, has_disks: bool = False, has_witness: bool = False
) -> None:
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    lab = LabOfTwo(folder, has_disks=has_disks, has_clocks=has_disks, has_witness=has_witness)
    try:
        print(json.dumps(run(lab, choose, luck), indent=1))
    except BaseException:
        print(f"what is left of it: {folder}", file=sys.stderr)
        _keep(lab)
        raise
    finally:
        lab.close()


def _keep(lab: LabOfTwo) -> None:
    """Copy the PCs out of the lab; an engine that lives writes first where each of its threads stands."""
    for name, pc in lab.pcs.items():
        with suppress(AssertionError, subprocess.TimeoutExpired):  # it was never started, or is frozen
            pc.engine.end(signal.SIGABRT)
        shutil.copytree(pc.home, lab.folder / name, ignore=shutil.ignore_patterns("*.sock", "filler*"))


if __name__ == "__main__":
    _, to, seed, *wanted = sys.argv
    print(f"seed {seed}", file=sys.stderr)
    chance = random.Random(int(seed))
    if has_witness := wanted[0] == "witness":
        wanted = wanted[1:]
    if wanted[0].isdigit():
        counts, chosen = [int(count) for count in wanted], rounds_of_three if has_witness else rounds
        main(
            Path(to), lambda trial: chosen(trial, counts, chance), chance,
            has_disks=not has_witness, has_witness=has_witness,
        )  # fmt: skip
    else:
        named = lambda trial: [getattr(trial, name) for name in wanted]  # noqa: E731
        main(Path(to), named, chance, has_witness=has_witness)
