"""A room's own layer: what its codec says of itself, beside what the MCU does with its picture and sound."""

from dataclasses import dataclass

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.conference.view import OrderView


@dataclass(frozen=True, slots=True)
class RoomCall:
    """One call as the codec lists it; `number` is the far end's."""

    id: str
    number: str
    is_connected: bool


@dataclass(frozen=True, slots=True)
class RoomState:
    """What a codec answered in one look. What it cannot tell is None."""

    is_muted: bool | None = None
    is_asleep: bool | None = None
    calls: tuple[RoomCall, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomView:
    """One site's codec as the Snapshot shows it.

    `fault` says why it cannot be asked; then, and when `taken_s` (monotonic) is older than `fresh_for_s`,
    nothing of `state` is known any more. `preset` is the one it accepted last since the floor was prepared
    for the site. `orders` are under way or ended badly a moment ago. `is_plain_text` says that the password
    and all commands can be read on the way. `floor_preset` is where the camera looks when the site speaks, if
    one is named; `may_be_opened` whether its microphone may be opened from afar (None: the engine knows).
    """

    site_id: str
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

    def known(self, now_s: float) -> RoomState | None:
        """Its state, unless that is too old to be believed."""
        if self.fault is not None or self.taken_s is None or now_s - self.taken_s > self.fresh_for_s:
            return None
        return self.state
