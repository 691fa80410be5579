"""Writes short films and single pictures of one colour with bars that move, which any player reads."""

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


def bitmap(width: int, height: int, colour: tuple[int, int, int], bar_x: int, bits: int = 24) -> bytes:
    """Return a BMP of one colour with a white bar a pixel wide; its rows stand from the bottom up.

    bits: 24, or 32 with an unused fourth byte
    """
    red, green, blue = colour
    fourth = b"\0" * (bits // 8 - 3)
    row = b"".join((_WHITE if x == bar_x else bytes((blue, green, red))) + fourth for x in range(width))
    rows = (row + b"\0" * (-len(row) % 4)) * height
    head = struct.pack("<2sIHHI", b"BM", 54 + len(rows), 0, 0, 54)
    return head + struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, 0, len(rows), 0, 0, 0, 0) + rows


def _list(name: bytes, content: bytes) -> bytes:
    return _chunk(b"LIST", name + content)
