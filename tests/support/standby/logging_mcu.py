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
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from gbdt_console.simulator.ami.wire import Action

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


def logging_mcu(log: Path) -> AmiMcu:
    """Return one that writes each order down before it obeys."""
    mcu, lines = AmiMcu(CONFERENCE, {USER: AmiUser(PASSWORD)}), log.open("a", buffering=1)

    def told(_: str, client: tuple[str, int], action: Action) -> None:
        name = action.get("action", "")
        if name in _CHANGES:
            one = Told(time.monotonic(), client[0], name, action.get("channel", ""))
            lines.write(json.dumps(one) + "\n")

    mcu.told = told
    return mcu


async def main(address: str, log: Path) -> None:
    mcu = logging_mcu(log)
    for number in NUMBERS:
        mcu.join(number)
    await mcu.start(address, PORT)
    await asyncio.Event().wait()


if __name__ == "__main__":
    tie_to_parent()
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
