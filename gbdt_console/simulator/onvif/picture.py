"""Draws what a simulated camera sees, as a BMP: a wall, a table, and people who move."""

import math
import struct

from gbdt_console.simulator.world.camera import Place

WIDTH, HEIGHT = 96, 54
_WALL, _TABLE, _FLAG = (196, 190, 176), (92, 58, 36), (200, 24, 32)
_COATS = ((40, 54, 92), (70, 74, 78), (104, 40, 44), (52, 84, 66))
_FACE = (214, 170, 140)
_HEAD = struct.Struct("<2sIHHIIiiHHIIiiII")
_BEGIN = _HEAD.size


def picture_of(place: Place, at_s: float) -> bytes:
    """Return the picture of a camera that stands so, at a moment in seconds."""
    pan, tilt, zoom = place
    scale = 1.0 + zoom / 0x2000
    middle, horizon = pan / 14.4 / 35, 0.52 + tilt / 14.4 / 60
    rows = bytearray()
    for y in reversed(range(HEIGHT)):
        up = (y / HEIGHT - 0.5) / scale + horizon
        for x in range(WIDTH):
            red, green, blue = _seen((x / WIDTH - 0.5) * 1.6 / scale + middle, up, at_s)
            rows += bytes((blue, green, red))
    size = len(rows)
    head = _HEAD.pack(b"BM", _BEGIN + size, 0, 0, _BEGIN, 40, WIDTH, HEIGHT, 1, 24, 0, size, 2835, 2835, 0, 0)
    return head + bytes(rows)


def _seen(across: float, down: float, at_s: float) -> tuple[int, int, int]:
    """Return the colour at a place of the room: 0 across is its middle, 0 down its ceiling."""
    if down > 0.66:
        return _shaded(_TABLE, 1.1 - 0.4 * (down - 0.66))
    seat = math.floor(across * 3.2)
    beside = (across * 3.2 - seat - 0.5) + 0.05 * math.sin(at_s * 0.9 + seat)
    if math.hypot(beside, (down - 0.44) * 2.6) < 0.17:
        return _FACE
    if down > 0.5 and abs(beside) < 0.28:
        return _COATS[seat % len(_COATS)]
    if down < 0.3 and -0.25 < across < 0.25:
        return _FLAG
    return _shaded(_WALL, 0.75 + 0.35 * down)


def _shaded(colour: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    red, green, blue = (min(255, max(0, round(part * share))) for part in colour)
    return red, green, blue
