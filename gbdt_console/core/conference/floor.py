"""Who has the floor, who is next, and whom the centre blocks: the fold of floor events over one meeting."""

from dataclasses import asdict, dataclass, replace
from typing import Any, cast

from gbdt_console.core.conference.callers import is_withheld
from gbdt_console.core.conference.floor_events import (
    BlockingSet,
    BreakSet,
    CalledSet,
    CallerAdmitted,
    CallerIsolated,
    CallerLeft,
    DialogueSet,
    FloorEvent,
    FloorGiven,
    FloorPrepared,
    SiteExcused,
    SiteOpened,
    SpeakerSkipped,
)
from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings import Meeting


@dataclass(frozen=True, slots=True)
class Floor:
    """`speaker` is empty while the chair speaks. `running_order` is what is left of it, first speaker first.

    `is_blocking` means the centre blocks everybody but chair and speaker, latecomers too. `isolated` and
    `admitted` are numbers of callers nobody expected, `isolated_legs` and `admitted_legs` call legs of those
    whom no number means alone, `opened` the sites an operator let be heard beside the
    speaker. `heard` pairs a site with the seconds it spoke, `excused` one with why it need not be there.
    `upper` is the site that leads where the meeting is another MCU's; `is_called` while it calls on us.
    """

    chair: str = ""
    speaker: str = ""
    since_utc: float | None = None
    prepared: str = ""
    running_order: tuple[str, ...] = ()
    is_blocking: bool = False
    is_dialogue: bool = False
    is_break: bool = False
    opened: frozenset[str] = frozenset()
    isolated: frozenset[str] = frozenset()
    admitted: frozenset[str] = frozenset()
    isolated_legs: frozenset[str] = frozenset()
    admitted_legs: frozenset[str] = frozenset()
    heard: tuple[tuple[str, float], ...] = ()
    excused: tuple[tuple[str, str], ...] = ()
    upper: str = ""
    is_called: bool = False

    @property
    def next_speaker(self) -> str:
        """Who comes next: the prepared site, or the first of the running order; empty when there is none."""
        return self.prepared or next(iter(self.running_order), "")

    @property
    def is_closing(self) -> bool:
        """Whether the policy closes anybody: all others are blocked, in a break, under an upper site."""
        return self.is_blocking or self.is_break or bool(self.upper)

    @property
    def is_silent(self) -> bool:
        """Whether nobody of ours may be heard: the upper site has not called."""
        return bool(self.upper) and not self.is_called

    def may_be_heard(self, site_id: str) -> bool:
        """Whether the running policy leaves that site open: the upper site; unless that has not called, the
        chair, and in no break the speaker."""
        if self.upper and site_id == self.upper:
            return True
        if self.is_silent:
            return False
        if not self.is_closing or site_id == self.chair:
            return True
        return not self.is_break and bool(site_id) and (site_id == self.speaker or site_id in self.opened)

    def apply(self, event: FloorEvent) -> "Floor":
        """The floor after that event."""
        match event:
            case FloorPrepared():
                return replace(self, prepared=event.site)
            case FloorGiven():
                return self._give(event)
            case SpeakerSkipped():
                prepared = "" if self.prepared == event.site else self.prepared
                return replace(
                    self, prepared=prepared, running_order=_without(self.running_order, event.site)
                )
            case BlockingSet():
                return replace(self, is_blocking=event.is_on, opened=frozenset())
            case SiteOpened():
                opened = self.opened | {event.site} if event.is_on else self.opened - {event.site}
                return replace(self, opened=opened)
            case DialogueSet() | BreakSet() | CalledSet():
                return self._switch(event)
            case SiteExcused():
                others = tuple(one for one in self.excused if one[0] != event.site)
                return replace(self, excused=(*others, (event.site, event.reason)) if event.is_on else others)
            case CallerIsolated() | CallerAdmitted() | CallerLeft():
                return self._decide(event)

    def _switch(self, event: DialogueSet | BreakSet | CalledSet) -> "Floor":
        match event:
            case DialogueSet():
                return replace(self, is_dialogue=event.is_on)
            case BreakSet():
                return replace(self, is_break=event.is_on)
            case CalledSet():
                return replace(self, is_called=event.is_on)

    def excuse_of(self, site_id: str) -> str:
        """Why that site need not be there; empty where it should be."""
        return next((reason for excused, reason in self.excused if excused == site_id), "")

    def isolates(self, number: str, leg: str) -> bool:
        """Whether that caller is isolated. What was decided about a call leg goes before what holds for its
        number."""
        return leg in self.isolated_legs or (number in self.isolated and leg not in self.admitted_legs)

    def admits(self, number: str, leg: str) -> bool:
        """Whether that caller was let in; nobody is for a number that was withheld."""
        is_known = number in self.admitted and not is_withheld(number)
        return leg in self.admitted_legs or (is_known and leg not in self.isolated_legs)

    def _decide(self, event: CallerIsolated | CallerAdmitted | CallerLeft) -> "Floor":
        leg = {event.leg} if event.leg else set()
        number = {event.number} if not isinstance(event, CallerLeft) and not leg else set()
        isolated, admitted = self.isolated - number, self.admitted - number
        isolated_legs, admitted_legs = self.isolated_legs - leg, self.admitted_legs - leg
        if isinstance(event, CallerIsolated):
            isolated, isolated_legs = isolated | number, isolated_legs | leg
        elif isinstance(event, CallerAdmitted):
            admitted, admitted_legs = admitted | number, admitted_legs | leg
        return replace(
            self,
            isolated=isolated,
            admitted=admitted,
            isolated_legs=isolated_legs,
            admitted_legs=admitted_legs,
        )

    def _give(self, event: FloorGiven) -> "Floor":
        heard = self.heard
        if self.speaker and self.since_utc is not None:
            heard = (*heard, (self.speaker, max(0.0, event.at_utc - self.since_utc)))
        return replace(
            self,
            speaker=event.site,
            since_utc=event.at_utc,
            prepared="" if self.prepared == event.site else self.prepared,
            running_order=_without(self.running_order, event.site),
            is_dialogue=False,
            opened=frozenset(),
            heard=heard,
        )


_SETS = ("opened", "isolated", "admitted", "isolated_legs", "admitted_legs")


def floor_of(meeting: Meeting) -> Floor:
    """The floor as a meeting begins: the chair speaks; nobody is blocked yet, under an upper site all are."""
    return Floor(
        chair=meeting.chair_site_id, running_order=meeting.running_order, upper=meeting.upper_site_id
    )


def floor_data(floor: Floor) -> dict[str, Json]:
    """As plain JSON values, for a Checkpoint."""
    return asdict(floor) | {name: sorted(getattr(floor, name)) for name in _SETS}


def floor_from(data: dict[str, Json]) -> Floor:
    """Back from a Checkpoint; one from before there was a floor gives an empty one."""
    parts = cast(dict[str, Any], data)
    if not parts:
        return Floor()
    changed = {
        "running_order": tuple(parts["running_order"]),
        "heard": tuple((site, seconds) for site, seconds in parts["heard"]),
        "excused": tuple((site, reason) for site, reason in parts.get("excused", ())),
    }
    return Floor(**parts | changed | {name: frozenset(parts.get(name, ())) for name in _SETS})


def _without(order: tuple[str, ...], site_id: str) -> tuple[str, ...]:
    """The order with the first turn of that site taken out."""
    if site_id not in order:
        return order
    place = order.index(site_id)
    return order[:place] + order[place + 1 :]
