"""Who is looked at, and how often: known senders, ten a second each, a hundred in all."""

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.sites import Device
from gbdt_console.devices.transports.traps.gate import OTHER_STRANGERS, Drop, TrapGate
from tests.support.snmp.snmpd import community
from tests.support.snmp.trap_senders import device


def many(count: int) -> list[Device]:
    return [device(community(), f"10.0.0.{n}", f"d{n}") for n in range(1, count + 1)]


def admitted(gate: TrapGate, address: str, tries: int) -> int:
    return sum(gate.admit(address) is not None for _ in range(tries))


@pytest.mark.parametrize(("seconds", "taken"), [(1, 20), (2, 30), (10, 110)])
def test_a_flooding_sender_gets_ten_a_second_after_its_first_ten(seconds: int, taken: int) -> None:
    clock = ManualClock()
    gate = TrapGate(many(1), clock)
    total = 0
    for _ in range(seconds * 1_000):
        total += admitted(gate, "10.0.0.1", 1)
        clock.advance(0.001)
    assert total in (taken, taken - 1)
    assert gate.counters()["trap.flood"] == gate.drops["sapa.d1"] == seconds * 1_000 - total


def test_one_flooding_sender_takes_nothing_from_the_others() -> None:
    gate = TrapGate(many(3), ManualClock())
    admitted(gate, "10.0.0.1", 5_000)
    assert admitted(gate, "10.0.0.2", 10) == 10
    assert "sapa.d2" not in gate.drops


def test_all_together_get_a_hundred() -> None:
    clock = ManualClock()
    gate = TrapGate(many(30), clock)
    taken = [admitted(gate, f"10.0.0.{n}", 10) for n in range(1, 31)]
    assert sum(taken) == 100
    clock.advance(1.0)
    assert sum(admitted(gate, f"10.0.0.{n}", 10) for n in range(1, 31)) == 100
    assert gate.counters()["trap.flood"] == 400


def test_strangers_are_counted_but_not_without_end() -> None:
    gate = TrapGate(many(1), ManualClock())
    for n in range(1_000):
        assert gate.admit(f"172.16.{n // 250}.{n % 250}") is None
    assert gate.counters()["trap.unknown-sender"] == sum(gate.drops.values()) == 1_000
    assert len(gate.drops) == 65
    assert gate.drops[OTHER_STRANGERS] == 936


def test_the_counters_name_the_worst_senders_only() -> None:
    gate = TrapGate(many(40), ManualClock())
    for n in range(1, 41):
        for _ in range(n):
            gate.drop(f"sapa.d{n}", Drop.MALFORMED)
    named = {code: count for code, count in gate.counters().items() if code.startswith("trap.dropped.")}
    assert named == {f"trap.dropped.sapa.d{n}": n for n in range(25, 41)}
