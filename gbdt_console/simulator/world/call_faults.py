"""The call faults in force: who talks, stays out or calls twice, and how the MCU misleads; pure state."""

from dataclasses import field

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.world.faults import FaultCode, WorldFault

_SITE_SETS = {
    FaultCode.TALK: ("speaking", True),
    FaultCode.QUIET: ("speaking", False),
    FaultCode.HANG_UP: ("staying_out", True),
    FaultCode.CALL_IN: ("staying_out", False),
    FaultCode.CALL_TWICE: ("calling_twice", True),
    FaultCode.CALL_ONCE: ("calling_twice", False),
}
_FLAGS = {
    FaultCode.STRANGER_CALLS: ("is_stranger_calling", True),
    FaultCode.STRANGER_LEAVES: ("is_stranger_calling", False),
    FaultCode.LOSE_MCU: ("is_mcu_lost", True),
    FaultCode.RESTORE_MCU: ("is_mcu_lost", False),
    FaultCode.PICTURE_STOPS: ("is_picture_still", True),
    FaultCode.PICTURE_MOVES: ("is_picture_still", False),
}


@dataclass(slots=True)
class ActiveCallFaults:
    """The faults of calls and of the MCU that hold now; sites by id.

    speaking: sites where somebody talks
    staying_out: sites that do not call in
    calling_twice: sites where a second device calls under the site's number
    blocks: how the MCU treats a block of that site, BLOCK_IGNORED or BLOCK_REVERTED
    is_picture_still: whether the site that was in the first pane on air when this began sends no new frames
    """

    speaking: set[str] = field(default_factory=set)
    staying_out: set[str] = field(default_factory=set)
    calling_twice: set[str] = field(default_factory=set)
    blocks: dict[str, FaultCode] = field(default_factory=dict)
    is_stranger_calling: bool = False
    is_mcu_lost: bool = False
    is_picture_still: bool = False

    def apply(self, fault: WorldFault) -> None:
        """Put a fault of a call or of the MCU in force, or take it back."""
        if fault.code in _SITE_SETS:
            name, is_in = _SITE_SETS[fault.code]
            sites: set[str] = getattr(self, name)
            (sites.add if is_in else sites.discard)(fault.target)
        elif fault.code in _FLAGS:
            setattr(self, *_FLAGS[fault.code])
        elif fault.code is FaultCode.BLOCK_OBEYED:
            self.blocks.pop(fault.target, None)
        else:
            self.blocks[fault.target] = fault.code
