"""The objects of PDUs: three generations of APC's, Eaton's and Vertiv's, whose numbers all differ."""

from collections.abc import Iterable

from gbdt_console.simulator.mibs.mib import Mib, Object, Objects, Setter
from gbdt_console.simulator.mibs.system import fixed, system_group
from gbdt_console.simulator.snmp.ber import Oid, Tag, Value, gauge32, integer, text
from gbdt_console.simulator.world.room import Machine, SimulatedRoom

_APC = (1, 3, 6, 1, 4, 1, 318, 1, 1)
_SPDU = (*_APC, 4, 4, 2, 1)
_RPDU = (*_APC, 12)
_RPDU2 = (*_APC, 26)
_EPDU = (1, 3, 6, 1, 4, 1, 534, 6, 6, 7, 6)
_VERTIV = (1, 3, 6, 1, 4, 1, 21239, 5, 2, 3)
_VERTIV_ON, _VERTIV_OFF = 2, 4
"""pduOutletSwitchControl; its states are 1 and 2."""
_GENERATIONS = 3
_IMPOSSIBLE = 99


def apc_pdu_mib(outlets: Iterable[int], generation: int) -> Mib:
    """Return the objects of an APC PDU (PowerNet-MIB).

    Generation 0 has sPDU alone, 1 has rPDU as well, 2 has rPDU2 as well. Quirk: a state that the MIB does not
    define.
    """
    outlets = tuple(outlets)
    states: Objects = {(*_SPDU, 3, n): _state(n, on=1, off=2) for n in outlets}
    names: Objects = {(*_SPDU, 4, n): _name(n) for n in outlets}
    loads: Objects = {}
    setters: dict[Oid, Setter] = {(*_SPDU, 3, n): _switch(n, on=1, off=2) for n in outlets}
    if generation % _GENERATIONS == 1:
        states |= {(*_RPDU, 3, 5, 1, 1, 4, n): _state(n, on=1, off=2) for n in outlets}
        names |= {(*_RPDU, 3, 5, 1, 1, 2, n): _name(n) for n in outlets}
        setters |= {(*_RPDU, 3, 3, 1, 1, 4, n): _switch(n, on=1, off=2) for n in outlets}
        loads = {(*_RPDU, 2, 3, 1, 1, 2, 1): _tenths_of_ampere, (*_RPDU, 2, 3, 1, 1, 3, 1): fixed(1)}
    elif generation % _GENERATIONS == 2:
        states |= {(*_RPDU2, 9, 2, 3, 1, 5, n): _state(n, on=2, off=1) for n in outlets}
        names |= {(*_RPDU2, 9, 2, 3, 1, 3, n): _name(n) for n in outlets}
        setters |= {(*_RPDU2, 9, 2, 4, 1, 5, n): _switch(n, on=1, off=2) for n in outlets}
        loads = {(*_RPDU2, 6, 3, 1, 5, 1): _tenths_of_ampere, (*_RPDU2, 6, 3, 1, 4, 1): fixed(2)}
    quirks = dict.fromkeys(states, fixed(_IMPOSSIBLE))
    return Mib(system_group("Simulated APC PDU", 4) | states | names | loads, quirks, setters=setters)


def eaton_pdu_mib(outlets: Iterable[int], unit: int) -> Mib:
    """Return the objects of an Eaton PDU (EATON-EPDU-MIB): off 0, on 1.

    Quirk: a state that the MIB does not define.

    unit: the strapping index
    """
    outlets = tuple(outlets)
    states: Objects = {(*_EPDU, 6, 1, 2, unit, n): _state(n, on=1, off=0) for n in outlets}
    names: Objects = {(*_EPDU, 1, 1, 3, unit, n): _name(n) for n in outlets}
    quirks = dict.fromkeys(states, fixed(_IMPOSSIBLE))
    setters: dict[Oid, Setter] = {(*_EPDU, 6, 1, 3, unit, n): _off_in(n) for n in outlets}
    return Mib(system_group("Simulated Eaton ePDU", 5) | states | names, quirks, setters=setters)


def vertiv_pdu_mib(outlets: Iterable[int]) -> Mib:
    """Return the objects of a Vertiv PDU (VERTIV-V5-MIB). Quirk: an outlet whose state it cannot get."""
    outlets = tuple(outlets)
    states: Objects = {(*_VERTIV, 5, 1, 4, n): _state(n, on=1, off=2) for n in outlets}
    names: Objects = {(*_VERTIV, 5, 1, 3, n): _name(n) for n in outlets}
    loads: Objects = {(*_VERTIV, 2, 1, 8, 1): _hundredths_of_ampere}
    setters: dict[Oid, Setter] = {
        (*_VERTIV, 5, 1, 6, n): _switch(n, on=_VERTIV_ON, off=_VERTIV_OFF) for n in outlets
    }
    controls: Objects = {oid: fixed(8) for oid in setters}
    objects = system_group("Simulated Vertiv PDU", 13) | states | names | loads | controls
    return Mib(objects, dict.fromkeys(states, fixed(7)), setters=setters)


def _state(number: int, on: int, off: int) -> Object:
    return lambda _r, m: integer(off if number in m.outlets_off else on)


def _switch(number: int, on: int, off: int) -> Setter:
    def switch(room: SimulatedRoom, machine: Machine, value: Value) -> bool:
        code = _integer(value)
        if code not in (on, off) or number not in machine.plan.outlets:
            return False
        room.switch_outlet(machine, number, code == on)
        return True

    return switch


def _off_in(number: int) -> Setter:
    """Return what switches one outlet off after the written seconds; the simulator takes only 0."""

    def switch(room: SimulatedRoom, machine: Machine, value: Value) -> bool:
        if _integer(value) != 0 or number not in machine.plan.outlets:
            return False
        room.switch_outlet(machine, number, False)
        return True

    return switch


def _integer(value: Value) -> int | None:
    return value.content if value.tag is Tag.INTEGER and isinstance(value.content, int) else None


def _name(number: int) -> Object:
    return lambda _r, m: text(m.plan.outlets.get(number) or f"Outlet {number}")


def _tenths_of_ampere(_room: SimulatedRoom, machine: Machine) -> Value:
    """Count one ampere for every outlet that is on and feeds something."""
    return gauge32(10 * len(set(machine.plan.outlets) - machine.outlets_off))


def _hundredths_of_ampere(_room: SimulatedRoom, machine: Machine) -> Value:
    return gauge32(100 * len(set(machine.plan.outlets) - machine.outlets_off))
