"""Kills engines in one mode of a meeting, and compares what the next one shows with what was acknowledged.

At its start an engine may command one thing: the block of a site that the recorded rules close (decision 15).

Run as `python -m tests.support.modes.mode_rounds DIRECTORY KILLS SEED`; prints counts by mode as JSON.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, TextIO

from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.shutdown.record import ShutdownBook
from gbdt_console.journal.replay import fold
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.engine.warm_engine import warm_up
from tests.support.journal.kept import kept_ledger
from tests.support.journal.reader import read_journal
from tests.support.modes.killed_mode import Mode, Room, live
from tests.support.modes.seen import Seen, seen_of_ledger
from tests.support.places import ROOT

_KILLED_EARLY = 0.2
"""Share of the lives that end while the engine still starts."""
_STARTS_WITHIN_S = 0.05
_MOST_LINES = 12


class ModeRounds:
    """Lives in one mode that go on with the same journal, each ended by SIGKILL.

    room: MCU and PDUs, which go on
    counts: what was told, by its word
    """

    def __init__(self, mode: Mode, directory: Path, seed: int) -> None:
        self._mode = mode
        self._state, self._copy = directory / "state", directory / "copy"
        self._luck = random.Random(seed)
        self._kept: Seen = seen_of_ledger(Ledger())
        self._floor = Floor()
        self.room = Room()
        self._done: set[str] = set()
        self._refused: set[str] = set()
        self.counts: Counter[str] = Counter()

    def play(self, life: int) -> None:
        """Live once, be killed, and compare."""
        read, write = os.pipe()
        child = os.fork()
        if not child:
            os.close(read)
            try:
                live(self._mode, self._state, life, self._luck.randrange(2**32), write, self.room)
            finally:
                os._exit(1)
        os.close(write)
        with os.fdopen(read) as told:
            try:
                is_settled = self._listen(told)
            finally:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            for line in told:
                is_settled = self._note(line, is_settled=is_settled) or is_settled
        self._compare(life)

    def _listen(self, told: TextIO) -> bool:
        """Take lines for a while; return whether the engine had settled."""
        is_settled = False
        if self._luck.random() < _KILLED_EARLY:
            is_settled = self._note(told.readline(), is_settled=False)
            time.sleep(self._luck.uniform(0.0, _STARTS_WITHIN_S))
            return is_settled
        while not is_settled:
            is_settled = self._note(told.readline(), is_settled=False)
        for _ in range(self._luck.randint(0, _MOST_LINES)):
            self._note(told.readline(), is_settled=True)
        time.sleep(self._luck.choice((0.0, 0.0, self._luck.uniform(0.0, 0.02))))
        return True

    def _note(self, line: str, *, is_settled: bool) -> bool:
        """Take one line; return whether it says that the engine has settled."""
        if not line.endswith("\n"):
            assert not line or line.startswith("["), line
            raise AssertionError("the engine ended by itself") if not line else AssertionError(line)
        word, *rest = json.loads(line)
        self.counts[word] += 1
        match word, rest:
            case "began", [seen]:
                assert seen == self._kept, "the next engine holds something else than the journal"
            case "settled", [seen]:
                assert seen == self._kept, "the screens show something else than before the kill"
                return True
            case "asked", [what, target]:
                is_due = what == "block" and self._must_be_blocked(target)
                assert is_settled or is_due, f"nobody asked, and the engine sent {what} {target} at its start"
                self.room.take(what, target)
                self.counts[f"asked {what}"] += 1
            case "done", [name]:
                self._done.add(name)
            case "refused", [name]:
                self._refused.add(name)
        return False

    def _must_be_blocked(self, leg: str) -> bool:
        """Tell whether the recorded rules close that leg, and the last engine did not live to do it."""
        site = f"s{int(leg[len('PJSIP/20') :][:2])}"
        return not self._floor.may_be_heard(site) and leg not in self.room.blocked

    def _compare(self, life: int) -> None:
        """Assert that the journal has all that was acknowledged, and keep what the next engine must hold."""
        rows = read_journal(self._state / JOURNAL_NAME, self._copy)
        borne = Counter(text for _, _, data in rows for text in data.values() if isinstance(text, str))
        lost = {name: borne[name] for name in self._done if borne[name] != 1}
        assert not lost, f"life {life}: acknowledged, and in the journal so often: {lost}"
        written = self._refused & borne.keys()
        assert not written, f"life {life}: refused, and yet in the journal: {sorted(written)}"
        with closing(EventStore.view(self._copy / JOURNAL_NAME)) as store:
            ledger = Ledger()
            for row in store.rows():
                ledger.apply(row.entry().event)
            assert seen_of_ledger(fold(store)) == seen_of_ledger(ledger), "the fold from the last checkpoint"
        again = kept_ledger(ledger)
        self._kept, self._floor = seen_of_ledger(ledger), ledger[Floor]
        record = ledger[ShutdownBook].newest
        commands = () if record is None else record.commands.values()
        self.counts["unanswered"] += sum(command.is_off is None for command in commands)
        assert seen_of_ledger(again) == self._kept, "what a checkpoint gives back"
        commanded = Counter(outlet for _, kind, data in rows if kind == "shutdown.commanded"
                            for outlet in data["outlets"])  # type: ignore[attr-defined]  # fmt: skip
        assert self.room.off <= commanded.keys(), "an outlet was switched before the journal had the command"

    def result(self) -> dict[str, object]:
        """Return the counts, and whether the whole journal verifies."""
        return {"is_sound": verify(self._state / JOURNAL_NAME).is_sound, **self.counts}


def play_modes(directory: Path, kills: int, seed: int) -> dict[str, dict[str, Any]]:
    """Play all lives of each mode in a process of their own; return the counts by mode."""
    command = [sys.executable, "-m", __name__, str(directory), str(kills), str(seed)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    counts: dict[str, dict[str, Any]] = json.loads(ended.stdout)
    return counts


def main(directory: Path, kills: int, seed: int) -> None:
    warm_up()
    found: dict[str, dict[str, object]] = {}
    for mode in Mode:
        own = directory / mode.value
        own.mkdir()
        rounds = ModeRounds(mode, own, seed)
        for life in range(kills):
            rounds.play(life)
        found[mode] = rounds.result()
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
