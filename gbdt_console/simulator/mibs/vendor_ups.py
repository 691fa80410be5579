"""The objects of UPSs with their vendor's own MIB: APC's, Eaton's newer and older one, and Socomec's two."""

from gbdt_console.simulator.mibs.mib import Mib, Objects
from gbdt_console.simulator.mibs.system import by_mains, fixed, system_group
from gbdt_console.simulator.mibs.trap_conditions import MakeTrap, TrapCondition, always, is_low, is_on_battery
from gbdt_console.simulator.snmp.ber import Value, gauge32, integer, text, time_ticks
from gbdt_console.simulator.world.room import Machine, SimulatedRoom

_APC = (1, 3, 6, 1, 4, 1, 318, 1, 1, 1)
_XUPS = (1, 3, 6, 1, 4, 1, 534, 1)
_MGE = (1, 3, 6, 1, 4, 1, 705, 1)
_SOCOMEC = (1, 3, 6, 1, 4, 1, 4555, 1, 1)
_APC_TRAPS = (1, 3, 6, 1, 4, 1, 318, 0)
_APC_WORDS = (1, 3, 6, 1, 4, 1, 318, 2, 3, 3, 0)
_XUPS_TRAPS = (1, 3, 6, 1, 4, 1, 534, 1, 11, 4, 1, 0)
_MGE_TRAPS = (1, 3, 6, 1, 4, 1, 705, 1, 11, 0)
_LOAD_PERCENT = 35
_YES, _NO = 1, 2


def _apc(number: int, words: str) -> MakeTrap:
    return always((*_APC_TRAPS, number), {_APC_WORDS: text(words)})


_APC_CONDITIONS = (
    TrapCondition(is_on_battery, _apc(5, "UPS: On battery power."), _apc(9, "UPS: Mains power restored.")),
    TrapCondition(is_low, _apc(7, "UPS: The battery is low.")),
)
_XUPS_CONDITIONS = (
    TrapCondition(is_on_battery, always((*_XUPS_TRAPS, 3)), always((*_XUPS_TRAPS, 5))),
    TrapCondition(is_low, always((*_XUPS_TRAPS, 4))),
)
_MGE_CONDITIONS = (
    TrapCondition(is_on_battery, always((*_MGE_TRAPS, 17)), always((*_MGE_TRAPS, 18))),
    TrapCondition(is_on_battery, always((*_MGE_TRAPS, 11))),
    TrapCondition(is_low, always((*_MGE_TRAPS, 5))),
)


def apc_ups_mib() -> Mib:
    """Return PowerNet-MIB: times in TimeTicks, tenths in the high-precision groups.

    Quirk: a card that has lost its UPS still serves its last values.
    """
    objects: Objects = {
        (*_APC, 1, 1, 1, 0): lambda _r, _m: text("Smart-UPS 2200"),
        (*_APC, 2, 1, 1, 0): lambda r, _m: integer(3 if r.power.is_low else 2),
        (*_APC, 2, 1, 2, 0): lambda r, _m: time_ticks(r.power.on_battery_s),
        (*_APC, 2, 2, 1, 0): lambda r, _m: gauge32(round(r.power.charge)),
        (*_APC, 2, 2, 2, 0): lambda r, _m: gauge32(round(r.temperature_c + 2)),
        (*_APC, 2, 2, 3, 0): lambda r, _m: time_ticks(r.power.remaining_s),
        (*_APC, 2, 2, 4, 0): fixed(1),
        (*_APC, 2, 3, 1, 0): lambda r, _m: gauge32(round(r.power.charge * 10)),
        (*_APC, 2, 3, 2, 0): lambda r, _m: gauge32(round((r.temperature_c + 2) * 10)),
        (*_APC, 3, 2, 1, 0): by_mains(223, 0),
        (*_APC, 3, 2, 5, 0): by_mains(1, 4),
        (*_APC, 3, 3, 1, 0): by_mains(2234, 0),
        (*_APC, 4, 1, 1, 0): by_mains(2, 3),
        (*_APC, 4, 2, 1, 0): fixed(230),
        (*_APC, 4, 2, 3, 0): fixed(_LOAD_PERCENT),
        (*_APC, 4, 3, 3, 0): fixed(_LOAD_PERCENT * 10),
        (*_APC, 7, 2, 3, 0): fixed(1),
        (*_APC, 8, 1, 0): fixed(1),
    }
    return Mib(system_group("Simulated APC UPS", 6) | objects, {(*_APC, 8, 1, 0): fixed(2)}, _APC_CONDITIONS)


