"""Random days of alarms: what a fold of the same events owes whoever is told."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gbdt_console.core.alarms.alarm import Alarm, AlarmState, Severity
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.notify.due import GAP_S, HOLD_S
from gbdt_console.core.notify.rules import NotifyRule
from tests.support.journal.kept import kept
from tests.support.notify.rooms import CRITICAL, MAJOR, room

SITES = ("sa-pa", "bac-ha", "bat-xat")
RULES = (NotifyRule(("ca",), MAJOR), NotifyRule(("lanh-dao",), CRITICAL, after_min=10))


class RandomDay(RuleBasedStateMachine):
    """Alarms of three sites come, rise, are acknowledged and end; somebody looks at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.it = room(*RULES)
        self.last = 0
        self.known: dict[tuple[str, int], Severity | None] = {}
        self.said_utc: dict[str, float] = {}
        self.first_told_utc: dict[int, float] = {}

    @property
    def active(self) -> list[Alarm]:
        return [one for one in self.it.ledger[AlarmBook].alarms.values() if one.is_active]

    @rule(seconds=st.sampled_from([1, 10, 31, 61, 300, 700]))
    def wait(self, seconds: int) -> None:
        self.it.wait(seconds)

    @rule(site=st.sampled_from(SITES), severity=st.sampled_from([Severity.MINOR, MAJOR, CRITICAL]))
    def raise_(self, site: str, severity: Severity) -> None:
        if site not in {one.site_id for one in self.active}:
            self.last += 1
            self.it.raise_(self.last, site, severity)

    @precondition(lambda self: self.active)
    @rule(data=st.data(), act=st.sampled_from(["clear", "worsen", "acknowledge", "expire"]))
    def change(self, data: st.DataObject, act: str) -> None:
        alarm = data.draw(st.sampled_from(self.active))
        if act == "worsen":
            self.it.worsen(alarm.number, CRITICAL)
        elif act == "expire" and alarm.ack_utc is not None:
            self.it.expire(alarm.number)
            self.known |= {key: None for key in self.known if key[1] == alarm.number}
            self.first_told_utc.pop(alarm.number, None)
        elif act in ("clear", "acknowledge"):
            getattr(self.it, act)(alarm.number)

    @rule()
    def look(self) -> None:
        now_utc = self.it.now_utc
        for due in self.it.look():
            assert now_utc - self.said_utc.get(due.channel, float("-inf")) >= GAP_S
            self.said_utc[due.channel] = now_utc
            for alarm in due.raised:
                before = self.known.get((due.channel, alarm.number))
                assert before is None or alarm.severity.rank > before.rank, "nobody is told the same twice"
                assert alarm.state is AlarmState.UNACKNOWLEDGED
                assert now_utc - alarm.raised_utc >= HOLD_S
                self.known[(due.channel, alarm.number)] = alarm.severity
                if due.channel == "ca":
                    self.first_told_utc[alarm.number] = now_utc
                else:
                    assert now_utc - self.first_told_utc[alarm.number] >= 600, "the one on duty comes first"
            for alarm in due.over:
                assert (due.channel, alarm.number) in self.known, "an end is told to whom the begin was told"
                assert not alarm.is_active
                del self.known[(due.channel, alarm.number)]

    @invariant()
    def a_restart_changes_nothing(self) -> None:
        assert kept(self.it.book) == self.it.book

    def teardown(self) -> None:
        """In the end everybody who has to know knows: each alarm that waits, and the end of each told one."""
        for _ in range(3):
            self.it.wait(60)
            self.look()
        for alarm in self.active:
            if alarm.state is AlarmState.UNACKNOWLEDGED and alarm.severity.rank >= MAJOR.rank:
                assert self.known.get(("ca", alarm.number)) is not None


TestRandomDays = pytest.mark.search(RandomDay.TestCase)
TestRandomDays.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
