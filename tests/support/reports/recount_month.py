"""Recomputes a month by the contracts from raw journal rows; it shares no code with the program."""

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
TERMS = ("total", "excluded", "blind", "down", "outages", "replies", "lost", "late", "rtt_tenths", "blips")


class MonthCount:
    """Recomputes one month; outages must neither be merged nor split.

    month: 'YYYY-MM'
    """

    def __init__(self, rows: Sequence[Row], month: str) -> None:
        days = [row["data"] for row in rows if row["kind"] == "contract.day"]
        self.days = [day for day in days if day["day"].startswith(month)]
        self.from_s = min(day["from_utc"] for day in self.days)
        self.until_s = max(day["until_utc"] for day in self.days)
        kinds = ("contract.available", "contract.unavailable")
        self.periods = {
            (row["data"]["site"], row["data"]["from_utc"]): row["data"]
            for row in rows
            if row["kind"] in kinds
        }
        self.rows = rows

    def terms(self, site: str) -> dict[str, int]:
        """The sums of a line's terms over the month's closed days."""
        values = [dict(zip(TERMS, day["lines"][site], strict=False)) for day in self.days]
        return {name: sum(one.get(name, 0) for one in values) for name in TERMS}

    def availability(self, sites: Sequence[str]) -> float:
        """The availability of lines together, percent."""
        terms = [self.terms(site) for site in sites]
        counted = sum(one["total"] - one["excluded"] - one["blind"] for one in terms)
        return 100.0 * (counted - sum(one["down"] for one in terms)) / counted

    def down(self) -> dict[int, int]:
        """The seconds within the month that count as down, by outage."""
        found: dict[int, int] = {}
        for period in self.periods.values():
            for begin, end in period["counted"]:
                within = min(end, self.until_s) - max(begin, self.from_s)
                if within > 0:
                    found[period["number"]] = found.get(period["number"], 0) + within
        return found

    def waits(self) -> dict[int, float]:
        """The seconds from the report to the carrier's first answer, by outage."""
        found = {}
        for row in self.rows:
            if row["kind"] != "outage.reported":
                continue
            number, reported = row["data"]["number"], row["data"]["at_utc"]
            answers = [
                one["data"]["at_utc"]
                for one in self.rows
                if one["data"].get("number") == number
                and (
                    (one["kind"] == "outage.estimated" and one["data"]["source"] != "automatic")
                    or (
                        one["kind"] == "outage.state"
                        and one["data"]["state"] in ("waiting-carrier", "technician-sent")
                    )
                )
                and one["data"]["at_utc"] >= reported
            ]
            if answers:
                found[number] = min(answers) - reported
        return found
