"""An MCU in a process of its own. Two PCs call it, each at another address, by which its log names them."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from gbdt_console.simulator.ami.faults import AmiFault
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from gbdt_console.simulator.ami.wire import Action
from tests.support.conference.mcu_proxy import READING
from tests.support.standby.two_pcs import Pc

ADDRESSES = ("127.0.0.11", "127.0.0.12")
"""Where the first PC calls it, and where the second one does."""
ROOM, USER, SECRET = "giaoban", "dieuhanh", "zq-mcu-password"


class Asked(NamedTuple):
    """One action; `by` is the address at which it came in, `port` the client's."""

    by: str
    port: int
    action: str

    @property
    def is_order(self) -> bool:
        return self.action not in READING


class McuProcess:
    """Started in the constructor, with these numbers in the conference; ended by `close`."""

    def __init__(self, *numbers: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, *numbers], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, cwd=Path(__file__).parents[3],
        )  # fmt: skip
        self.port = int(self._line())

    def called_by(self, *pcs: Pc) -> None:
        """Let each PC call it at an address of its own; its site 1 is called at 2001, site 11 at 2011."""
        for pc, address in zip(pcs, ADDRESSES, strict=True):
            control = (
                f"{{driver: asterisk-confbridge, address: {address}, port: {self.port}, user: {USER}, "
                f"password: env:GBDT_MCU_PASSWORD, conference: {ROOM}}}"
            )
            text = pc.engine.config.read_text("utf-8").replace(
                "\ncentre:\n", f"\ncentre:\n  mcu: {control}\n"
            )
            pc.engine.config.write_text(re.sub(r"- number: (\d+)\n", _with_call_number, text), "utf-8")
            pc.more_environment["GBDT_MCU_PASSWORD"] = SECRET

    def state(self) -> dict[str, Any]:
        """Return who is in, who is blocked, whose picture is shown, and the rest that orders change."""
        return dict(self._ask("state"))

    def log(self) -> list[Asked]:
        """Return all actions, oldest first."""
        return [Asked(*one) for one in self._ask("log")]

    def orders(self) -> list[Asked]:
        """Return those that change something, or would."""
        return [one for one in self.log() if one.is_order]

    def stop_at(self, action: str, pid: int) -> None:
        """Stop that process as soon as such an action comes in, which is carried out a little later."""
        self._ask(f"stop {action} {pid}")

    def close(self) -> None:
        self._process.communicate(timeout=10)

    def _ask(self, what: str) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        return json.loads(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


def _with_call_number(line: re.Match[str]) -> str:
    return f"{line[0]}    conference_number: {2000 + int(line[1])}\n"


async def _serve(numbers: list[str]) -> None:
    mcu, log, stops = AmiMcu(ROOM, {USER: AmiUser(SECRET)}), list[tuple[str, int, str]](), dict[str, int]()
    mcu.faults.slow_s = 0.5

    def told(at: str, client: tuple[str, int], action: Action) -> None:
        name = action.get("action", "")
        log.append((at, client[1], name))
        if name in stops:
            os.kill(stops.pop(name), signal.SIGSTOP)

    mcu.told = told
    for number in numbers:
        mcu.join(number)
    with socket.socket() as free:
        free.bind((ADDRESSES[0], 0))
        port = free.getsockname()[1]
    _say(await mcu.start(ADDRESSES, port))
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := (await reader.readline()).decode().split():
        match line:
            case ["state"]:
                _say(_state(mcu))
            case ["log"]:
                _say(log)
            case ["stop", action, pid]:
                stops[action] = int(pid)
                mcu.faults.actions[action] = AmiFault.SLOW
                _say(None)
    mcu.close()


def _state(mcu: AmiMcu) -> dict[str, object]:
    conference = mcu.conference
    return {
        "in": mcu.numbers(),
        "blocked": [member.number for member in conference.listed() if member.is_muted],
        "shown": [member.number for member in conference.listed() if member.uid == conference.source],
        "is_chosen": conference.is_source_chosen,
        "is_locked": conference.is_locked,
        "is_recorded": conference.is_recorded,
    }


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1:]))
