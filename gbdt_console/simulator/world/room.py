"""One simulated site: its line, power, air and devices, which change together as time passes."""

import hashlib
import math
import random
from collections.abc import Iterable

from gbdt_console.core.sites import DeviceKind
from gbdt_console.simulator.world.camera import SimulatedCamera
from gbdt_console.simulator.world.codec import Misbehaviour, SimulatedCodec
from gbdt_console.simulator.world.plan import PlannedDevice, PlannedSite
from gbdt_console.simulator.world.world_clock import CallLater

BOOT_S = 20.0
"""Seconds of silence after a start."""
EXAMPLE_ENTERPRISE = 32473
"""The enterprise number that RFC 5612 reserves for examples."""
LOW_BATTERY_S = 300.0
"""Run time left, below which the UPS reports a low battery."""
_CHARGE_TIME_S = 7_200.0
"""Seconds from an empty to a full battery."""
_AIR_LAG_S = 45.0
"""Time constant of the air's temperature; short, so that a demonstration shows it."""
_COOL_C = 24.0
"""Temperature of a cooled room."""
_HOT_C = 41.0
"""Temperature that HOT_ROOM drifts to by default."""
_UNCOOLED_C = 31.0
"""Temperature that a room drifts to without mains."""
_PACKET_OCTETS = 700.0
"""Mean packet size by which lost traffic becomes input errors."""


class SimulatedLine:
    """The site's leased line.

    base_ms: least round trip
    changed_s: when it was last cut or restored, world seconds
    is_cut: whether it carries nothing
    jitter_ms: deviation of the one-sided jitter on top of `base_ms`
    loss: part of the packets that are lost, 0 to 1
    """

    def __init__(self, rng: random.Random, now_s: float) -> None:
        self.base_ms = rng.uniform(4.0, 24.0)
        self.jitter_ms = rng.uniform(0.2, 1.2)
        self.speed_mbps = rng.choice((10, 20, 50))
        self.loss = 0.0
        self.is_cut = False
        self.changed_s = now_s

    def set_cut(self, is_cut: bool, now_s: float) -> None:
        if is_cut is not self.is_cut:
            self.is_cut = is_cut
            self.changed_s = now_s


class SimulatedPower:
    """Mains, and the UPS's battery.

    charge: percent of a full battery, 0 without a UPS
    full_s: seconds that a full battery lasts, 0 without a UPS
    on_battery_s: seconds since mains was lost
    """

    def __init__(self, rng: random.Random, has_ups: bool) -> None:
        self.full_s = rng.uniform(55.0, 95.0) * 60 if has_ups else 0.0
        self.charge = 100.0 if has_ups else 0.0
        self.has_mains = True
        self.on_battery_s = 0.0

    @property
    def remaining_s(self) -> float:
        return self.full_s * self.charge / 100

    @property
    def is_low(self) -> bool:
        return not self.has_mains and self.remaining_s < LOW_BATTERY_S

    @property
    def is_out(self) -> bool:
        return not self.has_mains and self.charge <= 0

    def advance(self, seconds: float) -> None:
        if self.has_mains:
            self.on_battery_s = 0.0
            if self.full_s:
                self.charge = min(100.0, self.charge + 100 * seconds / _CHARGE_TIME_S)
        elif self.charge > 0:
            self.on_battery_s += seconds
            self.charge = max(0.0, self.charge - 100 * seconds / self.full_s)

    def lose_mains(self, lasts_s: float | None) -> None:
        self.has_mains = False
        if lasts_s is not None and self.full_s:
            self.full_s = max(self.full_s, lasts_s)
            self.charge = 100 * lasts_s / self.full_s


