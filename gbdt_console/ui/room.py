"""What may be said of the rooms' own codecs at this moment: nothing that they said too long ago."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gbdt_console.core.cleaning import clean
from gbdt_console.core.rooms.room import RoomCall, RoomState, RoomView
from gbdt_console.core.snapshot import Snapshot


class Microphone(StrEnum):
    """A room's own microphone, as its codec tells it. What is not known is never called closed."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


_MICROPHONE_OF = {True: Microphone.CLOSED, False: Microphone.OPEN, None: Microphone.UNKNOWN}


@dataclass(frozen=True, slots=True)
class ShownRoom:
    """One codec at the View's time; `state` is None while nothing of it is known."""

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
        """Its calls; None while they are not known."""
        return self.state.calls if self.state is not None else None

    @property
    def numbers(self) -> tuple[str, ...]:
        """The far ends of its calls, cleaned."""
        return tuple(clean(call.number) for call in self.calls or ())

    @property
    def trouble(self) -> str:
        """The code of the reason why nothing is known; empty where something is."""
        if self.view.fault is not None:
            return f"control.{self.view.fault}"
        if self.view.taken_s is None:
            return "room.not-asked"
        return "" if self.state is not None else "room.old"

    @property
    def is_turned(self) -> bool:
        """Whether its camera was sent where it is to look when the site speaks, if that is set."""
        return self.view.floor_preset is None or self.view.preset == self.view.floor_preset

    @property
    def is_ready(self) -> bool:
        """Whether the codec keeps nobody from giving this site the floor: it answers, is awake and turned."""
        return self.state is not None and not self.is_asleep and self.is_turned


def rooms_of(snapshot: Snapshot) -> Mapping[str, ShownRoom]:
    """The codecs that can be controlled, by their site, at the Snapshot's time."""
    return {
        view.site_id: ShownRoom(view, view.known(snapshot.at_s), snapshot.age_s(view.taken_s))
        for view in snapshot.rooms
    }
