"""Brings each commit of the commanding PC to the other one, and tells how far behind that is."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.clean_text import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Progress
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.standby.commands import LONGEST_NAME, STANDBY_COMMANDS, TakeOver
from gbdt_console.core.standby.role import OrdersUnread, RoleBook, RoleKept, RoleTaken
from gbdt_console.core.standby.view import SILENT_AFTER_S, Role, StandbyFault, StandbyView
from gbdt_console.core.units import Utc
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused, said
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.standby.doubts import Doubts
from gbdt_console.engine.standby.faults import FAULTY, fault_of
from gbdt_console.engine.standby.majority import Majority
from gbdt_console.engine.standby.message import Fenced, OpenedStream
from gbdt_console.engine.standby.seat import OpenStream, Seat, taken_by
from gbdt_console.engine.standby.shipper import (
    Overtaken,
    Rival,
    ShippedJournal,
    Shipper,
    begin_shared_stream,
    close_own_stream,
)

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
        self._there = open_stream(
            seat, seat.this if seat.is_shared else seat.other, self._heard, lambda: None
        )
        self._own = open_stream(seat, seat.this, lambda seq: None, lambda: None)
        self._shipper = Shipper(seat.holder, self._journal, self._there, yields=seat.settings.is_automatic)
        self._majority = Majority(
            context.clock, journal, seat.promise, seat.holder.term, yields=seat.settings.is_automatic
        )
        self._doubts = Doubts(context, seat, open_stream, self._overtaken)
        self._news = asyncio.Event()
        self._head_seq = 0
        self._shipped_seq: int | None = None
        self._behind_since_utc = 0.0
        self._heard_utc = self._heard_s = 0.0
        self._fault: StandbyFault | None = (
            StandbyFault.NO_QUORUM if seat.is_shared else StandbyFault.UNREACHABLE
        )
        self._fault_since_s = context.clock.monotonic()
        self._had_quorum = False
        self._rivals: set[OpenedStream] = set()
        self._failures: dict[OpenedStream, int] = {}
        self._is_overlap_told = bool(context.ledger[RoleBook].unread)
        authority, majority = context.authority, self._majority
        authority.holds_role = majority.holds_role
        if seat.settings.needs_two:
            authority.record_refusal, authority.is_on_two = majority.refusal, majority.has_all

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {TakeOver: self._keep}

    def continue_from(self, before: Feature) -> None:
        if isinstance(before, CommandingFeature):
            self._majority.continue_from(before._majority)

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
            *self._of_three(), self._majority.sent_share,
        )  # fmt: skip
        return replace(snapshot, standby=view)

    async def run(self) -> None:
        """Ship until the other PC is found to command; what goes wrong is told and tried again."""
        works = [self._always(self._there, self._ship)]
        if not self._seat.is_shared:
            works.append(self._always(self._own, self._close_own))
        try:
            await asyncio.gather(*works, self._judge(), self._doubts.run(self._is_unreachable))
        finally:
            await self._there.close()
            await self._own.close()

    async def _always(self, stream: OpenedStream, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except Overtaken as overtaken:
                self._overtaken(taken_by(overtaken.message, self._seat.here))
                return await super().run()
            except Fenced:
                continue
            except Rival as rival:
                self._meet(stream, rival.machine)
            except FAULTY as error:
                if stream is self._there:
                    self._set_fault_of(error)
            except Exception:  # of the disk most likely; nothing here waits for the second PC
                log.exception("the journal cannot be brought to the second PC")
            failures = self._failures.get(stream, 0)
            self._failures[stream] = failures + 1
            await asyncio.sleep(_AGAIN_S[min(failures, len(_AGAIN_S) - 1)])

    async def _ship(self) -> None:
        """Connect, read back where the other PC is, and send what it lacks, for as long as that works."""
        is_shared = self._seat.is_shared
        await self._there.open(makes_stream=is_shared)
        self._heard_s = self._clock.monotonic()
        while True:
            try:
                if is_shared:
                    await begin_shared_stream(self._seat.holder, self._there)
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
            while await self._ship_more():
                self._moved()
                await self._goes_on()
            if self._seat.is_shared and self._majority.is_due:
                await self._majority.proven_by(self._shipper.hold)
            await self._goes_on()
            try:
                async with asyncio.timeout(_BEAT_S):
                    await self._news.wait()
            except TimeoutError:
                await self._shipper.look()

    async def _goes_on(self) -> None:
        """Tell here and there that what was sent was taken, also in the midst of a whole journal."""
        self._goes_well_at(self._there)
        if not self._rivals:
            self._set_fault(None if self._is_heard() else StandbyFault.NOT_FOLLOWING)
        await self._there.beat(self._head_seq)

    async def _ship_more(self) -> bool:
        ship = self._shipper.ship
        return await (self._majority.proven_by(ship) if self._seat.is_shared else ship())

    async def _close_own(self) -> None:
        """Let nothing of an earlier time come in beside this PC; see there whether the other one commands."""
        await self._own.open(makes_stream=True)
        while True:
            await close_own_stream(self._seat.holder, self._own, self._journal.head)
            self._goes_well_at(self._own)
            await asyncio.sleep(_BEAT_S)

    async def _judge(self) -> None:
        """Judge how far behind the other PC is, and whether there is a majority."""
        while True:
            await asyncio.sleep(_BEAT_S)
            self._judge_distance()
            if self._had_quorum != self._majority.is_there:
                self._had_quorum = self._majority.is_there
                self._context.on_urgent()

    def _meet(self, stream: OpenedStream, rival: str) -> None:
        """Say that both PCs command, and let one of them give no orders.

        Of two names that is the later one. The one stream of three takes the first one's messages alone, so
        that one never hears of the other: there it is whoever finds it taken.
        """
        if stream not in self._rivals:
            log.error("%s commands too: standby.machines of the two sites.yaml differ", rival)
            self._rivals.add(stream)
        self._set_fault(StandbyFault.RIVAL)
        authority = self._context.authority
        is_second = self._seat.is_shared or self._seat.here > rival
        if is_second and authority.withheld in (None, Withheld.ASKING):
            authority.withheld = Withheld.RIVAL
            self._context.on_urgent()

    def _goes_well_at(self, stream: OpenedStream) -> None:
        """Note that nobody else commands by that stream; orders are given again once it is so by both."""
        self._failures.pop(stream, None)
        self._rivals.discard(stream)
        authority = self._context.authority
        if not self._rivals and authority.withheld is Withheld.RIVAL:
            authority.withheld = Withheld.ASKING
            self._doubts.ask()

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
        self._majority.moved(self._shipped_seq, self._head_seq)
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

    async def _keep(self, request: CommandRequest[TakeOver]) -> Progress:
        """Command on without a majority, where a person says that the other PC does not run."""
        if self._context.authority.withheld is not Withheld.ALONE:
            raise Refused("standby.commands-already")
        by = said(request.command.by or request.name, LONGEST_NAME, "standby.no-name")
        try:
            self._majority.waive()
        except OSError:
            log.exception("what this PC promised cannot be taken back")
            raise Refused("recording.refused") from None
        self._context.on_urgent()
        return await self._context.record_for(request, [RoleKept(self._seat.here, by, clean(request.name))])

    def _set_fault_of(self, error: Exception) -> None:
        """Of three servers one may die: that is told once no majority took anything for a while."""
        fault = fault_of(error)
        if self._seat.is_shared and fault is StandbyFault.UNREACHABLE:
            fault = StandbyFault.NO_QUORUM
        if fault is not StandbyFault.NO_QUORUM or not self._majority.is_there:
            self._set_fault(fault)

    def _is_unreachable(self) -> bool:
        return self._fault in (StandbyFault.UNREACHABLE, StandbyFault.NO_QUORUM)

    def _of_three(self) -> tuple[str, bool | None, bool, float, Utc]:
        """Return what a view says of the witness, and of takeovers without a person."""
        settings, has_quorum = self._seat.settings, self._majority.is_there
        automatic_utc = self._context.ledger[RoleBook].automatic_utc
        if settings.witness is None:
            return "", None, False, 0.0, automatic_utc
        return settings.witness.name, has_quorum, settings.needs_two, settings.silence_s, automatic_utc

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
