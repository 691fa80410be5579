"""Two PCs, a witness and a clock in any order of cuts, kills and takeovers without a person.

Never do two of them command at one time, and what was called recorded stands in the chain of both.
"""

import asyncio
import shutil
import tempfile
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.standby.role import RoleTaken
from gbdt_console.core.standby.settings import LEAST_TAKEOVER_AFTER_S
from gbdt_console.engine.standby.faults import FAULTY
from gbdt_console.engine.standby.follower import Follower, Silence
from gbdt_console.engine.standby.majority import Majority
from gbdt_console.engine.standby.message import Fenced, Message
from gbdt_console.engine.standby.role_file import NotedPromise
from gbdt_console.engine.standby.shipper import Holder, Overtaken, Shipper, begin_shared_stream
from gbdt_console.journal.apart import set_apart
from gbdt_console.journal.chain import ChainHead, UnchainedEntry
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from tests.support.standby.journals import Kept, Written
from tests.support.standby.memory_stream import SharedStream, Way

pytestmark = pytest.mark.search
NAMES = ("may-1", "may-2")


class Pc:
    """One PC; what it has in memory is made anew by `start`, as after a kill. `holder` is on its disk."""

    def __init__(self, name: str, path: Path, stream: SharedStream, clock: ManualClock) -> None:
        self.name, self.path, self.clock = name, path, clock
        self.way = Way(stream)
        self.holder = Holder(NAMES[0], 0)
        self.kept: Kept | None = None
        self.is_automatic = True
        self.start()

    @property
    def commands(self) -> bool:
        return self.holder.machine == self.name

    @property
    def gives_orders(self) -> bool:
        return self.commands and self.majority.holds_role()

    def start(self) -> None:
        self.stop()
        if self.commands:
            self.written = Written(self.path)
            is_automatic, term = self.is_automatic, self.holder.term
            self.shipper = Shipper(self.holder, self.written, self.way, yields=is_automatic)
            promise = NotedPromise(self.path.parent)
            self.majority = Majority(self.clock, self.written, promise, term, yields=is_automatic)
        else:
            self.kept = Kept(self.path)
            self.follower = Follower(self.name, self.holder, self.kept, self.way)
            self.silence = Silence(self.clock, self.follower)

    def stop(self) -> None:
        if self.kept is not None:
            self.kept.journal.close()
            self.kept = None

    async def turn(self) -> None:
        """Do what the engine does in one turn."""
        if self.commands:
            await self._command()
        else:
            await self._follow()

    async def _command(self) -> None:
        try:
            await begin_shared_stream(self.holder, self.way)
            await self.shipper.attach()
            while await self.majority.proven_by(self.shipper.ship):
                pass
            await self.majority.proven_by(self.shipper.hold)
        except Overtaken as overtaken:
            self._yield_to(overtaken.message)

    async def _follow(self) -> None:
        await self.follower.attach()
        self.silence.look()
        await self.follower.forget_taken()
        self._go_on()

    async def command_where_silent(self) -> None:
        """Anything may have happened since this PC looked."""
        if self.is_automatic and not self.commands and self.silence.lasts(LEAST_TAKEOVER_AFTER_S):
            NotedPromise(self.path.parent).give(self.follower.holder.term + 1)
            await self.follower.take_over_silent()
            self._go_on()

    def _go_on(self) -> None:
        holder = self.follower.holder
        is_own, self.holder = holder.machine == self.name and holder.term > self.holder.term, holder
        if is_own:
            self._begin(holder)

    def _begin(self, holder: Holder) -> None:
        self.stop()
        taken = RoleTaken(self.name, "", "", holder.term, holder.taken.seq, holder.taken.hash)
        with closing(EventStore.open(self.path)) as store:
            store.append([UnchainedEntry.of(taken, 1_767_700_000.0 + holder.term)])
        self.start()

    def _yield_to(self, message: Message) -> None:
        self.holder = Holder(message.machine, message.term, message.taken)
        set_apart(self.path, message.taken, 1_767_600_000.0 + message.term)
        self.start()


