"""A month by the contracts: the outages' seconds are those of the percentage; it ends with its last day."""

from functools import cache

import pytest

from gbdt_console.core.carriers import ContractTargets, Line
from gbdt_console.core.events import Entry
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.contract_events import LineAvailable, LineUnavailable
from gbdt_console.core.outages.contract_month import BreachKind, month_bounds
from gbdt_console.core.outages.events import OutageCorrected, OutageOpened
from gbdt_console.core.outages.outage import CorrectedField
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.month import MonthFacts
from gbdt_console.core.reports.month_fold import MonthFold
from gbdt_console.core.reports.outages.facts import outage_facts
from gbdt_console.core.reports.outages.fold import OutagesFold
from gbdt_console.journal.codec import event_data
from tests.support.reports.season import UNANSWERED
from tests.support.reports.season_facts import season_month
from tests.support.reports.year import Year

ZONE = "Asia/Ho_Chi_Minh"
SMALL = Year(sites=5, meetings=3, outages=60, days=62)
MONTHS = ("2026-01", "2026-02")
LATER_UTC = 1.8e9
STRICT = ContractTargets(
    availability_percent=99.9, repair_hours=0.4, line_repair_hours=0.3, response_minutes=1.0
)  # fmt: skip


@cache
def entries() -> tuple[Entry, ...]:
    return tuple(
        Entry(seq, at_utc, event.KIND, event.VERSION, actor, event_data(event), event)
        for seq, (at_utc, actor, event) in enumerate(SMALL.moments(), start=1)
    )


@cache
def lines() -> dict[str, Line]:
    carriers = ("a", "b")
    return {
        site.id: Line(carriers[place % 2], f"K-{place}", None, STRICT)
        for place, site in enumerate(SMALL.network.sites)
    }


def facts_of(
    month: str, carrier: str = "", more: tuple[Entry, ...] = (), now: float = LATER_UTC
) -> MonthFacts:
    fold = MonthFold(month, ZONE)
    for entry in (*entries(), *more):
        fold.take(entry)
    return fold.facts(lines(), JournalEnd(), now, carrier)


@pytest.mark.parametrize("month", MONTHS)
def test_the_outages_seconds_sum_to_the_downtime_of_the_lines(month: str) -> None:
    facts = facts_of(month)
    assert facts.down_s == sum(one.down_s for one in facts.outages) > 0
    for carrier in ("a", "b"):
        part = facts_of(month, carrier)
        assert part.down_s == sum(one.down_s for one in part.outages)
    assert sum(facts_of(month, carrier).down_s for carrier in ("a", "b")) == facts.down_s


def test_a_report_of_one_outage_names_the_breaches_of_its_month() -> None:
    facts, fold = facts_of("2026-01"), OutagesFold()
    for entry in entries():
        fold.take(entry)
    of_month = [breach for line in facts.lines for breach in line.month.breaches if breach.number]
    for one in facts.outages:
        alone = outage_facts(fold.records[one.outage.number], lines(), JournalEnd(), LATER_UTC)
        assert set(alone.breaches) == {b for b in of_month if b.number == one.outage.number}
        assert sum(line.down_s for line in alone.lines) == one.outage.contract_s
        assert alone.lasted_s == (one.outage.restored_utc or 0.0) - one.outage.started_utc


def test_a_cause_corrected_after_the_month_takes_the_breach_away() -> None:
    facts = facts_of("2026-01")
    breach = next(one for line in facts.lines for one in line.month.breaches if one.kind is BreachKind.REPAIR)
    corrected = OutageCorrected(
        breach.number, CorrectedField.CAUSE, "power-grid", "điện lực báo", LATER_UTC, "An"
    )
    more = Entry(1, LATER_UTC, corrected.KIND, 1, "", event_data(corrected), corrected)
    left = [one for line in facts_of("2026-01", more=(more,)).lines for one in line.month.breaches]
    assert breach not in left
    assert facts_of("2026-01", more=(more,)).down_s == facts.down_s


def test_a_period_that_ran_into_the_next_month_has_its_end_in_a_later_report() -> None:
    _, ends = month_bounds("2026-01", ZONE)
    site, first_s, good_s = SMALL.network.sites[0].id, ends - 40, ends + 5 * 86_400
    opened = OutageOpened(
        900, [site], first_s - 0.5, first_s + 5.0, site, "site.lost", cause=OutageCause.LINE
    )
    runs = LineUnavailable(900, site, first_s, [[first_s, first_s + 10]])
    back = LineAvailable(900, site, first_s, good_s, good_s - first_s, [[first_s, good_s]])
    late = ((first_s + 5.0, opened), (first_s + 10.0, runs), (good_s + 10.0, back))
    more = (Entry(1, at, event.KIND, 1, "", event_data(event), event) for at, event in late)
    fold = MonthFold("2026-01", ZONE)
    for entry in sorted((*entries(), *more), key=lambda one: one.at_utc):
        fold.take(entry)
    facts = fold.facts(lines(), JournalEnd(), LATER_UTC)
    (period,) = (one for line in facts.lines for one in line.periods if one.number == 900)
    assert (period.until_s, period.down_s) == (good_s, good_s - first_s)
    (record,) = (one for one in facts.outages if one.outage.number == 900)
    assert record.down_s == 40


def test_a_month_under_way_counts_up_to_its_last_closed_day() -> None:
    begins, ends = month_bounds("2026-03", ZONE)
    facts = facts_of("2026-03", now=begins + 3 * 86_400.0 + 7_200.0)
    assert facts.closed_s == begins + 2 * 86_400
    assert all(line.month.total_s == 2 * 86_400 for line in facts.lines)
    assert facts.down_s == sum(one.down_s for one in facts.outages)
    assert facts_of("2026-03", now=ends + 1.0).closed_s == begins + 2 * 86_400


@pytest.mark.parametrize(("month", "watched"), [("2026-02", 28), ("2026-03", 2), ("2026-04", 0)])
def test_days_that_nobody_watched_are_unobserved_with_their_full_length(month: str, watched: int) -> None:
    begins, ends = month_bounds(month, ZONE)
    for line in facts_of(month).lines:
        assert line.month.whole_s == ends - begins
        assert line.month.unwatched_s == ends - begins - watched * 86_400
        assert line.month.counted_s <= watched * 86_400
    later = tuple(one for one in entries() if getattr(one.event, "day", "2026-02-11") > "2026-02-10")
    fold = MonthFold("2026-02", ZONE)
    for entry in later:
        fold.take(entry)
    (line, *_) = fold.facts(lines(), JournalEnd(), month_bounds("2026-02", ZONE)[1] - 86_400.0).lines
    assert line.month.unseen_s >= 10 * 86_400, "the days before its first one"


def test_a_late_answer_counts_in_the_month_in_which_its_limit_passed() -> None:
    """The carrier never answers for the outage that begins on 26 February."""
    late = {
        month: [
            one.number
            for line in season_month(month).lines
            for one in line.month.breaches
            if one.kind is BreachKind.RESPONSE
        ]
        for month in ("2026-02", "2026-03")
    }
    touched = [one.outage.number for one in season_month("2026-03").outages]
    assert UNANSWERED in touched
    assert (UNANSWERED in late["2026-02"], UNANSWERED in late["2026-03"]) == (True, False)
