"""What the machines of each family tell of by themselves: conditions that begin and end, and their traps.

Sources: IF-MIB (RFC 2863), UPS-MIB (RFC 1628), PowerNet-MIB (APC), XUPS-MIB (Eaton), MG-SNMP-UPS-MIB (MGE),
and Polycom's endpoint MIB.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gbdt_console.simulator.ber import Oid, Value, integer, object_id, text
from gbdt_console.simulator.codec_mib import is_camera_seen
from gbdt_console.simulator.messages import Binding
from gbdt_console.simulator.personas import eaton_generation
from gbdt_console.simulator.plan import PlannedDevice
from gbdt_console.simulator.room import Machine, Room
from gbdt_console.simulator.router_mib import LAN, index_of, wan_name
from gbdt_console.simulator.trap import LINK_DOWN, LINK_UP, Trap
from gbdt_console.simulator.ups_mib import INPUT_BAD, LOW_BATTERY, LOW_BATTERY_MINUTES, ON_BATTERY

_INTERFACE = (1, 3, 6, 1, 2, 1, 2, 2, 1)
_UPS = (1, 3, 6, 1, 2, 1, 33)
_APC = (1, 3, 6, 1, 4, 1, 318)
_EATON = (1, 3, 6, 1, 4, 1, 534, 1, 11, 4, 1, 0)
_MGE = (1, 3, 6, 1, 4, 1, 705, 1, 11, 0)
_POLYCOM = (1, 3, 6, 1, 4, 1, 13885, 101)
_REPEATED_S = 60.0

Telling = Callable[[Room, Machine], Trap]


@dataclass(frozen=True, slots=True)
class Condition:
    """`holds` gets room, machine, and whether the carrier's node works. `begun` is told again every
    `repeat_s` while it holds."""

    holds: Callable[[Room, Machine, bool], bool]
    begun: Telling | None = None
    ended: Telling | None = None
    repeat_s: float | None = None


def conditions_of(device: PlannedDevice) -> Sequence[Condition]:
    """Those of its family; none for what tells only of its starts and of strangers."""
    if device.driver == "eaton-ups":
        return _EATON_UPS[eaton_generation(device)]
    return _BY_DRIVER.get(device.driver, ())


def _is_on_battery(room: Room, _machine: Machine, _is_carried: bool) -> bool:
    return not room.power.has_mains


def _is_low(room: Room, _machine: Machine, _is_carried: bool) -> bool:
    return room.power.is_low


def _port(is_wan: bool, is_up: bool) -> Telling:
    def tell(_room: Room, machine: Machine) -> Trap:
        index = index_of(machine, is_wan=is_wan)
        said = {1: integer(index), 7: integer(1), 8: integer(1 if is_up else 2)}
        said[2] = text(wan_name(machine) if is_wan else LAN)
        bindings = (Binding((*_INTERFACE, column, index), value) for column, value in said.items())
        return Trap(LINK_UP if is_up else LINK_DOWN, tuple(bindings))

    return tell


_ROUTER = (
    Condition(lambda r, _m, _c: r.line.is_cut, _port(True, False), _port(True, True)),
    Condition(lambda r, _m, _c: r.is_unplugged, _port(False, False), _port(False, True)),
)


def _on_battery(room: Room, _machine: Machine) -> Trap:
    said: dict[Oid, Value] = {
        (*_UPS, 1, 2, 3, 0): integer(int(room.power.remaining_s // 60)),
        (*_UPS, 1, 2, 2, 0): integer(int(room.power.on_battery_s)),
        (*_UPS, 1, 9, 7, 0): integer(LOW_BATTERY_MINUTES),
    }
    return Trap((*_UPS, 2, 1), _bindings(said))


def _entry(alarm: int, is_added: bool) -> Telling:
    """An entry of the alarm table; its number is the alarm's own here."""
    row = (*_UPS, 1, 6, 2, 1)
    said: dict[Oid, Value] = {
        (*row, 1, alarm): integer(alarm),
        (*row, 2, alarm): object_id((*_UPS, 1, 6, 3, alarm)),
    }
    return _always(Trap((*_UPS, 2, 3 if is_added else 4), _bindings(said)))


def _bindings(said: Mapping[Oid, Value]) -> tuple[Binding, ...]:
    return tuple(Binding(oid, value) for oid, value in said.items())


def _always(trap: Trap) -> Telling:
    return lambda _room, _machine: trap


_RFC_1628 = (
    Condition(_is_on_battery, _entry(INPUT_BAD, True), _entry(INPUT_BAD, False)),
    Condition(_is_on_battery, _on_battery, _entry(ON_BATTERY, False), repeat_s=_REPEATED_S),
    Condition(_is_low, _entry(LOW_BATTERY, True), _entry(LOW_BATTERY, False)),
)
"""The RFC wants no entry trap for the beginning of upsAlarmOnBattery, and its own trap once a minute."""


def _apc(number: int, words: str) -> Telling:
    return _always(Trap((*_APC, 0, number), (Binding((*_APC, 2, 3, 3, 0), text(words)),)))


_APC_UPS = (
    Condition(_is_on_battery, _apc(5, "UPS: On battery power."), _apc(9, "UPS: Mains power restored.")),
    Condition(_is_low, _apc(7, "UPS: The battery is low.")),
)


def _bare(root: Oid, number: int) -> Telling:
    return _always(Trap((*root, number)))


_EATON_UPS = (
    (
        Condition(_is_on_battery, _bare(_EATON, 3), _bare(_EATON, 5)),
        Condition(_is_low, _bare(_EATON, 4)),
    ),
    (
        Condition(_is_on_battery, _bare(_MGE, 17), _bare(_MGE, 18)),
        Condition(_is_on_battery, _bare(_MGE, 11)),
        Condition(_is_low, _bare(_MGE, 5)),
    ),
)


def _codec(number: int, summary: str, is_problem: bool) -> Telling:
    """Node, kind (problem 1, resolution 2), a sentence and how grave it is."""

    def tell(_room: Room, machine: Machine) -> Trap:
        said = {
            1: text(machine.plan.id),
            3: integer(1 if is_problem else 2),
            6: text(summary),
            7: integer(3 if is_problem else 6),
        }
        bindings = (Binding((*_POLYCOM, 99, column, 0), value) for column, value in said.items())
        return Trap((*_POLYCOM, 0, number), tuple(bindings))

    return tell


_POLYCOM_CODEC = (
    Condition(
        lambda r, m, is_carried: not (is_carried and r.is_answering(m)),
        _codec(70, "Gatekeeper registration lost", is_problem=True),
        _codec(71, "Registered with the gatekeeper", is_problem=False),
    ),
    Condition(
        lambda r, m, _c: not is_camera_seen(r, m),
        _codec(76, "Camera lost", is_problem=True),
        _codec(77, "Camera found", is_problem=False),
    ),
)
_BY_DRIVER: Mapping[str, Sequence[Condition]] = {
    "if-mib": _ROUTER,
    "ups-mib": _RFC_1628,
    "apc-ups": _APC_UPS,
    "polycom-endpoint": _POLYCOM_CODEC,
}
