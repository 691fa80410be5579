"""One line through wirefilter: a tap at each end, delay, jitter and loss changed while it runs."""

import socket
import subprocess
from pathlib import Path

from tests.support.lab.namespaces import Namespaces
from tests.support.lab.plan import LabSite
from tests.support.wait import until

PROMPT = b"VDEwf$ "


class FilteredWire:
    """The wire between a regional router and one site. Both directions get the same treatment."""

    def __init__(self, namespaces: Namespaces, site: LabSite) -> None:
        self._socket = namespaces.folder / f"{site.id}.wire"
        left = ["vde_plug", f"tap://{site.port}"]
        right = namespaces.command(site.id, ["vde_plug", "tap://wan0"])
        middle = ["wirefilter", "-M", str(self._socket)]
        argv = namespaces.command(site.region, ["dpipe", *left, "=", *middle, "=", *right])
        self._process = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(lambda: _answers(self._socket), "wirefilter opens its management socket")

    def delay(self, ms: float, jitter_ms: float = 0) -> None:
        """Delay each direction by half of `ms`, so that the round trip grows by `ms`."""
        half = ms / 2
        self._say(f"delay {half:g}" if not jitter_ms else f"delay {half:g}+{jitter_ms / 2:g}N")

    def loss(self, percent: float) -> None:
        """Lose that share of the round trips: all of it on the way out, none on the way back."""
        self._say(f"loss LR {percent:g}")

    def close(self) -> None:
        self._process.kill()
        self._process.wait()

    def _say(self, command: str) -> None:
        with _connected(self._socket) as wire:
            wire.sendall(command.encode() + b"\n")
            answer = _until_prompt(wire)
        if b"1000 Success" not in answer:
            raise RuntimeError(f"wirefilter refuses '{command}': {answer!r}")


def _connected(path: Path) -> socket.socket:
    wire = socket.socket(socket.AF_UNIX)
    wire.settimeout(5)
    wire.connect(str(path))
    return wire


def _answers(path: Path) -> bool:
    try:
        _connected(path).close()
    except OSError:
        return False
    return True


def _until_prompt(wire: socket.socket) -> bytes:
    """All that is said until wirefilter asks again: one prompt comes before the answer, one after."""
    heard = b""
    while heard.count(PROMPT) < 2:
        piece = wire.recv(4096)
        if not piece:
            break
        heard += piece
    return heard
