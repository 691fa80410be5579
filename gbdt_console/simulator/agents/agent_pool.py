"""What devices answer over UDP: SNMP agents and the codecs' SIP, each on its own loopback address."""

import asyncio
import resource
import socket

from gbdt_console.simulator.agents.agent import Agent
from gbdt_console.simulator.mibs.trap_conditions import AUTHENTICATION_FAILURE, Trap
from gbdt_console.simulator.sip.sip_ports import SipPorts
from gbdt_console.simulator.snmp.ber import BerError
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.room import Machine
from gbdt_console.simulator.world.world import World
from gbdt_console.simulator.world.world_clock import WorldClock

_DATAGRAMS_A_TURN = 16
"""Limits the reads of one socket per turn of the loop, so that one busy client does not starve the others."""
_LARGEST_DATAGRAM = 65_535
"""Octets read at most: no UDP datagram is larger."""
_SPARE_DESCRIPTORS = 64
"""Descriptors beside agents and codecs: echo, control, MCU, and the process's own files."""
_DESCRIPTORS_A_CODEC = 7
"""A codec's listener, its SIP port, and two connections with the socket pair that SSH needs for each."""
_CONSOLE = "127.0.0.1"


class AgentPool:
    """Serves all agents on the running event loop.

    A response leaves after the round trip that the world gives for its machine. `dropped` counts datagrams
    that are not SNMP, `traps_sent` the traps that left.
    """

    def __init__(self, plan: ProvincePlan, world: World, clock: WorldClock) -> None:
        self._plan = plan
        self._world = world
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._sip = SipPorts(plan, world, clock)
        self._sockets: list[socket.socket] = []
        self._agents: dict[str, tuple[socket.socket, Agent]] = {}
        self.dropped = 0
        self.traps_sent = 0

    def open(self) -> None:
        """Bind all sockets. Raises OSError for a taken address or too few file descriptors."""
        snmp_devices = [device for device in self._plan.devices if device.credential]
        codecs = sum(device.control is not None for device in self._plan.devices)
        _allow_descriptors(len(snmp_devices) + codecs * _DESCRIPTORS_A_CODEC + _SPARE_DESCRIPTORS)
        for device in snmp_devices:
            room, machine = self._world.places[device.id]
            agent = Agent(room, machine, self._plan.credentials[device.credential], self._clock)
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
            self._sockets.append(sock)
            sock.bind((device.address, device.port))
            self._agents[device.id] = sock, agent
            self._loop.add_reader(sock.fileno(), self._read, sock, agent)
        self._sip.open()

    def close(self) -> None:
        self._sip.close()
        for sock in self._sockets:
            self._loop.remove_reader(sock.fileno())
            sock.close()
        self._sockets.clear()
        self._agents.clear()

    def send_trap(self, machine: Machine, trap: Trap) -> None:
        """Send a trap once from the agent's own socket to the console.

        The trap is lost while the line does not carry it or the agent hangs.
        """
        found = self._agents.get(machine.plan.id)
        trip_ms = self._world.round_trip_ms(machine.plan.id)
        if found is None or trip_ms is None or machine.is_hung or self._plan.trap_port is None:
            return
        sock, agent = found
        data = agent.encode_trap(trap)
        if data is not None:
            self.traps_sent += 1
            receiver = (_CONSOLE, self._plan.trap_port)
            self._send_after(trip_ms / 2, sock, data, receiver)

    def _read(self, sock: socket.socket, agent: Agent) -> None:
        for _ in range(_DATAGRAMS_A_TURN):
            try:
                data, sender = sock.recvfrom(_LARGEST_DATAGRAM)
            except OSError:
                return
            self._answer(sock, agent, data, sender)

    def _answer(self, sock: socket.socket, agent: Agent, data: bytes, sender: tuple[str, int]) -> None:
        self._world.set_time(self._clock.now())
        trip_ms = self._world.round_trip_ms(agent.machine.plan.id)
        if trip_ms is None or agent.machine.is_hung:
            return
        refusals = agent.refusals
        try:
            answer = agent.answer(data)
        except BerError:
            self.dropped += 1
            return
        if agent.refusals > refusals and agent.machine.plan.sends_auth_traps:
            self.send_trap(agent.machine, AUTHENTICATION_FAILURE)
        if answer is not None:
            self._send_after(trip_ms, sock, answer, sender)

    def _send_after(
        self, trip_ms: float, sock: socket.socket, data: bytes, receiver: tuple[str, int]
    ) -> None:
        trip_s = self._clock.trip_s(trip_ms)
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
    """Raise this process's limit of open files to `needed`. Raises OSError above the hard limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < needed:
        if hard != resource.RLIM_INFINITY and hard < needed:
            raise OSError(f"{needed} descriptors are needed, the system allows {hard}")
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
