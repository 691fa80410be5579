"""Any order of faults, people, time, restarts and a slow disk: one alarm a key, no orphan, one truth."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, AlarmState, Condition, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import (
    AlarmAcknowledged,
    AlarmShelved,
    AlarmUnshelved,
    CauseOverridden,
    MaintenanceEnded,
    MaintenancePlanned,
)
from tests.support.alarms.alarm_desk import NODE, AlarmDesk, site

OTHER_NODE = AlarmKey("upstream.viettel", AlarmType.UPSTREAM_LOST)
CHILDREN = [site("sapa"), site("bacha"), AlarmKey("sapa.codec", AlarmType.CODEC_LOST)]
KEYS = [NODE, OTHER_NODE, *CHILDREN]
SECONDS = st.sampled_from([0.0, 0.1, 0.25, 0.9, 1.0, 3.3, 29.9, 30.1, 59.7, 61.0, 601.0, 1_801.0])


class AnyOrder(RuleBasedStateMachine):
    """Operators' events have their place in the journal at once, and reach the live book later."""

    @initialize()
    def begin(self) -> None:
        self.desk = AlarmDesk()
        self.windows = 0
        self.shelves = 0
        self.seen: dict[int, Severity] = {}

    @rule(
        keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True),
        severity=st.sampled_from(Severity),
        parent=st.sampled_from([NODE, OTHER_NODE, None]),
    )
    def lose(self, keys: list[AlarmKey], severity: Severity, parent: AlarmKey | None) -> None:
        self.desk.change(
            [
                Condition(
                    key,
                    severity,
                    self.desk.utc,
                    key.resource.split(".")[0],
                    params=(("b", "1"), ("a", severity.value)),
                    parent=parent if key in CHILDREN else None,
                )
                for key in keys
            ]
        )

    @rule(keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True))
    def mend(self, keys: list[AlarmKey]) -> None:
        self.desk.mend(*keys)

    @rule(seconds=SECONDS)
    def wait(self, seconds: float) -> None:
        self.desk.pass_time(seconds)
        self.desk.change()

    @precondition(lambda self: self.desk.book.alarms)
    @rule(data=st.data())
    def acknowledge(self, data: st.DataObject) -> None:
        alarm = self._pick(data)
        if not alarm.is_acknowledged and alarm.number not in self.seen:
            self.seen[alarm.number] = alarm.severity
            number, resource, severity = alarm.number, alarm.key.resource, alarm.severity.value
            self.desk.say(AlarmAcknowledged(number, resource, Severity(severity), "truc", self.desk.utc))

    @precondition(lambda self: self.desk.book.alarms)
    @rule(data=st.data(), for_s=st.sampled_from([5.0, 200.0, 900.0]))
    def shelve(self, data: st.DataObject, for_s: float) -> None:
        alarm = self._pick(data)
        self.shelves += 1
        until_utc = self.desk.utc + for_s + self.shelves / 1_024
        self.desk.say(AlarmShelved(alarm.number, alarm.key.resource, until_utc, "cable", "truc"))

    @precondition(lambda self: self.desk.book.alarms)
    @rule(data=st.data())
    def unshelve(self, data: st.DataObject) -> None:
        alarm = self._pick(data)
        self.desk.say(AlarmUnshelved(alarm.number, alarm.key.resource, "truc"))

    @precondition(lambda self: self.desk.book.alarms)
    @rule(data=st.data())
    def know_better(self, data: st.DataObject) -> None:
        alarm = self._pick(data)
        self.desk.say(CauseOverridden(alarm.number, alarm.key.resource, "site-power", "truc"))

    @rule(
        resource=st.sampled_from(["sapa", "sapa.codec", "upstream.vnpt"]),
        for_s=st.sampled_from([20.0, 700.0]),
    )
    def plan_work(self, resource: str, for_s: float) -> None:
        self.windows += 1
        now = self.desk.utc
        self.desk.say(MaintenancePlanned(f"w{self.windows}", resource, now, now + for_s, "cable", "truc"))

    @precondition(lambda self: self.desk.book.windows)
    @rule()
    def end_work(self) -> None:
        window = next(iter(self.desk.book.windows.values()))
        self.desk.say(MaintenanceEnded(window.id, window.resource, "truc"))

    @rule()
    def deliver(self) -> None:
        self.seen.clear()
        self.desk.deliver()

    @rule(by_s=st.sampled_from([-3_600.0, 3_600.0, 86_400.0]))
    def jump(self, by_s: float) -> None:
        self.deliver()
        self.desk.jump(by_s)

    @rule(away_s=SECONDS, gone=st.sets(st.sampled_from(KEYS)))
    def restart(self, away_s: float, gone: set[AlarmKey]) -> None:
        self.deliver()
        self.desk.pass_time(away_s)
        self.desk.faults = {key: c for key, c in self.desk.faults.items() if key not in gone}
        self.desk.restart()

    @invariant()
    def at_most_one_alarm_is_open_for_a_key(self) -> None:
        keys = [alarm.key for alarm in self.desk.book.alarms.values()]
        assert len(keys) == len(set(keys))
        assert not set(keys) & set(self.desk.book.closed)

    @invariant()
    def what_is_open_is_somebody_s_business(self) -> None:
        for alarm in self.desk.book.alarms.values():
            assert alarm.state is not AlarmState.NORMAL
            if alarm.state in (AlarmState.SUPPRESSED, AlarmState.OUT_OF_SERVICE):
                assert alarm.is_active

    @invariant()
    def the_journal_says_the_same_once_it_is_written(self) -> None:
        if not self.desk.in_flight:
            assert self.desk.fold == self.desk.book

    @invariant()
    def every_fault_is_there_and_no_other(self) -> None:
        for key in KEYS:
            alarm = self.desk.book.of(key)
            if alarm is None or not alarm.is_chattering:
                assert (alarm is not None and alarm.is_active) == (key in self.desk.faults)

    def teardown(self) -> None:
        """Everything recovers; nothing stays but what somebody has to look at, and then nothing at all."""
        if not hasattr(self, "desk"):
            return
        desk = self.desk
        self.deliver()
        desk.mend(*KEYS)
        desk.wait(100)
        last_utc = max((window.until_utc for window in desk.book.windows.values()), default=desk.utc)
        desk.wait(max(1_000.0, last_utc - desk.utc), step_s=300)
        assert not desk.book.windows
        for alarm in list(desk.book.alarms.values()):
            assert alarm.state is AlarmState.RETURNED_UNACKNOWLEDGED
            assert (alarm.parent, alarm.window, alarm.is_acknowledged) == (0, "", False)
            desk.acknowledge(alarm.key)
        assert not desk.book.alarms
        assert desk.fold == desk.book

    def _pick(self, data: st.DataObject) -> Alarm:
        return data.draw(st.sampled_from(sorted(self.desk.book.alarms.values(), key=lambda a: a.number)))


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
TestAnyOrder = AnyOrder.TestCase
