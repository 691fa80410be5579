"""Alarms once more and simply: a few facts a key, and the state only by the table of docs/alarms.md."""

from dataclasses import dataclass, field

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.rules import AlarmRules
from tests.support.alarms.transition_table import Table


@dataclass
class NaiveAlarm:
    """`truth` is what the device says, `fault` what the alarm says: they differ while it is held."""

    state: str = "NORMAL"
    number: int = 0
    truth: bool = False
    fault: bool = False
    severity: int = 0
    changes: list[float] = field(default_factory=list)
    held_s: float | None = None
    ack_severity: int = -1
    ack_utc: float = 0.0
    shelf_utc: float | None = None
    ended_s: float = float("-inf")
    gone_s: float = 0.0
    parent: AlarmKey | None = None
    is_under: bool = False
    is_at_work: bool = False


class NaiveAlarms:
    """Whole seconds only, one step each second at most."""

    def __init__(self, rules: AlarmRules, table: Table) -> None:
        self.rules = rules
        self.table = table
        self.alarms: dict[AlarmKey, NaiveAlarm] = {}
        self.windows: dict[str, list[object]] = {}
        self.last_number = 0
        self.ack_s = rules.ack_s
        self.s = 0.0

    def raise_(self, key: AlarmKey, severity: int, parent: AlarmKey | None) -> None:
        alarm = self.alarms.setdefault(key, NaiveAlarm())
        alarm.parent = parent
        if alarm.held_s is not None and not alarm.truth:
            alarm.held_s = alarm.gone_s = self.s
        alarm.truth = True
        if alarm.fault:
            event = "severity rises" if severity > alarm.severity else "severity falls"
            has_changed, alarm.severity = severity != alarm.severity, severity
            if has_changed:
                self._fire(alarm, event)
            return
        if alarm.state == "NORMAL" and self.s - alarm.ended_s >= self.rules.flap_window_s:
            self.last_number += 1
            alarm.number, alarm.ack_severity, alarm.shelf_utc = self.last_number, -1, None
        alarm.severity, alarm.fault = severity, True
        alarm.is_under = parent is not None and self._stands(parent)
        alarm.is_at_work = self._is_at_work(key)
        self._fire(alarm, "raise")
        if self._is_third(alarm):
            alarm.held_s = self.s

    def clear(self, key: AlarmKey) -> None:
        alarm = self.alarms.setdefault(key, NaiveAlarm())
        if alarm.held_s is not None and alarm.truth:
            alarm.held_s = alarm.gone_s = self.s
        elif alarm.fault and alarm.held_s is None:
            if self._is_third(alarm):
                alarm.held_s = alarm.gone_s = self.s
            else:
                alarm.fault, alarm.ended_s = False, self.s
                alarm.gone_s = self.s
                self._fire(alarm, "clear")
        alarm.truth = False

    def look(self, utc: float) -> None:
        """What time brings about, after the changes of the same step."""
        for alarm in self.alarms.values():
            if alarm.held_s is not None and self.s - alarm.held_s >= self.rules.flap_settle_s:
                alarm.held_s, alarm.changes = None, []
                if not alarm.truth:
                    alarm.fault, alarm.ended_s = False, self.s
                self._fire(alarm, "settled")
        for alarm in self.alarms.values():
            if alarm.fault and alarm.ack_severity >= 0 and utc - alarm.ack_utc >= self.ack_s:
                alarm.ack_severity = -1
                self._fire(alarm, "acknowledgement runs out")
            if alarm.shelf_utc is not None and utc >= alarm.shelf_utc:
                alarm.shelf_utc = None
                self._fire(alarm, "unshelve")
        for name, (resource, from_utc, until_utc, has_begun) in list(self.windows.items()):
            if utc >= until_utc:  # type: ignore[operator]
                self.end_work(name)
            elif not has_begun and utc >= from_utc:  # type: ignore[operator]
                self.windows[name] = [resource, from_utc, until_utc, True]
                self._look_at_work()
        self._look_at_parents()

    def acknowledge(self, key: AlarmKey, number: int, severity: int, utc: float) -> None:
        alarm = self.alarms[key]
        if alarm.number == number:
            alarm.ack_severity, alarm.ack_utc = severity, utc
            self._fire(alarm, "acknowledge")

    def shelve(self, key: AlarmKey, number: int, until_utc: float) -> None:
        alarm = self.alarms[key]
        if alarm.number == number:
            alarm.shelf_utc = until_utc
            self._fire(alarm, "shelve")

    def unshelve(self, key: AlarmKey, number: int) -> None:
        alarm = self.alarms[key]
        if alarm.number == number:
            alarm.shelf_utc = None
            self._fire(alarm, "unshelve")

    def plan_work(self, name: str, resource: str, from_utc: float, until_utc: float) -> None:
        self.windows[name] = [resource, from_utc, until_utc, False]

    def end_work(self, name: str) -> None:
        self.windows.pop(name, None)
        self._look_at_work()

    def jump(self, by_s: float) -> None:
        for alarm in self.alarms.values():
            alarm.ack_utc += by_s
            alarm.shelf_utc = None if alarm.shelf_utc is None else alarm.shelf_utc + by_s

    def restart(self) -> None:
        """Changes are counted anew, what is held is held anew, and an end is dated when the fault ended."""
        for alarm in self.alarms.values():
            alarm.changes = []
            alarm.parent = alarm.parent if alarm.is_under else None
            if not alarm.fault and alarm.number:
                alarm.ended_s = alarm.gone_s
            if alarm.held_s is not None:
                alarm.held_s, alarm.truth = self.s, True

    def _fire(self, alarm: NaiveAlarm, event: str) -> None:
        is_acknowledged = alarm.ack_severity >= alarm.severity
        facts = {
            "gone": not alarm.fault,
            "acknowledged": is_acknowledged,
            "excused": is_acknowledged or alarm.is_under or alarm.is_at_work,
            "parent": alarm.is_under,
            "maintenance": alarm.is_at_work,
        }
        alarm.state = self.table.after(alarm.state, event, facts)

    def _is_third(self, alarm: NaiveAlarm) -> bool:
        alarm.changes.append(self.s)
        recent = [at_s for at_s in alarm.changes if self.s - at_s < self.rules.flap_window_s]
        return len(recent) >= self.rules.flap_changes

    def _stands(self, parent: AlarmKey) -> bool:
        return self.alarms.get(parent, NaiveAlarm()).fault

    def _is_at_work(self, key: AlarmKey) -> bool:
        site = key.resource.split(".")[0]
        work = [str(resource) for resource, _, _, has_begun in self.windows.values() if has_begun]
        return key.resource in work or site in work

    def _look_at_work(self) -> None:
        for key, alarm in self.alarms.items():
            if alarm.fault and alarm.is_at_work != self._is_at_work(key):
                alarm.is_at_work = not alarm.is_at_work
                self._fire(alarm, "maintenance begins" if alarm.is_at_work else "maintenance ends")

    def _look_at_parents(self) -> None:
        for alarm in self.alarms.values():
            if not alarm.fault or alarm.parent is None:
                continue
            parent = self.alarms.get(alarm.parent, NaiveAlarm())
            if parent.fault and not alarm.is_under:
                alarm.is_under = True
                self._fire(alarm, "parent raised")
            elif alarm.is_under and not parent.fault and self.s - parent.ended_s >= self.rules.parent_grace_s:
                alarm.is_under = False
                self._fire(alarm, "parent over")
