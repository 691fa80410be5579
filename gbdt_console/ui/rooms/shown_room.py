"""Derives what a screen may show of the rooms' codecs now."""

from collections.abc import Mapping
from enum import StrEnum

from gbdt_console.core.clean_text import clean
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.rooms.room import PresetStanding, PresetView, RoomCall, RoomState, RoomView
from gbdt_console.core.snapshot import Snapshot


class Microphone(StrEnum):
    """A room's own microphone as its codec reports it; an unknown microphone is never called closed."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


_MICROPHONE_OF = {True: Microphone.CLOSED, False: Microphone.OPEN, None: Microphone.UNKNOWN}


@dataclass(frozen=True, slots=True)
class ShownRoom:
    """One codec at the View's time.

    state: its state, None while it is unknown
    age_s: seconds since its last answer, None before the first
    """

    view: RoomView
    state: RoomState | None
    age_s: float | None

    @property
    def microphone(self) -> Microphone:
        return _MICROPHONE_OF[self.state.is_muted if self.state is not None else None]

    @property
    def is_asleep(self) -> bool | None:
        return self.state.is_asleep if self.state is not None else None

    @property
    def calls(self) -> tuple[RoomCall, ...] | None:
        """Its calls; None while they are unknown."""
        return self.state.calls if self.state is not None else None

    @property
    def numbers(self) -> tuple[str, ...]:
        """The far ends of its calls, cleaned."""
        return tuple(clean(call.number) for call in self.calls or ())

    @property
    def blocked_reason(self) -> str:
        """The code of the reason why its state is unknown; empty while it is known."""
        if self.view.fault is not None:
            return f"control.{self.view.fault}"
        if self.view.taken_s is None:
            return "room.not-asked"
        return "" if self.state is not None else "room.old"

    @property
    def standing(self) -> PresetView | None:
        """The preset accepted last, and whether the camera stands there now."""
        standing, can_tell = self.view.standing, self.view.has_codec or self.state is not None
        if standing is None or can_tell or standing.standing is PresetStanding.NOT_READABLE:
            return standing
        return PresetView(standing.preset, PresetStanding.UNKNOWN)

    @property
    def floor_standing(self) -> PresetStanding | None:
        """Whether its camera stands at the floor's preset; None where it was sent elsewhere or nowhere."""
        standing = self.standing
        if standing is None or standing.preset != self.view.floor_preset:
            return None
        return standing.standing

    @property
    def is_turned(self) -> bool:
        """Whether its camera was read at the floor's preset, or has none."""
        return self.view.floor_preset is None or self.floor_standing is PresetStanding.HELD

    @property
    def is_ready(self) -> bool:
        """Whether the codec answers, is awake, and its camera is turned."""
        return self.state is not None and not self.is_asleep and self.is_turned


def rooms_of(snapshot: Snapshot) -> Mapping[str, ShownRoom]:
    """Return the controlled codecs at the Snapshot's time, by site id."""
    return {
        view.site_id: ShownRoom(view, view.known(snapshot.at_s), snapshot.age_s(view.taken_s))
        for view in snapshot.rooms
    }
