"""Define a room's codec as a Snapshot shows it."""

from enum import StrEnum

from gbdt_console.core.abilities import Ability
from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc

HIGHEST_PRESET = 99
"""Limits the numbers of presets, of every device."""
LONGEST_PRESET_NAME = 24
"""Limits a preset's name, in characters: number and name stand beside the site's on one line."""
_LOSSY_PERCENT = 1.0
"""Limits the loss of a good call, percent: from there on pictures break into blocks."""
_TALK_LASTS_S = 3.0
"""Limits how long an MCU still reports speech that has ended, seconds: ConfBridge takes 2.5 s of silence."""
_SAME_ANGLE = 20
"""Limits the difference of two angles of one place: about 1.4 degrees at 14.4 steps a degree."""
_SAME_ZOOM = 0x100
"""Limits the difference of two zoom positions of one place: the whole way of a lens is 0x4000."""


@dataclass(frozen=True, slots=True)
class RoomCall:
    """One call as the codec lists it.

    id: the codec's id of the call
    is_connected: False while the call is being set up
    speed_kbps: bandwidth of the call, kbit/s; None where the codec does not tell
    loss_percent: lost packets of the newest seconds, as the codec counts them; None where it does not tell
    """

    id: str
    number: str
    is_connected: bool
    speed_kbps: int | None = None
    loss_percent: float | None = None

    @property
    def is_lossy(self) -> bool:
        return self.loss_percent is not None and self.loss_percent >= _LOSSY_PERCENT


class Protocol(StrEnum):
    """By what a codec registers: SIP at its server, H.323 at a gatekeeper."""

    SIP = "sip"
    H323 = "h323"


@dataclass(frozen=True, slots=True)
class Registration:
    """Whether a codec that is set up to register by a protocol is registered by it, in its own words."""

    protocol: Protocol
    is_there: bool


@dataclass(frozen=True, slots=True)
class CameraPosition:
    """The direction of a camera, in steps of its own motors.

    zoom: position of the lens
    """

    pan: int
    tilt: int
    zoom: int

    def is_near(self, other: "CameraPosition", share: float = 1.0) -> bool:
        """Tell whether the two are one place, as exactly as cameras come back to one.

        share: share of the usual limits that holds
        """
        return (
            abs(self.pan - other.pan) <= _SAME_ANGLE * share
            and abs(self.tilt - other.tilt) <= _SAME_ANGLE * share
            and abs(self.zoom - other.zoom) <= _SAME_ZOOM * share
        )


class PresetStanding(StrEnum):
    """What is known of a camera at the preset that it accepted last.

    HELD: it stands where it stood at this preset before
    UNPROVEN: it stands where the recall left it, and no earlier place of this preset is known
    LEFT: it stands elsewhere
    UNKNOWN: it cannot be asked now, or gives no position
    NOT_READABLE: the device never tells where its camera looks
    """

    HELD = "held"
    UNPROVEN = "unproven"
    LEFT = "left"
    UNKNOWN = "unknown"
    NOT_READABLE = "not-readable"


@dataclass(frozen=True, slots=True)
class PresetView:
    """The preset that a camera accepted last, and whether it stands there.

    left_utc: UTC seconds of the first reading that found the camera elsewhere; None while it is not
    """

    preset: int
    standing: PresetStanding
    left_utc: Utc | None = None


@dataclass(frozen=True, slots=True)
class RoomState:
    """The codec's answers of one poll; None stands for what it cannot tell.

    is_muted: its own microphone is closed
    content_source: the codec's name of the input that it presents; empty where it presents none
    screen_layout: the codec's own word of how its first monitor is divided
    registrations: those that it is set up for and tells; empty where it tells none
    lost_parts: its own names of touch panels and microphones that it misses
    screen_layouts: its own words of the layouts that it may be told; empty where it cannot be told, or
        does not say
    """

    is_muted: bool | None = None
    is_asleep: bool | None = None
    calls: tuple[RoomCall, ...] | None = ()
    position: CameraPosition | None = None
    content_source: str | None = None
    screen_layout: str | None = None
    registrations: tuple[Registration, ...] = ()
    lost_parts: tuple[str, ...] | None = None
    screen_layouts: tuple[str, ...] = ()

    def own_layout(self, word: str) -> str:
        """Return the codec's own word of that layout, told in any capitals; empty where it lists none."""
        found = (one for one in self.screen_layouts if one.casefold() == word.casefold())
        return next(found, "")


