"""What may happen to two PCs in a lab while three persons write: each kind is a method of Trial."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gbdt_console.core.standby.view import Role
from tests.support.places import ROOT
from tests.support.standby.lab_of_two import ADDRESSES, NAMES, LabOfTwo, LabPc
from tests.support.standby.look import LEVEL_S, LOOK_EVERY_S, are_level, look, until_follows
from tests.support.standby.proof import Proof
from tests.support.wait import until

_VERB = ("takeover", "--by", "trực ca", "--yes")
_NEARLY = 8
"""Entries that may be under way while persons write."""


class Trial:
    """One lab, three persons, and what happens to them. `took_s` are the times of the typed verbs."""

    def __init__(self, lab: LabOfTwo, luck: random.Random) -> None:
        self.lab, self._luck = lab, luck
        self.took_s: list[float] = []
        self.done: list[str] = []
        self._desk = lab.folder / "desk"
        self._sit_at(NAMES[0])
        notes = [lab.folder / f"person-{number}" for number in range(3)]
        self.proof = Proof(lab, notes)
        self.commands = lab.pcs[NAMES[0]]
        for pc in lab.pcs.values():
            pc.start_server()
            pc.start()
        self._persons = [self._person(number, file) for number, file in enumerate(notes)]
        self.settle("the start")

    def close(self) -> None:
        for person in self._persons:
            person.kill()
            person.wait()

    @property
    def follows(self) -> LabPc:
        return next(pc for pc in self.lab.pcs.values() if pc is not self.commands)

    def settle(self, after: str) -> None:
        """Until one commands and the other follows all of it; then prove everything."""
        self._until_level(after)
        assert all(person.poll() is None for person in self._persons), "a person writes no more"
        views = {name: look(pc) for name, pc in self.lab.pcs.items()}
        self.proof.settled({name: () if view is None else view.apart for name, view in views.items()})
        self.done.append(after)

    def take_over(self) -> None:
        """A person types it at the PC that follows; the persons go there."""
        began_s = time.monotonic()
        self.follows.do(*_VERB)
        self.took_s.append(time.monotonic() - began_s)
        self._now_commands(self.follows, began_s)
        self.proof.after_a_takeover()

    # What happens to the PC that commands.

    def power(self) -> None:
        """Its power is gone."""
        before = self.commands
        self.lab.power_off(before)
        self.take_over()
        self.lab.power_on(before)

    def engine(self) -> None:
        """Its engine is killed, and started again by nobody before the takeover."""
        before = self.commands
        before.kill()
        self.take_over()
        before.start()

    def cable_by_the_guide(self) -> None:
        """Its cable is out; the person turns it off first, as the guide says."""
        before = self.commands
        self.lab.unplug(before)
        self._dwell(0.5, 2.0)
        self.lab.power_off(before)
        self.take_over()
        self.lab.power_on(before)

    def cable_both_live(self) -> None:
        """Its cable is out, the person leaves it on, and somebody goes on writing there."""
        before = self.commands
        self.lab.unplug(before)
        self._dwell(0.0, 2.0)
        self.take_over()
        self._dwell(1.0, 4.0)
        self.lab.plug(before)
        until_follows(before)

    def change(self) -> None:
        """Both are well."""
        before = self.commands
        self.take_over()
        until_follows(before)

    def halted(self) -> None:
        """It stands still meanwhile, and goes on as if nothing were."""
        before = self.commands
        before.engine.process.send_signal(signal.SIGSTOP)
        try:
            self.take_over()
            self._dwell(0.0, 1.5)
        finally:
            before.engine.process.send_signal(signal.SIGCONT)
        until_follows(before)

    # What happens to the cables.

    def cut(self) -> None:
        pc = self._either()
        self.lab.unplug(pc)
        self._dwell(1.0, 6.0)
        self.lab.plug(pc)

    def flap(self) -> None:
        """In the middle of whatever is being written."""
        pc = self._either()
        for _ in range(self._luck.randint(2, 5)):
            self.lab.unplug(pc)
            self._dwell(0.05, 0.8)
            self.lab.plug(pc)
            self._dwell(0.05, 0.8)

    def one_way(self) -> None:
        """What is sent arrives, and no answer to it."""
        pc = self._either()
        with self.lab.deaf(pc, ADDRESSES[self._other(pc).name]):
            self._dwell(2.0, 6.0)

    def apart(self) -> None:
        """The two do not hear each other, and both the MCU."""
        first, second = self.lab.pcs.values()
        with self.lab.deaf(first, second.address), self.lab.deaf(second, first.address):
            self._dwell(2.0, 6.0)

    def cut_in_a_takeover(self) -> None:
        pc, before = self._either(), self.commands
        with self._takeover_under_way():
            self._dwell(0.2, 1.6)
            self.lab.unplug(pc)
            self._dwell(0.2, 2.0)
        self.lab.plug(pc)
        until_follows(before)

    def killed_in_a_takeover(self) -> None:
        """The PC that takes over loses its power: it was let command, or it was not."""
        after, began_s = self.follows, time.monotonic()
        with self._takeover_under_way(is_sure=False):
            self._dwell(0.2, 1.8)
            self.lab.power_off(after)
        self.lab.power_on(after)
        until(self._are_seated, "one commands, or both follow", LEVEL_S, LOOK_EVERY_S)
        if not self._commanding():
            self.take_over()  # it was told to the other PC, and not noted here: he types it again
        self._until_level("a takeover that was killed")
        self._now_commands(*self._commanding(), began_s)

    # What happens to a machine.

    def clock_jumps(self) -> None:
        """The wall clock of one goes off, the role changes twice, and the clock comes back."""
        pc = self._either()
        pc.jump(self._luck.choice(["+7200", "+86400", "-1800", "-7200"]))
        self._dwell(1.2, 2.5)
        self.change()
        self.settle("a clock jump")
        pc.jump("+0")
        self._dwell(1.2, 2.5)
        self.change()

    def slow_disk(self) -> None:
        with self.lab.disks[self._either().name].slow():
            self._dwell(4.0, 8.0)

    def full_disk(self) -> None:
        with self.lab.disks[self._either().name].full():
            self._dwell(3.0, 6.0)

    @contextmanager
    def _takeover_under_way(self, *, is_sure: bool = True) -> Iterator[None]:
        pc, began_s = self.follows, time.monotonic()
        verb = pc.begin(*_VERB)
        try:
            yield
        finally:
            code = verb.wait(LEVEL_S)
        if is_sure:
            assert code == 0, f"takeover ended with {code}"
            self.took_s.append(time.monotonic() - began_s)
            self._now_commands(pc, began_s)

    def _now_commands(self, pc: LabPc, since_s: float) -> None:
        if pc is not self.commands:
            self.commands = pc
            self.proof.turns.append((since_s, pc.name))
            self._sit_at(pc.name)

    def _sit_at(self, name: str) -> None:
        """Say it whole: who looks meanwhile sees the desk before."""
        whole = self._desk.with_suffix(".new")
        whole.write_text(name)
        whole.replace(self._desk)

    def _commanding(self) -> list[LabPc]:
        views = ((pc, look(pc)) for pc in self.lab.pcs.values())
        return [pc for pc, view in views if view is not None and view.role is Role.COMMANDING]

    def _are_seated(self) -> bool:
        """Tell whether not both command, and each hears of the other."""
        views = [look(pc) for pc in self.lab.pcs.values()]
        roles = [view.role for view in views if view is not None and view.fault is None]
        return len(roles) == len(views) and roles.count(Role.COMMANDING) <= 1

    def _until_level(self, after: str) -> None:
        def is_level() -> bool:
            return are_level(*self.lab.pcs.values(), under_way=_NEARLY)

        until(is_level, f"one commands, the other follows, after {after}", LEVEL_S, LOOK_EVERY_S)

    def _either(self) -> LabPc:
        return self.lab.pcs[self._luck.choice(NAMES)]

    def _other(self, pc: LabPc) -> LabPc:
        return next(other for other in self.lab.pcs.values() if other is not pc)

    def _dwell(self, least_s: float, most_s: float) -> None:
        time.sleep(self._luck.uniform(least_s, most_s))

    def _person(self, number: int, notes: Path) -> "subprocess.Popen[bytes]":
        """Two go where the role goes; the third one stays where it works."""
        desk = str(self._desk) if number < 2 else "-"
        states = [str(pc.engine.state) for pc in self.lab.pcs.values()]
        argv = [sys.executable, "-m", "tests.support.standby.person", str(number), str(notes), desk, *states]
        said = notes.with_suffix(".said").open("wb")
        return subprocess.Popen(argv, cwd=ROOT, stdout=said, stderr=said)
