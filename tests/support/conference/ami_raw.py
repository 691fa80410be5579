"""An AMI client of the tests' own, by plain sockets: what a second pair of eyes sees of an MCU."""

import itertools
import socket
from contextlib import suppress
from types import TracebackType

from gbdt_console.driver_contract.mcu import Seen

Fields = dict[str, str]


class RawAmi:
    """Logs in by plain secret, asks one thing at a time, keeps every event it meets in `events`."""

    def __init__(self, host: str, port: int, user: str, secret: str) -> None:
        self.events: list[Fields] = []
        self._socket = socket.create_connection((host, port), timeout=30)
        self._file = self._socket.makefile("rb")
        self._numbers = itertools.count(1)
        assert self._file.readline().startswith(b"Asterisk Call Manager/")
        answer = self.ask("Login", Username=user, Secret=secret)
        assert answer["Response"] == "Success", answer

    def __enter__(self) -> "RawAmi":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def ask(self, action: str, **fields: str) -> Fields:
        """The response to an action."""
        own = self._send(action, fields)
        while (packet := self._packet()).get("ActionID") != own or "Response" not in packet:
            self.events.append(packet)
        return packet

    def rows(self, action: str, row: str = "", **fields: str) -> list[Fields]:
        """The rows of a list action, events of its name or `row`; none where it answers by an error."""
        if self.ask(action, **fields)["Response"] != "Success":
            return []
        rows: list[Fields] = []
        while (packet := self._packet()).get("EventList") != "Complete":
            (rows if packet.get("Event") == (row or action) else self.events).append(packet)
        return rows

    def command(self, line: str) -> str:
        """What the MCU's own console says to a line."""
        return self.ask("Command", Command=line).get("Output", "")

    def hear(self) -> list[Fields]:
        """All events up to now: a ping comes back after them."""
        self.ask("Ping")
        return self.events

    def _send(self, action: str, fields: Fields) -> str:
        own = f"raw-{next(self._numbers)}"
        lines = [f"Action: {action}", f"ActionID: {own}", *(f"{k}: {v}" for k, v in fields.items()), "", ""]
        self._socket.sendall("\r\n".join(lines).encode())
        return own

    def _packet(self) -> Fields:
        fields: Fields = {}
        for line in iter(self._file.readline, b"\r\n"):
            if not line:
                raise ConnectionError("the MCU closed")
            with suppress(ValueError):
                key, value = line.decode("utf-8", "replace").rstrip("\r\n").split(": ", 1)
                fields[key] = f"{fields[key]}\n{value}" if key == "Output" and key in fields else value
        return fields


def seen_by(witness: RawAmi, conference: str) -> Seen:
    """What that client sees of the conference."""
    rows = witness.rows("ConfbridgeList", Conference=conference)
    rooms = witness.rows("ConfbridgeListRooms")
    bridges = witness.rows("BridgeList", row="BridgeListItem")
    source = next((b.get("BridgeVideoSource") for b in bridges if b["BridgeName"] == conference), None)
    return Seen(
        frozenset(row["CallerIDNum"] for row in rows),
        frozenset(row["CallerIDNum"] for row in rows if row["Muted"] == "Yes"),
        any(room["Conference"] == conference and room["Locked"] == "Yes" for room in rooms),
        next((row["CallerIDNum"] for row in rows if row["Uniqueid"] == source), None),
    )
