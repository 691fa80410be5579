"""The SIP ports of the province's codecs: a UDP socket for each, on its own loopback address.

The answer has the headers that RFC 3261 (section 8.2.6) and RFC 3581 ask for, as baresip sends them.
"""

import asyncio
import socket

from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.room import Machine
from gbdt_console.simulator.world.world import World
from gbdt_console.simulator.world.world_clock import WorldClock

_LARGEST_DATAGRAM = 65_535
_COPIED = ("via", "from", "to", "call-id", "cseq")
_SERVER = "Polycom/6.2.1"


class SipPorts:
    """Serves on the running loop from `open` to `close`.

    A hung machine, and one behind a cut line, answers nothing, and nobody answers what is no OPTIONS.
    """

    def __init__(self, plan: ProvincePlan, world: World, clock: WorldClock) -> None:
        self._plan = plan
        self._world = world
        self._clock = clock
        self._sockets: list[socket.socket] = []

    def open(self) -> None:
        """Bind all sockets. Raises OSError where an address is taken."""
        loop = asyncio.get_running_loop()
        for device in self._plan.devices:
            if device.sip_port is None:
                continue
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
            self._sockets.append(sock)
            sock.bind((device.address, device.sip_port))
            loop.add_reader(sock.fileno(), self._read, sock, self._world.places[device.id][1])

    def close(self) -> None:
        for sock in self._sockets:
            asyncio.get_running_loop().remove_reader(sock.fileno())
            sock.close()
        self._sockets.clear()

    def _read(self, sock: socket.socket, machine: Machine) -> None:
        try:
            data, sender = sock.recvfrom(_LARGEST_DATAGRAM)
        except OSError:
            return
        self._world.set_time(self._clock.now())
        trip_ms = self._world.round_trip_ms(machine.plan.id)
        if trip_ms is None or machine.is_hung:
            return
        answer = _answer(data, sender)
        if answer is None:
            return
        trip_s = self._clock.trip_s(trip_ms) or 0.0
        asyncio.get_running_loop().call_later(trip_s, _send, sock, answer, sender)


def _answer(data: bytes, sender: tuple[str, int]) -> bytes | None:
    first, *lines = data.decode("utf-8", "replace").split("\r\n")
    fields = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    if not first.startswith("OPTIONS ") or any(name not in fields for name in _COPIED):
        return None
    fields["via"] = fields["via"].replace(";rport", f";rport={sender[1]};received={sender[0]}", 1)
    fields["to"] += ";tag=gbdt"
    copied = [f"{name.title()}: {fields[name]}" for name in _COPIED]
    head = ["SIP/2.0 200 OK", *copied, f"Server: {_SERVER}", "Content-Length: 0"]
    return ("\r\n".join(head) + "\r\n\r\n").encode()


def _send(sock: socket.socket, answer: bytes, receiver: tuple[str, int]) -> None:
    try:
        sock.sendto(answer, receiver)
    except OSError:
        return
