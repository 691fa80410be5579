"""Shows what the commanding PC wrote, and lets a person take its place."""

import asyncio
import logging
from collections.abc import Mapping

from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.clean_text import clean
from gbdt_console.core.commands import Command
from gbdt_console.core.events import Entry
from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.standby.commands import LONGEST_NAME, STANDBY_COMMANDS, TakeOver
from gbdt_console.core.standby.role import RoleBook, RoleTaken
from gbdt_console.core.standby.view import Role, StandbyFault, StandbyView
from gbdt_console.core.units import Utc
from gbdt_console.engine.command_request import CommandRequest, Handler, Refused, said
from gbdt_console.engine.features import EngineContext, Feature
from gbdt_console.engine.records.followed_records import FollowedRecords
from gbdt_console.engine.standby.faults import FAULTY, fault_of
from gbdt_console.engine.standby.follower import Follower, Silence
from gbdt_console.engine.standby.message import Fenced, Unreachable
from gbdt_console.engine.standby.seat import OpenStream, Seat
from gbdt_console.engine.standby.shipper import Holder

_LOOK_S = 1.0
"""Longest time between two looks into the stream; what is written there is told at once."""
_AGAIN_S = 1.0
_FORGET_S = 60.0
"""How often what was taken is removed from the stream."""
_FENCE_WITHIN_S = 5.0
"""Limits how long a takeover waits for the nats-server beside this PC; without it the takeover goes on."""
_TOLD_S = 0.2
"""Until the engine ends, so that who asked has the answer."""
_UNFENCED: tuple[type[Exception], ...] = (TimeoutError, *FAULTY)

log = logging.getLogger(__name__)


