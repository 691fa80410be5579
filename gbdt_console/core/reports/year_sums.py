"""Sum a year by site, carrier, cause and host."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.contract_clock import ContractTerms
from gbdt_console.core.outages.outage import Outage
from gbdt_console.core.outages.repairs import Repair, score_estimates
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.register.entry import sections
from gbdt_console.core.reports.incidents import OPEN_MICROPHONES, UNORDERED_CALLS
from gbdt_console.core.reports.minutes import Incident, JournalEnd
from gbdt_console.core.reports.recommendations import recommendations
from gbdt_console.core.reports.year import MONTHS, GroupYear, HostYear, MeetingInYear, SiteYear, YearFacts
from gbdt_console.core.reports.year_fold import YearFold
from gbdt_console.core.room_cleaning.rooms import RoomCleaning
from gbdt_console.core.sites import Network, Site
from gbdt_console.core.units import Utc

_POWER = (OutageCause.POWER_GRID, OutageCause.POWER_UPS)


def year_facts(fold: YearFold, network: Network, end: JournalEnd, now_utc: Utc) -> YearFacts:
    """Return the review.

    fold: has taken all entries
    now_utc: end of the review while the year runs
    """
    # The second of the review ends the year under way: what was recorded in it counts.
    until_utc = max(fold.from_utc, min(float(ceil(now_utc)), fold.ends_utc))
    return _Sums(fold, network, until_utc, tuple(fold.meetings(network, until_utc))).facts(end)


@dataclass(slots=True)
class _Sums:
    """Sums what a fold holds."""

    fold: YearFold
    network: Network
    until_utc: Utc
    meetings: tuple[MeetingInYear, ...]

    def facts(self, end: JournalEnd) -> YearFacts:
        """Return the review; `end` is the last entry that was read."""
        outages = tuple(self._outages())
        incidents = self.fold.incidents.between(self.fold.from_utc, self.until_utc)
        begun = [one for one in incidents if one.from_utc >= self.fold.from_utc]
        regulation = self.network.meetings.regulation
        facts = YearFacts(
            end,
            self.fold.year,
            self.fold.from_utc,
            self.until_utc,
            self.meetings,
            tuple(self._sites(outages, begun)),
            self._carriers(outages),
            self._groups(outages, lambda outage: (outage.likely_cause.value,)),
            self._hosts(),
            outages,
            sum(one.type in OPEN_MICROPHONES for one in begun),
            sum(one.type in UNORDERED_CALLS for one in begun),
            tuple(one for one in self.fold.opinions if one.at_utc < self.until_utc),
            changes=tuple(self.fold.changes(regulation.change_days)),
            register=sections(
                self.fold.register(),
                regulation.register,
                frozenset(one.number for one in self.meetings if one.number),
            ),
            unopened=tuple(sorted(self.fold.unopened(self.until_utc), key=lambda one: one.opening_utc)),
        )
        return replace(facts, recommendations=recommendations(facts))

    def _outages(self) -> Iterator[Outage]:
        for outage in self.fold.outages.records.values():
            if not outage.merged_into and self.fold.from_utc <= outage.started_utc < self.until_utc:
                yield outage

    def _sites(self, outages: Iterable[Outage], incidents: Iterable[Incident]) -> Iterator[SiteYear]:
        by_site: dict[str, list[Outage]] = {}
        for outage in outages:
            for site_id in outage.sites:
                by_site.setdefault(site_id, []).append(outage)
        met = Counter(site for meeting in self.meetings for site in meeting.sites)
        sheets = [meeting.checked for meeting in self.meetings if meeting.checked is not None]
        late = Counter(site for sheet in sheets for site in sheet.late_sites)
        unchecked = Counter(site for meeting in self.meetings for site in meeting.unchecked)
        loud = Counter(one.site_id for one in incidents if one.type in OPEN_MICROPHONES)
        alone = Counter(site for meeting in self.meetings for site in meeting.no_carrier)
        technicians = self.fold.technicians(self.network.technicians)
        rooms = self.fold.rooms(self.network.care)
        last_day = datetime.fromtimestamp(self.until_utc - 1.0, ZoneInfo(self.fold.timezone)).date()
        for site in self.network.sites:
            people, room = technicians.get(site.id), rooms.get(site.id, RoomCleaning(site.id))
            trained = people is not None and people.has_trained
            yield replace(
                self._line(site, by_site.get(site.id, [])),
                meetings=met[site.id],
                late_checks=late[site.id],
                unchecked=unchecked[site.id],
                open_microphones=loud[site.id],
                has_trained=trained if technicians else None,
                no_carrier=alone[site.id],
                are_rules_posted=room.rules is not None,
                is_cleaning_overdue=None if room.cleaning_days is None else room.is_overdue(last_day),
                untrained=0 if people is None else sum(not one.trained for _, one in people.holders),
            )

    def _line(self, site: Site, outages: list[Outage]) -> SiteYear:
        terms = self.fold.terms.get(site.id, ContractTerms())
        down_s = sum(
            max(0.0, min(one.until_utc or self.until_utc, self.until_utc) - one.from_utc)
            for outage in outages
            for one in outage.downtimes
            if one.site_id == site.id
        )
        return SiteYear(
            site.id,
            site.line.carrier_id,
            outages=len(outages),
            down_s=down_s,
            power_outages=sum(outage.likely_cause in _POWER for outage in outages),
            counted_s=terms.total_s - terms.excluded_s - terms.blind_s,
            contract_down_s=terms.down_s,
            target_percent=site.line.contract.availability_percent,
            blips=tuple(self.fold.blips.get(site.id, (0,) * MONTHS)),
        )

    def _carriers(self, outages: Iterable[Outage]) -> tuple[GroupYear, ...]:
        carrier_of = {site.id: site.line.carrier_id for site in self.network.sites}
        against = [
            replace(outage, estimates=tuple(one for one in outage.estimates if one.source.is_promise))
            for outage in outages
            if outage.likely_cause.counts_against_carrier
        ]

        def of(outage: Outage) -> tuple[str, ...]:
            return tuple(dict.fromkeys(carrier_of[site] for site in outage.sites if site in carrier_of))

        return self._groups(against, of)

    def _groups(
        self, outages: Iterable[Outage], groups_of: Callable[[Outage], tuple[str, ...]]
    ) -> tuple[GroupYear, ...]:
        """Sum outages by group, most frequent first; one of two groups counts in both."""
        members: dict[str, list[Outage]] = {}
        for outage in outages:
            for group in groups_of(outage):
                members.setdefault(group, []).append(outage)
        made = [self._group(name, found) for name, found in members.items()]
        return tuple(sorted(made, key=lambda one: (-one.outages, one.name)))

    def _group(self, name: str, outages: list[Outage]) -> GroupYear:
        ended = [(one, one.repaired_utc) for one in outages if one.repaired_utc is not None]
        repairs = [_repair(outage, repaired_utc) for outage, repaired_utc in ended]
        first = score_estimates(repairs, False, lambda _: name).get(name)
        last = score_estimates(repairs, True, lambda _: name).get(name)
        lengths = [
            min(one.restored_utc or self.until_utc, self.until_utc) - one.started_utc for one in outages
        ]
        return GroupYear(
            name,
            len(outages),
            sum(max(0.0, length) for length in lengths),
            len(repairs),
            sum(repair.lasted_s for repair in repairs),
            first,
            last,
        )

    def _hosts(self) -> tuple[HostYear, ...]:
        found: dict[str, list[MeetingInYear]] = {}
        for meeting in self.meetings:
            found.setdefault(meeting.host, []).append(meeting)
        made = [
            HostYear(
                host,
                len(held),
                sum(meeting.is_notice_late for meeting in held),
                sum(meeting.lasted_s for meeting in held),
                held[-1].host_name,
            )
            for host, held in found.items()
        ]
        return tuple(sorted(made, key=lambda one: (-one.meetings, one.host)))


def _repair(outage: Outage, repaired_utc: Utc) -> Repair:
    given = tuple((e.source, e.given_utc, e.back_utc) for e in outage.estimates)
    return Repair(
        outage.number, outage.likely_cause, outage.sites, outage.started_utc, repaired_utc, given
    )  # fmt: skip
