"""The simulated province: rooms, the carrier nodes between them and the centre, and what befalls them."""

import random
from collections.abc import Callable, Iterable

from gbdt_console.core.sites import DeviceKind
from gbdt_console.simulator.world.call_faults import Calls
from gbdt_console.simulator.world.codec import SimulatedCodec
from gbdt_console.simulator.world.fault_effects import apply_to_codec
from gbdt_console.simulator.world.faults import (
    CALL_FAULTS,
    CENTRE,
    CENTRE_FAULTS,
    CODEC_FAULTS,
    DEVICE_FAULTS,
    NODE_FAULTS,
    FaultCode,
    WorldFault,
)
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.room import Machine, SimulatedRoom

Facts = dict[str, object]
_ANCHOR_MS = 0.3


class World:
    """Pure state: it reads no clock and opens no socket. Times are the world's own seconds.

    Those `on_struck` are told after every fault which rooms may have changed.
    """

    def __init__(self, plan: ProvincePlan, started_s: float) -> None:
        self.now_s = started_s
        self.on_struck: list[Callable[[Iterable[SimulatedRoom]], None]] = []
        self.calls = Calls()
        self.lost_nodes: set[str] = set()
        self.is_blind = False
        self._rng = random.Random(plan.seed)  # noqa: S311 - a scenario, not a secret
        devices: dict[str, list[int]] = {}
        for index, device in enumerate(plan.devices):
            devices.setdefault(device.site_id, []).append(index)
        self.rooms = {
            site.id: SimulatedRoom(
                site, (plan.devices[i] for i in devices.get(site.id, ())), plan.seed, started_s
            )
            for site in plan.sites
        }
        self.nodes = {site.upstream_id for site in plan.sites} - {""}
        self.places: dict[str, tuple[SimulatedRoom, Machine]] = {}
        self._by_address: dict[str, tuple[SimulatedRoom, Machine]] = {}
        for room in self.rooms.values():
            for machine in room.machines:
                self.places[machine.plan.id] = self._by_address[machine.plan.address] = (room, machine)
        self._anchors = frozenset(plan.anchors)

    def advance(self, now_s: float) -> None:
        """Let time pass everywhere until `now_s`."""
        self.now_s = max(self.now_s, now_s)
        for room in self.rooms.values():
            self.catch_up(room)

    def look(self, now_s: float) -> None:
        """Say what time it is; rooms follow when something is asked of them."""
        self.now_s = max(self.now_s, now_s)

    def apply(self, fault: WorldFault) -> None:
        """Let it happen now. Raises ValueError where the target is not of this province."""
        if fault.code in NODE_FAULTS:
            self._apply_to_node(fault)
        elif fault.code in CENTRE_FAULTS:
            self._apply_to_centre(fault)
        elif fault.code in DEVICE_FAULTS:
            if fault.target not in self.places:
                raise ValueError(f"no device {fault.target!r}")
            room, machine = self.places[fault.target]
            self.catch_up(room)
            _apply_to_machine(fault, room, machine)
            self._tell((room,))
        else:
            if fault.target not in self.rooms:
                raise ValueError(f"no site {fault.target!r}")
            room = self.rooms[fault.target]
            self.catch_up(room)
            if fault.code in CALL_FAULTS:
                self.calls.apply(fault)
            elif fault.code in CODEC_FAULTS:
                self._apply_to_codec(fault)
            else:
                _apply_to_room(fault, room)
            self._tell((room,))

    def catch_up(self, room: SimulatedRoom) -> None:
        """Let time pass in that room until now."""
        room.advance(self.now_s, self.is_carried(room))

    def is_carried(self, room: SimulatedRoom) -> bool:
        """Whether the carrier's node behind its line and the centre's own way out work."""
        return not self.is_blind and room.plan.upstream_id not in self.lost_nodes

    def is_calling(self, site_id: str) -> bool:
        """Whether its codec reaches the MCU, or some device where it has none. What blinds the centre does
        not part the sites from the MCU."""
        room = self.rooms[site_id]
        self.catch_up(room)
        if room.plan.upstream_id in self.lost_nodes:
            return False
        codecs = [machine for machine in room.machines if machine.plan.kind is DeviceKind.CODEC]
        return any(room.is_answering(machine) for machine in codecs or room.machines)

    def codec_of(self, site_id: str) -> SimulatedCodec | None:
        """The codec of that site that is controlled, if any."""
        codecs = (machine.codec for machine in self.rooms[site_id].machines)
        return next((codec for codec in codecs if codec is not None), None)

    def round_trip_ms(self, device_id: str) -> float | None:
        """What one packet to that device takes now; None when nothing comes back."""
        return self._round_trip_ms(*self.places[device_id])

    def echo_ms(self, address: str) -> float | None:
        """The same for a ping to any address; an address of nobody is silent."""
        if address in self._anchors:
            return None if self.is_blind else _ANCHOR_MS + self._rng.random() * 0.2
        place = self._by_address.get(address)
        return self._round_trip_ms(*place) if place else None

    def facts(self) -> Facts:
        """What is true now, for tests and a scenario's viewer."""
        self.advance(self.now_s)
        return {
            "now_s": self.now_s,
            "is_blind": self.is_blind,
            "lost_nodes": sorted(self.lost_nodes),
            "sites": {room.plan.id: self._room_facts(room) for room in self.rooms.values()},
            "devices": {id_: self._machine_facts(*place) for id_, place in self.places.items()},
        }

    def _round_trip_ms(self, room: SimulatedRoom, machine: Machine) -> float | None:
        self.catch_up(room)
        return room.round_trip_ms(machine) if self.is_carried(room) else None

    def _apply_to_centre(self, fault: WorldFault) -> None:
        if fault.target != CENTRE:
            raise ValueError(f"no centre {fault.target!r}")
        if fault.code in CALL_FAULTS:
            self.calls.apply(fault)
            self._tell(())
            return
        self.advance(self.now_s)
        self.is_blind = fault.code is FaultCode.BLIND_CENTRE
        self._tell(tuple(self.rooms.values()))

    def _apply_to_codec(self, fault: WorldFault) -> None:
        codec = self.codec_of(fault.target)
        if codec is None:
            raise ValueError(f"no codec is controlled at {fault.target!r}")
        apply_to_codec(fault, codec)

    def _apply_to_node(self, fault: WorldFault) -> None:
        if fault.target not in self.nodes:
            raise ValueError(f"no upstream group {fault.target!r}")
        self.advance(self.now_s)
        if fault.code is FaultCode.LOSE_NODE:
            self.lost_nodes.add(fault.target)
        else:
            self.lost_nodes.discard(fault.target)
        self._tell(tuple(room for room in self.rooms.values() if room.plan.upstream_id == fault.target))

    def _tell(self, rooms: tuple[SimulatedRoom, ...]) -> None:
        for tell in self.on_struck:
            tell(rooms)

    def _room_facts(self, room: SimulatedRoom) -> Facts:
        return {
            "is_cut": room.line.is_cut,
            "loss": room.line.loss,
            "base_ms": room.line.base_ms,
            "has_mains": room.power.has_mains,
            "charge_percent": room.power.charge,
            "remaining_s": room.power.remaining_s,
            "temperature_c": room.temperature_c,
            "humidity_percent": room.humidity_percent,
            "in_octets": room.traffic.in_octets,
            "out_octets": room.traffic.out_octets,
        }

    def _machine_facts(self, room: SimulatedRoom, machine: Machine) -> Facts:
        return {
            "answers": self.is_carried(room) and room.is_answering(machine),
            "is_hung": machine.is_hung,
            "boots": machine.boots,
            "outlets_off": sorted(machine.outlets_off),
            "uptime_s": room.uptime_s(machine),
            "codec": machine.codec and _codec_facts(machine.codec),
        }


