"""Proves what two PCs owe: every acknowledged id is on a disk, chains hold, one PC gives the orders.

The journals are read by their published rules, and the MCU by its own log: with none of the program's code.
"""

import math
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.journal.reader import read_journal, read_living_journal
from tests.support.standby.lab_of_two import ADDRESSES, NAMES, LabOfTwo, LabPc
from tests.support.standby.logging_mcu import Told
from tests.support.standby.person import Acknowledged, acknowledged_in
from tests.support.wait import until

Row = tuple[int, str, dict[str, object]]
ON_THE_WIRE = 1
"""Orders of a PC that is overtaken alive that may still arrive."""
_JOURNAL = "journal.sqlite"
_ASIDE = (".apart-", ".ended-")


@dataclass(slots=True)
class Aside:
    """A file with what a PC wrote after the other one was let command.

    alone: how many of its entries the chain does not have
    ids: requests of persons among them
    """

    machine: str
    file: Path
    alone: int
    ids: frozenset[str]


@dataclass(slots=True)
class Proof:
    """Looks at everything again and again; what it finds wrong raises AssertionError.

    turns: since when which PC commands: from the typed verb on, monotonic seconds
    places: where each acknowledged id was at the last look
    """

    lab: LabOfTwo
    notes: Sequence[Path]
    turns: list[tuple[float, str]] = field(default_factory=lambda: [(0.0, NAMES[0])])
    asides: dict[Path, Aside] = field(default_factory=dict)
    places: Counter[str] = field(default_factory=Counter)

    def acknowledged(self) -> list[Acknowledged]:
        found = [one for notes in self.notes for one in acknowledged_in(notes)]
        return [one for one in found if one.stage == "recorded"]

    def after_a_takeover(self) -> None:
        """While the PC before may be dead: what was acknowledged is on one disk at least."""
        acknowledged = self.acknowledged()  # first: what is written meanwhile is on more disks than needed
        held = {name: self._ids_on(self.lab.pcs[name]) for name in NAMES}
        lost = [one for one in acknowledged if not any(one.id in ids for ids in held.values())]
        assert not lost, f"acknowledged, and on neither PC: {lost}"

    def settled(self, said: Mapping[str, Sequence[str]]) -> None:
        """Once one commands and the other follows it.

        said: names of the files of entries put aside, as each PC says
        """
        acknowledged = self.acknowledged()
        rows = {name: self._rows(self.lab.pcs[name]) for name in NAMES}
        short, long = sorted(rows.values(), key=len)
        assert long[: len(short)] == short, "the two chains part"
        for name in NAMES:
            self._look_aside(name, rows[name], said[name])
        held = {name: _ids(of) for name, of in rows.items()}
        aside = {one: aside.machine for aside in self.asides.values() for one in aside.ids}
        self.places = Counter(_place(one.id, held, aside) for one in acknowledged)
        lost = [one for one in acknowledged if _place(one.id, held, aside) == "lost"]
        assert not lost, f"acknowledged, and nowhere: {lost}"
        late = [orders for orders in self.overlapping() if len(orders) > ON_THE_WIRE]
        assert not late, f"two commanders: {late}"

    def overlapping(self) -> list[list[Told]]:
        """Return by turn the orders of the other PC that came after the first one of the PC that commands."""
        told, found = self.lab.told(), list[list[Told]]()
        ends_s = [began_s for began_s, _ in self.turns[1:]] + [math.inf]
        for (began_s, machine), end_s in zip(self.turns, ends_s, strict=True):
            turn = [one for one in told if began_s <= one.at_s < end_s]
            own = [one.source == ADDRESSES[machine] for one in turn]
            first = own.index(True) if True in own else len(turn)
            found.append([one for one in turn[first:] if one.source != ADDRESSES[machine]])
        return found

    def _rows(self, pc: LabPc) -> list[Row]:
        path = pc.engine.state / _JOURNAL
        if pc.engine.process.poll() is not None:
            return read_journal(path, self.lab.folder / f"copy-{pc.name}")
        rows: list[Row] = []

        def is_read() -> bool:
            """Where its end is put aside just now, it has no file for a moment."""
            with suppress(sqlite3.OperationalError):
                rows[:] = read_living_journal(path)
            return bool(rows)

        until(is_read, f"the journal of {pc.name} can be read")
        return rows

    def _ids_on(self, pc: LabPc) -> set[str]:
        """Read the journal before what was put aside, where its end may be just now."""
        ids = _ids(self._rows(pc))
        for file in self._files_aside(pc):
            known = self.asides.get(file)
            ids |= _ids(read_journal(file, self.lab.folder / "copy-aside")) if known is None else known.ids
        return ids

    def _files_aside(self, pc: LabPc) -> list[Path]:
        files = sorted(pc.engine.state.glob(f"{_JOURNAL}.*Z"))
        return [file for file in files if any(ending in file.name for ending in _ASIDE)]

    def _look_aside(self, name: str, chain: Sequence[Row], said: Sequence[str]) -> None:
        for file in self._files_aside(self.lab.pcs[name]):
            if file in self.asides:
                continue
            rows = read_journal(file, self.lab.folder / "copy-aside")
            common = sum(ours == theirs for ours, theirs in zip(rows, chain, strict=False))
            assert rows[:common] == chain[:common], f"{file} is no branch of the chain"
            alone = rows[common:]
            self.asides[file] = Aside(name, file, len(alone), frozenset(_ids(alone)))
            assert alone, f"{file} has nothing that the chain has not"
            has_persons = _ASIDE[0] in file.name
            assert has_persons or not _ids(alone), f"{file} has entries of persons"
            assert (file.name in said) == has_persons, f"{file} is not told by what is in it"


def _ids(rows: Sequence[Row]) -> set[str]:
    return {str(data["@request"]) for _, _, data in rows if "@request" in data}


def _place(one: str, held: Mapping[str, set[str]], aside: Mapping[str, str]) -> str:
    on = [name for name in NAMES if one in held[name]]
    if len(on) == len(NAMES):
        return "on both"
    if on:
        return f"on {on[0]} alone"
    return f"apart on {aside[one]}" if one in aside else "lost"
