"""Says what this console may do at the engine."""

from gbdt_console.core.commands import Guard
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.replay.replayed import REFUSED
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.ui.feed import ENGINE_AWAY, Feed


@dataclass(frozen=True, slots=True)
class ClientRights:
    """Describes what this console may do at the engine.

    feed: its way to the engine, where it has another name after each restart
    is_observer: whether it never acts
    is_replay: whether it shows the past, in which nothing acts
    """

    feed: Feed
    is_observer: bool = False
    is_replay: bool = False

    @property
    def is_known(self) -> bool:
        """Whether anybody knows who has control: nobody while the engine is away."""
        return not self.feed.lack

    def holds(self, snapshot: Snapshot) -> bool:
        """Tell whether this console has control of an engine that may give orders."""
        holder = snapshot.control.client_id if snapshot.withheld is None else ""
        return self.is_known and bool(holder) and holder == self.feed.client_id

    def refusal(self, snapshot: Snapshot, guard: Guard = Guard.IN_CONTROL) -> str:
        """Return why this console may not give a command of that guard, as a code; else nothing.

        The engine decides; this only spares a person from filling in what will be refused.
        """
        if self.is_replay:
            return REFUSED
        if self.is_observer:
            return "control.observer"
        if not self.is_known:
            return ENGINE_AWAY
        if snapshot.withheld is not None and guard is not Guard.SIGNS:
            return f"control.withheld.{snapshot.withheld}"
        is_free = guard is not Guard.IN_CONTROL or not snapshot.control.client_id
        return "" if is_free or self.holds(snapshot) else "control.take_first"
