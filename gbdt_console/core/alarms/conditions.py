"""Collects the present faults as conditions, and their changes for the alarm logic."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from gbdt_console.core.alarms.alarm import AlarmKey, Condition, Severity
from gbdt_console.core.alarms.definitions import DEFINITIONS
from gbdt_console.core.evidence import Evidence, Params


class Conditions:
    """Holds the raised conditions.

    A condition keeps its last state while it cannot be observed.

    is_meeting: whether a meeting runs, which decides severities.
    raised: the conditions that were raised and not cleared, by key.
    is_open: whether an alarm of a key is open, also one of an earlier run.
    """

    def __init__(self, is_open: Callable[[AlarmKey], bool], active: Callable[[], Iterable[AlarmKey]]) -> None:
        """Start without conditions.

        is_open: whether an alarm of a key is open, also one of an earlier run.
        active: gives the keys of all open alarms whose fault is present.
        """
        self.is_meeting = False
        self.raised: dict[AlarmKey, Condition] = {}
        self.is_open = is_open
        self._active = active
        self._changed: dict[AlarmKey, Condition] = {}
        self._cleared: list[tuple[AlarmKey, float]] = []
        self._pulses: dict[AlarmKey, Condition] = {}

    def raise_(
        self,
        resource: str,
        alarm_type: str,
        since_utc: float,
        *,
        site_id: str = "",
        cause: str = "",
        confidence: str = "",
        evidence: tuple[Evidence, ...] = (),
        params: Params = (),
        members: tuple[str, ...] = (),
        parent: AlarmKey | None = None,
    ) -> None:
        """Raise a condition, or update a raised one.

        Nothing changes where only evidence, figures or the begin are new.

        resource: the resource of the alarm's key.
        alarm_type: the identity of an AlarmDefinition.
        since_utc: when the fault began, UTC seconds.
        The others are fields of Condition.
        """
        severity = self.severity(alarm_type)
        key = AlarmKey(resource, alarm_type)
        new = Condition(
            key, severity, since_utc, site_id, cause, confidence, evidence, params, members, parent
        )
        if not _is_same(self.raised.get(key), new):
            self.raised[key] = self._changed[key] = new

    def pulse(self, resource: str, alarm_type: str, at_utc: float, params: Params, site_id: str = "") -> None:
        """Raise a condition that is over already.

        It only waits for an acknowledgement.

        Of several pulses of a key before the next `drain`, the first counts.

        at_utc: when it happened, UTC seconds.
        params: the figures in the alarm's sentence.
        """
        key, severity = AlarmKey(resource, alarm_type), self.severity(alarm_type)
        pulse = Condition(key, severity, at_utc, site_id, params=params, is_momentary=True)
        self._pulses.setdefault(key, pulse)

    def clear(self, resource: str, alarm_type: str, ended_utc: float) -> None:
        """Clear a condition whose fault was seen to be gone.

        ended_utc: when the fault ended, UTC seconds.
        """
        key = AlarmKey(resource, alarm_type)
        self._changed.pop(key, None)
        if self.raised.pop(key, None) is not None or self.is_open(key):
            self._cleared.append((key, ended_utc))

    def clear_all_but(self, alarm_type: str, resources: Collection[str], ended_utc: float) -> None:
        """Clear all conditions of a type except those of `resources`.

        ended_utc: when the faults ended, UTC seconds.
        """
        for key in {*self.raised, *self._active()}:
            if key.type == alarm_type and key.resource not in resources:
                self.clear(key.resource, alarm_type, ended_utc)

    def set_meeting(self, *, is_meeting: bool) -> None:
        """Give the raised conditions their severities in or outside a meeting."""
        if is_meeting == self.is_meeting:
            return
        self.is_meeting = is_meeting
        for key, condition in self.raised.items():
            if condition.severity is not (severity := self.severity(key.type)):
                self.raised[key] = self._changed[key] = replace(condition, severity=severity)

    def severity(self, alarm_type: str) -> Severity:
        """Return the severity of a type now."""
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
