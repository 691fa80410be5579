"""The alarm logic walks the published transition table, beside a naive model, step by step."""

import random
from dataclasses import dataclass, field

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey, AlarmState, Condition, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import (
    AlarmAcknowledged,
    AlarmEvent,
    AlarmShelved,
    AlarmUnshelved,
    MaintenanceEnded,
    MaintenancePlanned,
)
from gbdt_console.core.alarms.rules import AlarmRules
from tests.support.alarms.alarm_desk import NODE, AlarmDesk, site
from tests.support.alarms.naive_alarms import NaiveAlarms
from tests.support.alarms.transition_table import DOC, Table, read_table

STEPS = 100_000
NAMES = {
    AlarmState.NORMAL: "NORMAL",
    AlarmState.UNACKNOWLEDGED: "UNACKNOWLEDGED",
    AlarmState.ACKNOWLEDGED: "ACKNOWLEDGED",
    AlarmState.RETURNED_UNACKNOWLEDGED: "RETURNED-UNACKNOWLEDGED",
    AlarmState.SHELVED: "SHELVED",
    AlarmState.SUPPRESSED: "SUPPRESSED",
    AlarmState.OUT_OF_SERVICE: "OUT OF SERVICE",
}
CODEC = AlarmKey("sapa.codec", AlarmType.CODEC_LOST)
PARENTS = {NODE: None, site("sapa"): NODE, site("bacha"): NODE, CODEC: None}
KEYS = tuple(PARENTS)
SEVERITIES = tuple(Severity)
ACTIONS = ("raise",) * 9 + ("clear",) * 8 + ("wait",) * 8 + ("acknowledge",) * 4 + (
    "shelve", "unshelve", "work", "work ends", "meeting", "deliver", "deliver",
)  # fmt: skip


