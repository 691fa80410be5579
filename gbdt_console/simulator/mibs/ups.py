"""The objects of a UPS (UPS-MIB, RFC 1628); its quirks are the wrong values of real cards."""

from gbdt_console.simulator.mibs.mib import Mib, Objects
from gbdt_console.simulator.mibs.system import by_mains, system_group
from gbdt_console.simulator.mibs.trap_conditions import (
    MakeTrap,
    Trap,
    TrapCondition,
    always,
    is_low,
    is_on_battery,
    trap_of,
)
from gbdt_console.simulator.snmp import ber
from gbdt_console.simulator.world.room import LOW_BATTERY_S, Machine, SimulatedRoom

_UPS = (1, 3, 6, 1, 2, 1, 33, 1)
_TRAPS = (1, 3, 6, 1, 2, 1, 33, 2)
_REPEATED_S = 60.0
"""RFC 1628 repeats upsTrapOnBattery once a minute."""
_ON_BATTERY, _LOW_BATTERY, _INPUT_BAD = 2, 3, 6
"""Numbers of upsWellKnownAlarms."""


def _battery_status(room: SimulatedRoom, _machine: Machine) -> ber.Value:
    return ber.integer(3 if room.power.is_low else 2)


def _alarms(room: SimulatedRoom) -> dict[int, float]:
    """Return the present alarms of upsWellKnownAlarms, each with its seconds."""
    power = room.power
    if power.has_mains:
        return {}
    present = dict.fromkeys((_INPUT_BAD, _ON_BATTERY), power.on_battery_s)
    return present | ({_LOW_BATTERY: LOW_BATTERY_S - power.remaining_s} if power.is_low else {})


def _alarm_table(room: SimulatedRoom, machine: Machine) -> dict[ber.Oid, ber.Value]:
    """Return upsAlarmTable. A row's index is its alarm's number, upsAlarmTime the sysUpTime of its start."""
    rows: dict[ber.Oid, ber.Value] = {}
    for alarm, lasted_s in _alarms(room).items():
        rows[(*_UPS, 6, 2, 1, 2, alarm)] = ber.object_id((*_UPS, 6, 3, alarm))
        rows[(*_UPS, 6, 2, 1, 3, alarm)] = ber.time_ticks(max(0.0, room.uptime_s(machine) - lasted_s))
    return rows


def _load_percent(room: SimulatedRoom) -> int:
    """Return the load, 5 % and 15 % for each running machine."""
    running = sum(machine.is_up(room.now_s) for machine in room.machines)
    return min(95, 5 + 15 * running)


def _on_battery(room: SimulatedRoom, _machine: Machine) -> Trap:
    variables: dict[ber.Oid, ber.Value] = {
        (*_UPS, 2, 3, 0): ber.integer(int(room.power.remaining_s // 60)),
        (*_UPS, 2, 2, 0): ber.integer(int(room.power.on_battery_s)),
        (*_UPS, 9, 7, 0): ber.integer(int(LOW_BATTERY_S // 60)),
    }
    return trap_of((*_TRAPS, 1), variables)


def _entry(alarm: int, is_added: bool) -> MakeTrap:
    """Make upsTrapAlarmEntryAdded or -Removed of one alarm."""
    row = (*_UPS, 6, 2, 1)
    variables: dict[ber.Oid, ber.Value] = {
        (*row, 1, alarm): ber.integer(alarm),
        (*row, 2, alarm): ber.object_id((*_UPS, 6, 3, alarm)),
    }
    return always((*_TRAPS, 3 if is_added else 4), variables)


_CONDITIONS = (
    TrapCondition(is_on_battery, _entry(_INPUT_BAD, True), _entry(_INPUT_BAD, False)),
    TrapCondition(is_on_battery, _on_battery, _entry(_ON_BATTERY, False), repeat_s=_REPEATED_S),
    TrapCondition(is_low, _entry(_LOW_BATTERY, True), _entry(_LOW_BATTERY, False)),
)
"""The RFC wants no entry trap for the beginning of upsAlarmOnBattery, and its own trap once a minute."""


def ups_mib() -> Mib:
    """Return the objects. Quirks: 4294967295 for unknown, tenths of a volt, and NULL."""
    objects = system_group("Simulated UPS", 2)
    objects |= {
        (*_UPS, 1, 1, 0): lambda _r, _m: ber.text("Simulated"),
        (*_UPS, 1, 2, 0): lambda _r, _m: ber.text("UPS 2000"),
        (*_UPS, 1, 3, 0): lambda _r, _m: ber.text("1.0"),
        (*_UPS, 1, 4, 0): lambda _r, _m: ber.text("1.0"),
        (*_UPS, 2, 1, 0): _battery_status,
        (*_UPS, 2, 2, 0): lambda r, _m: ber.integer(int(r.power.on_battery_s)),
        (*_UPS, 2, 3, 0): lambda r, _m: ber.integer(int(r.power.remaining_s // 60)),
        (*_UPS, 2, 4, 0): lambda r, _m: ber.integer(round(r.power.charge)),
        (*_UPS, 2, 5, 0): lambda r, _m: ber.integer(int(430 + r.power.charge * 1.1)),
        (*_UPS, 2, 6, 0): by_mains(0, 42),
        (*_UPS, 2, 7, 0): lambda r, _m: ber.integer(round(r.temperature_c + 2)),
        (*_UPS, 3, 1, 0): lambda _r, _m: ber.counter32(3),
        (*_UPS, 3, 2, 0): lambda _r, _m: ber.integer(1),
        (*_UPS, 3, 3, 1, 2, 1): by_mains(500, 0),
        (*_UPS, 3, 3, 1, 3, 1): by_mains(223, 0),
        (*_UPS, 3, 3, 1, 4, 1): by_mains(18, 0),
        (*_UPS, 3, 3, 1, 5, 1): lambda r, _m: ber.integer(20 * _load_percent(r) if r.power.has_mains else 0),
        (*_UPS, 4, 1, 0): by_mains(3, 5),
        (*_UPS, 4, 2, 0): lambda _r, _m: ber.integer(500),
        (*_UPS, 4, 3, 0): lambda _r, _m: ber.integer(1),
        (*_UPS, 4, 4, 1, 2, 1): lambda _r, _m: ber.integer(230),
        (*_UPS, 4, 4, 1, 3, 1): lambda r, _m: ber.integer(_load_percent(r)),
        (*_UPS, 4, 4, 1, 4, 1): lambda r, _m: ber.integer(20 * _load_percent(r)),
        (*_UPS, 4, 4, 1, 5, 1): lambda r, _m: ber.integer(_load_percent(r)),
        (*_UPS, 6, 1, 0): lambda r, _m: ber.gauge32(len(_alarms(r))),
        (*_UPS, 9, 7, 0): lambda _r, _m: ber.integer(int(LOW_BATTERY_S // 60)),
    }
    quirks: Objects = {
        (*_UPS, 2, 3, 0): lambda _r, _m: ber.gauge32(0xFFFFFFFF),
        (*_UPS, 2, 4, 0): lambda _r, _m: ber.gauge32(0xFFFFFFFF),
        (*_UPS, 3, 3, 1, 3, 1): lambda _r, _m: ber.integer(2360),
        (*_UPS, 3, 3, 1, 4, 1): lambda _r, _m: ber.NULL,
    }
    return Mib(objects, quirks, _CONDITIONS, _alarm_table)
