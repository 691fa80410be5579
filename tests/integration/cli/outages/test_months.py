"""`outages --month`: a line's month by its contract, from the journal alone."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.cli.form_parts import iso
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.contract_clock import TERM_NAMES
from gbdt_console.core.outages.contract_events import ContractDayClosed, LineAvailable, LineUnavailable
from gbdt_console.core.outages.contract_month import BreachKind
from gbdt_console.core.outages.events import OutageEstimated, OutageOpened, OutageReported
from gbdt_console.core.outages.outage import EstimateSource
from tests.support.cli.station import Station
from tests.support.places import DOCS

DOCUMENTED = (DOCS / "outages-json.md").read_text()
VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")
DAY_S = 86_400
JANUARY_S = 1_767_200_400
"""2026-01-01 00:00 in Viet Nam."""
REPAIR_S = 5 * 3_600
"""The example's contract allows 4 h for a repair, 15 min for an answer, and 99.5 % availability."""


def closed(day: int, **terms: int) -> ContractDayClosed:
    begins_s = JANUARY_S + (day - 1) * DAY_S
    values = {"total_s": DAY_S, "replies": DAY_S, "rtt_tenths": DAY_S * 234} | terms
    date = f"2026-01-{day:02}" if day <= 31 else f"2026-02-{day - 31:02}"
    lines = {"sa-pa": [values.get(name, 0) for name in TERM_NAMES]}
    return ContractDayClosed(date, begins_s, begins_s + DAY_S, lines)


def a_bad_january(station: Station) -> None:
    """On the first a maintenance of 2 h, on the second 5 h down whose report was answered after 20 min."""
    begins_s = JANUARY_S + DAY_S + 3_600
    station.record(
        closed(1, excluded_s=7_200, blind_s=600, blips=2),
        OutageOpened(7, ["sa-pa"], begins_s, begins_s + 4.0, "sa-pa", "site.lost", cause=OutageCause.LINE),
        OutageReported(7, begins_s + 60.0, "duty"),
        OutageEstimated(7, begins_s + 9_000.0, begins_s + 1_260.0, EstimateSource.CARRIER_SPOKEN, "duty"),
        LineAvailable(7, "sa-pa", begins_s, begins_s + REPAIR_S, REPAIR_S, [[begins_s, begins_s + REPAIR_S]]),
        closed(2, down_s=REPAIR_S, outages=1),
        closed(32, blips=9),
    )


def sa_pa(station: Station, *month: str) -> dict[str, Any]:
    result = station.run("outages", "--month", *month, "--json")
    assert result.exit_code == 0, result.stderr
    lines: list[dict[str, Any]] = json.loads(result.stdout)["lines"]
    return next(line for line in lines if line["site"] == "sa-pa")


def test_a_past_month_is_folded_from_its_own_days(station: Station) -> None:
    a_bad_january(station)
    january, february = sa_pa(station, "2026-01"), sa_pa(station, "2026-02")
    counted_s = 2 * DAY_S - 7_200 - 600
    assert january["availability_percent"] == 100.0 * (counted_s - REPAIR_S) / counted_s
    assert (january["down_s"], january["outages"], january["mttr_s"]) == (REPAIR_S, 1, REPAIR_S)
    assert january["left_s"] == round(counted_s * 0.005 - REPAIR_S, 1)
    assert (january["rtt_ms"], january["blips_per_day"]) == (23.4, [2, 0, *[None] * 29])
    assert (february["total_s"], february["down_s"], february["blips_per_day"][:2]) == (DAY_S, 0, [9, None])
    assert february["breaches"] == []


def test_missed_targets_come_with_figures_times_and_outage(station: Station) -> None:
    a_bad_january(station)
    breaches = {breach["kind"]: breach for breach in sa_pa(station, "2026-01")["breaches"]}
    assert set(breaches) == {"availability", "repair", "response"}
    assert (breaches["repair"]["value"], breaches["repair"]["limit"]) == (REPAIR_S, 4 * 3_600)
    assert (breaches["response"]["value"], breaches["response"]["limit"]) == (1_200, 900)
    assert {breaches[kind]["outage"] for kind in ("repair", "response")} == {7}
    assert breaches["repair"]["from"] == "2026-01-01T18:00:00.000Z"