def _codec_facts(codec: SimulatedCodec) -> Facts:
    return {
        "is_muted": codec.is_muted,
        "is_sending_sound": codec.is_sending_sound,
        "is_asleep": codec.is_asleep,
        "preset": codec.preset,
        "calls": [call.number for call in codec.calls if call.is_connected],
    }


def _apply_to_room(fault: WorldFault, room: SimulatedRoom) -> None:
    match fault.code:
        case FaultCode.CUT_LINE | FaultCode.RESTORE_LINE:
            room.line.set_cut(fault.code is FaultCode.CUT_LINE, room.now_s)
        case FaultCode.LINE_LOSS:
            room.line.loss = fault.value or 0.0
        case FaultCode.LINE_LATENCY:
            room.line.base_ms = fault.value or room.line.base_ms
        case FaultCode.MAINS_LOST:
            room.lose_mains(fault.value)
        case FaultCode.MAINS_BACK:
            room.restore_mains()
        case FaultCode.CODEC_OFF | FaultCode.CODEC_ON:
            room.switch_codecs(fault.code is FaultCode.CODEC_ON)
        case FaultCode.UNPLUG_LAN | FaultCode.PLUG_LAN:
            room.is_unplugged = fault.code is FaultCode.UNPLUG_LAN
        case FaultCode.HOT_ROOM:
            room.heat(fault.value)
        case FaultCode.COOL_ROOM:
            room.cool()


def _apply_to_machine(fault: WorldFault, room: SimulatedRoom, machine: Machine) -> None:
    match fault.code:
        case FaultCode.REBOOT:
            room.boot(machine)
        case FaultCode.HANG_AGENT | FaultCode.FREE_AGENT:
            machine.is_hung = fault.code is FaultCode.HANG_AGENT
        case FaultCode.WRONG_VALUES | FaultCode.RIGHT_VALUES:
            machine.is_wrong = fault.code is FaultCode.WRONG_VALUES
        case FaultCode.OUTLET_OFF | FaultCode.OUTLET_ON:
            room.switch_outlet(machine, int(fault.value or 0), fault.code is FaultCode.OUTLET_ON)
