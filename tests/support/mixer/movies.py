"""Writes short films of one colour with bars that move, which any player of films reads."""

import struct
from pathlib import Path

WIDTH, HEIGHT, FRAMES, PER_S = 64, 36, 20, 10
_WHITE = b"\xff\xff\xff"
_BAR = 4
"""Width of a bar, pixels."""
_SPACING = 8
"""Bars from one white bar to the next."""


def write_film(path: Path, red: int, green: int, blue: int) -> None:
    """Write uncompressed AVI (RIFF), whose pixels stand from the bottom up in blue, green, red."""
    colour = bytes((blue, green, red))
    rows = [
        b"".join(colour if (x // _BAR - frame) % _SPACING else _WHITE for x in range(WIDTH))
        for frame in range(FRAMES)
    ]
    size = WIDTH * HEIGHT * 3
    main = struct.pack(
        "<14I", 1_000_000 // PER_S, size * PER_S, 0, 0x10, FRAMES, 0, 1, size, WIDTH, HEIGHT, 0, 0, 0, 0
    )
    stream = b"vidsDIB " + struct.pack(
        "<IHHIIIIIIII4h", 0, 0, 0, 0, 1, PER_S, 0, FRAMES, size, 0xFFFFFFFF, 0, 0, 0, WIDTH, HEIGHT
    )
    picture = struct.pack("<IiiHHIIiiII", 40, WIDTH, HEIGHT, 1, 24, 0, size, 0, 0, 0, 0)
    lists = _list(b"strl", _chunk(b"strh", stream) + _chunk(b"strf", picture))
    head = _list(b"hdrl", _chunk(b"avih", main) + lists)
    film = _list(b"movi", b"".join(_chunk(b"00db", row * HEIGHT) for row in rows))
    at = [4 + frame * (size + 8) for frame in range(FRAMES)]
    index = _chunk(b"idx1", b"".join(b"00db" + struct.pack("<III", 0x10, offset, size) for offset in at))
    path.write_bytes(_chunk(b"RIFF", b"AVI " + head + film + index))


def _chunk(name: bytes, content: bytes) -> bytes:
    """All contents here have an even length, so none is padded."""
    return name + struct.pack("<I", len(content)) + content


def _list(name: bytes, content: bytes) -> bytes:
    return _chunk(b"LIST", name + content)
