"""A simulated MCU in a process of its own, which notes who told it to change what, and when.

Run as `python -m tests.support.standby.logging_mcu ADDRESS LOG`.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import NamedTuple

from bench.tied import tie_to_parent
from gbdt_console.simulator.ami.faults import AmiFault
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiSession, AmiUser
from gbdt_console.simulator.ami.wire import Action, Fields

PORT = 5038
CONFERENCE, USER, PASSWORD = "giaoban", "dieuhanh", "a-secret-of-the-mcu"
NUMBERS = ("2001", "2002")
_CHANGES = frozenset({
    "ConfbridgeMute", "ConfbridgeUnmute", "ConfbridgeLock", "ConfbridgeUnlock", "ConfbridgeKick",
    "ConfbridgeSetSingleVideoSrc", "Originate", "ConfbridgeStartRecord", "ConfbridgeStopRecord",
})  # fmt: skip


class Told(NamedTuple):
    """One order: monotonic seconds, the sender's address, the action and its channel."""

    at_s: float
    source: str
    action: str
    channel: str


def told_in(log: Path) -> list[Told]:
    """Read the log; a line that is just being written is left for the next time."""
    lines = log.read_text().splitlines(keepends=True)
    return [Told(*json.loads(line)) for line in lines if line.endswith("\n")]


class LoggingMcu(AmiMcu):
    """Writes each order down before it obeys."""

    def __init__(self, log: Path) -> None:
        super().__init__(CONFERENCE, {USER: AmiUser(PASSWORD)})
        self._log = log.open("a", buffering=1)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        source = writer.get_extra_info("peername")[0]

        def run(action: Action, fault: AmiFault | None) -> list[Fields]:
            name = action.get("action", "")
            if name in _CHANGES:
                told = Told(time.monotonic(), source, name, action.get("channel", ""))
                self._log.write(json.dumps(told) + "\n")
            return self._run_action(action, fault)

        session = AmiSession(self._users, self.faults, self._class_of, run, writer)
        self._sessions.add(session)
        try:
            await session.serve(reader)
        finally:
            self._sessions.discard(session)


async def main(address: str, log: Path) -> None:
    mcu = LoggingMcu(log)
    for number in NUMBERS:
        mcu.join(number)
    await mcu.start(address, PORT)
    await asyncio.Event().wait()


if __name__ == "__main__":
    tie_to_parent()
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
