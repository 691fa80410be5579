"""All agents of the province: a UDP socket for each, on its own loopback address, in one event loop."""

import asyncio
import resource
import socket

from gbdt_console.simulator.agents.agent import Agent
from gbdt_console.simulator.mibs.trap_conditions import AUTHENTICATION_FAILURE, Trap
from gbdt_console.simulator.snmp.ber import BerError
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.room import Machine
from gbdt_console.simulator.world.world import World
from gbdt_console.simulator.world.world_clock import WorldClock

_DATAGRAMS_A_TURN = 16
_LARGEST_DATAGRAM = 65_535
_SPARE_DESCRIPTORS = 64
_DESCRIPTORS_A_CODEC = 6
"""Its listener, and a connection or two to it with what SSH needs within."""
_CONSOLE = "127.0.0.1"


class Agents:
    """Lives on the running event loop. An answer comes back after the round trip the world says."""

    def __init__(self, plan: ProvincePlan, world: World, pace: WorldClock) -> None:
        self._plan = plan
        self._world = world
        self._pace = pace
        self._loop = asyncio.get_running_loop()
        self._sockets: list[socket.socket] = []
        self._speakers: dict[str, tuple[socket.socket, Agent]] = {}
        self.dropped = 0
        self.told = 0

    def open(self) -> None:
        """Bind all. Raises OSError where an address is taken or the system allows too few descriptors."""
        spoken = [device for device in self._plan.devices if device.credential]
        codecs = sum(device.control is not None for device in self._plan.devices)
        _allow_descriptors(len(spoken) + codecs * _DESCRIPTORS_A_CODEC + _SPARE_DESCRIPTORS)
        for device in spoken:
            room, machine = self._world.places[device.id]
            agent = Agent(room, machine, self._plan.credentials[device.credential], self._pace)
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
            self._sockets.append(sock)
            sock.bind((device.address, device.port))
            self._speakers[device.id] = sock, agent
            self._loop.add_reader(sock.fileno(), self._read, sock, agent)

    def close(self) -> None:
        for sock in self._sockets:
            self._loop.remove_reader(sock.fileno())
            sock.close()
        self._sockets.clear()
        self._speakers.clear()

    def tell(self, machine: Machine, trap: Trap) -> None:
        """Send a trap from the agent's own socket to the console, if the line carries it. Nobody asks for it
        again."""
        speaker = self._speakers.get(machine.plan.id)
        trip_ms = self._world.round_trip_ms(machine.plan.id)
        if speaker is None or trip_ms is None or machine.is_hung or self._plan.trap_port is None:
            return
        sock, agent = speaker
        data = agent.notify(trap)
        if data is not None:
            self.told += 1
            receiver = (_CONSOLE, self._plan.trap_port)
            self._post(trip_ms / 2, sock, data, receiver)

    def _read(self, sock: socket.socket, agent: Agent) -> None:
        for _ in range(_DATAGRAMS_A_TURN):
            try:
                data, sender = sock.recvfrom(_LARGEST_DATAGRAM)
            except OSError:
                return
            self._take(sock, agent, data, sender)

    def _take(self, sock: socket.socket, agent: Agent, data: bytes, sender: tuple[str, int]) -> None:
        self._world.look(self._pace.now())
        trip_ms = self._world.round_trip_ms(agent.machine.plan.id)
        if trip_ms is None or agent.machine.is_hung:
            return
        strangers = agent.strangers
        try:
            answer = agent.answer(data)
        except BerError:
            self.dropped += 1
            return
        if agent.strangers > strangers and agent.machine.plan.tells_strangers:
            self.tell(agent.machine, AUTHENTICATION_FAILURE)
        if answer is not None:
            self._post(trip_ms, sock, answer, sender)

    def _post(self, trip_ms: float, sock: socket.socket, data: bytes, receiver: tuple[str, int]) -> None:
        """Send once the packet has travelled so long."""
        trip_s = self._pace.trip_s(trip_ms)
        if trip_s:
            self._loop.call_later(trip_s, _send, sock, data, receiver)
        else:
            _send(sock, data, receiver)


def _send(sock: socket.socket, answer: bytes, receiver: tuple[str, int]) -> None:
    try:
        sock.sendto(answer, receiver)
    except OSError:
        return


def _allow_descriptors(needed: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < needed:
        if hard != resource.RLIM_INFINITY and hard < needed:
            raise OSError(f"{needed} descriptors are needed, the system allows {hard}")
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
