"""Measure the alarm logic at 2 000 sites, with and without changes."""

import random
import time

from bench.figure import Figure
from gbdt_console.core.alarms.alarm import AlarmKey, Condition, Severity
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmEvent
from gbdt_console.core.alarms.logic import AlarmLogic
from gbdt_console.core.alarms.rules import Moment

_SITES = 2_000
_CHANGES_PER_S = 50
_STEPS_PER_S = 10
_SECONDS = 20
_OPEN = (0, 60, 2_000)
_NODE = AlarmKey("upstream.node", AlarmType.UPSTREAM_LOST)
_BUDGET_STEP_US = 5_000.0
_BUDGET_CHANGE_US = 500.0


def measure() -> list[Figure]:
    """Return the CPU of the logic alone, without journal and screen."""
    figures = []
    for count in _OPEN:
        idle_us, change_us = _one(count)
        name = f"alarms, {_SITES} sites, {count} open"
        figures += [
            Figure(f"{name}: a look without change", "us CPU", idle_us, budget=_BUDGET_STEP_US),
            Figure(
                f"{name}: a change, {_CHANGES_PER_S} a second", "us CPU", change_us, budget=_BUDGET_CHANGE_US
            ),
        ]
    return figures


def _one(count: int) -> tuple[float, float]:
    events: list[AlarmEvent] = []
    logic = AlarmLogic(AlarmBook(), events.append)
    keys = [AlarmKey(f"site{number}", AlarmType.SITE_LOST) for number in range(_SITES)]
    now = Moment(1_000.0, 1_767_225_600.0)
    logic.step(now, [Condition(_NODE, Severity.MAJOR, now.utc)] if count else [])
    logic.step(now, [_lost(key, now) for key in keys[:count]])
    idle_us, now = _idle(logic, now)
    return idle_us, _changing(logic, keys, now)


def _idle(logic: AlarmLogic, now: Moment) -> tuple[float, Moment]:
    began = time.process_time()
    for _ in range(_SECONDS):
        now = Moment(now.s + 1.0, now.utc + 1.0)
        logic.step(now)
        logic.load(now)
    return (time.process_time() - began) / _SECONDS * 1e6, now


def _changing(logic: AlarmLogic, keys: list[AlarmKey], now: Moment) -> float:
    rng = random.Random(1)
    each = _CHANGES_PER_S // _STEPS_PER_S
    steps = _SECONDS * _STEPS_PER_S
    began = time.process_time()
    for _ in range(steps):
        now = Moment(now.s + 1 / _STEPS_PER_S, now.utc + 1 / _STEPS_PER_S)
        changed = rng.sample(keys, each)
        open_ = [key for key in changed if (alarm := logic.book.of(key)) is not None and alarm.is_active]
        logic.step(now, [_lost(k, now) for k in changed if k not in open_], [(k, now.utc) for k in open_])
    return (time.process_time() - began) / (steps * each) * 1e6


def _lost(key: AlarmKey, now: Moment) -> Condition:
    return Condition(key, Severity.MAJOR, now.utc, key.resource, "line-or-router", "medium", parent=_NODE)
