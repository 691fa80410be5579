"""One SNMP agent: from a datagram to the datagram that answers it, as its credential allows."""

import hmac

from gbdt_console.core.sites import SnmpCredential, SnmpVersion
from gbdt_console.simulator.answering import respond, respond_v1
from gbdt_console.simulator.ber import Oid, Value
from gbdt_console.simulator.messages import (
    CommunityMessage,
    Pdu,
    Version,
    decode_message,
    encode_message,
    version_of,
)
from gbdt_console.simulator.pace import Pace
from gbdt_console.simulator.personas import mib_of
from gbdt_console.simulator.room import Machine, Room
from gbdt_console.simulator.usm import UsmAgent


class Agent:
    """Speaks for one machine. Its keys are made at the first v3 message, so that starting is cheap."""

    __slots__ = ("_boots", "_credential", "_mib", "_pace", "_since_s", "_usm", "machine", "room")

    def __init__(self, room: Room, machine: Machine, credential: SnmpCredential, pace: Pace) -> None:
        self.room = room
        self.machine = machine
        self._credential = credential
        self._mib = mib_of(machine.plan)
        self._pace = pace
        self._usm: UsmAgent | None = None
        self._boots = -1
        self._since_s = 0.0

    def answer(self, data: bytes) -> bytes | None:
        """What goes back; None where an agent keeps silent. Raises BerError for what is not SNMP."""
        version = version_of(data)
        if self._credential.version is SnmpVersion.V3:
            return self._answer_v3(data) if version is Version.V3 else None
        if version is Version.V3:
            return None
        message = decode_message(data)
        community = self._credential.community
        if community is None or not hmac.compare_digest(message.community, community.reveal().encode()):
            return None
        if version is Version.V1:
            response = respond_v1(message.pdu, self._get, self._mib.after)
        elif self._credential.version is SnmpVersion.V2C:
            response = respond(message.pdu, self._get, self._mib.after)
        else:
            return None
        if response is None:
            return None
        return encode_message(CommunityMessage(version, message.community, response))

    def _answer_v3(self, data: bytes) -> bytes | None:
        if self._usm is None:
            self._usm = UsmAgent(self.machine.engine_id, self._credential, self._engine_clock)
        return self._usm.answer(data, self._respond)

    def _respond(self, request: Pdu, max_bytes: int) -> Pdu | None:
        return respond(request, self._get, self._mib.after, max_bytes)

    def _get(self, oid: Oid) -> Value:
        return self._mib.get(oid, self.room, self.machine)

    def _engine_clock(self) -> tuple[int, int]:
        """Boots and engine time. The time runs with the machine's clock whatever the world's speed, because
        the asker extrapolates it and RFC 3414 allows a difference of 150 s."""
        now_s = self._pace.real()
        if self._boots != self.machine.boots:
            self._boots = self.machine.boots
            self._since_s = now_s - self.room.uptime_s(self.machine)
        return self._boots, int(now_s - self._since_s)