class Machine:
    """One device of a room.

    booted_s: its last start, world seconds
    boots: number of its starts, snmpEngineBoots
    camera: the camera behind its VISCA port, None for a device that is not controlled
    codec: the codec behind its text port, None for a device that is not controlled
    is_hung: whether its agent answers nothing
    is_off: whether it has no power
    is_wrong: whether its agent gives the wrong values of its family
    outlets_off: numbers of a PDU's outlets that are off
    up_from_s: from when on it answers, world seconds
    """

    def __init__(self, plan: PlannedDevice, rng: random.Random, now_s: float, call_later: CallLater) -> None:
        self.plan = plan
        self.boots = rng.randint(2, 40)
        self.booted_s = now_s - rng.uniform(3_600.0, 90 * 86_400.0)
        self.up_from_s = self.booted_s
        self.is_off = False
        self.is_hung = False
        self.is_wrong = False
        self.outlets_off: set[int] = set()
        self.codec = _codec_of(plan, call_later)
        is_camera = plan.kind is DeviceKind.CAMERA and plan.control is not None
        self.camera = SimulatedCamera.of_room(call_later) if is_camera else None

    @property
    def engine_id(self) -> bytes:
        """Its snmpEngineID: assigned octets under the example enterprise (RFC 3411)."""
        own = hashlib.sha256(self.plan.id.encode()).digest()[:12]
        return (0x80000000 | EXAMPLE_ENTERPRISE).to_bytes(4, "big") + b"\x05" + own

    def boot(self, now_s: float) -> None:
        """Start, which also frees a hung agent."""
        self.boots += 1
        self.booted_s = now_s
        self.up_from_s = now_s + BOOT_S
        self.is_off = self.is_hung = False
        if self.codec is not None:
            self.codec.restart()
        if self.camera is not None:
            self.camera.restart()

    def is_up(self, now_s: float) -> bool:
        return not self.is_off and now_s >= self.up_from_s


def _codec_of(plan: PlannedDevice, call_later: CallLater) -> SimulatedCodec | None:
    if plan.control is None or plan.kind is not DeviceKind.CODEC:
        return None
    serial = "8G" + hashlib.sha256(plan.id.encode()).hexdigest()[:12].upper()
    misbehaviour = Misbehaviour(plan.control.password.reveal())
    return SimulatedCodec(plan.id, serial, misbehaviour=misbehaviour, call_later=call_later)


class Traffic:
    """The router's counters of its WAN interface since it booted.

    errors: packets received with errors
    """

    def __init__(self, rng: random.Random) -> None:
        self._mbps = rng.uniform(1.2, 3.6)
        self._phase = rng.uniform(0.0, math.tau)
        self.in_octets = rng.uniform(1e10, 1e12)
        self.out_octets = self.in_octets * rng.uniform(0.4, 0.9)
        self.errors = 0.0

    def advance(self, now_s: float, seconds: float, loss: float) -> None:
        swing = 1 + 0.25 * math.sin(self._phase + math.tau * now_s / 97)
        octets = self._mbps * swing * seconds * 125_000
        self.in_octets += octets * (1 - loss)
        self.out_octets += octets * 0.8
        self.errors += octets / _PACKET_OCTETS * loss

    def clear(self) -> None:
        self.in_octets = self.out_octets = self.errors = 0.0


