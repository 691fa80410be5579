"""Records the demonstration's past outages, from which the engine proposes first estimates."""

from collections.abc import Iterator

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.diagnosis.verdict_table import Confidence
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.events import (
    OutageAcknowledged,
    OutageCauseDecided,
    OutageClosed,
    OutageEstimated,
    OutageEvent,
    OutageOpened,
    OutageRemedySet,
    OutageRestored,
    OutageSiteBack,
    OutageVerified,
)
from gbdt_console.core.outages.outage import EstimateSource
from gbdt_console.core.outages.rules import RULES
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.resource_ids import upstream_resource
from gbdt_console.core.sites import Network, Site
from gbdt_console.engine.records.records import Records
from gbdt_console.text.words import Words

_BETWEEN_S = 30 * 3_600.0
"""Seconds between two past outages: about a month of a province."""
_DETECTED_AFTER_S = 7.0
_CALLED_AFTER_S = 40.0
_CLOSED_AFTER_S = 900.0
"""Seconds from the start to the alarm and to the estimate, and from the return to the closing."""
_PROMISED_S = 300.0
"""Seconds from an estimate to the promised repair."""
_TECHNICIAN = EstimateSource.TECHNICIAN


@dataclass(frozen=True, slots=True)
class _Kind:
    """Describes outages of one kind.

    opened_by: type of the alarm that opened them
    """

    cause: OutageCause
    opened_by: str
    lasted_s: tuple[float, float, float]


_KINDS = (
    _Kind(OutageCause.LINE, AlarmType.SITE_LOST, (115.0, 130.0, 150.0)),
    _Kind(OutageCause.CARRIER_EQUIPMENT, AlarmType.UPSTREAM_LOST, (100.0, 120.0, 150.0)),
    _Kind(OutageCause.CODEC, AlarmType.CODEC_LOST, (240.0, 300.0, 420.0)),
)
"""A line is proposed to be back sooner than the morning repairs it, so that an estimate is seen to pass."""


def record_past_outages(network: Network, records: Records, words: Words, now_utc: float) -> None:
    """Append three closed outages of each kind and carrier to the journal, and wait until they are durable.

    Raises the journal's refusal.
    """
    operator = next(iter(network.operators.values())).name
    past = [
        (kind, sites[place % len(sites)], kind.lasted_s[place])
        for place in range(len(_KINDS[0].lasted_s))
        for sites in _by_carrier(network)
        for kind in _KINDS
    ]
    written = []
    for number, (kind, site, lasted_s) in enumerate(past, start=1):
        began_utc = now_utc - (len(past) + 1 - number) * _BETWEEN_S
        outage = _Outage(number, kind, _struck(kind, site, network), began_utc, began_utc + lasted_s)
        written += [records.record(event) for event in outage.events(operator, words)]
    for future in written:
        future.result()


def _by_carrier(network: Network) -> list[list[Site]]:
    found: dict[str, list[Site]] = {}
    for site in network.sites:
        found.setdefault(site.line.carrier_id, []).append(site)
    return list(found.values())


def _struck(kind: _Kind, site: Site, network: Network) -> list[Site]:
    """Return the sites that failed with that one: all of its carrier's node, or itself."""
    if kind.opened_by != AlarmType.UPSTREAM_LOST or not site.line.upstream_id:
        return [site]
    return [other for other in network.sites if other.line.upstream_id == site.line.upstream_id]


@dataclass(frozen=True, slots=True)
class _Outage:
    """Makes the events of one past outage.

    began_utc: last good reply
    ended_utc: first good reply
    """

    number: int
    kind: _Kind
    sites: list[Site]
    began_utc: float
    ended_utc: float

    def events(self, operator: str, words: Words) -> Iterator[OutageEvent]:
        number, cause = self.number, self.kind.cause
        is_node = self.kind.opened_by == AlarmType.UPSTREAM_LOST
        first = self.sites[0]
        yield OutageOpened(
            number,
            [site.id for site in self.sites],
            self.began_utc,
            self.began_utc + _DETECTED_AFTER_S,
            resource=upstream_resource(first.line.upstream_id or first.id) if is_node else first.id,
            type=self.kind.opened_by,
            cause=cause,
            confidence=Confidence.MEDIUM,
        )
        called_utc = self.began_utc + _CALLED_AFTER_S
        yield OutageAcknowledged(number, called_utc, operator)
        yield OutageCauseDecided(number, cause, called_utc, operator)
        source = EstimateSource.CARRIER_SPOKEN if self.kind.cause.counts_against_carrier else _TECHNICIAN
        yield OutageEstimated(number, called_utc + _PROMISED_S, called_utc, source, operator)
        for site in self.sites:
            yield OutageSiteBack(number, site.id, self.ended_utc)
        yield OutageRestored(number, self.ended_utc)
        yield OutageVerified(number, self.ended_utc + RULES.verify_s)
        closed_utc = self.ended_utc + _CLOSED_AFTER_S
        yield OutageRemedySet(number, words(f"demo.remedy.{cause}"), closed_utc, operator)
        yield OutageClosed(number, closed_utc, operator)
