"""The codes of what is asked of the MCU, and which of them undo one another."""

from collections.abc import Mapping

BLOCK, UNBLOCK, SHOW = "microphone.block", "microphone.unblock", "site.show"
HANG_UP, DIAL, LOCK, UNLOCK = "call.hang-up", "call.dial", "conference.lock", "conference.unlock"

OPPOSITES: Mapping[str, tuple[str, ...]] = {
    BLOCK: (UNBLOCK,),
    UNBLOCK: (BLOCK,),
    LOCK: (UNLOCK,),
    UNLOCK: (LOCK,),
    HANG_UP: (BLOCK, UNBLOCK, DIAL, SHOW),
}
"""Whoever asks for the first is not surprised that the others do not hold any more."""
