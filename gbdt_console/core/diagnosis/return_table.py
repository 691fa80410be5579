"""What an outage was, decided when the site is back: its boot counters say who lost power and who did not."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gbdt_console.core.diagnosis.verdict_table import Confidence, PowerFact, Verdict


class UptimeVerdict(StrEnum):
    """Whether a device went on living through an outage."""

    CONTINUES = "continues"
    RESTARTED = "restarted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """`others` is RESTARTED when any other device of the site did, CONTINUES when one or more were asked and
    none did. `power` is the UPS's word of the outage and after it."""

    router: UptimeVerdict = UptimeVerdict.UNKNOWN
    others: UptimeVerdict = UptimeVerdict.UNKNOWN
    power: PowerFact = PowerFact.UNKNOWN
    was_upstream: bool = False


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One line of the table: an empty set takes anything."""

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


_LIVED = frozenset({UptimeVerdict.CONTINUES})
_RESTARTED = frozenset({UptimeVerdict.RESTARTED})

RETURN_TABLE: tuple[ReturnRow, ...] = (
    ReturnRow("return-upstream", Verdict.UPSTREAM_NODE, router=_LIVED, was_upstream=frozenset({True})),
    ReturnRow("return-line", Verdict.LINE, router=_LIVED),
    ReturnRow("return-power", Verdict.SITE_POWER, router=_RESTARTED, others=_RESTARTED),
    ReturnRow("return-battery", Verdict.SITE_POWER, router=_RESTARTED, power=frozenset({PowerFact.BATTERY})),
    ReturnRow("return-router", Verdict.ROUTER_RESTARTED, router=_RESTARTED, others=_LIVED),
    ReturnRow("return-router-alone", Verdict.ROUTER_RESTARTED, Confidence.MEDIUM, router=_RESTARTED),
)
"""The first row that fits decides; nothing is decided on a router whose life is unknown."""


def decide_on_return(facts: ReturnFacts, table: Sequence[ReturnRow] = RETURN_TABLE) -> ReturnRow | None:
    """The row that decides; None where the outage keeps the verdict it had."""
    return next((row for row in table if row.fits(facts)), None)