@dataclass
class Walk:
    """Does the same to the logic and to the naive model, and compares all that can be seen."""

    rng: random.Random
    table: Table = field(default_factory=Table)
    desk: AlarmDesk = field(default_factory=lambda: AlarmDesk(kept=lambda event: event))

    def __post_init__(self) -> None:
        self.naive = NaiveAlarms(self.desk.rules, self.table)
        self.windows = 0

    def step(self) -> None:
        """One action at a second of its own; what operators do is durable now or later."""
        self.desk.pass_time(self.rng.choice((1, 1, 1, 2, 5)))
        self.naive.s = self.desk.s
        action = self.rng.choice(ACTIONS)
        raised, cleared = [], []
        if action == "raise":
            raised = [self._condition(key) for key in self.rng.sample(KEYS, self.rng.choice((1, 1, 2)))]
        elif action == "clear":
            cleared = self.rng.sample(KEYS, self.rng.choice((1, 1, 2)))
        elif action == "wait":
            self.desk.pass_time(self.rng.choice((3, 15, 28, 31, 59, 61, 61, 700)))
            self.naive.s = self.desk.s
        elif action == "meeting":
            self.desk.logic.is_meeting = not self.desk.logic.is_meeting
            rules = self.desk.rules
            self.naive.ack_s = rules.ack_meeting_s if self.desk.logic.is_meeting else rules.ack_s
        elif action == "deliver":
            self.deliver()
        else:
            self._operate(action)
        for key in cleared:
            self.naive.clear(key)
        for condition in sorted(raised, key=lambda c: c.parent is not None):
            self.naive.raise_(condition.key, condition.severity.rank, condition.parent)
        self.naive.look(self.desk.utc)
        self.desk.change(raised, cleared)
        self.compare()

    def deliver(self) -> None:
        for event in self.desk.in_flight:
            self._tell_naive(event)
        self.desk.deliver()

    def jump(self) -> None:
        self.deliver()
        by_s = self.rng.choice((-3_600.0, 3_600.0, 86_400.0))
        self.desk.jump(by_s)
        self.naive.jump(by_s)

    def restart(self) -> None:
        self.deliver()
        held_over = [key for key, alarm in self.naive.alarms.items() if alarm.fault and not alarm.truth]
        self.desk.pass_time(1)
        self.naive.s = self.desk.s
        self.naive.restart()
        for key in held_over:
            self.naive.clear(key)
        for key, condition in sorted(self.desk.faults.items(), key=lambda item: item[1].parent is not None):
            self.naive.raise_(key, condition.severity.rank, condition.parent)
        self.naive.look(self.desk.utc)
        self.desk.restart()
        self.compare()

    def compare(self) -> None:
        for key in KEYS:
            naive = self.naive.alarms.get(key)
            alarm = self.desk.book.of(key)
            assert NAMES[self.desk.state(key)] == (naive.state if naive else "NORMAL"), key
            if alarm is not None and naive is not None:
                assert (alarm.number, alarm.is_active) == (naive.number, naive.fault)
        if not self.desk.in_flight:
            assert self.desk.fold == self.desk.book

    def _condition(self, key: AlarmKey) -> Condition:
        severity = self.rng.choice(SEVERITIES)
        return Condition(key, severity, self.desk.utc, key.resource.split(".")[0], parent=PARENTS[key])

    def _operate(self, action: str) -> None:
        if action == "work":
            self.windows += 1
            resource = self.rng.choice(("sapa", "sapa.codec", "upstream.vnpt"))
            from_utc = self.desk.utc + self.rng.choice((0, 20))
            until_utc = from_utc + self.rng.choice((30, 120, 900))
            self._say(MaintenancePlanned(f"w{self.windows}", resource, from_utc, until_utc, "cable", "truc"))
            return
        if action == "work ends":
            for window in list(self.desk.book.windows.values())[:1]:
                self._say(MaintenanceEnded(window.id, window.resource, "truc"))
            return
        if not self.desk.book.alarms:
            return
        alarm = self.rng.choice(sorted(self.desk.book.alarms.values(), key=lambda a: a.number))
        number, resource, utc = alarm.number, alarm.key.resource, self.desk.utc
        if action == "acknowledge":
            on_its_way = any(isinstance(event, AlarmAcknowledged) for event in self.desk.in_flight)
            if alarm.is_acknowledged or on_its_way:
                return
            self._say(AlarmAcknowledged(number, resource, alarm.severity, "truc", utc))
        elif action == "shelve":
            self._say(AlarmShelved(number, resource, utc + self.rng.choice((10, 90, 900)), "cable", "truc"))
        elif alarm.shelved_until_utc is not None:
            self._say(AlarmUnshelved(number, resource, "truc"))

    def _say(self, event: AlarmEvent) -> None:
        self.desk.say(event)
        if self.rng.random() < 0.5:
            self.deliver()

    def _tell_naive(self, event: AlarmEvent) -> None:
        naive = self.naive
        match event:
            case MaintenancePlanned():
                naive.plan_work(event.window, event.resource, event.from_utc, event.until_utc)
            case MaintenanceEnded():
                naive.end_work(event.window)
            case AlarmAcknowledged():
                key = self._key_of(event.number)
                naive.acknowledge(key, event.number, Severity(event.severity).rank, event.at_utc)
            case AlarmShelved():
                naive.shelve(self._key_of(event.number), event.number, event.until_utc)
            case AlarmUnshelved():
                naive.unshelve(self._key_of(event.number), event.number)

    def _key_of(self, number: int) -> AlarmKey:
        return next((key for key, alarm in self.naive.alarms.items() if alarm.number == number), KEYS[0])


@pytest.mark.search
def test_a_hundred_thousand_steps_agree_with_the_published_table() -> None:
    walk = Walk(random.Random(5))
    for step in range(STEPS):
        walk.step()
        if step % 97 == 0:
            walk.jump()
        if step % 131 == 0:
            walk.restart()
    unused = [row for row, count in walk.table.used.items() if not count]
    assert not unused


def test_the_published_table_knows_every_state_and_no_other() -> None:
    rows = read_table()
    assert {row.state for row in rows} == {row.after for row in rows} == set(NAMES.values())


def test_the_published_rules_are_the_program_s() -> None:
    rules, doc = AlarmRules(), DOC.read_text(encoding="utf-8")
    for sentence in (
        f"| after {rules.ack_s / 60:g} min, in a meeting after {rules.ack_meeting_s / 60:g} min |",
        f"| within {rules.flap_window_s:g} s of its end, or while RETURNED or SHELVED |",
        f"| {rules.shelf_s / 60:g} min unless said otherwise, {rules.longest_shelf_s / 3_600:g} h at most;",
        f"| {rules.flap_changes} changes within {rules.flap_window_s:g} s; held",
        f"until {rules.flap_settle_s:g} s stable",
        f"| while it stands and {rules.parent_grace_s:g} s longer |",
        f"| the first alarm after {rules.cascade_s:g} s without one |",
        f"| begins with more than {rules.flood_count} alarms in {rules.flood_window_s / 60:g} min,",
        f"| of the next {rules.sound_share_s:g} s that",
        f"at most {rules.flood_sounds} times in {rules.flood_window_s / 60:g} min;",
    ):
        assert sentence in doc, sentence
