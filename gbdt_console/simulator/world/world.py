"""The simulated province: its rooms, the upstream nodes between them and the centre, and their faults."""

import random
from collections.abc import Callable, Iterable

from gbdt_console.core.sites import DeviceKind
from gbdt_console.simulator.world.call_faults import ActiveCallFaults
from gbdt_console.simulator.world.codec import SimulatedCodec
from gbdt_console.simulator.world.fault_effects import apply_to_codec, apply_to_machine, apply_to_room
from gbdt_console.simulator.world.faults import CENTRE, FaultCode, Target, WorldFault
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.room import Machine, SimulatedRoom
from gbdt_console.simulator.world.world_clock import CallLater, loop_call_later

Facts = dict[str, object]
_ANCHOR_MS = 0.3
"""Least round trip of the centre's own anchors, ms."""


class World:
    """The province's state; it reads no clock and opens no socket.

    now_s: the world's time, monotonic seconds
    on_fault: called after every fault with the rooms that it may have changed
    call_faults: faults of calls and of the MCU in force
    lost_nodes: upstream groups that carry nothing
    is_blind: whether the centre's own way out is dead
    rooms: by site id
    nodes: all upstream groups
    places: room and machine by device id
    """

    def __init__(self, plan: ProvincePlan, started_s: float, call_later: CallLater = loop_call_later) -> None:
        """Make the province of a plan.

        started_s: the world's time now, monotonic seconds
        call_later: schedules what the codecs do later
        """
        self.now_s = started_s
        self.on_fault: list[Callable[[Iterable[SimulatedRoom]], None]] = []
        self.call_faults = ActiveCallFaults()
        self.lost_nodes: set[str] = set()
        self.is_blind = False
        self._rng = random.Random(plan.seed)  # noqa: S311 - a scenario, not a secret
        devices: dict[str, list[int]] = {}
        for index, device in enumerate(plan.devices):
            devices.setdefault(device.site_id, []).append(index)
        self.rooms = {
            site.id: SimulatedRoom(
                site, (plan.devices[i] for i in devices.get(site.id, ())), plan.seed, started_s, call_later
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
        """Let time pass in every room until `now_s`."""
        self.now_s = max(self.now_s, now_s)
        for room in self.rooms.values():
            self.advance_room(room)

    def set_time(self, now_s: float) -> None:
        """Set the world's time. A room follows when something is read from it."""
        self.now_s = max(self.now_s, now_s)

    def apply(self, fault: WorldFault) -> None:
        """Apply a fault now. Raises ValueError for a target that the province does not have."""
        match fault.code.target:
            case Target.NODE:
                self._apply_to_node(fault)
            case Target.CENTRE | Target.MCU:
                self._apply_to_centre(fault)
            case Target.DEVICE | Target.PDU | Target.CAMERA:
                if fault.target not in self.places:
                    raise ValueError(f"no device {fault.target!r}")
                room, machine = self.places[fault.target]
                self.advance_room(room)
                apply_to_machine(fault, room, machine)
                self._notify((room,))
            case _:
                self._apply_to_site(fault)

    def advance_room(self, room: SimulatedRoom) -> None:
        """Let time pass in that room until `now_s`."""
        room.advance(self.now_s, self.is_path_up(room))

    def is_path_up(self, room: SimulatedRoom) -> bool:
        """Return whether upstream node and the centre's own way out work."""
        return not self.is_blind and room.plan.upstream_id not in self.lost_nodes

    def can_reach_mcu(self, site_id: str) -> bool:
        """Return whether the site reaches the MCU. Its codec counts, or any device where it has none.

        A blind centre does not part the sites from the MCU.
        """
        room = self.rooms[site_id]
        self.advance_room(room)
        if room.plan.upstream_id in self.lost_nodes:
            return False
        codecs = [machine for machine in room.machines if machine.plan.kind is DeviceKind.CODEC]
        return any(room.is_answering(machine) for machine in codecs or room.machines)

    def codec_of(self, site_id: str) -> SimulatedCodec | None:
        codecs = (machine.codec for machine in self.rooms[site_id].machines)
        return next((codec for codec in codecs if codec is not None), None)

    def round_trip_ms(self, device_id: str) -> float | None:
        """Draw the round trip of one packet to that device; None when nothing comes back."""
        return self._round_trip_ms(*self.places[device_id])

    def echo_ms(self, address: str) -> float | None:
        """Draw the round trip of a ping to any address; None for loss or an unknown address."""
        if address in self._anchors:
            return None if self.is_blind else _ANCHOR_MS + self._rng.random() * 0.2
        place = self._by_address.get(address)
        return self._round_trip_ms(*place) if place else None

    def facts(self) -> Facts:
        """Return the state of all sites and devices as JSON values."""
        self.advance(self.now_s)
        return {
            "now_s": self.now_s,
            "is_blind": self.is_blind,
            "lost_nodes": sorted(self.lost_nodes),
            "sites": {room.plan.id: self._room_facts(room) for room in self.rooms.values()},
            "devices": {id_: self._machine_facts(*place) for id_, place in self.places.items()},
        }

    def _round_trip_ms(self, room: SimulatedRoom, machine: Machine) -> float | None:
        self.advance_room(room)
        return room.round_trip_ms(machine) if self.is_path_up(room) else None

    def _apply_to_centre(self, fault: WorldFault) -> None:
        if fault.target != CENTRE:
            raise ValueError(f"no centre {fault.target!r}")
        if fault.code.target is Target.MCU:
            self.call_faults.apply(fault)
            self._notify(())
            return
        self.advance(self.now_s)
        self.is_blind = fault.code is FaultCode.BLIND_CENTRE
        self._notify(tuple(self.rooms.values()))

    def _apply_to_site(self, fault: WorldFault) -> None:
        if fault.target not in self.rooms:
            raise ValueError(f"no site {fault.target!r}")
        room, codec = self.rooms[fault.target], self.codec_of(fault.target)
        self.advance_room(room)
        if fault.code.target is Target.CALL:
            self.call_faults.apply(fault)
        elif fault.code.target is Target.SITE:
            apply_to_room(fault, room)
        elif codec is None:
            raise ValueError(f"no codec is controlled at {fault.target!r}")
        else:
            apply_to_codec(fault, codec)
        self._notify((room,))

    def _apply_to_node(self, fault: WorldFault) -> None:
        if fault.target not in self.nodes:
            raise ValueError(f"no upstream group {fault.target!r}")
        self.advance(self.now_s)
        if fault.code is FaultCode.LOSE_NODE:
            self.lost_nodes.add(fault.target)
        else:
            self.lost_nodes.discard(fault.target)
        self._notify(tuple(room for room in self.rooms.values() if room.plan.upstream_id == fault.target))

    def _notify(self, rooms: tuple[SimulatedRoom, ...]) -> None:
        for listener in self.on_fault:
            listener(rooms)

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
            "answers": self.is_path_up(room) and room.is_answering(machine),
            "is_hung": machine.is_hung,
            "boots": machine.boots,
            "outlets_off": sorted(machine.outlets_off),
            "uptime_s": room.uptime_s(machine),
            "codec": machine.codec and _codec_facts(machine.codec),
            "camera": machine.camera and {"place": machine.camera.place, "recalled": machine.camera.recalled},
        }


def _codec_facts(codec: SimulatedCodec) -> Facts:
    return {
        "is_muted": codec.is_muted,
        "is_sending_sound": codec.is_sending_sound,
        "is_asleep": codec.is_asleep,
        "preset": codec.preset,
        "calls": [call.number for call in codec.calls if call.is_connected],
    }
