"""Reads uncompressed BMPs: their pixels stand there as they are, so nothing has to be decoded."""

import struct
from typing import NamedTuple

_HEAD = struct.Struct("<2sIHHIIiiHHI")
"""BITMAPFILEHEADER and the begin of BITMAPINFOHEADER: offset, width, height, bits, compression among them."""
_MOST_SIDE = 4_096
_PLAIN, _BIT_FIELDS = 0, 3
"""Kinds of compression that are none; with fields OBS gives blue, green and red in the usual order."""


class Small(NamedTuple):
    """A small picture: rows of red, green and blue bytes, top first."""

    width: int
    rows: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height, pixels."""
        return self.width, len(self.rows) // (3 * self.width)


def read_bmp(data: bytes, most_side: int) -> Small | None:
    """Return the pixels of a BMP of 24 or 32 bits; None for anything else.

    most_side: a larger picture gives every second, third … pixel of every second, third … row
    """
    try:
        kind, _, _, _, begin, _, width, height, _, bits, compression = _HEAD.unpack_from(data)
    except struct.error:
        return None
    sides, depth = (width, abs(height)), bits // 8
    if kind != b"BM" or bits not in (24, 32) or compression not in (_PLAIN, _BIT_FIELDS):
        return None
    if not all(0 < side <= _MOST_SIDE for side in sides):
        return None
    step = (width * bits + 31) // 32 * 4
    if begin < _HEAD.size or len(data) < begin + step * abs(height):
        return None
    every = -(-max(sides) // most_side)
    rows = [_row(data[at : at + width * depth], depth, every) for at in _begins(begin, step, height, every)]
    return Small(-(-width // every), b"".join(rows))


def _begins(begin: int, step: int, height: int, every: int) -> list[int]:
    """Return where the rows begin, top first; a positive height counts from the bottom."""
    found = [begin + step * row for row in range(abs(height))]
    return (found[::-1] if height > 0 else found)[::every]


def _row(pixels: bytes, depth: int, every: int) -> bytes:
    """Return the first of each `every` pixels as red, green and blue."""
    parts = [pixels[part::depth][::every] for part in (2, 1, 0)]
    turned = bytearray(3 * len(parts[0]))
    turned[0::3], turned[1::3], turned[2::3] = parts
    return bytes(turned)
