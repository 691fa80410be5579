"""Collects the present faults as conditions, and their changes for the alarm logic."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from gbdt_console.core.alarms.alarm import AlarmKey, Condition, Severity
from gbdt_console.core.alarms.definitions import DEFINITIONS
from gbdt_console.core.evidence import Evidence, Params
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc


@dataclass(frozen=True, slots=True)
class Cause:
    """Holds the diagnosed cause of a fault.

    verdict: a Verdict, or an OutageCause for an alarm about a record; empty where nothing was diagnosed.
    confidence: a Confidence; empty where nothing was diagnosed.
    members: the ids of the sites that share the fault, for an upstream node's alarm.
    """

    verdict: str = ""
    confidence: str = ""
    evidence: tuple[Evidence, ...] = ()
    members: tuple[str, ...] = ()


NO_CAUSE = Cause()


class Conditions:
    """Holds the raised conditions. A condition keeps its last state while it cannot be observed.

    is_meeting: whether a meeting runs, which decides severities.
    is_open: whether an alarm of a key is open, also one of an earlier run.
    changes: grows with each change here and of the open alarms; while it stays the same, to judge the same
        values again changes nothing. To clear again what is open and not raised is no change: where that ends
        the alarm, the alarm's end is one.
    """

    def __init__(self, is_open: Callable[[AlarmKey], bool], active: Callable[[], Iterable[AlarmKey]]) -> None:
        """Start without conditions.

        active: gives the keys of all open alarms whose fault is present.
        """
        self.is_meeting = False
        self.changes = 0
        self.raised: dict[AlarmKey, Condition] = {}
        self.is_open = is_open
        self._active = active
        self._changed: dict[AlarmKey, Condition] = {}
        self._cleared: list[tuple[AlarmKey, float]] = []
        self._pulses: dict[AlarmKey, Condition] = {}

    def raise_(
        self,
        key: AlarmKey,
        since_utc: Utc,
        *,
        site_id: str = "",
        cause: Cause = NO_CAUSE,
        params: Params = (),
        parent: AlarmKey | None = None,
    ) -> None:
        """Raise a condition, or update a raised one.

        Nothing changes where only evidence, figures or the begin are new.
        """
        new = Condition(
            key, self.severity(key.type), since_utc, site_id,
            cause.verdict, cause.confidence, cause.evidence, params, cause.members, parent,
        )  # fmt: skip
        if not _is_same(self.raised.get(key), new):
            self.changes += 1
            self.raised[key] = self._changed[key] = new

    def pulse(self, key: AlarmKey, at_utc: Utc, params: Params, site_id: str = "") -> None:
        """Raise a condition that is over already. It only waits for an acknowledgement.

        Of several pulses of a key before the next `drain`, the first counts.
        """
        self.changes += 1
        pulse = Condition(key, self.severity(key.type), at_utc, site_id, params=params, is_momentary=True)
        self._pulses.setdefault(key, pulse)

    def clear(self, key: AlarmKey, ended_utc: Utc) -> None:
        """Clear a condition whose fault was seen to be gone."""
        self._changed.pop(key, None)
        was_raised = self.raised.pop(key, None) is not None
        self.changes += was_raised
        if was_raised or self.is_open(key):
            self._cleared.append((key, ended_utc))

    def clear_all_but(self, alarm_type: str, resources: Collection[str], ended_utc: Utc) -> None:
        """Clear all conditions of a type except those of `resources`."""
        for key in self.present(alarm_type):
            if key.resource not in resources:
                self.clear(key, ended_utc)

    def present(self, alarm_type: str) -> set[AlarmKey]:
        """Return the keys of a type whose condition is raised, or whose alarm is open and present."""
        return {key for key in (*self.raised, *self._active()) if key.type == alarm_type}

    def set_meeting(self, *, is_meeting: bool) -> None:
        """Give the raised conditions their severities in or outside a meeting."""
        if is_meeting == self.is_meeting:
            return
        self.is_meeting = is_meeting
        self.changes += 1
        for key, condition in self.raised.items():
            if condition.severity is not (severity := self.severity(key.type)):
                self.raised[key] = self._changed[key] = replace(condition, severity=severity)

    def severity(self, alarm_type: str) -> Severity:
        return DEFINITIONS[alarm_type].severity(is_meeting=self.is_meeting)

    def drain(self) -> tuple[list[Condition], list[tuple[AlarmKey, float]]]:
        """Return the changed and the cleared conditions since the last call.

        A pulse of a raised condition is dropped: it would clear the condition.
        """
        pulses = [pulse for key, pulse in self._pulses.items() if key not in self.raised]
        raised, ended = [*self._changed.values(), *pulses], self._cleared
        self._changed, self._cleared, self._pulses = {}, [], {}
        return raised, ended


def _is_same(before: Condition | None, new: Condition) -> bool:
    return before is not None and (
        before.severity, before.cause, before.confidence, before.members, before.parent
    ) == (new.severity, new.cause, new.confidence, new.members, new.parent)  # fmt: skip


def parents_first(raised: Sequence[Condition]) -> list[Condition]:
    parent_of = {condition.key: condition.parent for condition in raised}

    def depth(condition: Condition) -> int:
        deep, parent = 0, condition.parent
        while parent is not None:
            deep, parent = deep + 1, parent_of.get(parent)
        return deep

    return sorted(raised, key=lambda condition: (depth(condition), condition.since_utc))
