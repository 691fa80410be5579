"""Folds outage events into records; equal events give equal books."""

import sys
from collections.abc import Iterable
from dataclasses import field, replace
from typing import ClassVar, get_args

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.events import ClockJumped
from gbdt_console.core.feature import Books, Feature
from gbdt_console.core.outages import events
from gbdt_console.core.outages.causes import CUTTING
from gbdt_console.core.outages.contract_clock import seconds_in
from gbdt_console.core.outages.contract_events import LineAvailable, LineUnavailable
from gbdt_console.core.outages.outage import Outage, Unavailable
from gbdt_console.core.outages.record_changes import change_record, first_of, last_end, open_record, union
from gbdt_console.core.outages.repairs import KEPT_REPAIRS, Repair, repair_of
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Utc

KEPT_CLOSED = 100
"""Limits the closed and merged records of a book: a screen's list; older ones stand in the journal."""


@dataclass(slots=True)
class OutageBook:
    """Holds the open and the last closed outages.

    ended: the last closed or merged outages by number, oldest first
    repairs: the last repairs with a known cause, oldest first
    """

    last_number: int = 0
    outages: dict[int, Outage] = field(default_factory=dict)
    ended: dict[int, Outage] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()
    kept_closed: ClassVar[int] = KEPT_CLOSED

    def find(self, number: int) -> Outage | None:
        return self.outages.get(number) or self.ended.get(number)

    @property
    def shown(self) -> tuple[Outage, ...]:
        """The records of a Snapshot: the open ones, then the last ended ones, newest first."""
        return (*self.outages.values(), *reversed(self.ended.values()))

    def of_site(self, site_id: str) -> tuple[Outage, ...]:
        """Return the open outages of a site, oldest first."""
        return tuple(outage for outage in self.outages.values() if site_id in outage.sites)

    def expected_utc(self, key: AlarmKey) -> float | None:
        """Return when the outage behind an alarm is expected to be repaired, UTC seconds.

        None without an outage or an estimate.
        """
        for outage in self.outages.values():
            is_its = outage.opened_by == key or (key.type in CUTTING and key.resource in outage.sites_down)
            if is_its and outage.is_down and outage.estimate is not None:
                return outage.estimate.back_utc
        return None

    def apply(self, event: events.OutageEvent) -> None:
        """Apply one event; an event about an outage that the book has not changes nothing."""
        if isinstance(event, events.OutageOpened):
            self.last_number = max(self.last_number, event.number)
            self._put(open_record(event))
            return
        before = self.find(event.number)
        if before is None:
            return
        match event:
            case events.OutageMerged():
                self._merge(before, event)
            case events.OutageSplit():
                self._split(before, event)
            case _:
                self._put(change_record(before, event))
                if isinstance(event, events.OutageClosed):
                    self._note_repair(event.number)

    def note_unavailable(self, event: LineUnavailable | LineAvailable) -> None:
        """Keep a time of unavailability in the record that has it, else in the record that it names."""
        until_s = event.until_utc if isinstance(event, LineAvailable) else None
        new = Unavailable(event.site, event.from_utc, until_s, seconds_in(event.counted))
        record = self._record_of(event)
        if record is not None:
            others = [u for u in record.unavailable if (u.site_id, u.from_s) != (new.site_id, new.from_s)]
            kept = others if until_s == event.from_utc else [*others, new]
            self._put(replace(record, unavailable=_in_order(kept)))

    def shift(self, by_s: float) -> None:
        """Move the clocks of open records by `by_s` seconds after a clock jump, so that durations stay.

        An estimate is a time of day that a person gave; it stays.
        """
        self.outages = {number: _shifted(outage, by_s) for number, outage in self.outages.items()}

    def _note_repair(self, number: int) -> None:
        outage = self.find(number)
        repair = None if outage is None else repair_of(outage)
        if repair is not None:
            self.repairs = (*self.repairs, repair)[-KEPT_REPAIRS:]

    def _record_of(self, event: LineUnavailable | LineAvailable) -> Outage | None:
        """Return the record that takes the period: a site that was split off took its periods along."""
        record = self.find(event.number)
        while record is not None and record.merged_into:
            record = self.find(record.merged_into)
        if record is None or event.site in record.sites:
            return record
        for known in (*self.outages.values(), *self.ended.values()):
            if any((u.site_id, u.from_s) == (event.site, event.from_utc) for u in known.unavailable):
                return known
        return record

    def _put(self, outage: Outage) -> None:
        was_ended = self.ended.pop(outage.number, None) is not None
        if outage.is_open:
            is_in_place = outage.number in self.outages or outage.number > max(self.outages, default=0)
            self.outages[outage.number] = outage
            if not is_in_place:
                self.outages = dict(sorted(self.outages.items()))
            return
        self.outages.pop(outage.number, None)
        self.ended[outage.number] = outage
        if was_ended:
            self.ended = dict(sorted(self.ended.items()))
        while len(self.ended) > self.kept_closed:
            del self.ended[next(iter(self.ended))]

    def _merge(self, part: Outage, event: events.OutageMerged) -> None:
        whole = self.outages.get(event.into)
        if whole is None or whole.number == part.number or not part.is_open:
            return
        self._put(replace(part, merged_into=whole.number, unavailable=()))
        downtimes = union((*whole.downtimes, *part.downtimes))
        merged = replace(
            whole,
            sites=tuple(dict.fromkeys((*whole.sites, *part.sites))),
            downtimes=downtimes,
            started_utc=min(whole.started_utc, part.started_utc),
            detected_utc=min(whole.detected_utc, part.detected_utc),
            acknowledged_utc=first_of(whole.acknowledged_utc, part.acknowledged_utc),
            reported_utc=first_of(whole.reported_utc, part.reported_utc),
            restored_utc=None if part.is_down else whole.restored_utc,
            calls=tuple(sorted((*whole.calls, *part.calls), key=lambda call: call.at_utc)),
            unavailable=_in_order((*whole.unavailable, *part.unavailable)),
        )
        self._put(merged)

    def _split(self, whole: Outage, event: events.OutageSplit) -> None:
        leaving = frozenset(event.sites)
        staying = tuple(site for site in whole.sites if site not in leaving)
        going = tuple(site for site in whole.sites if site in leaving)
        if not staying or not going or not whole.is_open:
            return
        self.last_number = max(self.last_number, event.new_number)
        gone = tuple(one for one in whole.downtimes if one.site_id in leaving)
        kept = tuple(one for one in whole.downtimes if one.site_id not in leaving)
        opener = whole.opened_by
        has_gone = opener is not None and opener.type in CUTTING and opener.resource in leaving
        new = replace(
            whole,
            number=event.new_number,
            sites=going,
            opened_by=opener if has_gone else None,
            downtimes=gone,
            split_from=whole.number,
            started_utc=min((one.from_utc for one in gone), default=whole.started_utc),
            restored_utc=last_end(gone, whole.restored_utc),
            unavailable=tuple(one for one in whole.unavailable if one.site_id in leaving),
        )
        left = replace(
            whole,
            sites=staying,
            opened_by=None if has_gone else opener,
            downtimes=kept,
            restored_utc=last_end(kept, whole.restored_utc),
            unavailable=tuple(one for one in whole.unavailable if one.site_id not in leaving),
        )
        self._put(left)
        self._put(new)


