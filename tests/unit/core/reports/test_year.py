"""The yearly review: its sums agree, and each rule has its figures; test_recount has every figure."""

from dataclasses import replace
from functools import cache

import pytest

from gbdt_console.core.events import Entry
from gbdt_console.core.meetings.events import OpinionGiven
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.events import OutageEstimated
from gbdt_console.core.outages.outage import EstimateSource
from gbdt_console.core.outages.repairs import EstimateScore
from gbdt_console.core.register.events import EntryMade
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.recommendations import recommendations
from gbdt_console.core.reports.year import GroupYear, HostYear, Rule, SiteYear, YearFacts
from gbdt_console.core.reports.year_fold import YearFold
from gbdt_console.core.reports.year_sums import year_facts
from gbdt_console.core.room_cleaning.events import RoomCleaned, RulesPosted
from gbdt_console.core.technicians.events import TechnicianNamed, TrainingRecorded
from gbdt_console.core.technicians.posts import Post
from gbdt_console.journal.codec import event_data
from tests.support.reports.register_year import entry as in_register
from tests.support.reports.year import Year

ZONE = "Asia/Ho_Chi_Minh"
SMALL = Year(sites=12, meetings=10, outages=80, days=60)
LATER_UTC = 1.8e9


@cache
def entries() -> tuple[Entry, ...]:
    return tuple(
        Entry(seq, at_utc, event.KIND, event.VERSION, actor, event_data(event), event)
        for seq, (at_utc, actor, event) in enumerate(SMALL.moments(), start=1)
    )


def facts_of(year: int = 2026, more: tuple[Entry, ...] = (), now_utc: float = LATER_UTC) -> YearFacts:
    fold = YearFold(year, ZONE)
    for entry in (*entries(), *more):
        fold.take(entry)
    return year_facts(fold, SMALL.network, JournalEnd(), now_utc)


def test_the_sums_by_site_cause_carrier_and_host_agree() -> None:
    facts = facts_of()
    assert (
        sum(one.outages for one in facts.causes) == len(facts.outages) == sum(s.outages for s in facts.sites)
    )
    whole_s = sum(facts.lasted_s(outage) for outage in facts.outages)
    assert sum(one.down_s for one in facts.causes) == pytest.approx(whole_s)
    against = [one for one in facts.outages if one.likely_cause.counts_against_carrier]
    assert sum(one.outages for one in facts.carriers) == len(against)
    assert sum(one.meetings for one in facts.hosts) == len(facts.meetings)
    assert sum(site.meetings for site in facts.sites) == sum(len(one.sites) for one in facts.meetings)


def test_another_year_has_nothing_and_a_year_under_way_ends_now() -> None:
    empty = facts_of(2027, now_utc=LATER_UTC + 1e8)
    assert (empty.meetings, empty.outages, sum(empty.blips)) == ((), (), 0)
    assert all(site.availability_percent is None for site in empty.sites)
    whole = facts_of()
    now_utc = whole.outages[40].started_utc + 1.0
    under_way = facts_of(now_utc=now_utc)
    assert len(under_way.outages) == 41
    assert under_way.lasted_s(under_way.outages[40]) == 1.0


def test_training_is_unknown_until_technicians_are_entered() -> None:
    first, second = (site.id for site in SMALL.network.sites[:2])
    named = TechnicianNamed(first, Post.TECHNICIAN, "An", "", True, "2026-01-05", 1.0, "Bình")
    trained = TrainingRecorded(second, Post.TECHNICIAN, "2026-01-06", "", 2.0, "Bình")
    more = tuple(Entry(1, 1.0, e.KIND, 1, "", event_data(e), e) for e in (named, trained))
    configured = {site.site_id for site in SMALL.network.technicians}
    if not configured:
        assert {site.has_trained for site in facts_of().sites} == {None}
    found = {site.site_id: site.has_trained for site in facts_of(more=more).sites}
    assert (found[first], found[second]) == (False, True)


def test_the_day_decides_into_which_year_falls_what_was_entered_after_its_end() -> None:
    second = SMALL.network.sites[1].id
    events = (
        EntryMade(in_register(1, "guidance", day="2026-12-30", at_utc=1.7995e9)),
        RulesPosted(second, "2026-12-31", "Bình", 1.7995e9, "An"),
        RoomCleaned(second, "2027-01-05", "Bình", "", 1.7995e9, "An"),
        TechnicianNamed(second, Post.TECHNICIAN, "Bình", "", True, "2026-01-05", 1.0, "An"),
        TrainingRecorded(second, Post.TECHNICIAN, "2027-01-06", "", 1.7995e9, "An"),
    )
    more = tuple(Entry(n, 1.7995e9, one.KIND, 1, "", {}, one) for n, one in enumerate(events, 10_000))
    this, next_ = facts_of(more=more), facts_of(2027, more, LATER_UTC + 1e8)
    assert [len(facts.register[0].entries) if facts.register else 0 for facts in (this, next_)] == [1, 0]
    assert [facts.sites[1].are_rules_posted for facts in (this, next_)] == [True, True]
    assert [facts.sites[1].has_trained for facts in (this, next_)] == [False, True]


