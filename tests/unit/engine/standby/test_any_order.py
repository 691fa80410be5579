"""Both PCs in any order of writes, cuts, lost answers, kills and takeovers: nothing acknowledged is lost."""

import asyncio
import shutil
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.engine.standby.faults import FAULTY
from gbdt_console.engine.standby.follower import Follower
from gbdt_console.engine.standby.message import Fenced, Message
from gbdt_console.engine.standby.shipper import Holder, Overtaken, Shipper, close_own_stream
from gbdt_console.journal.apart import set_apart
from gbdt_console.journal.chain import UnchainedEntry
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.standby.journals import Kept, Written
from tests.support.standby.memory_stream import MemoryStream

pytestmark = pytest.mark.search
NAMES = ("may-1", "may-2")


@dataclass
class Pc:
    """One PC; what it has in memory is made anew by `start`, as after a kill.

    holder: who commands, as its disk says
    """

    name: str
    path: Path
    holder: Holder = field(default_factory=lambda: Holder(NAMES[0], 0))
    kept: Kept | None = None

    @property
    def commands(self) -> bool:
        return self.holder.machine == self.name

    def start(self, own: MemoryStream, other: MemoryStream) -> None:
        self.stop()
        self.own, self.other = own, other
        if self.commands:
            self.written = Written(self.path)
            self.shipper = Shipper(self.holder, self.written, other)
        else:
            self.kept = Kept(self.path)
            self.follower = Follower(self.name, self.holder, self.kept, own)

    def stop(self) -> None:
        if self.kept is not None:
            self.kept.journal.close()
            self.kept = None

    def yield_to(self, message: Message) -> None:
        """Follow from now on, with all that was written since put aside."""
        self.holder = Holder(message.machine, message.term, message.taken)
        set_apart(self.path, message.taken, 1_767_600_000.0 + message.term)
        self.start(self.own, self.other)


class Both(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.streams = [MemoryStream(), MemoryStream()]
        """Each beside the PC of the same index."""
        self.pcs = [Pc(name, self.folder / f"{name}.sqlite") for name in NAMES]
        self.acknowledged: list[str] = []
        for index in (0, 1):
            self._start(index)

    def teardown(self) -> None:
        for pc in self.pcs:
            pc.stop()
        shutil.rmtree(self.folder)

    def _start(self, index: int) -> None:
        self.pcs[index].start(self.streams[index], self.streams[1 - index])

    @rule(index=st.integers(0, 1))
    def write(self, index: int) -> None:
        pc = self.pcs[index]
        if pc.commands:
            name = f"{pc.name}-{len(self.acknowledged)}"
            pc.written.write(name)
            self.acknowledged.append(name)

    @rule(index=st.integers(0, 1))
    def fold(self, index: int) -> None:
        if self.pcs[index].commands:
            self.pcs[index].written.write_checkpoint()

    @rule(index=st.integers(0, 1))
    def work(self, index: int) -> None:
        """Do what the engine does in one turn; a fault ends the turn."""
        pc = self.pcs[index]
        try:
            asyncio.run(self._turn(pc))
        except Overtaken as overtaken:
            pc.yield_to(overtaken.message)
        except (Fenced, *FAULTY):
            pass

    @rule(index=st.integers(0, 1))
    def kill(self, index: int) -> None:
        self._start(index)

    @rule(index=st.integers(0, 1), is_cut=st.booleans())
    def cut(self, index: int, is_cut: bool) -> None:
        self.streams[index].is_cut = is_cut

    @rule(index=st.integers(0, 1))
    def lose_answer(self, index: int) -> None:
        self.streams[index].loses_answer = True

    @rule(index=st.integers(0, 1))
    def take_over(self, index: int) -> None:
        pc = self.pcs[index]
        if pc.commands or pc.kept is None:
            return
        try:
            holder = asyncio.run(pc.follower.take_over())
        except FAULTY:
            holder = Holder(pc.name, pc.follower.holder.term + 1, pc.kept.head)
        before, pc.holder = pc.follower.holder.machine, holder
        _record(pc, RoleTaken(pc.name, before, "trực ca", holder.term, holder.taken.seq, holder.taken.hash))
        pc.start(pc.own, pc.other)

    @invariant()
    def chains_hold(self) -> None:
        for pc in self.pcs:
            assert verify(pc.path).is_sound

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        known = {name for path in self.folder.glob("*.sqlite*") for name in _names(path)}
        assert known >= set(self.acknowledged)

    @rule()
    def heal(self) -> None:
        """Without faults the two agree: one commands, and both have the same rows."""
        for stream in self.streams:
            stream.is_cut = stream.loses_answer = False
        for _ in range(12):
            for index in (0, 1):
                self.work(index)
        first, second = self.pcs
        assert first.commands != second.commands
        with closing(EventStore.view(first.path)) as one, closing(EventStore.view(second.path)) as two:
            assert list(one.rows()) == list(two.rows())

    @staticmethod
    async def _turn(pc: Pc) -> None:
        if not pc.commands:
            await pc.follower.attach()
            await pc.follower.drain()
            await pc.follower.forget_taken()
            pc.holder = pc.follower.holder
            return
        with suppress(*FAULTY):
            await close_own_stream(pc.holder, pc.own, pc.written.head)
        await pc.shipper.attach()
        while await pc.shipper.ship():
            pass
        await pc.shipper.look()


def _record(pc: Pc, event: RoleTaken) -> None:
    pc.stop()
    with closing(EventStore.open(pc.path)) as store:
        store.append([UnchainedEntry.of(event, 1_767_700_000.0 + event.term)])


def _names(path: Path) -> set[str]:
    if not path.name.endswith(".sqlite") and (
        ".apart-" not in path.name or path.name.endswith(("-wal", "-shm"))
    ):
        return set()
    with closing(EventStore.view(path)) as store:
        return {str(row.values().get("epoch", "")) for row in store.rows(has_folds=False) if row.data}


TestBothPcs = Both.TestCase
TestBothPcs.settings = settings(max_examples=12, stateful_step_count=30, deadline=None)
