"""Brings each commit of the commanding PC to the other one, and tells how far behind that is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Progress
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.standby.commands import STANDBY_COMMANDS, TakeOver
from gbdt_console.core.standby.role import OrdersUnread, RoleBook, RoleTaken
from gbdt_console.core.standby.view import SILENT_AFTER_S, Role, StandbyFault, StandbyView
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.standby.asking import taken_since
from gbdt_console.engine.standby.faults import FAULTY, fault_of
from gbdt_console.engine.standby.message import Fenced, OpenedStream
from gbdt_console.engine.standby.seat import OpenStream, Seat, taken_by
from gbdt_console.engine.standby.shipper import (
    Overtaken,
    ShippedJournal,
    Shipper,
    close_own_stream,
)
from gbdt_console.engine.standby.standstill import LOOK_S, Standstill

_BEAT_S = 1.0
"""Between two looks whether the other PC was let command, while there is nothing to send."""
_TOLD_S = 0.2
"""Until the engine ends, so that orders whose outcome is not known are recorded as such."""
_AGAIN_S = (0.5, 1.0, 2.0, 5.0)
"""Pauses before each further attempt; the last one repeats."""
_KEY = AlarmKey(CENTRE, AlarmType.STANDBY_BEHIND)

log = logging.getLogger(__name__)


class CommandingFeature(Feature):
    """Records are made here as ever: the other PC is told of them afterwards, and nothing waits for it."""

    commands = STANDBY_COMMANDS

    def __init__(
        self, context: EngineContext, seat: Seat, journal: ShippedJournal, open_stream: OpenStream
    ) -> None:
        self._context, self._seat, self._clock = context, seat, context.clock
        self._journal = journal
        self._open_stream = open_stream
        self._there = open_stream(seat, seat.other, self._heard, lambda: None)
        self._own = open_stream(seat, seat.this, lambda seq: None, lambda: None)
        self._shipper = Shipper(seat.holder, self._journal, self._there)
        self._news = asyncio.Event()
        self._head_seq = 0
        self._shipped_seq: int | None = None
        self._behind_since_utc = 0.0
        self._heard_utc = self._heard_s = 0.0
        self._fault: StandbyFault | None = StandbyFault.UNREACHABLE
        self._fault_since_s = context.clock.monotonic()
        self._standstill = Standstill(context.clock)
        self._doubt = asyncio.Event()
        self._asking, self._asked_s = asyncio.Lock(), context.clock.monotonic()
        self._is_overlap_told = bool(context.ledger[RoleBook].unread)

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {TakeOver: _commands_already}

    def take(self, entry: Entry) -> None:
        self._head_seq = max(self._head_seq, entry.seq)
        self._note_distance()
        self._news.set()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        seat, known = self._seat, self._shipped_seq
        view = StandbyView(
            Role.COMMANDING, seat.here, seat.other.name, seat.holder.term, self._fault,
            None if known is None else max(0, self._head_seq - known),
            self._behind_since_utc, self._heard_utc, seat.apart, self._context.ledger[RoleBook].unread,
        )  # fmt: skip
        return replace(snapshot, standby=view)

    async def run(self) -> None:
        """Ship until the other PC is found to command; what goes wrong is told and tried again."""
        self._standstill.look()
        self._context.authority.stood_still = self._standstill.is_one
        self._context.authority.asks_again = self._ask_again
        try:
            await asyncio.gather(
                self._always(self._there, self._ship),
                self._always(self._own, self._close_own),
                self._judge(),
                self._look_always(),
                self._ask_always(),
            )
        finally:
            await self._there.close()
            await self._own.close()

    async def _always(self, stream: OpenedStream, work: Callable[[], Awaitable[None]]) -> None:
        failures = 0
        while True:
            try:
                await work()
                failures = 0
            except Overtaken as overtaken:
                self._overtaken(taken_by(overtaken.message, self._seat.here))
                return await super().run()
            except Fenced:
                continue
            except FAULTY as error:
                if stream is self._there:
                    self._set_fault(fault_of(error))
            except Exception:  # of the disk most likely; nothing here waits for the second PC
                log.exception("the journal cannot be brought to the second PC")
            await asyncio.sleep(_AGAIN_S[min(failures, len(_AGAIN_S) - 1)])
            failures += 1

    async def _ship(self) -> None:
        """Connect, read back where the other PC is, and send what it lacks, for as long as that works."""
        await self._there.open()
        self._heard_s = self._clock.monotonic()
        while True:
            try:
                await self._shipper.attach()
                await self._ship_on()
            except Fenced:
                continue

    async def _ship_on(self) -> None:
        self._head_seq = max(self._head_seq, (await self._journal.head()).seq)
        while True:
            self._news.clear()
            self._moved()
            await self._tell_overlap()
            while await self._shipper.ship():
                self._moved()
            self._set_fault(None if self._is_heard() else StandbyFault.NOT_FOLLOWING)
            await self._there.beat(self._head_seq)
            try:
                async with asyncio.timeout(_BEAT_S):
                    await self._news.wait()
            except TimeoutError:
                await self._shipper.look()

    async def _close_own(self) -> None:
        """Let nothing of an earlier time come in beside this PC; see there whether the other one commands."""
        await self._own.open(makes_stream=True)
        while True:
            await close_own_stream(self._seat.holder, self._own, self._journal.head)
            await asyncio.sleep(_BEAT_S)

    async def _judge(self) -> None:
        """Judge how far behind the other PC is."""
        while True:
            await asyncio.sleep(_BEAT_S)
            self._judge_distance()

    async def _look_always(self) -> None:
        """After a standstill use no connection to a device any more, and give no order until all is asked."""
        authority = self._context.authority
        while True:
            await asyncio.sleep(LOOK_S)
            if self._standstill.look() and authority.withheld in (None, Withheld.ASKING):
                log.warning("the program stood still: connections to devices are opened anew")
                authority.withheld = Withheld.ASKING
                self._context.links.drop(reads_back=True)
                self._context.on_urgent()
                self._doubt.set()

    async def _ask_always(self) -> None:
        """Ask both streams after each standstill; then orders are given again, or the other PC commands."""
        authority = self._context.authority
        while True:
            await self._doubt.wait()
            self._doubt.clear()
            taken = await taken_since(self._seat, self._open_stream)
            if taken is not None:
                self._overtaken(taken)
            elif not self._doubt.is_set() and authority.withheld is Withheld.ASKING:
                authority.withheld = None
                self._context.on_urgent()

    async def _ask_again(self) -> None:
        """Where a device was out of reach, and the other PC is, the cable of this one may have been out."""
        now_s = self._clock.monotonic()
        async with self._asking:
            if self._fault is StandbyFault.UNREACHABLE and self._asked_s <= now_s:
                self._asked_s = self._clock.monotonic()
                if (taken := await taken_since(self._seat, self._open_stream)) is not None:
                    self._overtaken(taken)

    def _overtaken(self, taken: RoleTaken) -> None:
        """Give no order any more; what was sent, and is not known to be done, is recorded so."""
        if self._context.authority.withheld is Withheld.OVERTAKEN:
            return
        self._context.authority.withheld = Withheld.OVERTAKEN
        self._context.links.drop(reads_back=False)
        try:
            self._seat.note(taken)
        except OSError:
            log.exception("it cannot be noted that %s commands: the next start asks for it", taken.machine)
        asyncio.get_running_loop().call_later(_TOLD_S, self._seat.on_change, taken)

    def _judge_distance(self) -> None:
        settings, conditions = self._seat.settings, self._context.alarms.conditions
        now_utc = self._clock.utc()
        lasting_s = self._clock.monotonic() - self._fault_since_s if self._fault else 0.0
        behind_s = now_utc - self._behind_since_utc if self._behind_since_utc else 0.0
        entries = None if self._shipped_seq is None else self._head_seq - self._shipped_seq
        is_far = (entries or 0) > settings.behind_entries
        if is_far or max(behind_s, lasting_s) > settings.behind_s:
            if _KEY not in conditions.raised:
                count = "?" if entries is None else str(entries)
                conditions.raise_(_KEY, now_utc, params=(("machine", self._seat.other.name), ("n", count)))
        elif not self._fault:
            conditions.clear(_KEY, now_utc)

    def _moved(self) -> None:
        shipped = self._shipper.shipped
        self._shipped_seq = None if shipped is None else shipped.seq
        self._note_distance()

    async def _tell_overlap(self) -> None:
        """Record which orders of the other PC may have overlapped.

        Before anything is sent: until then the stream's last message says them, to the next start too.
        """
        if self._shipper.unread and not self._is_overlap_told:
            told = OrdersUnread(self._seat.other.name, list(self._shipper.unread))
            await asyncio.wrap_future(self._context.record(told, ""))
            self._is_overlap_told = True

    def _note_distance(self) -> None:
        is_level = self._shipped_seq is not None and self._shipped_seq >= self._head_seq
        if is_level != (not self._behind_since_utc):
            self._behind_since_utc = 0.0 if is_level else self._clock.utc()
            self._context.on_urgent()

    def _set_fault(self, fault: StandbyFault | None) -> None:
        if fault is not self._fault:
            if fault is None or self._fault is None:
                self._fault_since_s = self._clock.monotonic()
            self._fault = fault
            self._context.on_urgent()

    def _is_heard(self) -> bool:
        """Tell whether an engine runs there; its nats-server alone takes everything too."""
        return self._clock.monotonic() - self._heard_s <= SILENT_AFTER_S

    def _heard(self, seq: int) -> None:
        self._heard_utc, self._heard_s = self._clock.utc(), self._clock.monotonic()


async def _commands_already(_: CommandRequest[TakeOver]) -> Progress:
    raise Refused("standby.commands-already")
