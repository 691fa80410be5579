"""Says what this console may do at the engine."""

from dataclasses import dataclass

from gbdt_console.core.replay.replayed import REFUSED
from gbdt_console.core.snapshot import Control


@dataclass(frozen=True, slots=True)
class ClientRights:
    """Describes what this console may do at the engine.

    client_id: its name at the engine
    is_observer: whether it never acts
    is_replay: whether it shows the past, in which nothing acts
    """

    client_id: str
    is_observer: bool = False
    is_replay: bool = False

    def holds(self, control: Control) -> bool:
        """Return whether this console has control."""
        return bool(control.client_id) and control.client_id == self.client_id

    def refusal(self, control: Control) -> str:
        """Return why this console may not act, as a code; else nothing.

        The engine decides; this only spares a person from filling in what will be refused.
        """
        if self.is_replay:
            return REFUSED
        if self.is_observer:
            return "control.observer"
        return "" if not control.client_id or self.holds(control) else "control.take_first"
