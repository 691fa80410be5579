"""Says what this PC is among the two, and tells its host when that changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.standby.role import RoleBook, RoleTaken, UnreadOrder
from gbdt_console.core.standby.settings import Machine, StandbySettings
from gbdt_console.core.standby.view import Role
from gbdt_console.engine.standby.left_unread import left_unread
from gbdt_console.engine.standby.message import Message, OpenedStream
from gbdt_console.engine.standby.role_file import Promise, book_of, known_role
from gbdt_console.engine.standby.shipper import Holder
from gbdt_console.journal.chain import GENESIS, ChainHead


@dataclass(frozen=True, slots=True)
class Seat:
    """What an engine knows of the two PCs when it starts.

    here: host name of this PC
    holder: who commands, as the journal says
    journal: main file of this PC's journal
    apart: files with what this PC wrote after the other one was let command
    note: notes durably who commands from now on, where that is another one; raises OSError
    on_change: called with it afterwards; the engine ends then
    promise: what this PC told of giving no order without a majority
    """

    settings: StandbySettings
    here: str
    holder: Holder
    journal: Path
    note: Callable[[RoleTaken], None]
    on_change: Callable[[RoleTaken], None]
    promise: Promise
    apart: tuple[str, ...] = ()

    @property
    def role(self) -> Role:
        return Role.COMMANDING if self.holder.machine == self.here else Role.FOLLOWING

    @property
    def is_following(self) -> bool:
        return self.role is Role.FOLLOWING

    @property
    def this(self) -> Machine:
        return self.settings.here(self.here)

    def read_unread(self) -> tuple[UnreadOrder, ...]:
        """Read from the disk which orders may have overlapped as the role was lost (see `left_unread`)."""
        return left_unread(self.journal, self.holder.taken) if self.is_following else ()

    @property
    def other(self) -> Machine:
        return self.settings.other(self.here)

    @property
    def is_shared(self) -> bool:
        """Whether one stream stands on three machines, in place of one beside each PC."""
        return self.settings.witness is not None


class OpenStream(Protocol):
    """Makes the stream beside a PC; the connection is opened later."""

    def __call__(
        self, seat: Seat, at: Machine, on_beat: Callable[[int], None], on_news: Callable[[], None]
    ) -> OpenedStream: ...


def holder_of(book: RoleBook, settings: StandbySettings) -> Holder:
    """Return who commands by the journal: before any takeover the first PC of sites.yaml."""
    taken = ChainHead(book.head_seq, book.head_hash) if book.head_seq else GENESIS
    return Holder(book.machine or settings.machines[0].name, book.term, taken)


def known_holder(settings: StandbySettings, state: Path, read: RoleBook | None = None) -> Holder:
    """Return who commands by the journal there and the note beside it. Raises as `known_role`.

    read: what the journal says, where it was read already
    """
    book, untold = known_role(state, read)
    return holder_of(book if untold is None else book_of(untold), settings)


def taken_by(message: Message, before: str) -> RoleTaken:
    """Return what a message of the other PC says: it was let command. Its own journal tells by whom."""
    taken = message.taken
    return RoleTaken(message.machine, before, "", message.term, taken.seq, taken.hash)
