"""The objects of every simulated agent: system group (SNMPv2-MIB) and engine (SNMP-FRAMEWORK-MIB)."""

from gbdt_console.simulator.mibs.mib import Object, Objects
from gbdt_console.simulator.snmp.ber import Tag, Value, integer, object_id, text, time_ticks
from gbdt_console.simulator.world.room import EXAMPLE_ENTERPRISE

_SYSTEM = (1, 3, 6, 1, 2, 1, 1)
_SNMP = (1, 3, 6, 1, 2, 1, 11)
_ENGINE = (1, 3, 6, 1, 6, 3, 10, 2, 1)


def system_group(description: str, number: int) -> Objects:
    """Return the objects; `number` ends sysObjectID under the enterprise number for examples."""
    return {
        (*_SYSTEM, 1, 0): lambda _r, _m: text(description),
        (*_SYSTEM, 2, 0): lambda _r, _m: object_id((1, 3, 6, 1, 4, 1, EXAMPLE_ENTERPRISE, number)),
        (*_SYSTEM, 3, 0): lambda r, m: time_ticks(r.uptime_s(m)),
        (*_SYSTEM, 4, 0): lambda _r, _m: text(""),
        (*_SYSTEM, 5, 0): lambda _r, m: text(m.plan.id),
        (*_SYSTEM, 6, 0): lambda r, _m: text(r.plan.name),
        (*_SYSTEM, 7, 0): lambda _r, _m: integer(72),
        (*_SNMP, 30, 0): lambda _r, m: integer(1 if m.plan.sends_auth_traps else 2),
        (*_ENGINE, 1, 0): lambda _r, m: Value(Tag.OCTET_STRING, m.engine_id),
        (*_ENGINE, 2, 0): lambda _r, m: integer(m.boots),
        (*_ENGINE, 3, 0): lambda r, m: integer(int(r.uptime_s(m))),
    }


def fixed(number: int) -> Object:
    """Return an INTEGER object whose value never changes."""
    return lambda _r, _m: integer(number)


def by_mains(on: int, off: int) -> Object:
    """Return an INTEGER object that tells whether the room has mains."""
    return lambda room, _machine: integer(on if room.power.has_mains else off)
