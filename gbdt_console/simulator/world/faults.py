"""What can go wrong in the simulated province, by code."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class FaultCode(StrEnum):
    """Each names what it strikes: a site (S), an upstream group (U), a device (D), or the centre (C) by its
    name CENTRE; and its value if any. What is about calls and the MCU means nothing where there is no MCU."""

    CUT_LINE = "cut_line"
    """S. Nothing of the site answers any more."""
    RESTORE_LINE = "restore_line"
    """S."""
    LINE_LOSS = "line_loss"
    """S; value: the part of all packets that is lost, 0 to 1."""
    LINE_LATENCY = "line_latency"
    """S; value: the least round trip, ms."""
    LOSE_NODE = "lose_node"
    """U. All members fall silent; their lines stay up."""
    RESTORE_NODE = "restore_node"
    """U."""
    MAINS_LOST = "mains_lost"
    """S; value: minutes the battery will last, by default what its charge gives. Then the room is silent."""
    MAINS_BACK = "mains_back"
    """S. What had gone out boots."""
    CODEC_OFF = "codec_off"
    """S."""
    CODEC_ON = "codec_on"
    """S."""
    REBOOT = "reboot"
    """D. Silent while it boots; a router takes everything behind it along."""
    HANG_AGENT = "hang_agent"
    """D. Answers pings and no SNMP."""
    FREE_AGENT = "free_agent"
    """D."""
    WRONG_VALUES = "wrong_values"
    """D. Its agent says what real ones of its family say wrongly."""
    RIGHT_VALUES = "right_values"
    """D."""
    HOT_ROOM = "hot_room"
    """S; value: the temperature it drifts to, °C, by default 41."""
    COOL_ROOM = "cool_room"
    """S."""
    UNPLUG_LAN = "unplug_lan"
    """S. The router answers, nothing behind it does."""
    PLUG_LAN = "plug_lan"
    """S."""
    OUTLET_OFF = "outlet_off"
    """D, a PDU; value: the outlet's number. What hangs on it goes dark."""
    OUTLET_ON = "outlet_on"
    """D; value: the outlet's number. What hangs on it boots."""
    BLIND_CENTRE = "blind_centre"
    """C. The centre's own way out is dead: its anchors and every site fall silent."""
    SEEING_CENTRE = "seeing_centre"
    """C."""
    TALK = "talk"
    """S. Somebody speaks there, as far as he is let."""
    QUIET = "quiet"
    """S."""
    HANG_UP = "hang_up"
    """S. It leaves the conference and stays out."""
    CALL_IN = "call_in"
    """S. It comes again, as soon as it can."""
    CALL_TWICE = "call_twice"
    """S. A second device there dials by itself, under the site's number."""
    CALL_ONCE = "call_once"
    """S."""
    BLOCK_IGNORED = "block_ignored"
    """S. The MCU accepts that the site is blocked or unblocked, and does nothing."""
    BLOCK_REVERTED = "block_reverted"
    """S. The MCU does so, and goes back by itself a second later."""
    BLOCK_OBEYED = "block_obeyed"
    """S."""
    ROOM_MUTES = "room_mutes"
    """S. Somebody there presses the codec's own button; so with the others below only where the codec is
    controlled."""
    ROOM_UNMUTES = "room_unmutes"
    """S."""
    CODEC_LATE = "codec_late"
    """S; value: so many seconds after a login the codec greets. It ends the connections there are."""
    CODEC_LIES = "codec_lies"
    """S. The codec says that it is muted, and sends sound all the same."""
    CODEC_REVERTS = "codec_reverts"
    """S. The codec mutes or unmutes as it is told, and goes back by itself two seconds later."""
    CODEC_SILENT = "codec_silent"
    """S. The codec lets everybody in and says nothing; the call goes on."""
    CODEC_MENDED = "codec_mended"
    """S."""
    STRANGER_CALLS = "stranger_calls"
    """C. Somebody whom nobody knows is in the conference."""
    STRANGER_LEAVES = "stranger_leaves"
    """C."""
    LOSE_MCU = "lose_mcu"
    """C. It dies, and the conference with it."""
    RESTORE_MCU = "restore_mcu"
    """C. The sites call in again."""


NODE_FAULTS = frozenset({FaultCode.LOSE_NODE, FaultCode.RESTORE_NODE})
CENTRE = "centre"
_CALLS_OF_CENTRE = frozenset(
    {
        FaultCode.STRANGER_CALLS,
        FaultCode.STRANGER_LEAVES,
        FaultCode.LOSE_MCU,
        FaultCode.RESTORE_MCU,
    }
)
_CALLS_OF_SITE = frozenset(
    {
        FaultCode.TALK,
        FaultCode.QUIET,
        FaultCode.HANG_UP,
        FaultCode.CALL_IN,
        FaultCode.CALL_TWICE,
        FaultCode.CALL_ONCE,
        FaultCode.BLOCK_IGNORED,
        FaultCode.BLOCK_REVERTED,
        FaultCode.BLOCK_OBEYED,
    }
)
CALL_FAULTS = _CALLS_OF_SITE | _CALLS_OF_CENTRE
CENTRE_FAULTS = frozenset({FaultCode.BLIND_CENTRE, FaultCode.SEEING_CENTRE}) | _CALLS_OF_CENTRE
CODEC_FAULTS = frozenset(
    {
        FaultCode.ROOM_MUTES,
        FaultCode.ROOM_UNMUTES,
        FaultCode.CODEC_LATE,
        FaultCode.CODEC_LIES,
        FaultCode.CODEC_REVERTS,
        FaultCode.CODEC_SILENT,
        FaultCode.CODEC_MENDED,
    }
)
DEVICE_FAULTS = frozenset(
    {
        FaultCode.REBOOT,
        FaultCode.HANG_AGENT,
        FaultCode.FREE_AGENT,
        FaultCode.WRONG_VALUES,
        FaultCode.RIGHT_VALUES,
        FaultCode.OUTLET_OFF,
        FaultCode.OUTLET_ON,
    }
)
OUTLET_FAULTS = frozenset({FaultCode.OUTLET_OFF, FaultCode.OUTLET_ON})
_LIMITS = {
    FaultCode.LINE_LOSS: (0.0, 1.0),
    FaultCode.LINE_LATENCY: (0.1, 10_000.0),
    FaultCode.MAINS_LOST: (0.0, 1_440.0),
    FaultCode.HOT_ROOM: (-20.0, 90.0),
    FaultCode.OUTLET_OFF: (1.0, 999.0),
    FaultCode.OUTLET_ON: (1.0, 999.0),
    FaultCode.CODEC_LATE: (0.1, 60.0),
}
_NEEDS_VALUE = frozenset(
    {
        FaultCode.LINE_LOSS,
        FaultCode.LINE_LATENCY,
        FaultCode.OUTLET_OFF,
        FaultCode.OUTLET_ON,
        FaultCode.CODEC_LATE,
    }
)


@dataclass(frozen=True, slots=True)
class WorldFault:
    """Something that happens to `target`."""

    code: FaultCode
    target: str
    value: float | None = None

    @classmethod
    def checked(cls, code: object, target: object, value: object = None) -> Self:
        """From what a scenario or the control socket says. Raises ValueError with a reason."""
        known = FaultCode(str(code))
        if not isinstance(target, str):
            raise ValueError("the target is not a text")
        if value is None:
            if known in _NEEDS_VALUE:
                raise ValueError(f"{known} needs a value")
            return cls(known, target)
        least, most = _LIMITS.get(known, (1.0, 0.0))
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise ValueError(f"{known} does not take the value {value!r}")
        return cls(known, target, float(value))
