"""Any order of faults, planned work, people and restarts: every second of a cut site stands in one record."""

import json
from collections import defaultdict

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gbdt_console.core.alarms.alarm import Condition, Severity
from gbdt_console.core.alarms.events import MaintenanceBegan, MaintenanceEnded, MaintenancePlanned
from gbdt_console.core.events import Event
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.events import (
    OutageCauseDecided,
    OutageClosed,
    OutageEvent,
    OutageMerged,
    OutageSplit,
)
from gbdt_console.core.outages.planning import plan_events
from gbdt_console.journal.codec import event_data, read_event
from tests.support.alarms.alarm_desk import NODE, AlarmDesk, site
from tests.support.journal.kept import kept

SITES = ("sapa", "bacha", "batxat")
MOST_ROUNDS = 6


class AnyOrder(RuleBasedStateMachine):
    """`cut` holds the seconds of each site's alarm outside planned work, as an observer notes them."""

    @initialize()
    def begin(self) -> None:
        self.desk = AlarmDesk()
        self.book = OutageBook()
        self.journal: list[OutageEvent] = []
        self.cut: dict[str, list[list[float]]] = defaultdict(list)
        self.windows: dict[str, str] = {}
        self.numbers = 0

    @rule(names=st.lists(st.sampled_from(SITES), min_size=1, max_size=3, unique=True), is_node=st.booleans())
    def lose(self, names: list[str], is_node: bool) -> None:
        self._settle()
        keys = [site(name) for name in names if site(name) not in self.desk.faults]
        parent = NODE if is_node and len(names) > 1 else None
        made = [Condition(key, Severity.MAJOR, self.desk.utc, key.resource, "line-or-router", "medium",
                          parent=parent) for key in keys]  # fmt: skip
        if parent is not None:
            members = tuple(sorted({*names, *self._members()}))
            made.append(Condition(NODE, Severity.MAJOR, self.desk.utc, members=members))
        self.desk.change(made)
        for key in keys:
            if key.resource not in self.windows:
                self.cut[key.resource].append([self.desk.utc])
        self._follow()

    @rule(names=st.lists(st.sampled_from(SITES), min_size=1, max_size=3, unique=True))
    def mend(self, names: list[str]) -> None:
        self._settle()
        keys = [site(name) for name in names if site(name) in self.desk.faults]
        for key in keys:
            if key.resource not in self.windows:
                self.cut[key.resource][-1].append(self.desk.utc)
        left = set(self._members()) - {key.resource for key in keys}
        self.desk.change(cleared=[*keys, *([NODE] if NODE in self.desk.faults and not left else [])])
        self._follow()

    @rule(seconds=st.sampled_from([1.0, 30.0, 61.0, 700.0]))
    def wait(self, seconds: float) -> None:
        self.desk.pass_time(seconds)
        self.desk.change()
        self._follow()

    @rule(name=st.sampled_from(SITES))
    def begin_work(self, name: str) -> None:
        """Only on a site that is well: a fault that work covers later has two lives."""
        if site(name) in self.desk.faults or name in self.windows:
            return
        self.numbers += 1
        window = f"w{self.numbers}"
        self.windows[name] = window
        self.desk.do(MaintenancePlanned(window, name, self.desk.utc, self.desk.utc + 9e6, "x", "truc"))
        self.desk.do(MaintenanceBegan(window, name))
        self._follow()

    @precondition(lambda self: self.windows)
    @rule(data=st.data())
    def end_work(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.windows)))
        if site(name) not in self.desk.faults:
            self.desk.do(MaintenanceEnded(self.windows.pop(name), name, "truc"))
            self._follow()

    @precondition(lambda self: len(self.book.outages) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        part, whole = data.draw(st.permutations(sorted(self.book.outages)))[:2]
        self._record(OutageMerged(part, whole, self.desk.utc, "truc"))
        self._follow()

    @precondition(lambda self: any(len(o.sites) > 1 for o in self.book.outages.values()))
    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        many = [o for o in self.book.outages.values() if len(o.sites) > 1]
        outage = data.draw(st.sampled_from(many))
        new_number = self.book.last_number + 1
        self._record(OutageSplit(outage.number, new_number, [outage.sites[0]], self.desk.utc, "truc"))
        self._follow()

    @precondition(lambda self: any(not o.is_down for o in self.book.outages.values()))
    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        done = [o for o in self.book.outages.values() if not o.is_down]
        outage = data.draw(st.sampled_from(done))
        self._record(OutageCauseDecided(outage.number, OutageCause.LINE, self.desk.utc, "truc"))
        self._record(OutageClosed(outage.number, self.desk.utc, "truc"))
        self._follow()

    @rule()
    def restart(self) -> None:
        self.book = kept(self.book)
        self.desk.restart()
        self._follow()

    @invariant()
    def every_cut_second_stands_in_one_record(self) -> None:
        if not hasattr(self, "book"):
            return
        found: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for outage in (*self.book.outages.values(), *self.book.ended.values()):
            for one in outage.downtimes if not outage.merged_into else ():
                until_utc = self.desk.utc if one.until_utc is None else one.until_utc
                found[one.site_id].append((one.from_utc, until_utc))
        for name in SITES:
            assert _length(found[name]) == _length(self._noted(name)), name
            assert sum(end - begin for begin, end in found[name]) == _length(found[name]), "counted twice"

    @invariant()
    def a_site_is_down_in_a_record_exactly_while_its_alarm_says_so(self) -> None:
        if not hasattr(self, "book"):
            return
        down = [site_id for outage in self.book.outages.values() for site_id in outage.sites_down]
        lost = [name for name in SITES if site(name) in self.desk.faults and name not in self.windows]
        assert sorted(down) == sorted(lost)

    @invariant()
    def the_journal_folds_to_the_same_book(self) -> None:
        if not hasattr(self, "book"):
            return
        again = OutageBook()
        for event in self.journal:
            again.apply(event)
        assert again == self.book

    def _noted(self, name: str) -> list[tuple[float, float]]:
        return [(one[0], one[1] if len(one) > 1 else self.desk.utc) for one in self.cut[name]]

    def _settle(self) -> None:
        """Let a minute pass: an alarm that changes faster is held as chattering."""
        self.desk.pass_time(61.0)
        self.desk.change()
        self._follow()

    def _members(self) -> tuple[str, ...]:
        return self.desk.faults[NODE].members if NODE in self.desk.faults else ()

    def _follow(self) -> None:
        """Apply the plan until nothing is due, as the engine does."""
        for _ in range(MOST_ROUNDS):
            number = self.book.last_number + 1
            due = plan_events(self.desk.fold, self.book, number, lambda _: "vnpt", self.desk.utc)
            if not due:
                return
            for event in due:
                self._record(event)
        raise AssertionError("the plan never ends")

    def _record(self, event: OutageEvent) -> None:
        whole: Event = event
        kept = read_event(whole.KIND, whole.VERSION, json.loads(json.dumps(event_data(whole))))
        assert isinstance(kept, OutageEvent)
        self.journal.append(kept)
        self.book.apply(kept)


def _length(spans: list[tuple[float, float]]) -> float:
    total, end = 0.0, float("-inf")
    for begin, until in sorted(spans):
        total += max(0.0, until - max(begin, end))
        end = max(end, until)
    return total


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
