"""The commanding engine of two PCs in fake time: both streams are in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gbdt_console.core.quick_dataclass import replace
from gbdt_console.core.secret import Secret
from gbdt_console.core.standby.role import RoleTaken, UnreadOrder
from gbdt_console.core.standby.settings import Machine, Recorded, StandbySettings
from gbdt_console.engine.features import EngineContext
from gbdt_console.engine.standby.commanding import CommandingFeature
from gbdt_console.engine.standby.message import Kind, Message
from gbdt_console.engine.standby.seat import Seat
from gbdt_console.engine.standby.shipper import Holder
from gbdt_console.journal.chain import GENESIS, ChainHead, JournalRow
from tests.support.standby.memory_stream import Opened

SETTINGS = StandbySettings((Machine("may-1", "10.0.0.1"), Machine("may-2", "10.0.0.2")), Secret("x"))
OF_THREE = replace(SETTINGS, witness=Machine("may-3", "10.0.0.3"), recorded=Recorded.TWO_MACHINES)
"""With a witness, and an entry counts as recorded once two machines have it."""


class Promised:
    """What a PC promised, kept while it is started again."""

    def __init__(self) -> None:
        self.term: int | None = None

    def is_given(self, term: int) -> bool:
        return self.term == term

    def give(self, term: int) -> None:
        self.term = term

    def take_back(self) -> None:
        self.term = None


@dataclass
class Pair:
    """The commanding engine's way to both streams, and what it was told. `here` is the PC that it is on."""

    here: str = "may-1"
    own: Opened = field(default_factory=Opened)
    other: Opened = field(default_factory=Opened)
    settings: StandbySettings = SETTINGS
    noted: list[RoleTaken] = field(default_factory=list)
    changed: list[RoleTaken] = field(default_factory=list)
    promise: Promised = field(default_factory=Promised)
    _is_listened_to: bool = False

    async def head(self) -> ChainHead:
        return GENESIS

    async def holds(self, head: ChainHead) -> bool:
        return True

    async def next_rows(self, after: ChainHead, *, is_whole: bool) -> Sequence[JournalRow]:
        return ()

    def opened(self, seat: Seat, at: Machine, on_beat: object, on_news: object) -> Opened:
        stream = self.own if at.name == seat.here and not seat.is_shared else self.other
        if stream is self.other and not self._is_listened_to:  # the engine's first way to it
            stream.heard, self._is_listened_to = on_beat, True  # type: ignore[assignment]
        return stream

    def feature(
        self, context: EngineContext, note: Callable[[RoleTaken], None] | None = None
    ) -> CommandingFeature:
        note, self._is_listened_to = note or self.noted.append, False
        holder = Holder(self.here, 0)
        seat = Seat(self.settings, self.here, holder, Path(), note, self.changed.append, self.promise)
        return CommandingFeature(context, seat, self, self.opened)

    async def begin(self, *, at: int, unread: tuple[UnreadOrder, ...] = ()) -> None:
        """Let the other engine tell that it has so many rows, and which of its orders may have overlapped."""
        self.at = ChainHead(at, "ab" * 32)
        await self.other.append(
            Message(Kind.BEGIN, self.here, 0, head=self.at, unread=unread), self.other.last_seq
        )

    async def overtake(self) -> None:
        """Let the other PC command."""
        taken = Message(Kind.TAKEOVER, "may-2", 1, self.at, self.at)
        await self.other.append(taken, self.other.last_seq)
