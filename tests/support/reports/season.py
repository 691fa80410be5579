"""The journal of two months in a small province: all that contracts and the yearly review count happens.

Beside the events of `Year` it has an outage of two lines with planned work and blind seconds in it, one that
nobody answers or repairs, corrected causes, microphones, calls, opinions and trainings.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import AlarmCleared, AlarmRaised
from gbdt_console.core.carriers import ContractTargets
from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.checklist.events import ChecklistClosed, ChecklistEvent, ChecklistOpened, CheckSigned
from gbdt_console.core.events import Entry, Event, MeetingEnded
from gbdt_console.core.meetings.events import DutyAnswered, MeetingRegistered, OpinionGiven
from gbdt_console.core.meetings.registration import NoticeChannel
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.contract_events import ContractDayClosed, LineAvailable, LineUnavailable
from gbdt_console.core.outages.events import (
    OutageCauseDecided,
    OutageCorrected,
    OutageEstimated,
    OutageOpened,
    OutageReported,
    OutageRestored,
    OutageSiteBack,
    OutageStateSet,
)
from gbdt_console.core.outages.outage import CorrectedField, EstimateSource, OutageState, StateStep
from gbdt_console.core.room_cleaning.events import RoomCleaned, RulesPosted
from gbdt_console.core.room_cleaning.rooms import RoomCleaning
from gbdt_console.core.shutdown.events import ShutdownClosed, ShutdownOpened
from gbdt_console.core.sites import Network
from gbdt_console.core.technicians.events import TechnicianNamed, TrainingRecorded
from gbdt_console.core.technicians.posts import Post
from gbdt_console.journal.codec import event_data
from tests.support.reports.register_year import KINDS, change_moments, register_moments, unopened_moments
from tests.support.reports.year import YEAR_BEGAN_UTC, Year
from tests.support.reports.year_outages import Moment, PlannedOutage

STRICT = ContractTargets(
    availability_percent=99.5, rtt_ms=24.0, loss_percent=0.0235, repair_hours=0.4, line_repair_hours=0.3,
    response_minutes=1.0,
)  # fmt: skip
"""Targets that some lines of the season keep and some miss, each of them."""
SHARED, UNANSWERED = 101, 102
"""Numbers of the outage of two lines, and of the one that nobody answers or repairs."""
NOT_CHECKED, PARTLY_CHECKED, NEVER_CLOSED = "2", "3", "4"
"""Meetings without a sheet, with one that was closed before all was proved, and with one never closed."""
CLEANING_DAYS = (30, 7, 30)
"""Days from one cleaning to the next of the first sites; the others have no interval."""
NAME = "An"
_DAY_S = 86_400
_SHARED_UTC = YEAR_BEGAN_UTC + 20 * _DAY_S + 5.0 * 3_600
"""Five hours after a slot's begin: every outage of the slot has ended."""
_UNANSWERED_UTC = YEAR_BEGAN_UTC + 56 * _DAY_S + 5.0 * 3_600


