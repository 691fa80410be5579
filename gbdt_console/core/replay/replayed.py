"""Bundles what the screens know of a replay, and the one answer that it gives to every command."""

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.replay.playback import Playback
from gbdt_console.core.replay.timeline import TimeLine

REFUSED = "replay.refused"
"""Code of the reason why nothing is carried out; every acting key says it."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """Holds what is replayed."""

    playback: Playback
    time_line: TimeLine
