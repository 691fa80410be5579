"""Defines what a Snapshot says of the two PCs."""

from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.standby.role import UnreadOrder
from gbdt_console.core.units import Utc

SILENT_AFTER_S = 10.0
"""Engines tell each other once a second that they run; one that is silent for longer does not."""
_TOLD_ON_WALL_S = 900.0
"""How long a wall tells of an order whose outcome is not known; `status` and the journal go on. Its time
is of the other PC's clock, which may be ahead."""


class Role(StrEnum):
    """What the engine is among the two PCs.

    COMMANDING: it alone commands and writes
    FOLLOWING: it shows what the commanding PC wrote, and commands nothing
    """

    COMMANDING = "commanding"
    FOLLOWING = "following"


class StandbyFault(StrEnum):
    """Why the two PCs do not keep the same records now.

    UNREACHABLE: the nats-server of the second PC does not answer, or that of this one, where it follows
    NOT_FOLLOWING: its nats-server answers; no engine there ever said where it stands
    OTHER_JOURNAL: the journal of the second PC is no beginning of this one
    FOREIGN: a message is damaged, or of neither journal; the other PC is asked where it stands
    TOO_LARGE: an entry is larger than nats-server takes
    NO_QUORUM: of three nats-servers no two are known to keep the same
    RIVAL: the other PC commands too, since its sites.yaml names itself first
    """

    UNREACHABLE = "unreachable"
    NOT_FOLLOWING = "not-following"
    OTHER_JOURNAL = "other-journal"
    FOREIGN = "foreign"
    TOO_LARGE = "too-large"
    NO_QUORUM = "no-quorum"
    RIVAL = "rival"


@dataclass(frozen=True, slots=True)
class StandbyView:
    """How the two PCs stand to each other.

    here, there: host names of this PC and of the other one
    term: how often the role was taken over
    fault: why they do not keep the same records now; None where they do
    behind: entries that the following PC has not; None where that is not known
    behind_since_utc: since when it lacks any; 0 where it lacks none
    heard_utc: when the other PC was last heard; 0: not since this one started
    apart: names of the files with what this PC wrote after the other one was let command
    unread: orders that the PC which lost the role had sent and did not know the outcome of, oldest first
    witness: host name of the third machine; empty without one
    has_quorum: whether two of three machines are known to keep what is written; None without a witness
    needs_two: whether an entry counts as recorded only once two machines have it
    takes_over_after_s: the PC that follows commands by itself after such a silence; 0: a person lets it
    automatic_utc: when the PC that commands took over by itself; 0: it did not
    sent_share: how much was sent of a journal of which a lot is lacking there, 0 to 1; None: it is not so
    """

    role: Role
    here: str
    there: str
    term: int = 0
    fault: StandbyFault | None = None
    behind: int | None = None
    behind_since_utc: Utc = 0.0
    heard_utc: Utc = 0.0
    apart: tuple[str, ...] = ()
    unread: tuple[UnreadOrder, ...] = ()
    witness: str = ""
    has_quorum: bool | None = None
    needs_two: bool = False
    takes_over_after_s: float = 0.0
    automatic_utc: Utc = 0.0
    sent_share: float | None = None

    def is_automatic_told(self, now_utc: Utc) -> bool:
        """Tell whether a wall says that one of the two took over by itself."""
        return bool(self.automatic_utc) and abs(now_utc - self.automatic_utc) < _TOLD_ON_WALL_S

    def tag(self, now_utc: Utc) -> str:
        """Return the code of what a wall says in few words; empty where nothing."""
        is_unread = any(abs(now_utc - order.at_utc) < _TOLD_ON_WALL_S for order in self.unread)
        if is_unread:
            return f"standby.wall.{'following' if self.role is Role.FOLLOWING else 'commanding'}.unread"
        if self.role is Role.FOLLOWING:
            return "standby.wall.following"
        if self.fault is StandbyFault.RIVAL:
            return "standby.wall.rival"
        if self.is_automatic_told(now_utc):
            return "standby.wall.automatic"
        if self.has_quorum is False:
            return "standby.wall.no-quorum"
        if self.fault is not None:
            return "standby.wall.fault"
        if self.sent_share is not None:
            return "standby.wall.sending"
        return "standby.wall.behind" if self.behind and self.behind_since_utc else ""

    @property
    def sent_percent(self) -> str:
        """Return as `sent_share`: "40", and never "100" while entries are left; empty where it is not so."""
        return "" if self.sent_share is None else f"{int(100 * self.sent_share)}"

    def is_main_silent(self, now_utc: Utc) -> bool:
        """Tell whether this PC follows one that is not heard: maybe nobody commands."""
        return self.role is Role.FOLLOWING and now_utc - self.heard_utc > SILENT_AFTER_S