class OfThree(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock, self.stream = ManualClock(), SharedStream()
        self.pcs = [Pc(name, self._place(name), self.stream, self.clock) for name in NAMES]
        self.written: dict[str, ChainHead] = {}
        self.recorded: set[str] = set()

    def _place(self, name: str) -> Path:
        (self.folder / name).mkdir()
        return self.folder / name / "journal.sqlite"

    def teardown(self) -> None:
        for pc in self.pcs:
            pc.stop()
        shutil.rmtree(self.folder)

    @rule(index=st.integers(0, 1))
    def write(self, index: int) -> None:
        """Write a record, as an engine does while it has a majority."""
        pc = self.pcs[index]
        if pc.commands and not pc.majority.refusal():
            name = f"{pc.name}-{len(self.written)}"
            self.written[name] = pc.written.write(name)

    @rule(index=st.integers(0, 1))
    def work(self, index: int) -> None:
        pc = self.pcs[index]
        with suppress(Fenced, *FAULTY):
            asyncio.run(pc.turn())
        if pc.commands and pc.shipper.shipped is not None:
            shipped = pc.shipper.shipped
            of_here = (name for name in self.written if name.startswith(pc.name))
            self.recorded |= {name for name in of_here if self._is_within(pc, self.written[name], shipped)}

    @rule(index=st.integers(0, 1))
    def command_where_silent(self, index: int) -> None:
        with suppress(Fenced, *FAULTY):
            asyncio.run(self.pcs[index].command_where_silent())

    @rule(index=st.integers(0, 1))
    def kill(self, index: int) -> None:
        self.pcs[index].start()

    @rule(index=st.integers(0, 1), is_automatic=st.booleans())
    def start_otherwise(self, index: int, is_automatic: bool) -> None:
        """Somebody changes `takeover:` in the sites.yaml of this PC alone, and starts it again."""
        self.pcs[index].is_automatic = is_automatic
        self.pcs[index].start()

    @rule(index=st.integers(0, 1), is_cut=st.booleans())
    def cut(self, index: int, is_cut: bool) -> None:
        self.pcs[index].way.is_cut = is_cut

    @rule(index=st.integers(0, 1), is_late=st.booleans())
    def lose_answer(self, index: int, is_late: bool) -> None:
        """Of its next write this PC hears nothing; it comes in at once or `arrive_late`."""
        self.pcs[index].way.loses_answer, self.pcs[index].way.is_late = True, is_late

    @rule(index=st.integers(0, 1), is_one=st.booleans())
    def ask_leader_that_was(self, index: int, is_one: bool) -> None:
        """The server that this PC asks is cut off itself, and does not know it yet."""
        self.pcs[index].way.old = list(self.stream.kept) if is_one else None

    @rule()
    def arrive_late(self) -> None:
        self.stream.arrive_late()

    @rule(s=st.sampled_from((1, 5, 16)), running=st.sets(st.integers(0, 1)))
    def pass_time(self, s: int, running: set[int]) -> None:
        """Let time pass for both; the engines that run look each second, the others stand still."""
        for _ in range(s):
            self.clock.advance(1.0)
            for index in sorted(running):
                self.command_where_silent(index)
                self.never_two_command()
                self.work(index)
                self.never_two_command()

    @invariant()
    def never_two_command(self) -> None:
        assert sum(pc.gives_orders for pc in self.pcs) <= 1

    @rule()
    def heal(self) -> None:
        """Without faults one commands, both have the same rows, and all that was called recorded is there."""
        self.stream.arrive_late()
        for pc in self.pcs:
            pc.way.heal()
        self.pass_time(30, {0, 1})
        first, second = self.pcs
        assert all(verify(pc.path).is_sound for pc in self.pcs)
        assert first.gives_orders != second.gives_orders
        with closing(EventStore.view(first.path)) as one, closing(EventStore.view(second.path)) as two:
            rows = list(one.rows())
            assert rows == list(two.rows())
        assert {str(row.values().get("epoch", "")) for row in rows if row.data} >= self.recorded

    @staticmethod
    def _is_within(pc: Pc, head: ChainHead, shipped: ChainHead) -> bool:
        """Tell whether the journal has that row still, and two machines have it."""
        with closing(EventStore.view(pc.path)) as store:
            return head.seq <= shipped.seq and store.holds(head)


TestOfThree = OfThree.TestCase
TestOfThree.settings = settings(max_examples=12, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize("is_sent", [False, True])
def test_the_line_taken_out_on_one_pc_alone_while_it_is_cut_off_lets_no_two_command(is_sent: bool) -> None:
    """One way of the machine's, which chance takes too seldom. `is_sent`: the cable goes with the message."""
    three = OfThree()
    try:
        three.pass_time(1, {0, 1})
        three.cut(0, not is_sent)
        three.start_otherwise(0, False)
        three.lose_answer(0, True)
        three.work(0)
        three.cut(0, True)
        three.pass_time(16, {0, 1})
        assert [pc.gives_orders for pc in three.pcs] == [False, True]
        three.heal()
    finally:
        three.teardown()
