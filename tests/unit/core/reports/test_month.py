"""A month by the contracts: the outages' seconds are those of the percentage, and a script agrees."""

from functools import cache

import pytest

from gbdt_console.core.carriers import ContractTargets, Line
from gbdt_console.core.events import Entry, event_data
from gbdt_console.core.outages.contract_month import BreachKind, month_bounds
from gbdt_console.core.outages.events import OutageCorrected
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.month import MonthFacts
from gbdt_console.core.reports.month_fold import MonthFold
from gbdt_console.core.reports.outage_facts import outage_facts
from gbdt_console.core.reports.outages_fold import OutagesFold
from tests.support.reports.recount import Row
from tests.support.reports.recount_month import MonthCount
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
def rows() -> tuple[Row, ...]:
    return tuple({"kind": one.kind, "at_utc": one.at_utc, "data": dict(one.data)} for one in entries())


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


@pytest.mark.parametrize("month", MONTHS)
def test_every_figure_of_a_month_is_recomputed_from_the_entries(month: str) -> None:
    facts, count = facts_of(month), MonthCount(rows(), month)
    assert (facts.from_s, facts.at_s) == (count.from_s, count.until_s)
    for line in facts.lines:
        terms = count.terms(line.month.site_id)
        told = line.month
        assert (told.total_s, told.excluded_s, told.blind_s) == (
            terms["total"], terms["excluded"], terms["blind"],
        )  # fmt: skip
        assert (told.down_s, told.outages, sum(b or 0 for b in told.blips)) == (
            terms["down"], terms["outages"], terms["blips"],
        )  # fmt: skip
        probes = terms["replies"] + terms["lost"] + terms["late"]
        assert told.loss_percent == pytest.approx(100.0 * (terms["lost"] + terms["late"]) / probes)
    assert facts.availability_percent == pytest.approx(count.availability(list(lines())))
    assert {one.outage.number: one.down_s for one in facts.outages if one.down_s} == count.down()
    waits = count.waits()
    for one in facts.outages:
        reported, answered = one.outage.reported_utc, one.answered_utc
        waited = None if reported is None or answered is None else answered - reported
        assert waited == waits.get(one.outage.number)


def test_exactly_the_late_repairs_of_the_carrier_are_breaches() -> None:
    facts, count = facts_of("2026-01"), MonthCount(rows(), "2026-01")
    causes = {"line": 0.3 * 3_600, "carrier-equipment": 0.4 * 3_600}
    decided = {r["data"]["number"]: r["data"]["cause"] for r in rows() if r["kind"] == "outage.cause"}
    periods = [one for one in count.periods.values() if count.from_s <= one["from_utc"] < count.until_s]
    late = {
        (one["number"], one["down_s"])
        for one in periods
        if decided[one["number"]] in causes and one["down_s"] > causes[decided[one["number"]]]
    }
    found = [breach for line in facts.lines for breach in line.month.breaches]
    assert late == {(one.number, one.value) for one in found if one.kind is BreachKind.REPAIR}
    assert late


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
    corrected = OutageCorrected(breach.number, "cause", "power-grid", LATER_UTC, "An", "điện lực báo")
    more = Entry(1, LATER_UTC, corrected.KIND, 1, "", event_data(corrected), corrected)
    left = [one for line in facts_of("2026-01", more=(more,)).lines for one in line.month.breaches]
    assert breach not in left
    assert facts_of("2026-01", more=(more,)).down_s == facts.down_s


def test_a_month_under_way_counts_up_to_its_last_closed_day() -> None:
    begins, ends = month_bounds("2026-03", ZONE)
    facts = facts_of("2026-03", now=begins + 3 * 86_400.0 + 7_200.0)
    assert facts.at_s == begins + 2 * 86_400
    assert all(line.month.total_s == 2 * 86_400 for line in facts.lines)
    assert facts.down_s == sum(one.down_s for one in facts.outages)
    assert facts_of("2026-03", now=ends + 1.0).at_s == ends
