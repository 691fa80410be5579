"""Defines a still: one small picture of what a site shows, or of its room."""

import binascii
from base64 import b64decode, b64encode
from typing import Self

from gbdt_console.core.quick_dataclass import dataclass

STILL_EVERY_S = 2.0
"""Separates two stills of one source, s."""
OLD_AFTER_S = 3 * STILL_EVERY_S
"""Age from which a still is grey, s: two were missed."""
_BYTES = 3


@dataclass(frozen=True, slots=True)
class Still:
    """The picture of one source at one moment; it is nowhere but in memory.

    site_id: id of the site whose source it is
    taken_s: when its device gave it last, monotonic s
    width: its width, pixels
    pixels: rows of red, green and blue bytes, in base64; empty where they are those given before
    is_of_room: it is what the room's own camera sees, which may not be what goes out
    """

    site_id: str
    taken_s: float
    width: int = 0
    pixels: str = ""
    is_of_room: bool = False

    @classmethod
    def of_rows(
        cls, site_id: str, taken_s: float, width: int, rows: bytes, *, is_of_room: bool = False
    ) -> Self:
        return cls(site_id, taken_s, width, b64encode(rows).decode("ascii"), is_of_room)

    def rows(self) -> tuple[bytes, ...]:
        """Return the rows, top first; none where they are not whole."""
        try:
            data, step = b64decode(self.pixels, validate=True), self.width * _BYTES
        except binascii.Error:
            return ()
        if step <= 0 or len(data) % step:
            return ()
        return tuple(data[at : at + step] for at in range(0, len(data), step))
