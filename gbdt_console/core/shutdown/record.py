"""Folds shutdown events into records; equal events give equal books."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, field, replace
from typing import Any, get_args

from gbdt_console.core.feature import Feature, applied
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.shutdown import events
from gbdt_console.core.shutdown.steps import UNREAD, Step, StepState
from gbdt_console.core.units import ActorName, MeetingId, SiteId, Utc

_KEPT = 2
"""Limits the records that are over: the one in use and the one before; older ones stand in the journal."""
_MOST = 100
"""Limits the unfinished ones, as the meetings whose shutdown is owed."""


@dataclass(frozen=True, slots=True)
class StepEnd:
    """Holds how a step stands by the journal.

    at_utc: UTC seconds; 0 while nothing happened
    code: code of the evidence or of the doubt
    by: name of the operator who signed; empty where it was measured
    """

    state: StepState = StepState.OPEN
    at_utc: Utc = 0.0
    code: str = ""
    by: str = ""
    note: str = ""

    @property
    def is_unread(self) -> bool:
        """Whether it was ordered, and nothing told afterwards how it ended."""
        return self.state is StepState.UNPROVEN and self.code == UNREAD


UNTOUCHED = StepEnd()


@dataclass(frozen=True, slots=True)
class Commanded:
    """Holds the command to a site's outlets.

    outlets: '<device id>/<number>' of each
    answered_ago_s: age of the codec's last answer then, seconds; None where it never answered
    load_before: load of the UPS then, percent; None where unknown
    is_off: what the PDU said afterwards; None while it was not asked
    code: message code of why it is not off
    """

    at_utc: Utc
    outlets: tuple[str, ...]
    answered_ago_s: float | None
    load_before: float | None
    is_off: bool | None = None
    code: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class SystemOff:
    """Holds the signed end of a shutdown.

    digest: SHA-256 of the record
    open_sites: ids of the sites that were not off
    """

    at_utc: Utc
    by: ActorName
    uid: int
    terminal: str
    digest: str
    open_sites: tuple[str, ...]
    problems: str


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Holds the shutdown after one meeting.

    ends: how each step stands, by site and step; untouched ones are left out
    carried: the sites that an earlier shutdown left, with the steps that were over there
    commands: the last command to each site's outlets
    closing: its signed end; None while it is open
    """

    meeting_id: MeetingId
    sites: tuple[SiteId, ...]
    opened_utc: Utc
    ends: Mapping[tuple[str, Step], StepEnd] = field(default_factory=dict)
    commands: Mapping[str, Commanded] = field(default_factory=dict)
    closing: SystemOff | None = None
    carried: tuple[SiteId, ...] = ()

    def end(self, site_id: str, step: Step) -> StepEnd:
        return self.ends.get((site_id, step), UNTOUCHED)

    def next_step(self, site_id: str) -> Step | None:
        """Return the first step that is not over; None where the site is off."""
        return next((step for step in Step if not self.end(site_id, step).state.is_over), None)

    @property
    def open_sites(self) -> tuple[str, ...]:
        return tuple(site for site in self.sites if self.next_step(site) is not None)


@dataclass(slots=True)
class ShutdownBook:
    """Holds the last shutdowns by meeting, the newest last."""

    records: dict[str, Shutdown] = field(default_factory=dict)

    @property
    def newest(self) -> Shutdown | None:
        """Return the shutdown that was opened last; None without any."""
        return next(reversed(self.records.values()), None)

    def is_done(self, site_id: str) -> bool:
        """Tell whether that site's room said 'done' in the newest shutdown."""
        return self.newest is not None and self.newest.end(site_id, Step.DONE).state.is_over

    def apply(self, event: events.ShutdownEvent) -> None:
        """Apply one event; a closed record stays as it was signed."""
        before = self.records.get(event.meeting)
        if isinstance(event, events.ShutdownOpened):
            if before is None:
                self.records[event.meeting] = self._begun(event)
            while len(self.records) > _KEPT and (old := self._oldest_over()):
                del self.records[old]
        elif before is not None and before.closing is None:
            self.records[event.meeting] = _changed(before, event)

    def _oldest_over(self) -> MeetingId:
        """Return the oldest record that is signed or whose open sites a later one has; empty without any."""
        records = list(self.records.values())
        for place, record in enumerate(records):
            later = {site for one in records[place + 1 :] for site in one.sites}
            if record.closing is not None or later.issuperset(record.open_sites):
                return record.meeting_id
        return records[0].meeting_id if len(records) > _MOST else ""

    def _begun(self, event: events.ShutdownOpened) -> Shutdown:
        ends: dict[tuple[str, Step], StepEnd] = {}
        commands: dict[str, Commanded] = {}
        for earlier in self.records.values():
            ends |= {key: end for key, end in earlier.ends.items() if key[0] in event.carried}
            commands |= {site: one for site, one in earlier.commands.items() if site in event.carried}
        return Shutdown(
            event.meeting, tuple(event.sites), event.at_utc, ends, commands, carried=tuple(event.carried)
        )


def digest_of(record: Shutdown) -> str:
    """Return the SHA-256 of what is signed; it shows edits and is no cryptographic signature."""
    content = json.dumps(_record_data(record), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _changed(before: Shutdown, event: events.ShutdownEvent) -> Shutdown:
    match event:
        case events.ShutdownSigned():
            end = StepEnd(StepState.SIGNED, event.at_utc, "", event.operator, event.note)
            return _with_end(before, event.site, event.step, end)
        case events.StepJudged():
            end = StepEnd(event.state, event.at_utc, event.code)
            return _with_end(before, event.site, event.step, end)
        case events.PowerCommanded():
            command = Commanded(
                event.at_utc, tuple(event.outlets), event.answered_ago_s, event.load_before
            )  # fmt: skip
            ends = {key: end for key, end in before.ends.items() if key != (event.site, Step.POWER)}
            return replace(before, ends=ends, commands={**before.commands, event.site: command})
        case events.PowerSwitched():
            given = before.commands.get(event.site)
            if given is None:
                return before
            answered = replace(given, is_off=event.is_off, code=event.code, words=event.words)
            return replace(before, commands={**before.commands, event.site: answered})
        case events.ShutdownClosed():
            closing = SystemOff(
                event.at_utc, event.operator, event.uid, event.terminal, event.digest,
                tuple(event.open_sites), event.problems,
            )  # fmt: skip
            return replace(before, closing=closing)
    return before


def _with_end(before: Shutdown, site_id: str, step: Step, end: StepEnd) -> Shutdown:
    return replace(before, ends={**before.ends, (site_id, step): end})


def _record_data(record: Shutdown) -> dict[str, Any]:
    """Return what is signed, in the form that the first signatures have."""
    closing = record.closing
    return {
        "meeting": record.meeting_id,
        "sites": list(record.sites),
        "opened_utc": record.opened_utc,
        "ends": [[site, step.value, asdict(end)] for (site, step), end in sorted(record.ends.items())],
        "commands": {
            site: asdict(one) | {"outlets": list(one.outlets)}
            for site, one in sorted(record.commands.items())
        },
        "closing": None if closing is None else asdict(closing) | {"open_sites": list(closing.open_sites)},
    }


SHUTDOWNS = Feature("shutdowns", ShutdownBook, get_args(events.ShutdownEvent), applied)