class WholeOutageBook(OutageBook):
    kept_closed = sys.maxsize


def _in_order(times: Iterable[Unavailable]) -> tuple[Unavailable, ...]:
    return tuple(sorted(times, key=lambda one: (one.from_s, one.site_id)))


def _shifted(outage: Outage, by_s: float) -> Outage:
    moved = tuple(
        replace(one, from_utc=one.from_utc + by_s, until_utc=_later(one.until_utc, by_s))
        for one in outage.downtimes
    )
    return replace(
        outage,
        downtimes=moved,
        started_utc=outage.started_utc + by_s,
        detected_utc=outage.detected_utc + by_s,
        acknowledged_utc=_later(outage.acknowledged_utc, by_s),
        reported_utc=_later(outage.reported_utc, by_s),
        restored_utc=_later(outage.restored_utc, by_s),
        verified_utc=_later(outage.verified_utc, by_s),
    )


def _later(at_utc: Utc | None, by_s: float) -> float | None:
    return None if at_utc is None else at_utc + by_s


def _fold(
    book: OutageBook, event: events.OutageEvent | LineUnavailable | LineAvailable | ClockJumped, _: Books
) -> OutageBook:
    match event:
        case ClockJumped():
            book.shift(event.by_s)
        case LineUnavailable() | LineAvailable():
            book.note_unavailable(event)
        case _:
            book.apply(event)
    return book


OUTAGES = Feature(
    "outages", OutageBook, (*get_args(events.OutageEvent), LineUnavailable, LineAvailable, ClockJumped), _fold
)
