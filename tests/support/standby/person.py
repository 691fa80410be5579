"""A person who writes: `python -m tests.support.standby.person NUMBER TOLD DESK STATE-1 STATE-2`.

He signs the shift with a note and gives the MCU an order, again and again, and notes in TOLD each id that he
was told is recorded, and by which PC. DESK is a file that says at which PC he sits; without one he stays
where it works, and tries the other PC where it does not.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from bench.tied import tie_to_parent
from gbdt_console.core.commands import Command
from gbdt_console.core.conference.commands import BlockMicrophone, LockConference, UnblockMicrophone
from gbdt_console.core.handover.shift import TakeOverShift
from gbdt_console.core.port import ClientKind, PortClosed
from gbdt_console.core.requests import Stage, new_request_id
from gbdt_console.engine.clients.socket_port import EngineRefuses, NoEngine, SocketPort

_BETWEEN_S = 1.0
_WAITS_S = 15.0
_GONE = (NoEngine, EngineRefuses, PortClosed, OSError, TimeoutError)
ORDERS: tuple[tuple[Command, Command], ...] = (
    (BlockMicrophone("d0001", is_sure=True), UnblockMicrophone("d0001")),
    (BlockMicrophone("d0002", is_sure=True), UnblockMicrophone("d0002")),
    (LockConference(True), LockConference(False)),
)


class Acknowledged(NamedTuple):
    """What a person was told: id, the PC that said so, the last stage, and monotonic seconds."""

    id: str
    machine: str
    stage: str
    at_s: float


def acknowledged_in(told: Path) -> list[Acknowledged]:
    """Read a person's notes; a line that is just being written was not said yet."""
    lines = told.read_text().splitlines(keepends=True) if told.exists() else []
    return [Acknowledged(*json.loads(line)) for line in lines if line.endswith("\n")]


async def main(number: int, told: Path, desk: Path | None, states: list[Path]) -> None:
    machine, orders = states[0], cycle(ORDERS[number])
    with told.open("a", buffering=1) as notes:
        while True:
            with suppress(*_GONE):
                port = await SocketPort.connect(machine / "engine.sock", ClientKind.VERB, f"person {number}")
                try:
                    while desk is None or _seat(desk, states) == machine:
                        if not await _write(port, machine, next(orders), notes.write):
                            break
                        await asyncio.sleep(_BETWEEN_S)
                finally:
                    await port.close()
            await asyncio.sleep(_BETWEEN_S)
            machine = _seat(desk, states) if desk is not None else states[1 - states.index(machine)]


def _seat(desk: Path, states: list[Path]) -> Path:
    name = desk.read_text()
    return next(state for state in states if state.parent.name == name)


async def _write(port: SocketPort, machine: Path, order: Command, note: Callable[[str], object]) -> bool:
    """Give a record and an order; tell whether this PC takes records."""
    for command in (TakeOverShift("on duty"), order):
        request_id = new_request_id()
        stage = await stage_of(port, request_id, command)
        told = Acknowledged(request_id, machine.parent.name, stage.value, time.monotonic())
        note(json.dumps(told) + "\n")
        if isinstance(command, TakeOverShift) and stage is not Stage.RECORDED:
            return False
    return True


async def stage_of(port: SocketPort, request_id: str, command: Command) -> Stage:
    async with asyncio.timeout(_WAITS_S):
        stage = Stage.REQUESTED
        async for step in port.submit_as(request_id, command):
            stage = step.stage
        return stage


if __name__ == "__main__":
    tie_to_parent()
    _, which, file, seat, *places = sys.argv
    asyncio.run(main(int(which), Path(file), Path(seat) if seat != "-" else None, [Path(p) for p in places]))
