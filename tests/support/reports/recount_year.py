"""Recomputes a year from raw journal rows; it shares no code with the program."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.reports.recount import in_seconds, length
from tests.support.reports.recount_month import TERMS, percent
from tests.support.reports.recount_outage import PROMISES, OutageCount, Table
from tests.support.reports.recount_register import changed_times, entries_that_count

Row = Mapping[str, Any]
POWER = ("power-grid", "power-ups")
SHUTDOWN_ENDS = ("verified", "carried", "left", "missing")
EIGHT = ("terminal", "line", "sound", "picture", "preset", "power", "room", "contact")
"""The checks of a sheet whose opening names none."""


class YearCount:
    """Recomputes one year; outages must neither be merged nor split, and every meeting registered.

    lines: of each line by its site, in order: 'carrier', 'circuit' and the targets of its contract
    notice_days: days from the notice to the opening of a provincial meeting, at least
    now_utc: time of the review, UTC seconds
    """

    def __init__(
        self,
        rows: Sequence[Row],
        year: int,
        zone: str,
        lines: Mapping[str, Mapping[str, Any]],
        notice_days: int,
        now_utc: float,
    ) -> None:
        self.zone, self.year, self.lines, self.notice_days = ZoneInfo(zone), year, lines, notice_days
        self.begins = datetime(year, 1, 1, tzinfo=self.zone).timestamp()
        self.ends = min(math.ceil(now_utc), datetime(year + 1, 1, 1, tzinfo=self.zone).timestamp())
        self.rows = [in_seconds(row) for row in rows if row["at_utc"] <= now_utc]
        started = [row["data"] for row in self._of("meeting.started")]
        self.meetings = [one for one in started if self.begins <= one["at_utc"] < self.ends]
        numbers = [row["data"]["number"] for row in self._of("outage.opened")]
        every = [OutageCount(self.rows, number, lines, self.ends) for number in sorted(numbers)]
        self.outages = [one for one in every if self.begins <= one.began < self.ends]
        self.plans = {row["data"]["number"]: row["data"] for row in self._of("calendar.registered")}

    def tables(self) -> dict[str, Table]:
        """All tables of figures, by their English titles."""
        return {
            "Sites": [self._site(site) for site in self.lines],
            "Carriers": self._groups("carrier"),
            "Causes": self._groups("cause"),
            "Hosts": self._hosts(),
            "Meetings of the year": [self._meeting(one) for one in self.meetings],
            "Meetings neither opened nor cancelled": self._unopened(),
            "Blips": [(f"{month:02}/{self.year}", n) for month, n in enumerate(self._blips(), 1)],
            "Without training": [(site,) for site in self._untrained()],
            "Duties at the sites": self._duties(),
            "Opinions": [(one["at_utc"], one["site"], one["number"] or None) for one in self._opinions()],
            "Changed times of meetings": [(one[0], one[1], one[4]) for one in self.changes()],
            "Outages": [
                (one.number, one.began, one.restored, one.lasted, one.reported) for one in self.outages
            ],
        }

    def first_page(self) -> list[str]:
        """The figures of the first page's sentences, in their order, up to the recommendations."""
        sites, meetings = self.tables()["Sites"], self.tables()["Meetings of the year"]
        counted, down = (sum(one) for one in zip(*map(self._seconds, self.lines), strict=True))
        mended = [one.lasted for one in self.outages if one.restored is not None]
        sheets = [self._sheet(one) for one in self.meetings]
        return [
            *(f"{datetime.fromtimestamp(at, self.zone):%d/%m/%Y}" for at in (self.begins, self.ends - 1)),
            str(len(meetings)),
            length(sum(one[2] for one in meetings)),
            str(sum(one[4] == "late" for one in meetings)),
            str(len(self._unopened())),
            str(sum(one is not None for one in sheets)),
            str(
                sum(
                    one is not None and one[1] is not None and one[1] <= one[0] and not one[2]
                    for one in sheets
                )
            ),
            str(sum(one[9] for one in sites)),
            str(sum(one is None for one in sheets)),
            str(sum(one[10] for one in sites)),
            *(str(sum(self._shutdown(one) == end for one in self.meetings)) for end in SHUTDOWN_ENDS),
            str(len(self.outages)),
            length(sum(one.lasted for one in self.outages)),
            str(sum(one.is_carriers for one in self.outages)),
            length(sum(mended) / len(mended)),
            percent(100 * (counted - down) / counted),
            length(down),
            length(counted),
            str(len(self._alarms("microphone.open"))),
            str(len(self._alarms("caller.unexpected", "site.twice"))),
            str(len(self._untrained())),
            str(len(self.lines)),
            str(sum(one[1] for one in self._duties())),
            str(sum(one[2] == "NOT POSTED" for one in self._duties())),
            str(sum(one[3] == "OVERDUE" for one in self._duties())),
            str(sum(one[4] for one in self._duties())),
            str(len(self._opinions())),
            "8",  # the annex of the opinions
            str(sum(map(len, entries_that_count(self.rows, self.year).values()))),
            str(len(self.changes())),
            str(sum(one[5] for one in self.changes())),
        ]

    def changes(self) -> Table:
        """The changed times of meetings; a notice on the day before an opening is in time."""
        return changed_times(self.rows, self.begins, self.ends, days=1)

    def recommendations(self) -> Table:
        """Rule, about, figure, and what it is measured against."""
        sites, found = self.tables()["Sites"], []
        mean = sum(one[3] for one in sites) / len(sites)
        power = Counter(site for one in self.outages if one.cause in POWER for site in one.sites)
        for site, _, met, outages, _, available, target, _, _, late, missed, loud in sites:
            rules = (
                ("availability", available < target, available, target),
                ("repeated-outages", outages >= max(6, 2 * mean), outages, round(mean, 1)),
                ("power", power[site] >= 3, power[site], outages),
                ("late-checks", met >= 4 and (late + missed) / met >= 0.25, late + missed, met),
                ("training", site in self._untrained(), 0, 1),
                ("microphones", loud >= 5, loud, met),
            )
            found += [(rule, site, value, of) for rule, is_broken, value, of in rules if is_broken]
        for carrier, _, _, _, count, _, _, kept, _ in self._groups("carrier"):
            if count >= 5 and kept < 0.5 * count:
                found.append(("estimates", carrier, kept, count))
        for host, met, _, late in self._hosts():
            if met >= 4 and late and late / met >= 0.25:
                found.append(("late-notices", host, late, met))
        unknown = sum(one.cause == "unknown" for one in self.outages)
        if unknown >= 0.1 * len(self.outages):
            found.append(("unknown-causes", "", unknown, len(self.outages)))
        return found

    def _site(self, site: str) -> tuple[Any, ...]:
        own = [one for one in self.outages if site in one.sites]
        cut = [(begin, end) for one in own for name, begin, end, _ in one.cuts() if name == site]
        counted, down = self._seconds(site)
        sheets = [(one, self._sheet(one)) for one in self.meetings]
        late = sum(site in sheet[2] for _, sheet in sheets if sheet is not None)
        return (
            site,
            self.lines[site]["carrier"],
            sum(site in one["sites"] for one in self.meetings),
            len(own),
            sum((self.ends if end is None else end) - begin for begin, end in cut),
            100 * (counted - down) / counted,
            self.lines[site]["availability"],
            down,
            sum(self._blips(site)),
            late,
            sum(site in one["sites"] for one, sheet in sheets if sheet is None),
            sum(one["site"] == site for one in self._alarms("microphone.open")),
        )

    def _seconds(self, site: str) -> tuple[int, int]:
        """The counted seconds of a line, and those of them that count as down."""
        days = [row["data"] for row in self._of("contract.day")]
        own = [day["lines"][site] for day in days if day["day"].startswith(str(self.year))]
        terms = [dict(zip(TERMS, one, strict=False)) for one in own]
        counted = sum(one["total"] - one["excluded"] - one["blind"] for one in terms)
        return counted, sum(one["down"] for one in terms)

    def _groups(self, kind: str) -> Table:
        """The outages of each carrier, or of each cause, with the score of their estimates."""
        groups: dict[str, list[OutageCount]] = {}
        for one in self.outages:
            if kind == "cause":
                groups.setdefault(one.cause, []).append(one)
            elif one.is_carriers:
                for carrier in {self.lines[site]["carrier"] for site in one.sites}:
                    groups.setdefault(carrier, []).append(one)
        ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
        sources = PROMISES if kind == "carrier" else (*PROMISES, "automatic", "centre")
        return [(name, *_figures(outages, sources)) for name, outages in ordered]

    def _hosts(self) -> Table:
        hosts: dict[str, list[tuple[Any, ...]]] = {}
        for one in map(self._meeting, self.meetings):
            hosts.setdefault(one[3], []).append(one)
        ordered = sorted(hosts.items(), key=lambda host: (-len(host[1]), host[0]))
        return [
            (host, len(held), sum(one[2] for one in held), sum(one[4] == "late" for one in held))
            for host, held in ordered
        ]

    def _meeting(self, started: Mapping[str, Any]) -> tuple[Any, ...]:
        plan = self.plans[started["registration"]]
        ends = {row["data"]["meeting"]: row["data"]["at_utc"] for row in self._of("meeting.ended")}
        until = ends.get(started["meeting"], self.ends)
        begin = max(started["at_utc"], started["opening_utc"])
        begin = begin if begin < until else started["at_utc"]
        sheet = self._sheet(started)
        due, closed, late = sheet or (0.0, None, [])
        return (
            started["registration"],
            begin,
            until - begin,
            plan["plan"]["host"],
            "late" if self._is_late(plan) else "",
            closed,
            closed - due if closed is not None and closed > due else None,
            None if sheet is None else len(late),
            len(started["sites"]) if sheet is None else 0,
        )

    def _unopened(self) -> Table:
        """Number, planned opening and host of the meetings whose time passed without start or cancelling."""
        plans = {number: row["plan"] for number, row in self.plans.items()}
        plans |= {row["data"]["number"]: row["data"]["plan"] for row in self._of("calendar.changed")}
        done = {row["data"]["number"] for row in self._of("calendar.cancelled")}
        done |= {row["data"]["registration"] for row in self._of("meeting.started")}
        found = []
        for number, plan in plans.items():
            opening = datetime.fromisoformat(plan["opening"]).replace(tzinfo=self.zone).timestamp()
            is_past = self.begins <= opening and opening + 60 * plan["length_min"] <= self.ends
            if is_past and number not in done:
                found.append((number, opening, plan["host"]))
        return sorted(found, key=lambda one: one[1])

    def _shutdown(self, started: Mapping[str, Any]) -> str:
        """How the duty after a meeting ended: by the shutdowns that were begun for it and then signed."""
        id_, ended = str(started["registration"]), False
        left, named = set(started["sites"]), set()
        begun: dict[str, Mapping[str, Any]] = {}
        last = ""
        for row in self.rows:
            data = row["data"]
            ended = ended or (row["kind"] == "meeting.ended" and data["meeting"] == started["meeting"])
            if row["kind"] == "shutdown.opened" and ended and left:
                if data["meeting"].split("-")[0] == id_ or id_ in data.get("over", []):
                    begun, last = {data["meeting"]: data}, data["meeting"]
            elif row["kind"] == "shutdown.closed" and data["meeting"] in begun:
                named |= left & set(data["open_sites"])
                left -= set(begun.pop(data["meeting"])["sites"])
        if left:
            return "missing"
        return "left" if named else "verified" if last.split("-")[0] == id_ else "carried"

    def _is_late(self, registered: Mapping[str, Any]) -> bool:
        """Whether a provincial meeting was announced later than so many days before."""
        opening = datetime.fromisoformat(registered["plan"]["opening"]).date()
        noticed = datetime.fromtimestamp(registered["notice_utc"], self.zone).date()
        is_provincial = registered["plan"]["kind"] == "provincial"
        return is_provincial and (opening - noticed).days < self.notice_days

    def _sheet(self, started: Mapping[str, Any]) -> tuple[float, float | None, list[str]] | None:
        """The deadline of a meeting's sheet, its closing, and the sites that were late.

        A site is late by its last signature, or by a check that nothing proved at the closing; in a sheet
        that was never closed by one that nobody signed.
        """
        own = [row for row in self.rows if row["data"].get("meeting") == str(started["registration"])]
        due = [row["data"]["due_utc"] for row in own if row["kind"] == "checklist.opened"]
        if not due:
            return None
        closed = [row["data"]["at_utc"] for row in own if row["kind"] == "checklist.closed"]
        ends = closed[0] if closed else None
        last: dict[str, float] = {}
        for row in own:
            data = row["data"]
            if (
                row["kind"] == "checklist.signed"
                and data["is_ok"]
                and (ends is None or data["at_utc"] <= ends)
            ):
                last[data["site"]] = max(data["at_utc"], last.get(data["site"], 0.0))
        late = {site for site, at_utc in last.items() if at_utc > due[-1]}
        return due[-1], ends, sorted(late | set(_unproved(own, started["sites"])))

    def _blips(self, site: str = "") -> list[int]:
        """The blips in each month, of one line or of all."""
        found = [row["data"] for row in self._of("point.blip")]
        own = [one for one in found if one["target"].split(".")[0] in ([site] if site else self.lines)]
        moments = [datetime.fromtimestamp(one["started_utc"], self.zone) for one in own]
        months = Counter(at.month for at in moments if at.year == self.year)
        begun = datetime.fromtimestamp(self.ends - 1, self.zone).month
        return [months[month] for month in range(1, begun + 1)]

    def _untrained(self) -> list[str]:
        """The sites where no training followed the last change of a person; nobody is in sites.yaml."""
        trained: dict[tuple[str, str], bool] = {}
        for row in self.rows:
            data = row["data"]
            if row["kind"] == "technician.trained":
                trained[data["site"], data["post"]] = True
            elif row["kind"] == "technician.named" and data["is_new"]:
                trained[data["site"], data["post"]] = False
        good = {site for (site, _), is_trained in trained.items() if is_trained}
        return [site for site in self.lines if site not in good]

    def _duties(self) -> Table:
        """Untrained persons, posted rules, cleaning, and meetings without the carrier's person, by site."""
        people: dict[str, dict[str, bool]] = {}
        for row in self.rows:
            data = row["data"]
            if row["kind"] == "technician.trained":
                people.setdefault(data["site"], {})[data["post"]] = True
            elif row["kind"] == "technician.named" and data["is_new"]:
                people.setdefault(data["site"], {})[data["post"]] = False
        posted = {row["data"]["site"] for row in self._of("care.rules-posted")}
        last = datetime.fromtimestamp(self.ends - 1, self.zone).date()
        named = {
            (row["data"]["number"], row["data"]["site"])
            for row in self._of("calendar.duty")
            if row["data"]["post"] == "carrier" and row["data"]["is_on"]
        }
        met = [(one["registration"], site) for one in self.meetings for site in one["sites"]]
        return [
            (
                site,
                sum(not trained for trained in people.get(site, {}).values()),
                "posted" if site in posted else "NOT POSTED",
                self._cleaning(site, last),
                sum(one not in named for one in met if one[1] == site),
            )
            for site in self.lines
        ]

    def _cleaning(self, site: str, last: date) -> str:
        days = self.lines[site].get("cleaning_days")
        if days is None:
            return "no interval"
        done = [row["data"]["day"] for row in self._of("care.cleaned") if row["data"]["site"] == site]
        is_due = not done or date.fromisoformat(max(done)) + timedelta(days=days) < last
        return "OVERDUE" if is_due else "in time"

    def _opinions(self) -> list[Mapping[str, Any]]:
        found = [row["data"] for row in self._of("calendar.opinion")]
        return [one for one in found if self.begins <= one["at_utc"] < self.ends]

    def _alarms(self, *types: str) -> list[Mapping[str, Any]]:
        raised = [row["data"] for row in self._of("alarm.raised") if row["data"]["type"] in types]
        return [one for one in raised if self.begins <= one["since_utc"] < self.ends]

    def _of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row["kind"] == kind]


