"""The faults of the simulated province, by code."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class FaultCode(StrEnum):
    """The faults; a letter names each one's kind of target.

    S is a site, U an upstream group, D a device, C the centre by its name CENTRE.

    Faults of calls and of the MCU have no effect where there is no MCU.
    """

    CUT_LINE = "cut_line"
    """S. Nothing of the site answers."""
    RESTORE_LINE = "restore_line"
    """S."""
    LINE_LOSS = "line_loss"
    """S; value: part of the packets that is lost, 0 to 1."""
    LINE_LATENCY = "line_latency"
    """S; value: least round trip, ms."""
    LOSE_NODE = "lose_node"
    """U. All its sites are silent; their lines stay up."""
    RESTORE_NODE = "restore_node"
    """U."""
    MAINS_LOST = "mains_lost"
    """S; value: minutes that the battery lasts, by default as its charge gives. Then the room is silent."""
    MAINS_BACK = "mains_back"
    """S. Machines that had lost power boot."""
    CODEC_OFF = "codec_off"
    """S."""
    CODEC_ON = "codec_on"
    """S."""
    REBOOT = "reboot"
    """D. It is silent while it boots; so is everything behind a router."""
    HANG_AGENT = "hang_agent"
    """D. It answers pings and no SNMP."""
    FREE_AGENT = "free_agent"
    """D."""
    WRONG_VALUES = "wrong_values"
    """D. Its agent gives the wrong values that real agents of its family give."""
    RIGHT_VALUES = "right_values"
    """D."""
    HOT_ROOM = "hot_room"
    """S; value: temperature that the room drifts to, °C, by default 41."""
    COOL_ROOM = "cool_room"
    """S."""
    UNPLUG_LAN = "unplug_lan"
    """S. The router answers, nothing behind it does."""
    PLUG_LAN = "plug_lan"
    """S."""
    OUTLET_OFF = "outlet_off"
    """D, a PDU; value: the outlet's number. What it feeds loses power."""
    OUTLET_ON = "outlet_on"
    """D; value: the outlet's number. What it feeds boots."""
    BLIND_CENTRE = "blind_centre"
    """C. The centre's own way out is dead: its anchors and every site are silent."""
    SEEING_CENTRE = "seeing_centre"
    """C."""
    TALK = "talk"
    """S. Somebody speaks there; a block keeps the sound out."""
    QUIET = "quiet"
    """S."""
    HANG_UP = "hang_up"
    """S. The site leaves the conference and stays out."""
    CALL_IN = "call_in"
    """S. The site calls again, as soon as it can."""
    CALL_TWICE = "call_twice"
    """S. A second device there calls by itself, under the site's number."""
    CALL_ONCE = "call_once"
    """S."""
    BLOCK_IGNORED = "block_ignored"
    """S. The MCU accepts a block or unblock of the site, and does nothing."""
    BLOCK_REVERTED = "block_reverted"
    """S. The MCU carries it out, and undoes it a second later."""
    BLOCK_OBEYED = "block_obeyed"
    """S."""
    ROOM_MUTES = "room_mutes"
    """S. Somebody there presses the codec's mute button; this and the next eight need a controlled codec."""
    ROOM_UNMUTES = "room_unmutes"
    """S."""
    CODEC_LATE = "codec_late"
    """S; value: seconds between login and banner. The codec's sessions end."""
    CODEC_LIES = "codec_lies"
    """S. The codec reports that it is muted, and sends sound."""
    CODEC_REVERTS = "codec_reverts"
    """S. The codec mutes or unmutes as ordered, and undoes it two seconds later."""
    CODEC_SILENT = "codec_silent"
    """S. The codec accepts sessions and sends nothing; its call goes on."""
    CODEC_MENDED = "codec_mended"
    """S."""
    PRESENTS = "presents"
    """S. Somebody there presents a computer's picture."""
    PRESENTS_NOTHING = "presents_nothing"
    """S."""
    STRANGER_CALLS = "stranger_calls"
    """C. A caller whose number no site has joins the conference."""
    STRANGER_LEAVES = "stranger_leaves"
    """C."""
    LOSE_MCU = "lose_mcu"
    """C. The MCU fails, and the conference ends."""
    RESTORE_MCU = "restore_mcu"
    """C. The sites call in again."""
    PICTURE_STOPS = "picture_stops"
    """C. The site in the first pane on air sends no new frames; without effect where none is fixed there."""
    PICTURE_MOVES = "picture_moves"
    """C."""

    CAMERA_TURNED = "camera_turned"
    """D. A person in the room turns the camera away from where it stood."""


NODE_FAULTS = frozenset({FaultCode.LOSE_NODE, FaultCode.RESTORE_NODE})
CENTRE = "centre"
_CALLS_OF_CENTRE = frozenset(
    {
        FaultCode.STRANGER_CALLS,
        FaultCode.STRANGER_LEAVES,
        FaultCode.LOSE_MCU,
        FaultCode.RESTORE_MCU,
        FaultCode.PICTURE_STOPS,
        FaultCode.PICTURE_MOVES,
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
        FaultCode.PRESENTS,
        FaultCode.PRESENTS_NOTHING,
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
        FaultCode.CAMERA_TURNED,
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
    """One fault to apply.

    code: which fault
    target: id of a site, upstream group or device, or CENTRE
    value: its value, in the unit that FaultCode names; None for none
    """

    code: FaultCode
    target: str
    value: float | None = None

    @classmethod
    def checked(cls, code: object, target: object, value: object = None) -> Self:
        """Check the fields from a scenario or the control socket. Raises ValueError with a reason."""
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
