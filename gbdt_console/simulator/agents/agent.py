"""One simulated SNMP agent: answers a request datagram as its credential allows, and encodes its traps."""

import hmac

from gbdt_console.core.sites import SnmpCredential, SnmpVersion
from gbdt_console.simulator.mibs.mib_of_device import mib_of
from gbdt_console.simulator.mibs.trap_conditions import Trap
from gbdt_console.simulator.snmp import messages
from gbdt_console.simulator.snmp.answering import respond, respond_v1
from gbdt_console.simulator.snmp.ber import Oid, Value
from gbdt_console.simulator.snmp.usm import UsmAgent
from gbdt_console.simulator.world.room import Machine, SimulatedRoom
from gbdt_console.simulator.world.world_clock import WorldClock


class Agent:
    """Answers for one machine.

    The agent derives its v3 keys at the first v3 message, so that a large province starts quickly.
    """

    def __init__(
        self, room: SimulatedRoom, machine: Machine, credential: SnmpCredential, clock: WorldClock
    ) -> None:
        self.room = room
        self.machine = machine
        self._credential = credential
        self._mib = mib_of(machine.plan)
        self._clock = clock
        self._usm: UsmAgent | None = None
        self._boots = -1
        self._booted_s = 0.0
        self._traps = 0
        self._refused_communities = 0

    def answer(self, data: bytes) -> bytes | None:
        """Return the response datagram, or None where an agent stays silent.

        Raises BerError for data that is not SNMP.
        """
        version = messages.version_of(data)
        if self._credential.version is SnmpVersion.V3 and version is messages.Version.V3:
            return self._user_model().answer(data, self._respond)
        if version is messages.Version.V3:
            return None
        message = messages.decode_message(data)
        community = self._credential.community
        if community is None or not hmac.compare_digest(message.community, community.reveal().encode()):
            self._refused_communities += 1
            return None
        if version is messages.Version.V1:
            response = respond_v1(message.pdu, self._get, self._after, self._put)
        elif self._credential.version is SnmpVersion.V2C:
            response = respond(message.pdu, self._get, self._after, self._put)
        else:
            return None
        if response is None:
            return None
        return messages.encode_message(messages.CommunityMessage(version, message.community, response))

    @property
    def refusals(self) -> int:
        """Count the requests with a wrong community, user or password."""
        return self._refused_communities + (self._usm.refusals if self._usm else 0)

    def encode_trap(self, trap: Trap) -> bytes | None:
        """Encode the trap's datagram; None for version 1, whose traps are not simulated."""
        self._traps += 1
        pdu = trap.pdu(self.room.uptime_s(self.machine), self._traps)
        if self._credential.version is SnmpVersion.V3:
            return self._user_model().encode_trap(pdu)
        community = self._credential.community
        if self._credential.version is SnmpVersion.V1 or community is None:
            return None
        return messages.encode_message(
            messages.CommunityMessage(messages.Version.V2C, community.reveal().encode(), pdu)
        )

    def _user_model(self) -> UsmAgent:
        if self._usm is None:
            self._usm = UsmAgent(self.machine.engine_id, self._credential, self._engine_clock)
        return self._usm

    def _respond(self, request: messages.SimulatedPdu, max_bytes: int) -> messages.SimulatedPdu | None:
        return respond(request, self._get, self._after, self._put, max_bytes)

    def _get(self, oid: Oid) -> Value:
        return self._mib.get(oid, self.room, self.machine)

    def _after(self, oid: Oid) -> Oid | None:
        return self._mib.after(oid, self.room, self.machine)

    def _put(self, oid: Oid, value: Value) -> bool:
        return self._mib.put(oid, value, self.room, self.machine)

    def _engine_clock(self) -> tuple[int, int]:
        """Return snmpEngineBoots and snmpEngineTime in seconds.

        The time runs with the client's clock at any speed of the world: the client extrapolates it, and
        RFC 3414 allows a difference of 150 s.
        """
        now_s = self._clock.client_now()
        if self._boots != self.machine.boots:
            self._boots = self.machine.boots
            self._booted_s = now_s - self.room.uptime_s(self.machine)
        return self._boots, int(now_s - self._booted_s)
