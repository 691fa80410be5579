"""Measure the alarm logic at 2 000 sites, with and without changes."""

import random
import time
from collections.abc import Iterator

from bench.figure import Figure, Work
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
_SHORT_SECONDS = 1
_OPEN = (0, 60, 2_000)
_NODE = AlarmKey("upstream.node", AlarmType.UPSTREAM_LOST)
_BUDGET_STEP_US = 5_000.0
_BUDGET_CHANGE_US = 500.0


def measure(is_short: bool) -> Iterator[Figure]:
    """Yield the CPU of the logic alone, without journal and screen."""
    seconds = _SHORT_SECONDS if is_short else _SECONDS
    for count in _OPEN:
        yield from _one(count, seconds)


def _one(count: int, seconds: int) -> Iterator[Figure]:
    events: list[AlarmEvent] = []
    logic = AlarmLogic(AlarmBook(), events.append)
    keys = [AlarmKey(f"site{number}", AlarmType.SITE_LOST) for number in range(_SITES)]
    now = Moment(1_000.0, 1_767_225_600.0)
    logic.step(now, [Condition(_NODE, Severity.MAJOR, now.utc)] if count else [])
    logic.step(now, [_lost(key, now) for key in keys[:count]])
    name = f"alarms, {_SITES} sites, {count} open"
    idle_us, now = _idle(logic, now, seconds)
    looks = Work(seconds, seconds, "looks")
    yield Figure(f"{name}: a look without change", "us CPU", idle_us, looks, budget=_BUDGET_STEP_US)
    change_us, done = _changing(logic, keys, now, seconds)
    changes = Work(done, seconds * _CHANGES_PER_S, "changes")
    name = f"{name}: a change, {_CHANGES_PER_S} a second"
    yield Figure(name, "us CPU", change_us, changes, budget=_BUDGET_CHANGE_US)


def _idle(logic: AlarmLogic, now: Moment, seconds: int) -> tuple[float, Moment]:
    began = time.process_time()
    for _ in range(seconds):
        now = Moment(now.s + 1.0, now.utc + 1.0)
        logic.step(now)
        logic.load(now)
    return (time.process_time() - began) / seconds * 1e6, now


def _changing(logic: AlarmLogic, keys: list[AlarmKey], now: Moment, seconds: int) -> tuple[float, int]:
    """Return the CPU of a change, and how many the book shows."""
    rng = random.Random(1)
    each = _CHANGES_PER_S // _STEPS_PER_S
    steps, done, spent_s = seconds * _STEPS_PER_S, 0, 0.0
    for _ in range(steps):
        now = Moment(now.s + 1 / _STEPS_PER_S, now.utc + 1 / _STEPS_PER_S)
        changed = rng.sample(keys, each)
        open_ = [key for key in changed if _is_open(logic, key)]
        began = time.process_time()
        logic.step(now, [_lost(k, now) for k in changed if k not in open_], [(k, now.utc) for k in open_])
        spent_s += time.process_time() - began
        done += sum(_is_open(logic, key) is not (key in open_) for key in changed)
    return spent_s / (steps * each) * 1e6, done


def _is_open(logic: AlarmLogic, key: AlarmKey) -> bool:
    alarm = logic.book.of(key)
    return alarm is not None and alarm.is_active


def _lost(key: AlarmKey, now: Moment) -> Condition:
    return Condition(key, Severity.MAJOR, now.utc, key.resource, "line-or-router", "medium", parent=_NODE)
