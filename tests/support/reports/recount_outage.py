"""Recomputes one outage's report from raw journal rows; it shares no code with the program."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.support.reports.recount import in_seconds

Row = Mapping[str, Any]
Table = list[tuple[Any, ...]]
OF_CARRIER = ("line", "carrier-equipment")
PROMISES = ("carrier-spoken", "carrier-written", "technician")
ANSWERS = ("waiting-carrier", "technician-sent")


class OutageCount:
    """Recomputes one outage that was neither merged nor split.

    lines: of each line of a carrier by its site: 'carrier', 'circuit' and the targets of its contract
    until_utc: time of the report, UTC seconds
    """

    def __init__(
        self, rows: Sequence[Row], number: int, lines: Mapping[str, Mapping[str, Any]], until_utc: float
    ) -> None:
        self.rows = [in_seconds(row) for row in rows if row["data"].get("number") == number]
        self.number = number
        self.opened = self.all_of("outage.opened")[0]
        self.sites: list[str] = self.opened["sites"]
        self.lines = {site: lines[site] for site in self.sites if site in lines}
        self.began: float = self.opened["started_utc"]
        self.restored = self.time_of("outage.restored")
        self.reported = self.time_of("outage.reported")
        self.until_utc = int(until_utc)

    def all_of(self, kind: str) -> list[Mapping[str, Any]]:
        """The data of all rows of a kind."""
        return [row["data"] for row in self.rows if row["kind"] == kind]

    def time_of(self, kind: str) -> float | None:
        """When it last happened."""
        found = self.all_of(kind)
        return found[-1]["at_utc"] if found else None

    @property
    def cause(self) -> str:
        """The last cause that was decided or corrected, else the proposed one."""
        decided: str = self.opened["cause"]
        for row in self.rows:
            if row["kind"] == "outage.cause":
                decided = row["data"]["cause"]
            elif row["kind"] == "outage.corrected" and row["data"]["field"] == "cause":
                decided = row["data"]["value"]
        return decided

    @property
    def is_carriers(self) -> bool:
        """Whether the carrier answers for it."""
        return self.cause in OF_CARRIER

    @property
    def lasted(self) -> float:
        """The observed seconds up to the report."""
        return (self.until_utc if self.restored is None else self.restored) - self.began

    @property
    def answered(self) -> float | None:
        """When the carrier first answered the report."""
        if self.reported is None:
            return None
        moments = [one["at_utc"] for one in self.all_of("outage.estimated") if one["source"] in PROMISES]
        moments += [one["at_utc"] for one in self.all_of("outage.state") if one["state"] in ANSWERS]
        return min((one for one in moments if one >= self.reported), default=None)

    def clocks(self) -> Table:
        """Its times, each with the seconds after the start."""
        times = [
            self.began,
            self.opened["detected_utc"],
            self.time_of("outage.acknowledged"),
            self.reported,
            self.answered,
            self.restored,
            self.time_of("outage.verified"),
            self.time_of("outage.closed"),
        ]
        return [(one, None if one is None else one - self.began) for one in times]

    def periods(self) -> dict[tuple[str, int], tuple[int | None, list[list[int]]]]:
        """End and counted spans of each unavailable period, by site and begin."""
        return {
            (one["data"]["site"], one["data"]["from_utc"]): (
                one["data"].get("until_utc"),
                one["data"]["counted"],
            )
            for one in self.rows
            if one["kind"] in ("contract.unavailable", "contract.available")
        }

    def cuts(self) -> Table:
        """Begin, end and length of each site's interruption."""
        backs = {one["site"]: one["until_utc"] for one in self.all_of("outage.site-back")}
        cut = []
        for site in self.sites:
            end = backs.get(site)
            cut.append((site, self.began, end, None if end is None else end - self.began))
        return cut

    def estimates(self) -> Table:
        """Each estimate with its error."""
        return [
            (
                self.number,
                one["at_utc"],
                one["back_utc"],
                self.restored,
                None if self.restored is None else self.restored - one["back_utc"],
            )
            for one in self.all_of("outage.estimated")
        ]

    def repair_limit(self, site: str) -> float | None:
        """The seconds that the contract allows for the repair."""
        terms = self.lines[site]
        hours = terms["line_repair_hours" if self.cause == "line" else "repair_hours"]
        return hours * 3_600 if self.is_carriers else None

    def response_limit(self, site: str) -> float | None:
        """The seconds that the contract allows for the answer."""
        return self.lines[site]["response_minutes"] * 60 if self.is_carriers else None

    def late_answer(self, site: str) -> Table:
        """The missed answer by a line's contract: kind, measured, limit, number, begin, end."""
        limit = self.response_limit(site)
        if limit is None or self.reported is None:
            return []
        waited = (self.until_utc if self.answered is None else self.answered) - self.reported
        end = None if self.answered is None else int(self.answered)
        late = ("time to answer", short(waited), short(limit), self.number, int(self.reported), end)
        return [late] if waited > limit else []

    def late_repairs(self, sites: Sequence[str]) -> Table:
        """The missed repairs, as `late_answer`, by begin of each line's period."""
        found = []
        for site in sites:
            for (line, begin), (end, counted) in sorted(self.periods().items()):
                limit, down = self.repair_limit(site), span(counted)
                if line == site and limit is not None and down > limit:
                    found.append(("time to repair", short(down), short(limit), self.number, begin, end))
        return found

    def tables(self) -> dict[str, Table]:
        """All tables of figures, by their English titles."""
        waited = None
        if self.answered is not None and self.reported is not None:
            waited = self.answered - self.reported
        contract = [
            (
                site,
                sum(span(counted) for (line, _), (_, counted) in self.periods().items() if line == site),
                self.repair_limit(site),
                waited,
                self.response_limit(site),
            )
            for site in self.lines
        ]
        periods = [
            (site, begin, end, span(counted)) for (site, begin), (end, counted) in self.periods().items()
        ]
        answers = [late for site in self.lines for late in self.late_answer(site)]
        missed = [*dict.fromkeys(answers), *self.late_repairs(list(self.lines))]
        return {
            "Times": self.clocks(),
            "By the contract": contract,
            "Missed targets": [(*one[:3], *one[4:]) for one in missed],
            "Estimates": self.estimates(),
            "Observed interruptions": self.cuts(),
            "Unavailable periods": periods,
        }


def span(spans: Sequence[Sequence[int]], begin: float = 0, end: float = 1 << 62) -> int:
    """The seconds of spans within a time."""
    return sum(max(0, int(min(after, end) - max(one, begin))) for one, after in spans)


def short(seconds: float) -> str:
    """Write a length as a missed target has it: '00:15', '1:02:31', '2 d 3:00:00'."""
    days, rest = divmod(int(seconds), 86_400)
    hours, minutes, left = rest // 3_600, rest % 3_600 // 60, rest % 60
    if days:
        return f"{days} d {hours}:{minutes:02}:{left:02}"
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"
