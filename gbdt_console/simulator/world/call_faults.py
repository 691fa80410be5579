"""What people and the MCU do about calls of themselves: pure state, beside the world's rooms."""

from dataclasses import dataclass, field

from gbdt_console.simulator.world.faults import FaultCode, WorldFault

_MEMBERS = {
    FaultCode.TALK: ("speaking", True),
    FaultCode.QUIET: ("speaking", False),
    FaultCode.HANG_UP: ("staying_out", True),
    FaultCode.CALL_IN: ("staying_out", False),
    FaultCode.CALL_TWICE: ("calling_twice", True),
    FaultCode.CALL_ONCE: ("calling_twice", False),
}
_FACTS = {
    FaultCode.STRANGER_CALLS: ("is_stranger_calling", True),
    FaultCode.STRANGER_LEAVES: ("is_stranger_calling", False),
    FaultCode.LOSE_MCU: ("is_mcu_lost", True),
    FaultCode.RESTORE_MCU: ("is_mcu_lost", False),
}


@dataclass(slots=True)
class Calls:
    """Sites by their ids. `lying` says how the MCU misleads whoever blocks that site: BLOCK_IGNORED or
    BLOCK_REVERTED."""

    speaking: set[str] = field(default_factory=set)
    staying_out: set[str] = field(default_factory=set)
    calling_twice: set[str] = field(default_factory=set)
    lying: dict[str, FaultCode] = field(default_factory=dict)
    is_stranger_calling: bool = False
    is_mcu_lost: bool = False

    def apply(self, fault: WorldFault) -> None:
        """Let it happen."""
        if fault.code in _MEMBERS:
            name, is_in = _MEMBERS[fault.code]
            sites: set[str] = getattr(self, name)
            (sites.add if is_in else sites.discard)(fault.target)
        elif fault.code in _FACTS:
            setattr(self, *_FACTS[fault.code])
        elif fault.code is FaultCode.BLOCK_OBEYED:
            self.lying.pop(fault.target, None)
        else:
            self.lying[fault.target] = fault.code
