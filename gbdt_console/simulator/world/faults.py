"""The faults of the simulated province, by code."""

from enum import Enum, StrEnum, auto
from typing import NamedTuple, Self

from gbdt_console.core.quick_dataclass import dataclass

CENTRE = "centre"


class Target(Enum):
    """What a fault strikes, named by its id.

    CALL: a site in the conference; without effect where there is no MCU
    CODEC: a site whose codec is controlled
    NODE: an upstream group
    DEVICE: any device
    CENTRE: the centre, by its name CENTRE
    MCU: the MCU, by the name CENTRE; without effect where there is none
    """

    SITE = auto()
    CALL = auto()
    CODEC = auto()
    NODE = auto()
    DEVICE = auto()
    PDU = auto()
    CAMERA = auto()
    CENTRE = auto()
    MCU = auto()


class Limits(NamedTuple):
    """The limits of a fault's value, and whether the fault needs one."""

    least: float
    most: float
    is_needed: bool = True


class FaultCode(StrEnum):
    """The faults, each with what it strikes and the limits of its value; None where it takes no value."""

    target: Target
    limits: Limits | None

    def __new__(cls, code: str, target: Target = Target.SITE, limits: Limits | None = None) -> Self:
        fault = str.__new__(cls, code)
        fault._value_ = code
        fault.target, fault.limits = target, limits
        return fault

    CUT_LINE = "cut_line", Target.SITE
    """Nothing of the site answers."""
    RESTORE_LINE = "restore_line", Target.SITE
    LINE_LOSS = "line_loss", Target.SITE, Limits(0.0, 1.0)
    """Value: part of the packets that is lost, 0 to 1."""
    LINE_LATENCY = "line_latency", Target.SITE, Limits(0.1, 10_000.0)
    """Value: least round trip, ms."""
    LOSE_NODE = "lose_node", Target.NODE
    """All its sites are silent; their lines stay up."""
    RESTORE_NODE = "restore_node", Target.NODE
    MAINS_LOST = "mains_lost", Target.SITE, Limits(0.0, 1_440.0, is_needed=False)
    """Value: minutes that the battery lasts, by default as its charge gives. Then the room is silent."""
    MAINS_BACK = "mains_back", Target.SITE
    """Machines that had lost power boot."""
    CODEC_OFF = "codec_off", Target.SITE
    CODEC_ON = "codec_on", Target.SITE
    REBOOT = "reboot", Target.DEVICE
    """It is silent while it boots; so is everything behind a router."""
    HANG_AGENT = "hang_agent", Target.DEVICE
    """It answers pings and no SNMP."""
    FREE_AGENT = "free_agent", Target.DEVICE
    WRONG_VALUES = "wrong_values", Target.DEVICE
    """Its agent gives the wrong values that real agents of its family give."""
    RIGHT_VALUES = "right_values", Target.DEVICE
    HOT_ROOM = "hot_room", Target.SITE, Limits(-20.0, 90.0, is_needed=False)
    """Value: temperature that the room drifts to, °C, by default 41."""
    COOL_ROOM = "cool_room", Target.SITE
    UNPLUG_LAN = "unplug_lan", Target.SITE
    """The router answers, nothing behind it does."""
    PLUG_LAN = "plug_lan", Target.SITE
    OUTLET_OFF = "outlet_off", Target.PDU, Limits(1.0, 999.0)
    """Value: the outlet's number. What it feeds loses power."""
    OUTLET_ON = "outlet_on", Target.PDU, Limits(1.0, 999.0)
    """Value: the outlet's number. What it feeds boots."""
    BLIND_CENTRE = "blind_centre", Target.CENTRE
    """The centre's own way out is dead: its anchors and every site are silent."""
    SEEING_CENTRE = "seeing_centre", Target.CENTRE
    TALK = "talk", Target.CALL
    """Somebody speaks there; a block keeps the sound out."""
    QUIET = "quiet", Target.CALL
    HANG_UP = "hang_up", Target.CALL
    """The site leaves the conference and stays out."""
    CALL_IN = "call_in", Target.CALL
    """The site calls again, as soon as it can."""
    CALL_TWICE = "call_twice", Target.CALL
    """A second device there calls by itself, under the site's number."""
    CALL_ONCE = "call_once", Target.CALL
    BLOCK_IGNORED = "block_ignored", Target.CALL
    """The MCU accepts a block or unblock of the site, and does nothing."""
    BLOCK_REVERTED = "block_reverted", Target.CALL
    """The MCU carries it out, and undoes it a second later."""
    BLOCK_OBEYED = "block_obeyed", Target.CALL
    ROOM_MUTES = "room_mutes", Target.CODEC
    """Somebody there presses the codec's mute button."""
    ROOM_UNMUTES = "room_unmutes", Target.CODEC
    CODEC_LATE = "codec_late", Target.CODEC, Limits(0.1, 60.0)
    """Value: seconds between login and banner. The codec's sessions end."""
    CODEC_LIES = "codec_lies", Target.CODEC
    """The codec reports that it is muted, and sends sound."""
    CODEC_REVERTS = "codec_reverts", Target.CODEC
    """The codec mutes or unmutes as ordered, and undoes it two seconds later."""
    CODEC_SILENT = "codec_silent", Target.CODEC
    """The codec accepts sessions and sends nothing; its call goes on."""
    CODEC_MENDED = "codec_mended", Target.CODEC
    PRESENTS = "presents", Target.CODEC
    """Somebody there presents a computer's picture."""
    PRESENTS_NOTHING = "presents_nothing", Target.CODEC
    STRANGER_CALLS = "stranger_calls", Target.MCU
    """A caller whose number no site has joins the conference."""
    STRANGER_LEAVES = "stranger_leaves", Target.MCU
    LOSE_MCU = "lose_mcu", Target.MCU
    """The MCU fails, and the conference ends."""
    RESTORE_MCU = "restore_mcu", Target.MCU
    """The sites call in again."""
    PICTURE_STOPS = "picture_stops", Target.MCU
    """The site in the first pane on air sends no new frames; without effect where none is fixed there."""
    PICTURE_MOVES = "picture_moves", Target.MCU
    CAMERA_TURNED = "camera_turned", Target.CAMERA
    """A person in the room turns the camera away from where it stood."""


@dataclass(frozen=True, slots=True)
class WorldFault:
    """One fault to apply.

    target: id of what its code strikes, or CENTRE
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
        least, most, is_needed = known.limits or (1.0, 0.0, False)
        if value is None:
            if is_needed:
                raise ValueError(f"{known} needs a value")
            return cls(known, target)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise ValueError(f"{known} does not take the value {value!r}")
        return cls(known, target, float(value))