@dataclass(frozen=True)
class Season(Year):
    """Plans the season; see `Year`."""

    sites: int = 6
    meetings: int = 13
    outages: int = 48
    days: int = 62

    @cached_property
    def network(self) -> Network:
        """The network, whose contracts are strict."""
        plain = Year(self.sites).network
        sites = tuple(replace(site, line=replace(site.line, contract=STRICT)) for site in plain.sites)
        care = tuple(RoomCleaning(site.id, days) for site, days in zip(sites, CLEANING_DAYS, strict=False))
        regulation = replace(plain.meetings.regulation, register=KINDS)
        meetings = replace(plain.meetings, regulation=regulation)
        return replace(plain, sites=sites, meetings=meetings, care=care)

    @cached_property
    def planned_outages(self) -> tuple[PlannedOutage, ...]:
        """The outages of the year but those of the line that stays down."""
        plain = Year(self.sites, self.meetings, self.outages, self.days).planned_outages
        down = self.network.sites[2].id
        return tuple(one for one in plain if one.site_id != down or one.ended_utc < _UNANSWERED_UTC)

    def moments(self) -> Iterator[Moment]:
        """Yield all events but checkpoints, in the order of their times."""
        planned = [self._badly_checked(one) for one in map(self._with_own_seconds, super().moments())]
        planned = [one for one in planned if not _is_forgotten(one[2])]
        own = [*self._shared(), *self._unanswered(), *self._corrected(), *self._of_people()]
        own += self._late_checks(planned)
        own += self._switched_off(planned)
        own += [*register_moments(YEAR_BEGAN_UTC + 45 * _DAY_S), *change_moments(planned)]
        like = next(event for _, _, event in planned if isinstance(event, MeetingRegistered))
        own += unopened_moments(like, YEAR_BEGAN_UTC + (self.days - 1.1) * _DAY_S)
        yield from heapq.merge(planned, sorted(own, key=lambda one: one[0]), key=lambda one: one[0])

    def _shared(self) -> Iterator[Moment]:
        first, second = (site.id for site in self.network.sites[:2])
        began, number = _SHARED_UTC + 0.25, SHARED
        yield began + 5, "", OutageOpened(
            number, [first, second], began, began + 5, first, AlarmType.SITE_LOST,
            cause=OutageCause.CARRIER_EQUIPMENT,
        )  # fmt: skip
        for site in (first, second):
            counted, excluded, blind = self._shared_spans(site)
            end = counted[-1][1]
            down_s = sum(after - one for one, after in counted)
            yield began + 11, "", LineUnavailable(number, site, counted[0][0], counted[:1])
            back = LineAvailable(number, site, counted[0][0], end, down_s, counted, excluded, blind)
            yield end + 10.0, "", back
            yield end + 1.0, "", OutageSiteBack(number, site, end + 0.5)
        restored = self._shared_spans(first)[0][-1][1] + 0.5
        spoken = OutageEstimated(number, began + 600, began + 50, EstimateSource.CARRIER_SPOKEN, NAME)
        yield began + 50, NAME, spoken
        own = OutageEstimated(number, began + 40, began + 20, EstimateSource.CENTRE, NAME)
        yield began + 20, NAME, own
        yield began + 100, NAME, OutageReported(number, began + 100, NAME, "TT-1")
        written = OutageEstimated(number, began + 900, began + 190.5, EstimateSource.CARRIER_WRITTEN, NAME)
        yield began + 190.5, NAME, written
        yield (
            began + 1_000,
            NAME,
            OutageEstimated(number, restored + 30, began + 1_000, EstimateSource.TECHNICIAN, NAME),
        )
        yield restored + 2, "", OutageRestored(number, restored)

    def _shared_spans(self, site: str) -> tuple[list[list[int]], list[list[int]], list[list[int]]]:
        """Return the counted, excluded and blind times of a line in the shared outage."""
        begin = int(_SHARED_UTC) + 1
        if site != self.network.sites[0].id:
            return [[begin, begin + 700]], [], []
        planned, unseen = [begin + 600, begin + 900], [begin + 1_200, begin + 1_300]
        counted = [[begin, planned[0]], [planned[1], unseen[0]], [unseen[1], begin + 3_000]]
        return counted, [planned], [unseen]

    def _unanswered(self) -> Iterator[Moment]:
        site, began, number = self.network.sites[2].id, _UNANSWERED_UTC, UNANSWERED
        first_s = int(began) + 1
        opened = OutageOpened(
            number, [site], began, began + 5, site, AlarmType.SITE_LOST, cause=OutageCause.LINE
        )
        yield began + 5, "", opened
        yield began + 11, "", LineUnavailable(number, site, first_s, [[first_s, first_s + 10]])
        for day in range(57, self.days):
            ends = int(YEAR_BEGAN_UTC) + day * _DAY_S
            yield ends + 12.0, "", LineUnavailable(number, site, first_s, [[first_s, ends]])
        yield began + 60, NAME, OutageReported(number, began + 60, NAME)

    def _corrected(self) -> Iterator[Moment]:
        """Yield causes corrected to the power and to unknown, and a carrier's second answer."""
        site, at_utc = self.network.sites[3].id, YEAR_BEGAN_UTC + 61 * _DAY_S
        own = [one for one in self.planned_outages if one.site_id == site and one.is_of_line][:3]
        for place, one in enumerate(own):
            when = at_utc + place
            yield (
                when,
                NAME,
                OutageCorrected(one.number, CorrectedField.CAUSE, "power-grid", "điện lực", when, NAME),
            )
        for one in [one for one in self.planned_outages if one.site_id == self.network.sites[5].id][:5]:
            when = at_utc + 5
            yield (
                when,
                NAME,
                OutageCorrected(one.number, CorrectedField.CAUSE, "unknown", "xem lại", when, NAME),
            )
        other = next(one for one in self.planned_outages if one.site_id != site)
        when = at_utc + 10
        yield when, NAME, OutageStateSet(other.number, StateStep(OutageState.TECHNICIAN_SENT, when, NAME))
        yield when + 1, NAME, OutageCauseDecided(SHARED, OutageCause.CARRIER_EQUIPMENT, when + 1, NAME)

    def _of_people(self) -> Iterator[Moment]:
        sites = [site.id for site in self.network.sites]
        begin = YEAR_BEGAN_UTC + 30 * _DAY_S
        loud: tuple[tuple[str, str], ...] = ((AlarmType.MICROPHONE_OPEN, sites[1]),) * 5
        called: tuple[tuple[str, str], ...] = ((AlarmType.CALLER_UNEXPECTED, ""),) * 2
        for place, (type_, site) in enumerate(loud + called, start=1):
            at_utc, number = begin + 600.0 * place, 5_000 + place
            resource = site or f"caller.{place}"
            raised = AlarmRaised(number, resource, type_, Severity.MAJOR, site, at_utc, at_utc + 20)
            yield at_utc + 20, "", raised
            yield at_utc + 95.5, "", AlarmCleared(number, resource, at_utc + 95.5, 95.5)
        people: tuple[Event, ...] = (
            TechnicianNamed(sites[0], Post.TECHNICIAN, "Bình", "", True, "2026-01-05", begin, NAME),
            TrainingRecorded(sites[0], Post.TECHNICIAN, "2026-01-06", "", begin, NAME),
            TrainingRecorded(sites[1], Post.TECHNICIAN, "2026-01-06", "", begin, NAME),
            TechnicianNamed(sites[1], Post.TECHNICIAN, "Chi", "", True, "2026-02-01", begin, NAME),
            OpinionGiven(1, sites[4], "tiếng nhỏ, xin thêm micro", begin + 5.5, NAME),
            OpinionGiven(0, sites[5], "hình hay đứng", begin + 7.0, NAME),
            RulesPosted(sites[3], "2026-01-20", "Chi", begin + 8.0, NAME),
            RoomCleaned(sites[0], "2026-02-20", "Chi", "", begin + 9.0, NAME),
            RoomCleaned(sites[1], "2026-02-20", "Chi", "", begin + 9.0, NAME),
        )
        for number in (12, 13):
            on_duty = DutyAnswered(
                number, sites[0], Post.CARRIER, True, "VNPT", NoticeChannel.PHONE, 0.0, NAME
            )
            yield self.planned_meetings[number - 1].opening_utc - 7_000, NAME, on_duty
        yield from ((begin + place, NAME, event) for place, event in enumerate(people))

    def _late_checks(self, planned: Sequence[Moment]) -> Iterator[Moment]:
        """Yield a late signature of one site on each sheet that was closed late."""
        site = self.network.sites[4].id
        due = {event.meeting: event.due_utc for _, _, event in planned if isinstance(event, ChecklistOpened)}
        for at_utc, _, event in planned:
            if isinstance(event, ChecklistClosed) and at_utc > due[event.meeting] + 60:
                when = due[event.meeting] + 50.5
                yield when, NAME, CheckSigned(event.meeting, site, [Check.SOUND], True, NAME, when, "", {})

    def _badly_checked(self, moment: Moment) -> Moment:
        """Leave five checks of a site without proof in one sheet, and two unsigned in another."""
        at_utc, actor, event = moment
        site = self.network.sites[2].id
        if isinstance(event, ChecklistClosed) and event.meeting == PARTLY_CHECKED:
            cells = event.cells[site]
            event = replace(event, cells={**event.cells, site: [*cells[:3], *[CellState.UNKNOWN] * 5]})
        elif isinstance(event, CheckSigned) and event.meeting == NEVER_CLOSED and event.site == site:
            event = replace(event, checks=event.checks[:-2])
        return at_utc, actor, event

    def _switched_off(self, planned: Sequence[Moment]) -> Iterator[Moment]:
        """Yield a shutdown after each meeting but every fourth; of each other four one is left open.

        One of four is signed with a site that is still on; the next one takes over what was left open.
        """
        for at_utc, _, event in planned:
            if not isinstance(event, MeetingEnded) or event.meeting[1:] not in map(str, range(1, 14)):
                continue
            number, place = int(event.meeting[1:]), int(event.meeting[1:]) % 4
            sites = next(list(one.sites) for one in self.planned_meetings if one.number == number)
            over = [str(number - 2)] if place == 1 else []
            if place:
                opened = ShutdownOpened(str(number), sites, at_utc + 60, NAME, sites if over else [], over)
                yield at_utc + 60, NAME, opened
            if place in (1, 2):
                on = sites[1:2] if place == 2 else []
                signed = ShutdownClosed(
                    str(number), on, "UPS hỏng" if on else "", NAME, 1, "tty", at_utc + 900, "0" * 64
                )
                yield at_utc + 900, NAME, signed

    def _with_own_seconds(self, moment: Moment) -> Moment:
        """Count the season's own outages in the terms of a day."""
        at_utc, actor, event = moment
        if not isinstance(event, ContractDayClosed):
            return moment
        lines = {site: list(values) for site, values in event.lines.items()}
        first, second, third = (site.id for site in self.network.sites[:3])
        down = int(_UNANSWERED_UTC) + 1
        spans = [(site, self._shared_spans(site)) for site in (first, second)]
        spans.append((third, ([[down, int(YEAR_BEGAN_UTC) + self.days * _DAY_S]], [], [])))
        for site, (counted, excluded, blind) in spans:
            for place, times in ((3, counted), (1, excluded), (2, blind)):
                within = sum(
                    max(0, min(end, event.until_utc) - max(begin, event.from_utc)) for begin, end in times
                )
                lines[site][place] += within
                lines[site][5] = max(0, lines[site][5] - within)
            lines[site][4] += event.from_utc <= counted[0][0] < event.until_utc
        return at_utc, actor, replace(event, lines=lines)


def _is_forgotten(event: Event) -> bool:
    """Whether nobody did what the event says."""
    if isinstance(event, ChecklistClosed) and event.meeting == NEVER_CLOSED:
        return True
    return isinstance(event, ChecklistEvent) and event.meeting == NOT_CHECKED


SEASON = Season()


@cache
def season_entries() -> tuple[Entry, ...]:
    """The entries of the season as a fold takes them."""
    return tuple(
        Entry(seq, at_utc, event.KIND, event.VERSION, actor, event_data(event), event)
        for seq, (at_utc, actor, event) in enumerate(SEASON.moments(), start=1)
    )


@cache
def season_rows() -> tuple[dict[str, object], ...]:
    """The entries of the season as a script reads them from the journal."""
    return tuple(
        {"seq": one.seq, "at_utc": one.at_utc, "kind": one.kind, "actor": one.actor, "data": dict(one.data)}
        for one in season_entries()
    )
