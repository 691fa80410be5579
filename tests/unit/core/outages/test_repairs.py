"""Past repairs: what they propose, and how good the estimates were; all values worked by hand, in seconds."""

from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.outage import EstimateSource
from gbdt_console.core.outages.repairs import (
    EstimateScore,
    ProposedRepair,
    Repair,
    propose_repair,
    score_estimates,
)

LINE, CODEC = OutageCause.LINE, OutageCause.CODEC
SPOKEN = EstimateSource.CARRIER_SPOKEN
CARRIERS = {"sapa": "vnpt", "bacha": "vnpt", "batxat": "vnpt", "simacai": "viettel"}


def carrier_of(site_id: str) -> str:
    return CARRIERS.get(site_id, "")


def repair(lasted_s: float, site: str = "sapa", cause: OutageCause = LINE) -> Repair:
    return Repair(1, cause, (site,), 5_000.0, 5_000.0 + lasted_s)


def proposed(*repairs: Repair, site: str = "sapa") -> ProposedRepair | None:
    return propose_repair(repairs, LINE, (site,), carrier_of)


def test_three_repairs_of_the_line_propose_their_median() -> None:
    found = proposed(repair(3_000.0), repair(600.0), repair(1_200.0))
    assert found == ProposedRepair(1_200.0, 3, is_same_line=True)


def test_an_even_count_proposes_the_middle_of_the_two_in_the_middle() -> None:
    found = proposed(repair(600.0), repair(1_200.0), repair(1_800.0), repair(9_000.0))
    assert found == ProposedRepair(1_500.0, 4, is_same_line=True)


def test_the_same_line_comes_before_the_same_carrier() -> None:
    own = (repair(600.0), repair(700.0), repair(800.0))
    others = (repair(9_000.0, "bacha"), repair(9_000.0, "batxat"), repair(9_000.0, "batxat"))
    assert proposed(*others, *own) == ProposedRepair(700.0, 3, is_same_line=True)


def test_too_few_of_the_line_let_the_carrier_s_repairs_speak() -> None:
    repairs = (repair(600.0), repair(1_200.0), repair(1_800.0, "bacha"), repair(2_400.0, "batxat"))
    assert proposed(*repairs) == ProposedRepair(1_500.0, 4, is_same_line=False)


def test_two_repairs_propose_nothing() -> None:
    assert proposed(repair(600.0), repair(600.0, "bacha")) is None


def test_other_carriers_and_other_causes_are_no_experience() -> None:
    other_carrier = [repair(60.0, "simacai") for _ in range(3)]
    other_cause = [repair(60.0, cause=CODEC) for _ in range(3)]
    assert proposed(repair(600.0), repair(600.0), *other_carrier, *other_cause) is None


def test_a_site_without_a_carrier_learns_from_none() -> None:
    unknown = [repair(60.0, f"removed{n}") for n in range(3)]
    assert proposed(*unknown, site="removed9") is None


CHANGED = Repair(1, LINE, ("sapa",), 0.0, 4_000.0, ((SPOKEN, 1_000.0, 3_000.0), (SPOKEN, 2_000.0, 4_500.0)))
EARLY = Repair(2, LINE, ("bacha",), 0.0, 2_000.0, ((SPOKEN, 500.0, 2_500.0),))
LATE = Repair(3, CODEC, ("sapa",), 0.0, 10_000.0, ((SPOKEN, 9_000.0, 9_900.0), (SPOKEN, 10_050.0, 10_100.0)))
EXACT = Repair(4, OutageCause.MCU, (), 0.0, 700.0, ((SPOKEN, 100.0, 700.0),))
NEVER = Repair(5, OutageCause.LAN, ("sapa",), 0.0, 900.0)
ALL = (CHANGED, EARLY, LATE, EXACT, NEVER)


def by_cause(repair: Repair) -> str:
    return repair.cause.value


def test_first_estimates_are_scored_against_the_repair_per_cause() -> None:
    assert score_estimates(ALL, is_last=False, group_of=by_cause) == {
        "codec": EstimateScore(1, 0, 100.0),
        "line": EstimateScore(2, 1, 250.0),
        "mcu": EstimateScore(1, 1, 0.0),
    }


def test_last_estimates_before_the_return_are_scored_per_cause() -> None:
    assert score_estimates(ALL, is_last=True, group_of=by_cause) == {
        "codec": EstimateScore(1, 0, 100.0),
        "line": EstimateScore(2, 2, -500.0),
        "mcu": EstimateScore(1, 1, 0.0),
    }


def test_estimates_are_scored_per_carrier() -> None:
    moved = Repair(6, LINE, ("simacai",), 0.0, 3_600.0, ((SPOKEN, 60.0, 1_800.0),))
    scored = score_estimates(
        (CHANGED, EARLY, moved), is_last=False, group_of=lambda r: carrier_of(r.sites[0])
    )
    assert scored == {"viettel": EstimateScore(1, 0, 1_800.0), "vnpt": EstimateScore(2, 1, 250.0)}
