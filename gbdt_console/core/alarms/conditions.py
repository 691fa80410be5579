"""What is wrong now, as far as it is known, collected for the alarm logic."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from gbdt_console.core.alarms.alarm import AlarmKey, Condition, Severity
from gbdt_console.core.alarms.definitions import DEFINITIONS
from gbdt_console.core.evidence import Evidence, Params


class Conditions:
    """A fault that nobody speaks of any more, because it cannot be seen, stays as it was.

    `is_open` says whether an alarm of that key is open, also one of an earlier run; `active` are the keys of
    all open ones whose fault is there.
    """

    def __init__(self, is_open: Callable[[AlarmKey], bool], active: Callable[[], Iterable[AlarmKey]]) -> None:
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
        kind: str,
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
        """This is wrong. Saying it again with nothing new but evidence or figures changes nothing."""
        severity = self.severity(kind)
        key = AlarmKey(resource, kind)
        new = Condition(
            key, severity, since_utc, site_id, cause, confidence, evidence, params, members, parent
        )
        if not _is_same(self.raised.get(key), new):
            self.raised[key] = self._changed[key] = new

    def pulse(self, resource: str, kind: str, at_utc: float, params: Params, site_id: str = "") -> None:
        """Something that is over already, and that somebody must look at; of several at once, the first."""
        key, severity = AlarmKey(resource, kind), self.severity(kind)
        moment = Condition(key, severity, at_utc, site_id, params=params, is_momentary=True)
        self._pulses.setdefault(key, moment)

    def clear(self, resource: str, kind: str, ended_utc: float) -> None:
        """This was seen to be right (again)."""
        key = AlarmKey(resource, kind)
        self._changed.pop(key, None)
        if self.raised.pop(key, None) is not None or self.is_open(key):
            self._cleared.append((key, ended_utc))

    def clear_all_but(self, kind: str, resources: Collection[str], ended_utc: float) -> None:
        """All of that kind were looked at, and no others are wrong."""
        for key in {*self.raised, *self._active()}:
            if key.type == kind and key.resource not in resources:
                self.clear(key.resource, kind, ended_utc)

    def set_meeting(self, *, is_meeting: bool) -> None:
        """The same faults are worse, or less bad, from now on."""
        if is_meeting == self.is_meeting:
            return
        self.is_meeting = is_meeting
        for key, condition in self.raised.items():
            if condition.severity is not (severity := self.severity(key.type)):
                self.raised[key] = self._changed[key] = replace(condition, severity=severity)

    def severity(self, kind: str) -> Severity:
        return DEFINITIONS[kind].severity(is_meeting=self.is_meeting)

    def drain(self) -> tuple[list[Condition], list[tuple[AlarmKey, float]]]:
        """What began or changed, and what ended, since the last call. Of what stands a moment says nothing
        new, least of all that it is over."""
        pulses = [moment for key, moment in self._pulses.items() if key not in self.raised]
        raised, ended = [*self._changed.values(), *pulses], self._cleared
        self._changed, self._cleared, self._pulses = {}, [], {}
        return raised, ended


def _is_same(before: Condition | None, new: Condition) -> bool:
    return before is not None and (
        before.severity, before.cause, before.confidence, before.members, before.parent
    ) == (new.severity, new.cause, new.confidence, new.members, new.parent)  # fmt: skip
