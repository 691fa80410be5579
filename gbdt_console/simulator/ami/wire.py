"""AMI as a server speaks it: actions cut out of a stream of bytes, packets put together."""

from collections.abc import Iterable, Iterator

Fields = list[tuple[str, str]]
Action = dict[str, str]

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
_LONGEST = 64 * 1024


class ActionReader:
    """Gives each action that is whole, its keys in lower case; a line may end with CRLF or LF."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._action: Action = {}

    def feed(self, data: bytes) -> Iterator[Action]:
        """Raises ValueError for what is too long to be one."""
        for byte in data:
            self._line.append(byte)
            if len(self._line) > _LONGEST:
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
    """One packet. Values go as they are: a name that holds line ends breaks the packet, as it would there."""
    lines = [f"{key}: {value}\r\n" for key, value in fields]
    return "".join([*lines, "\r\n"]).encode("utf-8", "surrogatepass")