def _unproved(sheet: Sequence[Row], sites: Sequence[str]) -> list[str]:
    """The sites of a sheet with a check that nothing proved."""
    closed = [row["data"]["cells"] for row in sheet if row["kind"] == "checklist.closed"]
    if closed:
        return [site for site in sites if "unknown" in closed[0].get(site, [])]
    opened = (row["data"] for row in sheet if row["kind"] == "checklist.opened")
    asked = set(next(opened, {}).get("checks") or EIGHT)
    said: dict[str, set[str]] = {site: set() for site in sites}
    for row in sheet:
        data = row["data"]
        if row["kind"] == "checklist.signed":
            said[data["site"]].update(data["checks"])
        elif row["kind"] == "checklist.answered":
            said[data["site"]].update(data["signed"] + data["faulty"])
    return [site for site, names in said.items() if names < asked]


def _figures(outages: Sequence[OutageCount], sources: Sequence[str]) -> tuple[Any, ...]:
    """Number, length, mean repair; estimates, kept and median error of the first and of the last ones.

    sources: those whose estimates count
    """
    mended = [one for one in outages if one.restored is not None]
    errors = []
    for one in mended:
        said = zip(one.estimates(), one.all_of("outage.estimated"), strict=True)
        given = [told for told, row in said if row["source"] in sources and told[1] <= told[3]]
        errors += [(given[0][4], given[-1][4])] if given else []
    first, last = zip(*errors, strict=True) if errors else ((), ())
    return (
        len(outages),
        sum(one.lasted for one in outages),
        sum(one.lasted for one in mended) / len(mended) if mended else None,
        len(errors),
        *_score(first),
        *_score(last),
    )


def _score(errors: Sequence[float]) -> tuple[int | None, float | None]:
    """How many estimates were kept, and the median error."""
    return (sum(error <= 0 for error in errors), median(errors)) if errors else (None, None)
