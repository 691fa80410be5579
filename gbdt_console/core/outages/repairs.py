"""Proposes an estimate from past repairs, and scores the estimates that were given."""

from collections.abc import Callable, Iterable, Sequence
from statistics import median

from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.outage import EstimateSource, Outage
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc

KEPT_REPAIRS = 500
"""Limits the repairs that the engine remembers: about a month of a large province."""
_LEAST_REPAIRS = 3
"""Limits what counts as experience: fewer repairs propose nothing."""

CarrierOf = Callable[[str], str]
"""Returns the carrier's id of a site's line; empty for an unknown site."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Holds one past repair.

    given: source, time given and expected repair of each estimate, oldest first, UTC seconds
    """

    number: int
    cause: OutageCause
    sites: tuple[SiteId, ...]
    started_utc: Utc
    restored_utc: Utc
    given: tuple[tuple[EstimateSource, float, float], ...] = ()

    @property
    def lasted_s(self) -> float:
        return max(0.0, self.restored_utc - self.started_utc)


@dataclass(frozen=True, slots=True)
class ProposedRepair:
    """Holds the repair time that experience proposes.

    lasted_s: median length of the compared repairs, seconds
    """

    lasted_s: float
    compared: int
    is_same_line: bool


@dataclass(frozen=True, slots=True)
class EstimateScore:
    """Holds how good the estimates of one kind were.

    kept: those that the repair kept
    median_error_s: median of repair minus estimate, seconds; positive where the repair came later
    """

    count: int
    kept: int
    median_error_s: float


def repair_of(outage: Outage) -> Repair | None:
    """Return the repair of a closed outage; None where the cause or the repair is unknown."""
    repaired_utc = outage.repaired_utc
    if outage.cause in (None, OutageCause.UNKNOWN) or repaired_utc is None:
        return None
    given = tuple((e.source, e.given_utc, e.back_utc) for e in outage.estimates)
    return Repair(
        outage.number, outage.cause, outage.sites, outage.started_utc, repaired_utc, given
    )  # fmt: skip


def propose_repair(
    repairs: Iterable[Repair],
    cause: OutageCause,
    sites: Sequence[str],
    carrier_of: CarrierOf,
) -> ProposedRepair | None:
    """Return the repair time that past repairs of the same cause propose.

    Repairs of the same sites come first, then those of the same carrier. None without enough of them.
    """
    same_cause = [repair for repair in repairs if repair.cause is cause]
    same_line = [repair for repair in same_cause if not set(sites).isdisjoint(repair.sites)]
    if len(same_line) >= _LEAST_REPAIRS:
        return _proposed(same_line, is_same_line=True)
    carriers = {carrier_of(site) for site in sites} - {""}
    same_carrier = [r for r in same_cause if carriers & {carrier_of(site) for site in r.sites}]
    if len(same_carrier) >= _LEAST_REPAIRS:
        return _proposed(same_carrier, is_same_line=False)
    return None


def score_estimates(
    repairs: Iterable[Repair], is_last: bool, group_of: Callable[[Repair], str]
) -> dict[str, EstimateScore]:
    """Return the score of the first or last estimate of each group of repairs.

    is_last: compares the last estimate before the return; else the first one
    group_of: returns the group's name, such as the carrier or the cause
    """
    errors: dict[str, list[float]] = {}
    for repair in repairs:
        given = [back for _, at_utc, back in repair.given if at_utc <= repair.restored_utc]
        if given:
            error_s = repair.restored_utc - given[-1 if is_last else 0]
            errors.setdefault(group_of(repair), []).append(error_s)
    return {
        group: EstimateScore(len(found), sum(error <= 0.0 for error in found), median(found))
        for group, found in sorted(errors.items())
    }


def _proposed(repairs: Sequence[Repair], *, is_same_line: bool) -> ProposedRepair:
    return ProposedRepair(median(r.lasted_s for r in repairs), len(repairs), is_same_line)
