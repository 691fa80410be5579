"""Recomputes a year from raw journal rows; it shares no code with the program."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]


class YearCount:
    """Recomputes one year; outages must neither be merged nor split, and every meeting registered."""

    def __init__(self, rows: Sequence[Row], year: int, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.year = year
        begins = datetime(year, 1, 1, tzinfo=self.zone).timestamp()
        ends = datetime(year + 1, 1, 1, tzinfo=self.zone).timestamp()
        self.rows = rows
        started = [row["data"] for row in self._of("meeting.started")]
        self.meetings = [one for one in started if begins <= one["at_utc"] < ends]
        opened = [row["data"] for row in self._of("outage.opened")]
        self.outages = [one for one in opened if begins <= one["started_utc"] < ends]
        self.ends = {row["data"]["number"]: row["data"]["at_utc"] for row in self._of("outage.restored")}
        self.causes = {row["data"]["number"]: row["data"]["cause"] for row in self._of("outage.cause")}

    def lasted(self) -> float:
        """The sum of the meetings' lengths, seconds."""
        ends = {row["data"]["meeting"]: row["data"]["at_utc"] for row in self._of("meeting.ended")}
        return sum(ends[one["meeting"]] - one["at_utc"] for one in self.meetings)

    def late_notices(self, days: int) -> int:
        """How many provincial meetings were announced later than so many days before."""
        plans = {row["data"]["number"]: row["data"] for row in self._of("calendar.registered")}
        late = 0
        for one in self.meetings:
            registered = plans[one["registration"]]
            opening = datetime.fromisoformat(registered["plan"]["opening"]).date()
            noticed = datetime.fromtimestamp(registered["notice_utc"], self.zone).date()
            late += registered["plan"]["kind"] == "provincial" and (opening - noticed).days < days
        return late

    def sheets(self) -> tuple[int, int, Counter[str]]:
        """The sheets, those closed in time, and the late checks of each site."""
        due = {row["data"]["meeting"]: row["data"]["due_utc"] for row in self._of("checklist.opened")}
        closed = {row["data"]["meeting"]: row["data"]["at_utc"] for row in self._of("checklist.closed")}
        own = [str(one["registration"]) for one in self.meetings if str(one["registration"]) in due]
        late: Counter[str] = Counter()
        for row in self._of("checklist.signed"):
            data = row["data"]
            if data["meeting"] in own and data["is_ok"]:
                late[data["site"]] += due[data["meeting"]] < data["at_utc"] <= closed[data["meeting"]]
        in_time = sum(closed.get(sheet, due[sheet] + 1) <= due[sheet] for sheet in own)
        return len(own), in_time, late

    def by_cause(self) -> dict[str, tuple[int, float]]:
        """The outages of each cause, and the sum of their lengths, seconds."""
        found: dict[str, tuple[int, float]] = {}
        for one in self.outages:
            cause = self.causes.get(one["number"], one["cause"])
            n, length = found.get(cause, (0, 0.0))
            found[cause] = n + 1, length + self.ends[one["number"]] - one["started_utc"]
        return found

    def errors(self, cause: str) -> tuple[int, int, float]:
        """The repairs of a cause with a first estimate, those in time, and the median error, seconds."""
        errors = []
        for one in self.outages:
            number = one["number"]
            given = [
                row["data"]["back_utc"]
                for row in self._of("outage.estimated")
                if row["data"]["number"] == number and row["data"]["at_utc"] <= self.ends[number]
            ]
            if given and self.causes.get(number, one["cause"]) == cause:
                errors.append(self.ends[number] - given[0])
        return len(errors), sum(error <= 0 for error in errors), median(errors)

    def down(self, site: str) -> tuple[int, int]:
        """The counted seconds of a line, and those of them that count as down."""
        days = [row["data"] for row in self._of("contract.day")]
        terms = [day["lines"][site] for day in days if day["day"].startswith(str(self.year))]
        return sum(one[0] - one[1] - one[2] for one in terms), sum(one[3] for one in terms)

    def blips(self) -> list[int]:
        """The blips of all lines in each month."""
        times = [row["data"]["started_utc"] for row in self._of("point.blip")]
        moments = [datetime.fromtimestamp(utc_s, self.zone) for utc_s in times]
        months = Counter(moment.month for moment in moments if moment.year == self.year)
        return [months[month] for month in range(1, 13)]

    def _of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row["kind"] == kind]
