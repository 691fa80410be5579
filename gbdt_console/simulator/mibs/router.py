"""The objects of a router: a WAN and a LAN port by IF-MIB (RFC 2863) and EtherLike-MIB."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from gbdt_console.core.sites import OptionValue
from gbdt_console.simulator.mibs.line_probe import ip_sla, nqa
from gbdt_console.simulator.mibs.mib import Mib, Object
from gbdt_console.simulator.mibs.system import fixed, system_group
from gbdt_console.simulator.mibs.trap_conditions import (
    LINK_DOWN,
    LINK_UP,
    MakeTrap,
    Trap,
    TrapCondition,
    trap_of,
)
from gbdt_console.simulator.snmp import ber
from gbdt_console.simulator.world.room import Machine, SimulatedRoom

_IF = (1, 3, 6, 1, 2, 1, 2)
_IFX = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
_DOT3 = (1, 3, 6, 1, 2, 1, 10, 7, 2, 1)
_LAN = "Vlan1"
_LAN_MBPS = 1000
_INDEXES = (1, 2)
_PACKET_OCTETS = 700
"""Mean packet size from which packet counters follow."""

Options = Mapping[str, OptionValue]
Column = Callable[[SimulatedRoom, Machine, bool], ber.Value]
"""Computes an interface column; the flag says whether the row is the WAN port."""


def _wan_name(machine: Machine) -> str:
    return str(machine.plan.options.get("interface") or "GigabitEthernet0/0/0")


def _is_wan(machine: Machine, index: int) -> bool:
    """Return whether that ifIndex is the WAN port. As on real routers, the numbers change at a boot."""
    return (index + machine.boots) % 2 == 0


def _row(columns: dict[ber.Oid, Column], index: int) -> dict[ber.Oid, Object]:
    def bound(column: Column) -> Object:
        return lambda room, machine: column(room, machine, _is_wan(machine, index))

    return {(*oid, index): bound(column) for oid, column in columns.items()}


def _name(_room: SimulatedRoom, machine: Machine, is_wan: bool) -> ber.Value:
    return ber.text(_wan_name(machine) if is_wan else _LAN)


def _mbps(room: SimulatedRoom, _machine: Machine, is_wan: bool) -> int:
    return room.line.speed_mbps if is_wan else _LAN_MBPS


def _status(room: SimulatedRoom, _machine: Machine, is_wan: bool) -> ber.Value:
    return ber.integer(2 if (room.line.is_cut if is_wan else room.is_unplugged) else 1)


def _changed(room: SimulatedRoom, machine: Machine, is_wan: bool) -> ber.Value:
    since_boot_s = room.line.changed_s - machine.booted_s if is_wan else 0.0
    return ber.time_ticks(max(0.0, since_boot_s))


def _octets_in(room: SimulatedRoom, is_wan: bool) -> int:
    return int(room.traffic.in_octets if is_wan else room.traffic.out_octets)


def _octets_out(room: SimulatedRoom, is_wan: bool) -> int:
    return _octets_in(room, not is_wan)


def _errors(room: SimulatedRoom, _machine: Machine, is_wan: bool) -> ber.Value:
    return ber.counter32(int(room.traffic.errors) if is_wan else 0)


def _none_counted(_room: SimulatedRoom, _machine: Machine, _is_wan: bool) -> ber.Value:
    return ber.counter32(0)


_COLUMNS: dict[ber.Oid, Column] = {
    (*_IF, 2, 1, 2): _name,
    (*_IF, 2, 1, 3): lambda _r, _m, wan: ber.integer(6 if wan else 53),
    (*_IF, 2, 1, 4): lambda _r, _m, _w: ber.integer(1500),
    (*_IF, 2, 1, 5): lambda r, m, wan: ber.gauge32(_mbps(r, m, wan) * 1_000_000),
    (*_IF, 2, 1, 7): lambda _r, _m, _w: ber.integer(1),
    (*_IF, 2, 1, 8): _status,
    (*_IF, 2, 1, 9): _changed,
    (*_IF, 2, 1, 10): lambda r, _m, wan: ber.counter32(_octets_in(r, wan)),
    (*_IF, 2, 1, 11): lambda r, _m, wan: ber.counter32(_octets_in(r, wan) // _PACKET_OCTETS),
    (*_IF, 2, 1, 13): _none_counted,
    (*_IF, 2, 1, 14): _errors,
    (*_IF, 2, 1, 16): lambda r, _m, wan: ber.counter32(_octets_out(r, wan)),
    (*_IF, 2, 1, 17): lambda r, _m, wan: ber.counter32(_octets_out(r, wan) // _PACKET_OCTETS),
    (*_IF, 2, 1, 19): _none_counted,
    (*_IF, 2, 1, 20): _none_counted,
    (*_IFX, 1): _name,
    (*_IFX, 6): lambda r, _m, wan: ber.counter64(_octets_in(r, wan)),
    (*_IFX, 10): lambda r, _m, wan: ber.counter64(_octets_out(r, wan)),
    (*_IFX, 15): lambda r, m, wan: ber.gauge32(_mbps(r, m, wan)),
    (*_IFX, 18): lambda r, _m, wan: ber.text(r.plan.upstream_id if wan else ""),
    (*_IFX, 19): lambda _r, _m, _w: ber.time_ticks(0),
    (*_DOT3, 3): _errors,
    (*_DOT3, 19): lambda _r, _m, _w: ber.integer(3),
}


def _link_trap(is_wan: bool, is_up: bool) -> MakeTrap:
    def make(_room: SimulatedRoom, machine: Machine) -> Trap:
        index = next(i for i in _INDEXES if _is_wan(machine, i) is is_wan)
        columns = {
            1: ber.integer(index),
            2: ber.text(_wan_name(machine) if is_wan else _LAN),
            7: ber.integer(1),
            8: ber.integer(1 if is_up else 2),
        }
        row: dict[ber.Oid, ber.Value] = {
            (*_IF, 2, 1, column, index): value for column, value in columns.items()
        }
        return trap_of(LINK_UP if is_up else LINK_DOWN, row)

    return make


_CONDITIONS = (
    TrapCondition(lambda r, _m, _c: r.line.is_cut, _link_trap(True, False), _link_trap(True, True)),
    TrapCondition(lambda r, _m, _c: r.is_unplugged, _link_trap(False, False), _link_trap(False, True)),
)


def router_mib(options: Options) -> Mib:
    """Return the shared objects of routers with these options.

    The options may name a probe of the router's line.

    Quirks: a saturated ifSpeed, an ifHighSpeed of 0, and a state that IF-MIB does not define.
    """
    test = str(options.get("nqa_test", ""))
    return _shared(int(options.get("sla_index", 0)), str(options.get("nqa_admin", "")), test)


@lru_cache(maxsize=256)
def _shared(sla_index: int, nqa_admin: str, nqa_test: str) -> Mib:
    objects = system_group("Simulated router", 1)
    objects[(*_IF, 1, 0)] = lambda _r, _m: ber.integer(2)
    quirks: dict[ber.Oid, Object] = {}
    for index in _INDEXES:
        objects[(*_IF, 2, 1, 1, index)] = fixed(index)
        objects |= _row(_COLUMNS, index)
        quirks[(*_IF, 2, 1, 5, index)] = lambda _r, _m: ber.gauge32(0xFFFFFFFF)
        quirks[(*_IF, 2, 1, 8, index)] = lambda _r, _m: ber.integer(9)
        quirks[(*_IFX, 15, index)] = lambda _r, _m: ber.gauge32(0)
    if sla_index:
        probed, wrong = ip_sla(sla_index)
        objects |= probed
        quirks |= wrong
    return Mib(objects, quirks, _CONDITIONS, nqa(nqa_admin, nqa_test) if nqa_test else None)
