"""Reads what a codec says of itself: whether it is registered, and which of its own devices it misses.

The words are those of Cisco's API guides (SX80 CE9.0, RoomOS); another word tells nothing.
"""

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.rooms.room import Protocol, Registration
from gbdt_console.devices.cisco.status import Status, rows, text

SETTLES_WITHIN_S = 20.0
"""How long a codec may be about to register, s: from then on it is not registered."""

_THERE = "Registered"
_LOST = frozenset({"Failed", "Rejected"})
_ABOUT_TO = frozenset({"Registering", "Required", "Discovering", "Discovered", "Authenticating"})
_PARTS = ("TouchPanel", "Navigator", "Microphone")
"""Kinds of devices that a room cannot do without; `AudioMicrophone` is one of the last. A control system or
a guest's computer that is gone is not a fault of the room.
"""
_MISSED = frozenset({"LostConnection", "ResponseTimedOut"})


@dataclass(slots=True)
class _Known:
    """What the codec said last of one protocol.

    is_there: whether it was registered; None where it did not say
    unsettled_s: since when it has been about to register, monotonic seconds; None while it is not
    """

    is_there: bool | None = None
    unsettled_s: float | None = None


class Registering:
    """What a codec tells of its registrations while one connection lasts.

    A codec whose server is gone tries again and again: while it tries, what was so before stays so.
    """

    def __init__(self) -> None:
        self._known = {protocol: _Known() for protocol in Protocol}

    def told(self, said: dict[Protocol, tuple[str, ...]], now_s: float) -> tuple[Registration, ...]:
        """Return what is certain.

        said: the codec's words, by protocol; none where it does not tell
        now_s: monotonic seconds
        """
        for protocol, known in self._known.items():
            _judge(known, said.get(protocol, ()), now_s)
        return tuple(
            Registration(protocol, known.is_there)
            for protocol, known in self._known.items()
            if known.is_there is not None
        )


def _judge(known: _Known, words: tuple[str, ...], now_s: float) -> None:
    """Keep what those words say; one registration of several is enough."""
    if _ABOUT_TO.isdisjoint(words) or _THERE in words:
        known.unsettled_s = None
        known.is_there = True if _THERE in words else None if _LOST.isdisjoint(words) else False
        return
    known.unsettled_s = now_s if known.unsettled_s is None else known.unsettled_s
    if now_s - known.unsettled_s >= SETTLES_WITHIN_S:
        known.is_there = False


def words_of(status: Status | None) -> tuple[str, ...]:
    """Return the words of a value, or those of the `Status` of each instance."""
    return (status,) if isinstance(status, str) else tuple(text(row, "Status") for row in rows(status))


def missed_parts(status: Status | None) -> tuple[str, ...]:
    """Return the names of the panels and microphones that were there and do not answer any more."""
    lost = [row for row in rows(status) if text(row, "Status") in _MISSED]
    kinds = [(row, text(row, "Type")) for row in lost]
    return tuple(text(row, "Name") or kind for row, kind in kinds if any(part in kind for part in _PARTS))
