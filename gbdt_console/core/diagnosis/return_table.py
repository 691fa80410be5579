"""Decides the cause of an outage when the site is back, by the boot counters of its devices."""

from collections.abc import Sequence
from enum import StrEnum

from gbdt_console.core.diagnosis.verdict_table import Confidence, PowerFact, Verdict
from gbdt_console.core.quick_dataclass import dataclass


class UptimeVerdict(StrEnum):
    """Says whether a device kept running through an outage or restarted."""

    CONTINUES = "continues"
    RESTARTED = "restarted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """Holds the facts known once the site is back.

    others: RESTARTED when any other device of the site restarted, CONTINUES when some were read and none did.
    power: what the site's UPSes reported during the outage and after it.
    was_upstream: whether the outage was diagnosed as one of the upstream node.
    """

    router: UptimeVerdict = UptimeVerdict.UNKNOWN
    others: UptimeVerdict = UptimeVerdict.UNKNOWN
    power: PowerFact = PowerFact.UNKNOWN
    was_upstream: bool = False


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """Holds one row of the table; an empty set matches any fact.

    router, others, power, was_upstream: the facts that match.
    """

    name: str
    verdict: Verdict
    confidence: Confidence = Confidence.HIGH
    router: frozenset[UptimeVerdict] = frozenset()
    others: frozenset[UptimeVerdict] = frozenset()
    power: frozenset[PowerFact] = frozenset()
    was_upstream: frozenset[bool] = frozenset()

    def fits(self, facts: ReturnFacts) -> bool:
        return (
            (not self.router or facts.router in self.router)
            and (not self.others or facts.others in self.others)
            and (not self.power or facts.power in self.power)
            and (not self.was_upstream or facts.was_upstream in self.was_upstream)
        )


_CONTINUES = frozenset({UptimeVerdict.CONTINUES})
_RESTARTED = frozenset({UptimeVerdict.RESTARTED})

RETURN_TABLE: tuple[ReturnRow, ...] = (
    ReturnRow("return-upstream", Verdict.UPSTREAM_NODE, router=_CONTINUES, was_upstream=frozenset({True})),
    ReturnRow("return-line", Verdict.LINE, router=_CONTINUES),
    ReturnRow("return-power", Verdict.SITE_POWER, router=_RESTARTED, others=_RESTARTED),
    ReturnRow("return-battery", Verdict.SITE_POWER, router=_RESTARTED, power=frozenset({PowerFact.BATTERY})),
    ReturnRow("return-router", Verdict.ROUTER_RESTARTED, router=_RESTARTED, others=_CONTINUES),
    ReturnRow("return-router-alone", Verdict.ROUTER_RESTARTED, Confidence.MEDIUM, router=_RESTARTED),
)
"""The first matching row decides; no row matches a router whose uptime is unknown."""


def decide_on_return(facts: ReturnFacts, table: Sequence[ReturnRow] = RETURN_TABLE) -> ReturnRow | None:
    """Return the first row that matches; None where the outage keeps its verdict."""
    return next((row for row in table if row.fits(facts)), None)
