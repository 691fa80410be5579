"""The control socket: JSON lines by which a test or the demo's autopilot controls the running simulator.

Requests: {"do": "inject", "fault", "target", "value"?}, {"do": "step", "seconds"}, {"do": "skip"} to the
scenario's next step, {"do": "state"}.
Responses: {"ok": true, ...} or {"ok": false, "error": reason}.
"""

import asyncio
import json
import socket
from collections.abc import Callable
from pathlib import Path

from gbdt_console.simulator.world.faults import WorldFault
from gbdt_console.simulator.world.world import Facts

_LONGEST_LINE = 65_536
"""Octets of one request at most."""
_LONGEST_STEP_S = 86_400.0
"""Limits one step to a day: every fault of the scenario that falls into a step is applied at once."""


class ControlPort:
    """Serves the control socket.

    inject: applies a fault now; raises ValueError for an unknown target
    step: lets that many seconds of the world's time pass
    skip: steps to the scenario's next fault
    state: returns the world's facts as JSON
    """

    def __init__(
        self,
        inject: Callable[[WorldFault], None],
        step: Callable[[float], None],
        skip: Callable[[], None],
        state: Callable[[], Facts],
    ) -> None:
        self._inject = inject
        self._step = step
        self._skip = skip
        self._state = state
        self._server: asyncio.Server | None = None

    async def open(self, path: Path) -> None:
        """Listen on the Unix socket `path`, which only this user may open."""
        self._server = await asyncio.start_unix_server(self._serve, sock=_private(path), limit=_LONGEST_LINE)

    def close(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(self._answer(line)).encode() + b"\n")
                await writer.drain()
        except (ValueError, ConnectionError):
            return
        finally:
            writer.close()

    def _answer(self, line: bytes) -> Facts:
        try:
            return {"ok": True} | self._do(json.loads(line))
        except (ValueError, TypeError, KeyError) as error:
            return {"ok": False, "error": str(error)}

    def _do(self, request: object) -> Facts:
        match request:
            case {"do": "inject", "fault": fault, "target": target, **rest}:
                self._inject(WorldFault.checked(fault, target, rest.get("value")))
                return {}
            case {"do": "step", "seconds": int() | float() as seconds} if 0 <= seconds <= _LONGEST_STEP_S:
                self._step(float(seconds))
                return {}
            case {"do": "skip"}:
                self._skip()
                return {}
            case {"do": "state"}:
                return {"state": self._state()}
        raise ValueError("no such request")


def _private(path: Path) -> socket.socket:
    """Return a bound Unix socket that only this user may open."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o600)
    return listener