@dataclass(frozen=True, slots=True)
class CameraView:
    """The site's own camera, which turns in place of the codec's.

    is_plain_text: everybody on the network can read and give commands to it
    fault: reason why the camera cannot be polled; None where it can
    """

    device_id: str
    is_plain_text: bool
    fault: ControlFault | None = None


@dataclass(frozen=True, slots=True)
class RoomView:
    """The codec of one site as far as it is known.

    A site whose camera alone can be controlled is shown by its camera in place of a codec.

    `state` is unknown while there is a `fault`, and once `taken_s` is older than `fresh_for_s`.

    device_id: id of the codec, or of the camera where no codec can be controlled
    is_plain_text: password and commands cross the network unencrypted
    fault: reason why the codec cannot be polled; None where it can
    preset: camera preset that the codec accepted last since the floor was prepared for the site
    floor_preset: camera preset for a speaking site (sites.yaml); None where none is named
    may_be_opened: its microphone may be opened remotely (sites.yaml: remote_unmute); None where the client
        does not know and the engine decides
    muted_since_s: monotonic seconds of the first of the polls in a row that call its microphone closed;
        None where the newest does not
    camera: the site's own camera; None where it has none that can be controlled
    standing: the preset that the camera accepted last, also before the floor was prepared, and whether it
        stands there; None before the first
    preset_names: number and name of each named preset, by number; the meeting's own name replaces the site's
    learnt: numbers of the presets whose places are known; None where the device never tells a position
    able: what its codec can do, and its own camera; None where the engine does not say
    is_unregistered: its codec says that it lost the registration by which its site is called
    """

    site_id: SiteId
    device_id: str
    is_plain_text: bool
    fault: ControlFault | None = None
    taken_s: float | None = None
    fresh_for_s: float = 0.0
    state: RoomState | None = None
    preset: int | None = None
    orders: tuple[OrderView, ...] = ()
    floor_preset: int | None = None
    may_be_opened: bool | None = None
    muted_since_s: float | None = None
    camera: CameraView | None = None
    standing: PresetView | None = None
    preset_names: tuple[tuple[int, str], ...] = ()
    learnt: tuple[int, ...] | None = None
    able: tuple[Ability, ...] | None = None
    is_unregistered: bool = False

    def can(self, *abilities: Ability) -> bool:
        """Tell whether it can do one of these; what is not known is tried."""
        return self.able is None or any(one in self.able for one in abilities)

    @property
    def has_codec(self) -> bool:
        """Whether a codec can be controlled, not the camera alone."""
        return self.camera is None or self.camera.device_id != self.device_id

    @property
    def presets(self) -> tuple[int, ...]:
        """The numbers of all presets that are named, learnt or meant for the floor."""
        floor = () if self.floor_preset is None else (self.floor_preset,)
        return tuple(sorted({*dict(self.preset_names), *(self.learnt or ()), *floor}))

    def preset_called(self, preset: int) -> str:
        """Return '2 bục phát biểu': the preset's number, and its name where it has one."""
        name = dict(self.preset_names).get(preset, "")
        return f"{preset} {clean(name)}" if name else str(preset)

    def contradicts_talk(self, talking_since_s: float | None, now_s: float) -> bool:
        """Tell whether the codec calls its microphone closed while the MCU hears the room.

        The codec has to say so for _TALK_LASTS_S, because the MCU reports the end of speech late, and once
        after the speech began, because the room may have opened the microphone since its newest poll.

        talking_since_s: monotonic seconds since when the MCU hears the room; None while it does not
        """
        muted_s, taken_s = self.muted_since_s, self.taken_s
        if self.known(now_s) is None or muted_s is None or taken_s is None or talking_since_s is None:
            return False
        return talking_since_s <= taken_s and now_s - muted_s >= _TALK_LASTS_S

    def known(self, now_s: float) -> RoomState | None:
        """Return the state; None while there is a fault or once it is older than `fresh_for_s`."""
        if self.fault is not None or self.taken_s is None or now_s - self.taken_s > self.fresh_for_s:
            return None
        return self.state