def test_a_later_estimate_that_was_kept_changes_the_last_score_alone() -> None:
    before = next(one for one in facts_of().causes if one.name == OutageCause.LINE)
    late = (one for one in facts_of().outages if one.cause is OutageCause.LINE and one.estimates)
    outage = next(one for one in late if one.estimates[0].back_utc < (one.restored_utc or 0.0))
    assert outage.restored_utc is not None
    back = outage.restored_utc
    kept = OutageEstimated(outage.number, back + 1, back - 1, EstimateSource.TECHNICIAN, "An")
    more = (Entry(1, LATER_UTC, kept.KIND, 1, "", event_data(kept), kept),)
    after = next(one for one in facts_of(more=more).causes if one.name == OutageCause.LINE)
    assert after.first == before.first
    assert before.last is not None
    assert after.last is not None
    assert (after.last.count, after.last.kept) == (before.last.count, before.last.kept + 1)


def test_opinions_of_the_year_are_kept_in_order() -> None:
    site = SMALL.network.sites[0].id
    begins = facts_of().from_utc
    given = [OpinionGiven(n, site, f"ý kiến {n}", begins + n, "An") for n in (-5, 3, 4)]
    more = tuple(Entry(1, one.at_utc, one.KIND, 1, "", event_data(one), one) for one in given)
    assert [(one.number, one.text) for one in facts_of(more=more).opinions] == [
        (3, "ý kiến 3"),
        (4, "ý kiến 4"),
    ]


PLAIN = SiteYear("s1", "a", meetings=10, has_trained=True)


def review(*sites: SiteYear, **fields: object) -> list[tuple[Rule, str, float, float]]:
    """The recommendations for these sites beside nine quiet ones."""
    quiet = [replace(PLAIN, site_id=f"q{n}") for n in range(9)]
    facts = replace(facts_of(2027, now_utc=2e9), sites=(*sites, *quiet), **fields)  # type: ignore[arg-type]
    return [(one.rule, one.about, one.value, one.of) for one in recommendations(facts)]


@pytest.mark.parametrize(
    ("broken", "kept", "expected"),
    [
        (
            {"counted_s": 1_000, "contract_down_s": 6, "target_percent": 99.5},
            {"counted_s": 1_000, "contract_down_s": 5, "target_percent": 99.5},
            (Rule.AVAILABILITY, "s1", 99.4, 99.5),
        ),
        ({"outages": 6}, {"outages": 5}, (Rule.REPEATED, "s1", 6, 0.6)),
        ({"power_outages": 3, "outages": 5}, {"power_outages": 2, "outages": 5}, (Rule.POWER, "s1", 3, 5)),
        (
            {"blips": (0,) * 6 + (5, 5, 0, 20, 0, 0)},
            {"blips": (0,) * 6 + (5, 6, 0, 20, 0, 0)},
            (Rule.BLIPS, "s1", 20, 10),
        ),
        ({"late_checks": 3}, {"late_checks": 2}, (Rule.CHECKS, "s1", 3, 10)),
        ({"late_checks": 1, "unchecked": 2}, {"unchecked": 2}, (Rule.CHECKS, "s1", 3, 10)),
        ({"has_trained": False}, {"has_trained": None}, (Rule.TRAINING, "s1", 0, 1)),
        ({"open_microphones": 5}, {"open_microphones": 4}, (Rule.MICROPHONES, "s1", 5, 10)),
    ],
)
def test_each_rule_about_a_site_holds_at_its_limit_and_not_below(
    broken: dict[str, object], kept: dict[str, object], expected: tuple[Rule, str, float, float]
) -> None:
    assert review(replace(PLAIN, **broken)) == [expected]  # type: ignore[arg-type]
    assert review(replace(PLAIN, **kept)) == []  # type: ignore[arg-type]


def test_rules_about_carriers_hosts_and_causes_hold_at_their_limits() -> None:
    def carrier(kept: int) -> GroupYear:
        return GroupYear("a", 9, 0.0, 9, 0.0, None, EstimateScore(6, kept, 0.0))

    assert review(carriers=(carrier(2),)) == [(Rule.ESTIMATES, "a", 2, 6)]
    assert review(carriers=(carrier(3),)) == []
    assert review(hosts=(HostYear("h", 8, 2, 0.0),)) == [(Rule.NOTICES, "h", 2, 8)]
    assert review(hosts=(HostYear("h", 9, 2, 0.0), HostYear("", 8, 8, 0.0))) == []
    outages = facts_of().outages[:20]
    unknown = (GroupYear(OutageCause.UNKNOWN, 2, 0.0, 2, 0.0),)
    assert review(causes=unknown, outages=outages) == [(Rule.CAUSES, "", 2, 20)]
    assert review(causes=(replace(unknown[0], outages=1),), outages=outages) == []