def test_every_field_of_a_month_is_documented(station: Station) -> None:
    a_bad_january(station)
    whole = json.loads(station.run("outages", "--month", "2026-01", "--json").stdout)
    line = next(line for line in whole["lines"] if line["site"] == "sa-pa")
    for field in (*whole, *line, *line["breaches"][0]):
        assert f"`{field}`" in DOCUMENTED or f"`{field}[]`" in DOCUMENTED, field
    for kind in BreachKind:
        assert f"`{kind}`" in DOCUMENTED, kind


def test_the_printed_month_names_each_term_of_the_availability(station: Station) -> None:
    a_bad_january(station)
    lines = station.run("outages", "--month", "2026-01").stdout.splitlines()
    at = lines.index(next(line for line in lines if line.startswith("8 Sa Pa:")))
    assert "available 89.090% (contract 99.500%), down 5:00:00, outages 1," in lines[at]
    assert "total 31 d 0:00:00, maintenance 2:00:00, not observed 29 d 0:10:00, down 5:00:00" in lines[at + 1]
    assert any("repair took 5:00:00, contract 4:00:00 (outage 7, " in line for line in lines[at:])


@pytest.mark.parametrize(
    ("now", "counted"),
    [
        (datetime(2026, 11, 18, 14, 30, tzinfo=VIET_NAM), "interruptions 2"),
        (datetime(2026, 12, 1, 0, 10, tzinfo=VIET_NAM), "interruptions recorded 2"),
        (datetime(2026, 12, 31, 23, 59, 50, tzinfo=VIET_NAM), "interruptions 2"),
    ],
    ids=["in a month", "its first minutes", "its last seconds"],
)
def test_verb_and_paper_count_the_closed_days_and_tell_today_apart(
    station: Station, monkeypatch: pytest.MonkeyPatch, now: datetime, counted: str
) -> None:
    """Two cuts since midnight; the second one lasts. The day before was quiet."""
    monkeypatch.setattr(SystemClock, "utc", lambda _: now.timestamp())
    midnight_s = int(now.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
    day = datetime.fromtimestamp(midnight_s - DAY_S, VIET_NAM).date().isoformat()
    values = {"total_s": DAY_S, "replies": DAY_S} if day[:7] == f"{now:%Y-%m}" else {}
    terms = [values.get(name, 0) for name in TERM_NAMES]
    first_s, second_s = midnight_s + 30, midnight_s + 400
    station.record(
        ContractDayClosed(day, midnight_s - DAY_S, midnight_s, {"sa-pa": terms}),
        OutageOpened(8, ["sa-pa"], first_s, first_s + 4.0, "sa-pa", "site.lost", cause=OutageCause.LINE),
        LineAvailable(8, "sa-pa", first_s, first_s + 95, 95, [[first_s, first_s + 95]]),
        OutageOpened(9, ["sa-pa"], second_s, second_s + 4.0, "sa-pa", "site.lost", cause=OutageCause.LINE),
        LineUnavailable(9, "sa-pa", second_s, [[second_s, second_s + 10]]),
    )
    line, paper = sa_pa(station), json.loads(station.do("report", "outages", "--format", "json"))
    on_paper = next(one for one in paper["lines"] if one["site"] == "sa-pa")
    assert line["today"] == {
        "from": iso(midnight_s),
        "outages": 2,
        "down_s": 95,
        "running_from": iso(second_s),
        **dict.fromkeys(("total_s", "excluded_s", "blind_s")),
    }
    assert paper["counted_until_utc"] == on_paper["today"]["from_utc"] == midnight_s
    assert (on_paper["today"]["outages"], on_paper["today"]["down_s"]) == (2, 95)
    figures = ("availability_percent", "total_s", "down_s", "left_s", "mttr_s")
    assert [line[one] for one in figures] == [on_paper[one] for one in figures]
    text = " ".join(station.do("report", "outages").split())
    assert "No target was missed" not in text
    assert f"{counted}, those over 0:01:35. Interrupted now: 8 Sa Pa." in text
    said = station.do("outages", "--month")
    assert "interruptions 2, those over 01:35; interrupted since" in said


def test_a_month_in_another_form_is_refused(station: Station) -> None:
    assert station.run("outages", "--month", "1/2026").exit_code == 2
