"""Recomputes a month by the contracts from raw journal rows; it shares no code with the program."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.reports.recount import length
from tests.support.reports.recount_outage import OutageCount, Table, span

Row = Mapping[str, Any]
TERMS = ("total", "excluded", "blind", "down", "outages", "replies", "lost", "late", "rtt_tenths", "blips")


class MonthCount:
    """Recomputes one month by its closed days; outages must neither be merged nor split.

    month: 'YYYY-MM'
    zone: name of its time zone
    lines: of each line by its site, in order: 'carrier', 'circuit' and the targets of its contract
    carrier: only the lines of this carrier; empty for all
    """

    def __init__(
        self,
        rows: Sequence[Row],
        month: str,
        zone: str,
        lines: Mapping[str, Mapping[str, Any]],
        carrier: str = "",
    ) -> None:
        self.zone = ZoneInfo(zone)
        self.began_s = int(rows[0]["at_utc"])
        days = [row["data"] for row in rows if row["kind"] == "contract.day"]
        self.days = [day for day in days if day["day"].startswith(month)]
        first = datetime.strptime(month, "%Y-%m").replace(tzinfo=self.zone)
        after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        self.from_s, self.ends_s = int(first.timestamp()), int(after.timestamp())
        self.until_s = max((day["until_utc"] for day in self.days), default=self.from_s)
        self.lines = {site: line for site, line in lines.items() if not carrier or line["carrier"] == carrier}
        numbers = [row["data"]["number"] for row in rows if row["kind"] == "outage.opened"]
        every = [OutageCount(rows, number, lines, self.until_s) for number in sorted(numbers)]
        self.outages = [one for one in every if self._is_in(one)]

    def terms(self, site: str) -> dict[str, int]:
        """The sums of a line's terms over the closed days; a second in none of them was not observed."""
        values = [dict(zip(TERMS, day["lines"][site], strict=False)) for day in self.days]
        sums = {name: sum(one.get(name, 0) for one in values) for name in TERMS}
        unseen = self.until_s - self.from_s - sums["total"]
        return sums | {"total": sums["total"] + unseen, "blind": sums["blind"] + unseen}

    def down(self, outage: OutageCount) -> int:
        """The seconds within the month that count as down on these lines."""
        return sum(
            span(counted, self.from_s, self.until_s)
            for (site, _), (_, counted) in outage.periods().items()
            if site in self.lines
        )

    def tables(self) -> dict[str, Table]:
        """All tables of figures, by their English titles."""
        records = [
            (
                one.number,
                one.began,
                one.restored,
                self.down(one) if one.began < self.until_s else None,
                one.reported,
            )
            for one in self.outages
        ]
        later = [
            (site, outage.number, begin, end, None if end is None else span(counted))
            for site in self.lines
            for begin, end, counted, outage in self._periods(site)
            if begin >= self.until_s
        ]
        return ({"Interruptions after the last closed day": later} if later else {}) | {
            "Lines": [self._line(site) for site in self.lines],
            "Outages": records,
            "Missed targets": [
                (site, *missed) for site in self.lines for missed in (*self._whole(site), *self._late(site))
            ],
            "Unavailable periods": [
                (site, outage.number, begin, end, span(counted, self.from_s, self.until_s))
                for site in self.lines
                for begin, end, counted, outage in self._periods(site)
                if begin < self.until_s
            ],
            "Estimates": [estimate for one in self.outages for estimate in one.estimates()],
        }

    def unclosed(self) -> list[str]:
        """The figures of the sentence about what came after the last closed day."""
        found = [
            (site, begin, end, counted)
            for site in self.lines
            for begin, end, counted, _ in self._periods(site)
            if end is None or end > self.until_s
        ]
        down = sum(span(counted, self.until_s) for *_, end, counted in found if end is not None)
        return [
            day(self.until_s, self.zone),
            str(sum(begin >= self.until_s for _, begin, *_ in found)),
            length(down),
            *(site.lstrip("d") for site, _, end, _ in found if end is None),
        ]

    def first_page(self) -> list[str]:
        """The figures of the first page's sentences, in their order."""
        terms = [self.terms(site) for site in self.lines]
        counted = sum(one["total"] - one["excluded"] - one["blind"] for one in terms)
        down, periods = sum(one["down"] for one in terms), sum(one["outages"] for one in terms)
        missed = len(self.tables()["Missed targets"])
        sums = [
            str(len(self.lines)),
            percent(100 * (counted - down) / max(1, counted)),
            length(down),
            length(counted),
            length(sum(one["blind"] for one in terms)),
            str(periods),
            length(down / periods) if periods else "unknown",
        ]
        return [
            day(self.from_s, self.zone),
            *([day(self.until_s - 1, self.zone)] if self.days else []),
            *([moment(self.began_s, self.zone)] if self.began_s > self.from_s else []),
            *(sums if counted else []),
            *(self.unclosed() if self.until_s < self.ends_s else []),
            *([str(missed)] if counted or missed else []),
            str(len(self.outages)),
            *([str(missed - 4)] if missed > 4 else []),
        ]

    def _is_in(self, outage: OutageCount) -> bool:
        """Whether it took one of the lines down in the month, or the carrier answers for it."""
        took = any(
            site in self.lines and begin < self.ends_s and (end is None or end > self.from_s)
            for (site, begin), (end, _) in outage.periods().items()
        )
        lasted = outage.began < self.ends_s and (outage.restored is None or outage.restored > self.from_s)
        return took or (outage.is_carriers and lasted and not self.lines.keys().isdisjoint(outage.sites))

    def _line(self, site: str) -> tuple[Any, ...]:
        one, target = self.terms(site), self.lines[site]["availability"]
        counted = one["total"] - one["excluded"] - one["blind"]
        probes = one["replies"] + one["lost"] + one["late"]
        return (
            site,
            100 * (counted - one["down"]) / counted if counted else None,
            target,
            *(one[name] if one["total"] else None for name in ("total", "excluded", "blind")),
            *(one[name] if counted else None for name in ("down", "outages")),
            one["down"] / one["outages"] if one["outages"] else None,
            round((counted + self.ends_s - self.until_s) * (100 - target) / 100 - one["down"], 1)
            if counted
            else None,
            100 * (one["lost"] + one["late"]) / probes if probes else None,
            round(one["rtt_tenths"] / one["replies"] / 10, 1) if one["replies"] else None,
            one["blips"],
        )

    def _whole(self, site: str) -> Table:
        """The targets that the line missed in the month as a whole."""
        _, available, target, *_, loss, rtt, _ = self._line(site)
        limits = self.lines[site]
        missed = []
        if available is None:
            return []
        if self._line(site)[9] < 0:
            missed.append(("availability", percent(available), percent(target)))
        if loss > limits["loss"]:
            worse = math.ceil(round(loss * 1_000, 6)) / 1_000
            missed.append(("loss", f"{worse:.3f}%", percent(limits["loss"])))
        if rtt > limits["rtt_ms"]:
            missed.append(("delay", f"{rtt:.1f} ms", f"{limits['rtt_ms']:.1f} ms"))
        return [(*one, None, self.from_s, self.until_s) for one in missed]

    def _late(self, site: str) -> Table:
        """The outages that were answered or repaired late on the line."""
        periods = self._periods(site)
        own = dict.fromkeys(outage for *_, outage in periods)
        late = [
            one
            for outage in own
            for one in outage.late_answer(site)
            if self.from_s <= one[4] + (outage.response_limit(site) or 0) < self.until_s
        ]
        begins = {(outage.number, begin) for begin, _, _, outage in periods}
        repairs = [one for outage in own for one in outage.late_repairs([site])]
        return [*late, *(one for one in repairs if (one[3], one[4]) in begins)]

    def _periods(self, site: str) -> list[tuple[int, int | None, list[list[int]], OutageCount]]:
        """Begin, end, counted spans and outage of each period of the line that touches the month."""
        found = [
            (begin, end, counted, outage)
            for outage in self.outages
            for (line, begin), (end, counted) in outage.periods().items()
            if line == site and begin < self.ends_s and (end is None or end > self.from_s)
        ]
        return sorted(found, key=lambda one: one[0])


def percent(value: float) -> str:
    """Write a percentage, rounded down."""
    return f"{math.floor(round(value * 1_000, 6)) / 1_000:.3f}%"


def day(utc_s: float, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(utc_s, zone):%d/%m/%Y}"


def moment(utc_s: float, zone: ZoneInfo) -> str:
    """Write a moment as a sentence has it: '08:00:17 26/11/2026'."""
    return f"{datetime.fromtimestamp(int(utc_s), zone):%H:%M:%S %d/%m/%Y}"