def xups_mib() -> Mib:
    """Return XUPS-MIB: run time in seconds, whole volts.

    Quirks: a charge above 100, and a power source that the MIB does not define.
    """
    objects: Objects = {
        (*_XUPS, 2, 1, 0): _seconds_left,
        (*_XUPS, 2, 4, 0): _charge,
        (*_XUPS, 2, 5, 0): by_mains(3, 2),
        (*_XUPS, 3, 3, 0): fixed(1),
        (*_XUPS, 3, 4, 1, 2, 1): by_mains(223, 0),
        (*_XUPS, 4, 1, 0): fixed(_LOAD_PERCENT),
        (*_XUPS, 4, 5, 0): by_mains(3, 5),
        (*_XUPS, 6, 1, 0): lambda r, _m: integer(round(r.temperature_c)),
        (*_XUPS, 6, 4, 0): lambda r, _m: integer(round(r.humidity_percent)),
        (*_XUPS, 7, 1, 0): by_mains(0, 1),
    }
    quirks: Objects = {(*_XUPS, 2, 4, 0): fixed(255), (*_XUPS, 4, 5, 0): fixed(77)}
    return Mib(system_group("Simulated Eaton UPS", 7) | objects, quirks, _XUPS_CONDITIONS)


def mge_mib() -> Mib:
    """Return MG-SNMP-UPS-MIB: flags yes 1 or no 2, tenths of a volt. Quirk: a charge above 100."""
    objects: Objects = {
        (*_MGE, 5, 1, 0): _seconds_left,
        (*_MGE, 5, 2, 0): _charge,
        (*_MGE, 5, 9, 0): fixed(_NO),
        (*_MGE, 5, 11, 0): fixed(_NO),
        (*_MGE, 5, 14, 0): lambda r, _m: integer(_YES if r.power.is_low else _NO),
        (*_MGE, 6, 2, 1, 2, 1): by_mains(2234, 0),
        (*_MGE, 6, 4, 0): by_mains(1, 4),
        (*_MGE, 7, 2, 1, 2, 1): fixed(2300),
        (*_MGE, 7, 2, 1, 4, 1): fixed(_LOAD_PERCENT),
        (*_MGE, 7, 3, 0): by_mains(_NO, _YES),
        (*_MGE, 7, 4, 0): fixed(_NO),
        (*_MGE, 7, 10, 0): fixed(_NO),
    }
    return Mib(
        system_group("Simulated MGE UPS", 8) | objects, {(*_MGE, 5, 2, 0): fixed(255)}, _MGE_CONDITIONS
    )


def socomec_mib(*, is_net_vision_5: bool) -> Mib:
    """Return SOCOMECUPS-MIB: the source is 'on inverter' with mains and without, and only the battery tells.

    0 s on battery with mains, as a card was seen to say. Quirk: the battery tells nothing.
    """
    root = (*_SOCOMEC, 1 if is_net_vision_5 else 7, 1)
    battery = {"state": (*root, 2, 1, 0), "seconds": (*root, 2, 2, 0)}
    objects: Objects = {
        battery["state"]: by_mains(2, 5),
        battery["seconds"]: lambda r, _m: integer(int(r.power.on_battery_s)),
        (*root, 2, 3, 0): lambda r, _m: integer(int(r.power.remaining_s / 60)),
        (*root, 2, 4, 0): _charge,
        (*root, 2, 5, 0): fixed(3391),
        (*root, 3, 1, 0): fixed(1),
        (*root, 3, 2, 0): by_mains(500, 0),
        (*root, 3, 3, 1, 2, 1): by_mains(2234, 0),
        (*root, 4, 1, 0): fixed(2 if is_net_vision_5 else 3),
        (*root, 4, 4, 1, 2, 1): fixed(2300),
        (*root, 4, 4, 1, 4, 1): fixed(_LOAD_PERCENT),
        (*root, 6, 1, 0): by_mains(0, 1),
    }
    quirks: Objects = {battery["state"]: fixed(1), battery["seconds"]: fixed(2147483647)}
    return Mib(system_group("Simulated Net Vision card", 12) | objects, quirks)


def _seconds_left(room: SimulatedRoom, _machine: Machine) -> Value:
    return integer(int(room.power.remaining_s))


def _charge(room: SimulatedRoom, _machine: Machine) -> Value:
    return integer(round(room.power.charge))
