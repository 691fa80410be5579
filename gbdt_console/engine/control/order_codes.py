"""The codes of what is asked of the MCU and of codecs, and which of them undo one another."""

from collections.abc import Mapping

BLOCK, UNBLOCK, SHOW = "microphone.block", "microphone.unblock", "site.show"
HANG_UP, DIAL, LOCK, UNLOCK = "call.hang-up", "call.dial", "conference.lock", "conference.unlock"
ROOM_MUTE, ROOM_OPEN, ROOM_PRESET = "room.mute", "room.open", "room.preset"
ROOM_SLEEP, ROOM_WAKE, ROOM_HANG_UP = "room.sleep", "room.wake", "room.hang-up"

OPPOSITES: Mapping[str, tuple[str, ...]] = {
    BLOCK: (UNBLOCK,),
    UNBLOCK: (BLOCK,),
    LOCK: (UNLOCK,),
    UNLOCK: (LOCK,),
    ROOM_MUTE: (ROOM_OPEN,),
    ROOM_OPEN: (ROOM_MUTE,),
    ROOM_SLEEP: (ROOM_WAKE, ROOM_OPEN),
    ROOM_WAKE: (ROOM_SLEEP,),
    HANG_UP: (BLOCK, UNBLOCK, DIAL, SHOW),
}
"""Whoever asks for the first is not surprised that the others do not hold any more."""
