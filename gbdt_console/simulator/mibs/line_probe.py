"""The probe that a simulated router runs over its own line, with the line's figures.

It is a Cisco IP SLA operation (CISCO-RTTMON-MIB) or a Huawei NQA test (NQA-MIB).
"""

import random
from collections.abc import Callable, Mapping
from typing import NamedTuple

from gbdt_console.simulator.mibs.mib import Object
from gbdt_console.simulator.mibs.system import fixed
from gbdt_console.simulator.snmp.ber import Oid, Value, gauge32, integer
from gbdt_console.simulator.world.room import Machine, SimulatedRoom

RUN_S = 10.0
"""Seconds between two runs."""
_PACKETS = 100
"""Packets of one run."""
_RUNS_KEPT = 3
"""Rows that the NQA table keeps."""
_ECHO = (1, 3, 6, 1, 4, 1, 9, 9, 42, 1, 2, 10, 1)
_JITTER = (1, 3, 6, 1, 4, 1, 9, 9, 42, 1, 5, 2, 1)
_NQA = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 111, 4, 1, 1)
_OK, _TIMEOUT = 1, 4
_NO_RESULT, _SUCCESS, _FAILURE = 0, 1, 2


class ProbeRun(NamedTuple):
    """The result of one run of a hundred packets.

    rtt_ms: mean round trip of the packets that came back, 0 if none did
    jitter_ms: their jitter, 0 if none came back
    lost: packets that did not come back
    """

    rtt_ms: int
    jitter_ms: int
    lost: int


def run_of(room: SimulatedRoom, number: int) -> ProbeRun:
    """Return that run's result on the line as it is now. It is equal for every request."""
    rng = random.Random(f"{room.plan.id}:{number}")  # noqa: S311 - a scenario, not a secret
    lost = sum(rng.random() < room.line.loss for _ in range(_PACKETS))
    if lost == _PACKETS:
        return ProbeRun(0, 0, lost)
    jitter_ms = room.line.jitter_ms * rng.uniform(0.6, 1.2)
    return ProbeRun(round(room.line.base_ms + jitter_ms), round(jitter_ms), lost)


def newest(room: SimulatedRoom) -> int:
    """Return the number of the last run that is over."""
    return int(room.now_s // RUN_S)


def ip_sla(index: int) -> tuple[dict[Oid, Object], dict[Oid, Object]]:
    """Return objects and quirks of that jitter operation. The quirk is a busy one without a score."""

    def of(read: Callable[[ProbeRun], int], make: Callable[[int], Value] = integer) -> Object:
        return lambda room, _machine: make(read(run_of(room, newest(room))))

    objects: dict[Oid, Object] = {
        (*_ECHO, 1, index): of(lambda run: run.rtt_ms, gauge32),
        (*_ECHO, 2, index): of(lambda run: _TIMEOUT if run.lost == _PACKETS else _OK),
        (*_JITTER, 1, index): of(lambda run: _PACKETS - run.lost, gauge32),
        (*_JITTER, 2, index): of(lambda run: run.rtt_ms * (_PACKETS - run.lost), gauge32),
        (*_JITTER, 26, index): of(lambda run: (run.lost + 1) // 2, gauge32),
        (*_JITTER, 27, index): of(lambda run: run.lost // 2, gauge32),
        (*_JITTER, 28, index): fixed(0),
        (*_JITTER, 42, index): of(_mos, gauge32),
        (*_JITTER, 46, index): of(lambda run: run.jitter_ms, gauge32),
    }
    return objects, {(*_ECHO, 2, index): fixed(5), (*_JITTER, 42, index): fixed(0)}


def nqa(admin: str, test: str) -> Callable[[SimulatedRoom, Machine], Mapping[Oid, Value]]:
    """Return what makes the rows of the last runs. The newest row has no result yet."""
    names = (*_arcs(admin), *_arcs(test))

    def rows(room: SimulatedRoom, _machine: Machine) -> Mapping[Oid, Value]:
        last = newest(room)
        found: dict[Oid, Value] = {}
        for number in range(last - _RUNS_KEPT + 1, last + 1):
            run = run_of(room, number)
            row = (*names, number, 1)
            is_over = number < last
            found[(*_NQA, 3, *row)] = integer(_completion(run) if is_over else _NO_RESULT)
            found[(*_NQA, 26, *row)] = gauge32(run.rtt_ms if is_over else 0)
            found[(*_NQA, 27, *row)] = gauge32(run.lost * 100 // _PACKETS if is_over else 0)
        return found

    return rows


def _completion(run: ProbeRun) -> int:
    return _FAILURE if run.lost == _PACKETS else _SUCCESS


def _mos(run: ProbeRun) -> int:
    """Return the mean opinion score times 100. It follows from ITU-T G.107's rating less delay and loss."""
    if run.lost == _PACKETS:
        return 100
    rating = max(0.0, 93.2 - run.rtt_ms / 80 - 2.5 * run.lost)
    score = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6
    return round(100 * max(1.0, min(score, 5.0)))


def _arcs(name: str) -> Oid:
    octets = name.encode()
    return (len(octets), *octets)
