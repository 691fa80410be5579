"""The server's side of AMI's wire format: splits a byte stream into actions, and builds packets."""

from collections.abc import Iterable, Iterator

Fields = list[tuple[str, str]]
Action = dict[str, str]

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
"""The first line of a connection, as Asterisk 22 sends it."""
_LONGEST_LINE = 64 * 1024
"""Octets; limits what a client can make the simulated MCU keep."""


class ActionReader:
    """Splits received bytes into actions. Keys are in lower case, lines end with CRLF or LF."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._action: Action = {}

    def feed(self, data: bytes) -> Iterator[Action]:
        """Yield each action that is complete. Raises ValueError for a line over 64 kB."""
        for byte in data:
            self._line.append(byte)
            if len(self._line) > _LONGEST_LINE:
                raise ValueError("a line without an end")
            if byte == 0x0A and (action := self._take_line()):
                yield action

    def _take_line(self) -> Action | None:
        line = self._line.decode("utf-8", "replace").rstrip("\r\n")
        self._line.clear()
        if line:
            key, _, value = line.partition(":")
            self._action[key.strip().lower()] = value.strip()
            return None
        action, self._action = self._action, {}
        return action


def packet(fields: Iterable[tuple[str, str]]) -> bytes:
    """Encode one packet.

    Values are not escaped: a name that holds line ends breaks the packet, as it does with Asterisk.
    """
    lines = [f"{key}: {value}\r\n" for key, value in fields]
    return "".join([*lines, "\r\n"]).encode("utf-8", "surrogatepass")
