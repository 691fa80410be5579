"""Write names, times and lengths as reports do, and head their papers."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from gbdt_console.core.booking import NO_BOOKING, Booking
from gbdt_console.core.clean_text import clean
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.paper_head import PaperHead
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.reports.minutes import JournalEnd
from gbdt_console.core.reports.paper import Annex, Block, Paper, PaperKind, Signature
from gbdt_console.core.sites import Network
from gbdt_console.text.formats import TIMEZONE, Formats
from gbdt_console.text.reports.paper_text import duration
from gbdt_console.text.things import few_names, names_of
from gbdt_console.text.words import Words

_MOST_NAMES = 6
"""Limits the sites that one sentence names; more are counted."""


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Holds what a report takes from sites.yaml.

    names: display names of sites and devices by id, '8 Sa Pa'
    carrier_of: id of the carrier of each site's line
    contract_of: number of the contract by id of the carrier
    """

    head: PaperHead = field(default_factory=PaperHead)
    timezone: str = TIMEZONE
    names: Mapping[str, str] = field(default_factory=dict)
    booking: Booking = NO_BOOKING
    carriers: Mapping[str, str] = field(default_factory=dict)
    carrier_of: Mapping[str, str] = field(default_factory=dict)
    operators: Mapping[str, str] = field(default_factory=dict)
    site_ids: tuple[str, ...] = ()
    contract_of: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, network: Network | None, words: Words) -> "ReportPlace":
        """Take them from a configuration; without one, ids stand for names."""
        if network is None:
            return cls()
        return cls(
            network.paper_head,
            network.timezone,
            names_of(words, network.sites),
            Booking.of(network),
            {carrier.id: carrier.name for carrier in network.carriers.values()},
            {site.id: site.line.carrier_id for site in network.sites},
            {operator.id: operator.name for operator in network.operators.values()},
            tuple(site.id for site in network.sites),
            {carrier.id: carrier.contract for carrier in network.carriers.values()},
        )


class ReportWords:
    """Writes what all reports share, in one language."""

    def __init__(self, words: Words, place: ReportPlace) -> None:
        self.words = words
        self.place = place
        self.formats = Formats(words, place.timezone)
        self._zone = ZoneInfo(place.timezone)

    def __call__(self, code: str, /, **params: object) -> str:
        return self.words(code, **params)

    def site(self, site_id: str) -> str:
        return clean(self.place.names.get(site_id, site_id))

    def number(self, value: float) -> str:
        """Write a count or a mean with as many digits as it has, and the decimal sign of the language."""
        return self.formats.number(value, len(f"{value:g}".partition(".")[2]))

    def sites(self, site_ids: Iterable[str], most: int = _MOST_NAMES) -> str:
        """Name up to `most` sites; more are counted."""
        return few_names(self.words, [self.site(site_id) for site_id in site_ids], most)

    def few_sites(self, site_ids: Iterable[str], longest: int) -> str:
        """Name as many sites as `longest` characters hold, one at least; more are counted."""
        wanted = list(site_ids)
        lengths = accumulate(len(self.site(site_id)) + 2 for site_id in wanted)
        return self.sites(wanted, max(1, sum(length <= longest for length in lengths)))

    def carrier(self, carrier_id: str) -> str:
        return clean(self.place.carriers.get(carrier_id, carrier_id))

    def contracts(self, carrier_ids: Iterable[str]) -> str:
        """Write the carriers' contracts by sites.yaml: 'VNPT Lào Cai số 12/HĐ'; empty where it has none."""
        known = self.place.contract_of
        return "; ".join(f"{self.carrier(one)} {clean(known[one])}" for one in carrier_ids if known.get(one))

    def operator(self, operator_id: str) -> str:
        return clean(self.place.operators.get(operator_id, operator_id))

    def paper(
        self,
        kind: PaperKind,
        name: str,
        subject: str,
        day_utc: float,
        end: JournalEnd,
        blocks: Iterable[Block],
        annexes: tuple[Annex, ...],
        signatures: tuple[Signature, ...],
        recipients: tuple[str, ...],
    ) -> Paper:
        """Return a paper with the head of this place; `day_utc` is a time of its day.

        name: what it is, by code, and what tells it from others of its kind: 'minutes-12'
        """
        what, _, which = name.partition("-")
        return Paper(
            kind,
            f"{self(f'report.file.{what}')}-{which}",
            subject,
            self.place.head,
            self.day(day_utc),
            self.place.timezone,
            self.words.language,
            tuple(blocks),
            annexes,
            signatures,
            recipients,
            end.seq,
            end.hash,
            end.clock,
        )

    def own_side(self) -> Signature:
        """Leave room for the signature of the issuing body."""
        body = clean(self.place.head.body)
        return Signature(self("report.sign.body", body=body.upper()) if body else self("report.sign.own"))

    def carriers_side(self, carrier_ids: Iterable[str]) -> tuple[Signature, ...]:
        """Leave room for the signature of each carrier."""
        names = [self.carrier(carrier_id).upper() for carrier_id in carrier_ids]
        posts = [self("report.sign.body", body=name) for name in names] or [self("report.sign.carrier")]
        return tuple(map(Signature, posts))

    def leader(self) -> Signature:
        """Leave room for the signature of the leader, who alone signs what goes to the superior body."""
        return Signature(clean(self.place.head.signer) or self("report.sign.leader"))

    @property
    def superior(self) -> tuple[str, ...]:
        """The superior body as a recipient; none where sites.yaml does not name it."""
        name = clean(self.place.head.superior)
        return (name,) if name else ()

    def evidence(self, fact: Evidence, site_id: str) -> str:
        """Write one observed fact; a code without words is shown as itself.

        site_id: id of the site whose devices it names
        """
        code, params = f"evidence.{fact.code}", dict(fact.params)
        if "trap" in params:
            params["trap"] = self.words.named(f"trap.{params['trap']}", params["trap"])
        if "device" in params:
            device = f"{site_id}.{params['device']}"
            params["device"] = self.place.names.get(device, self.words("thing.device"))
        try:
            return clean(self.words(code, **params) if self.words.has(code) else fact.code)
        except KeyError:
            return clean(fact.code)

    def moment(self, utc_s: float) -> str:
        """Write '08:00:17 26/11/2026'."""
        return f"{datetime.fromtimestamp(int(utc_s), self._zone):%H:%M:%S %d/%m/%Y}"

    def day(self, utc_s: float) -> date:
        return datetime.fromtimestamp(utc_s, self._zone).date()

    def length(self, seconds: float) -> str:
        """Write '1:02:31'; hours go on beyond 24."""
        return duration(seconds)
