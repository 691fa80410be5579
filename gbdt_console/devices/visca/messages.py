"""Writes VISCA commands and reads VISCA replies; every message ends in FF."""

from enum import Enum

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.rooms.room import CameraPosition

END = b"\xff"
LONGEST = 16
"""Limits a VISCA message, bytes, its end included."""

VERSION = b"\x81\x09\x00\x02\xff"
PAN_TILT = b"\x81\x09\x06\x12\xff"
ZOOM = b"\x81\x09\x04\x47\xff"

SYNTAX_ERRORS = frozenset({0x01, 0x02})
BUFFER_FULL = 0x03
CANCELLED = 0x04
NO_SOCKET = 0x05
NOT_EXECUTABLE = 0x41

_SHORTEST = 3
_ERROR_LENGTH = 4
_NIBBLE = 4
"""Bits that one byte of a position carries."""


class ReplyKind(Enum):
    ACK = 4
    COMPLETION = 5
    ERROR = 6
    ANSWER = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply of a camera.

    socket: the camera's number of the running command, 0 to 15
    data: bytes of an answer to an inquiry; else empty
    error: code of an error; else 0
    """

    kind: ReplyKind
    socket: int = 0
    data: bytes = b""
    error: int = 0


def recall(memory: int) -> bytes:
    """Write the command that turns the camera to a memory, which counts from 0."""
    return bytes((0x81, 0x01, 0x04, 0x3F, 0x02, memory, 0xFF))


def read_reply(message: bytes) -> Reply | None:
    """Read one message with its end; None where it is no reply that a controller waits for."""
    if not _SHORTEST <= len(message) <= LONGEST or not message.endswith(END) or END in message[:-1]:
        return None
    if message[0] & 0x8F != 0x80 or message[0] == 0x80:
        return None
    high, socket = message[1] >> 4, message[1] & 0x0F
    body = message[2:-1]
    if high == ReplyKind.ACK.value and not body:
        return Reply(ReplyKind.ACK, socket)
    if high == ReplyKind.COMPLETION.value:
        return Reply(ReplyKind.ANSWER, socket, body) if body else Reply(ReplyKind.COMPLETION, socket)
    if high == ReplyKind.ERROR.value and len(message) == _ERROR_LENGTH:
        return Reply(ReplyKind.ERROR, socket, error=body[0])
    return None


def read_position(pan_tilt: bytes, zoom: bytes) -> CameraPosition | None:
    """Read the two answers on position; None where either is no such answer.

    Cameras write the pan angle with four or five bytes, the tilt angle with four or five.
    """
    if not 8 <= len(pan_tilt) <= 10 or len(zoom) != 4 or any(byte > 0x0F for byte in pan_tilt + zoom):
        return None
    pan_bytes = 4 if len(pan_tilt) == 8 else 5
    pan, tilt = pan_tilt[:pan_bytes], pan_tilt[pan_bytes:]
    return CameraPosition(_signed(pan), _signed(tilt), _number(zoom))


def _number(nibbles: bytes) -> int:
    number = 0
    for nibble in nibbles:
        number = number << _NIBBLE | nibble
    return number


def _signed(nibbles: bytes) -> int:
    """Read a number in two's complement."""
    number, bits = _number(nibbles), _NIBBLE * len(nibbles)
    return number - (1 << bits) if number >> (bits - 1) else number