class FollowingFeature(Feature):
    """Writes only what the other PC wrote; each of its entries changes what this one shows."""

    commands = STANDBY_COMMANDS

    def __init__(
        self, context: EngineContext, seat: Seat, records: FollowedRecords, open_stream: OpenStream
    ) -> None:
        self._context, self._seat, self._records = context, seat, records
        self._news = asyncio.Event()
        self._stream = open_stream(seat, seat.this, self._heard, self._news.set)
        self._unread = seat.read_unread()
        for order in self._unread:
            log.warning("%s %s was sent, its outcome is not known", order.what, order.target)
        unread = () if context.ledger[RoleBook].unread else self._unread
        self._follower = Follower(seat.here, seat.holder, records, self._stream, unread, self._beat)
        self._silence = Silence(context.clock, self._follower)
        self._turn = asyncio.Lock()
        self._fault: StandbyFault | None = self._fault_of(Unreachable())
        self._heard_seq: int | None = None
        self._heard_utc = self._behind_since_utc = 0.0
        self._is_ending = False

    def handlers(self) -> Mapping[type[Command], Handler]:
        return {TakeOver: self._take_over}

    def begin(self) -> None:
        self._context.alarms.follow(self._context.ledger[AlarmBook])

    def take(self, entry: Entry) -> None:
        self._context.alarms.follow(self._context.ledger[AlarmBook])
        self._note_distance()

    def fill(self, snapshot: Snapshot) -> Snapshot:
        seat = self._seat
        view = StandbyView(
            Role.FOLLOWING, seat.here, seat.other.name, self._follower.holder.term, self._fault,
            self._behind, self._behind_since_utc, self._heard_utc, seat.apart,
            self._context.ledger[RoleBook].unread or self._unread,
            "" if (witness := seat.settings.witness) is None else witness.name,
            None if witness is None else self._fault is not StandbyFault.NO_QUORUM,
            seat.settings.needs_two, seat.settings.silence_s if self._follower.yields else 0.0,
            self._context.ledger[RoleBook].automatic_utc,
        )  # fmt: skip
        return replace(snapshot, standby=view)

    async def run(self) -> None:
        """Follow; what goes wrong is told and tried again."""
        try:
            while True:
                try:
                    await self._follow()
                except Fenced:
                    continue
                except FAULTY as error:
                    self._set_fault(self._fault_of(error))
                except Exception:  # of the disk most likely; what this PC shows goes on
                    log.exception("the other PC's entries cannot be written")
                await asyncio.sleep(_AGAIN_S)
        finally:
            await self._stream.close()

    async def _follow(self) -> None:
        async with self._turn:
            await self._stream.open(makes_stream=True)
            await self._follower.attach()
        self._set_fault(None)
        looks = 0
        while True:
            async with self._turn:
                self._news.clear()
                await self._follower.drain()
                await self._command_where_silent()
                await self._beat()
                looks += 1
                if looks * _LOOK_S >= _FORGET_S:
                    await self._follower.forget_taken()
                    looks = 0
            try:
                async with asyncio.timeout(_LOOK_S):
                    await self._news.wait()
            except TimeoutError:
                pass

    async def _beat(self) -> None:
        """Tell the other engine that this one runs, also in the midst of a long journal."""
        await self._stream.beat(self._records.head.seq)

    async def _take_over(self, request: CommandRequest[TakeOver]) -> Progress:
        """Command from now on: the engine ends, and begins anew as the one that commands.

        It is durable before it is called recorded; the journal has it before the new engine's first entry.
        """
        by = said(request.command.by or request.name, LONGEST_NAME, "standby.no-name")
        async with self._turn:
            if self._is_ending:
                raise Refused("standby.taking-over")
            holder = await self._closed_to_the_other()
            try:
                self._end_as(holder, by, clean(request.name))
            except OSError:  # nothing is durable: the word may be said again
                log.exception("the takeover cannot be noted")
                raise Refused("recording.refused") from None
        return Progress(request.id, Stage.RECORDED)

    async def _command_where_silent(self) -> None:
        """Command by itself, where sites.yaml lets it and nobody wrote for long; the fence proves that.

        Raises the errors of Stream.append but Fenced, and OSError where nothing can be noted.
        """
        self._silence.look()
        settings = self._seat.settings
        if not settings.is_automatic:
            return
        self._go_on_by_itself()
        is_own = self._is_ending or self._follower.holder.machine == self._seat.here
        if is_own or not self._silence.lasts(settings.takeover_after_s):
            return  # nor once more where this PC cannot note its takeover: the other one may take over then
        log.warning("%s is silent: this PC takes over by itself", self._seat.other.name)
        self._seat.promise.give(self._follower.holder.term + 1)
        try:
            await self._follower.take_over_silent()
        except Fenced:
            log.warning("%s wrote just now", self._seat.other.name)
            return  # the promise stands: what wrote may be this PC's own takeover, whose answer was lost
        self._go_on_by_itself()

    def _go_on_by_itself(self) -> None:
        """End as the one that commands, where the stream has this PC's own takeover and nobody noted it.

        Of one whose answer was lost the stream tells later. A PC that has another journal since, as after a
        new disk, lacks what it wrote after that takeover: a person decides then.
        """
        holder = self._follower.holder
        is_ours = holder.machine == self._seat.here and holder.term > self._seat.holder.term
        if is_ours and holder.taken == self._records.head and not self._is_ending:
            try:
                self._end_as(holder, automatic_utc=self._context.clock.utc())
            except OSError:
                log.exception("the takeover cannot be noted")

    def _end_as(self, holder: Holder, by: str = "", user: str = "", automatic_utc: Utc = 0.0) -> None:
        """Note durably that this PC commands, and end: the next engine does. Raises OSError."""
        taken = holder.taken
        event = RoleTaken(
            self._seat.here, self._seat.other.name, by, holder.term, taken.seq, taken.hash,
            self._behind or 0, self._heard_utc, user, automatic_utc,
        )  # fmt: skip
        self._seat.note(event)
        self._is_ending = True
        asyncio.get_running_loop().call_later(_TOLD_S, self._seat.on_change, event)

    async def _closed_to_the_other(self) -> Holder:
        """Take what the stream still has, and close it to the other PC.

        Where the nats-server beside this PC is dead too, it is closed later, by the engine that commands.
        """
        try:
            async with asyncio.timeout(_FENCE_WITHIN_S):
                return await self._follower.take_over()
        except _UNFENCED:
            log.warning("takeover without the nats-server of this PC")
            return Holder(self._seat.here, self._follower.holder.term + 1, self._records.head)

    def _fault_of(self, error: Exception) -> StandbyFault:
        fault = fault_of(error)
        is_of_three = fault is StandbyFault.UNREACHABLE and self._seat.is_shared
        return StandbyFault.NO_QUORUM if is_of_three else fault

    @property
    def _behind(self) -> int | None:
        """Entries that the other PC is known to have and this one has not; None: it was never heard."""
        return None if self._heard_seq is None else max(0, self._heard_seq - self._records.head.seq)

    def _heard(self, seq: int) -> None:
        self._heard_seq, self._heard_utc = seq, self._context.clock.utc()
        self._silence.broken()
        self._note_distance()

    def _note_distance(self) -> None:
        if bool(self._behind) != bool(self._behind_since_utc):
            self._behind_since_utc = self._context.clock.utc() if self._behind else 0.0
            self._context.on_urgent()

    def _set_fault(self, fault: StandbyFault | None) -> None:
        if fault is not self._fault:
            self._fault = fault
            self._context.on_urgent()
