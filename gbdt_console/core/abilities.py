"""Define what a controlled device is able to do, so that nobody is offered what it cannot."""

from enum import StrEnum

from gbdt_console.core.quick_dataclass import dataclass


class Ability(StrEnum):
    """What an MCU, a mixer, a codec or a camera may be able to do. Words: `ability.NAME`."""

    BLOCK = "block"
    LOCK = "lock"
    SHOW = "show"
    COMPOSE = "compose"
    HANG_UP = "hang-up"
    DIAL = "dial"
    MESSAGE = "message"
    MUTE = "mute"
    CALLS = "calls"
    PRESETS = "presets"
    POSITION = "position"
    SLEEP = "sleep"
    STILL = "still"
    PLACE_CALL = "place-call"
    PRESENT = "present"
    LAYOUT = "layout"


OF_MCU = (
    Ability.BLOCK, Ability.LOCK, Ability.SHOW, Ability.COMPOSE, Ability.HANG_UP, Ability.DIAL, Ability.MESSAGE
)  # fmt: skip
OF_MIXER = (Ability.COMPOSE,)
OF_CAMERA = (Ability.PRESETS, Ability.POSITION, Ability.STILL)
OF_ROOM = (
    Ability.MUTE, Ability.CALLS, Ability.PRESETS, Ability.POSITION, Ability.SLEEP, Ability.MESSAGE,
    Ability.PLACE_CALL, Ability.PRESENT, Ability.LAYOUT,
)  # fmt: skip
"""What one may expect of an MCU, a mixer, a camera and a room's codec."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a device's driver can do.

    able: what it can, in the order of Ability
    is_by_documents: no device and no program of others ever met the driver
    """

    able: tuple[Ability, ...] = ()
    is_by_documents: bool = False

    def lacking(self, expected: tuple[Ability, ...]) -> tuple[Ability, ...]:
        return tuple(one for one in expected if one not in self.able)