class SimulatedRoom:
    """One site. All that is read from it is as of the last `advance`.

    is_unplugged: whether the router's LAN port is unplugged
    machines: its devices, in the plan's order
    now_s: time of the last `advance`, world seconds
    """

    def __init__(
        self,
        plan: PlannedSite,
        devices: Iterable[PlannedDevice],
        seed: int,
        now_s: float,
        call_later: CallLater,
    ) -> None:
        self._rng = rng = random.Random(f"{seed}:{plan.id}")  # noqa: S311 - a scenario, not a secret
        self.plan = plan
        self.now_s = now_s
        self.line = SimulatedLine(rng, now_s)
        self.machines = tuple(Machine(device, rng, now_s, call_later) for device in devices)
        kinds = {machine.plan.kind: machine for machine in self.machines}
        self.router = kinds.get(DeviceKind.ROUTER)
        self.power = SimulatedPower(rng, DeviceKind.UPS in kinds)
        self.traffic = Traffic(rng)
        self.is_unplugged = False
        self._hot_c: float | None = None
        self._phase = rng.uniform(0.0, math.tau)
        self.temperature_c = _COOL_C
        self.humidity_percent = 60.0

    def advance(self, now_s: float, is_path_up: bool = True) -> None:
        """Let time pass until `now_s`; `is_path_up` says whether the upstream path works."""
        seconds = now_s - self.now_s
        if seconds <= 0:
            return
        self.now_s = now_s
        self.power.advance(seconds)
        if self.power.is_out:
            for machine in self.machines:
                machine.is_off = True
        elif is_path_up and not self.line.is_cut and (self.router is None or self.router.is_up(now_s)):
            self.traffic.advance(now_s, seconds, self.line.loss)
        self._advance_air(seconds)

    def is_answering(self, machine: Machine) -> bool:
        """Return whether a packet over the line reaches a running machine."""
        if self.line.is_cut or not machine.is_up(self.now_s):
            return False
        if self.is_unplugged and machine is not self.router:
            return False
        return self.router is None or self.router.is_up(self.now_s)

    def is_changing(self) -> bool:
        """Return whether a battery drains or a machine boots."""
        if not self.power.has_mains and not self.power.is_out:
            return True
        return any(not machine.is_off and not machine.is_up(self.now_s) for machine in self.machines)

    def uptime_s(self, machine: Machine) -> float:
        """Return the seconds since the machine's last start."""
        return self.now_s - machine.booted_s

    def round_trip_ms(self, machine: Machine) -> float | None:
        """Draw the round trip of one packet; None when the packet or its answer is lost."""
        rng, line = self._rng, self.line
        if not self.is_answering(machine) or rng.random() < line.loss:
            return None
        behind_ms = 0.0 if machine is self.router else 0.4
        return line.base_ms + behind_ms + abs(rng.gauss(0.0, line.jitter_ms))

    def lose_mains(self, minutes: float | None) -> None:
        """Cut the mains. The battery lasts that long, or as its charge gives."""
        self.power.lose_mains(None if minutes is None else minutes * 60)
        if self.power.is_out:
            for machine in self.machines:
                machine.is_off = True

    def restore_mains(self) -> None:
        """Restore the mains; if the battery had run out, every machine boots."""
        was_out = self.power.is_out
        self.power.has_mains = True
        if was_out:
            for machine in self.machines:
                self._start(machine)

    def boot(self, machine: Machine) -> None:
        """Boot a machine; a router loses its counters."""
        machine.boot(self.now_s)
        if machine is self.router:
            self.traffic.clear()

    def switch_codecs(self, is_on: bool) -> None:
        for machine in self.machines:
            if machine.plan.kind is DeviceKind.CODEC and machine.is_off is is_on:
                self._switch(machine, is_on)

    def switch_outlet(self, pdu: Machine, number: int, is_on: bool) -> None:
        """Switch an outlet and what it feeds. Raises ValueError for an outlet that the plan lacks."""
        if number not in pdu.plan.outlets:
            raise ValueError(f"{pdu.plan.id} has no outlet {number} in the plan")
        (pdu.outlets_off.discard if is_on else pdu.outlets_off.add)(number)
        for machine in self.machines:
            if machine.plan.kind == pdu.plan.outlets[number] and machine.is_off is is_on:
                self._switch(machine, is_on)

    def _switch(self, machine: Machine, is_on: bool) -> None:
        if is_on:
            self._start(machine)
        else:
            machine.is_off = True

    def _start(self, machine: Machine) -> None:
        """Boot the machine, if its outlet has power."""
        plugs = [
            (m, n) for m in self.machines for n, kind in m.plan.outlets.items() if kind == machine.plan.kind
        ]
        if not self.power.is_out and not any(number in pdu.outlets_off for pdu, number in plugs):
            self.boot(machine)

    def heat(self, target_c: float | None) -> None:
        """Let the air drift to `target_c`, or to the default."""
        self._hot_c = _HOT_C if target_c is None else target_c

    def cool(self) -> None:
        """Let the air drift back to normal."""
        self._hot_c = None

    def _advance_air(self, seconds: float) -> None:
        """Move the temperature towards its target; without mains the cooling stops."""
        wave = math.sin(self._phase + self.now_s / 600)
        target_c = (_COOL_C if self.power.has_mains else _UNCOOLED_C) + wave
        if self._hot_c is not None:
            target_c = self._hot_c
        self.temperature_c += (target_c - self.temperature_c) * (1 - math.exp(-seconds / _AIR_LAG_S))
        self.humidity_percent = 60.0 + 6.0 * wave
