"""Recomputes a report's figures from raw journal rows; it shares no code with the program.

Rows are dicts of seq, at_utc, kind, actor and data, as SQLite and json give them.
"""

import json
import math
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
MEMBERS = {"in": "present", "out": "absent", "through": "through", "gone": "lost", "untold": "unknown"}
TOLD: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "site.joined": lambda data: "present",
    "site.left": lambda data: "lost" if data["by"] == "lost" else "absent",
    "site.untold": lambda data: "unknown" if data["is_on"] else "absent",
    "site.member": lambda data: MEMBERS[data["state"]],
}
"""What each kind of row tells of a site."""
PRESENCES = ("present", "lost", "through", "excused", "absent", "unknown")


def rows_of(path: Path) -> list[Row]:
    """Read all rows of a journal file."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
        found = file.execute("SELECT seq, at_utc_us, kind, actor, data FROM events ORDER BY seq").fetchall()
    return [
        {"seq": seq, "at_utc": us / 1e6, "kind": kind, "actor": actor, "data": json.loads(data)}
        for seq, us, kind, actor, data in found
    ]


def rows_of_evidence(path: Path) -> list[Row]:
    """Read all rows of a file that `evidence` wrote, by docs/evidence.md."""
    found = [json.loads(line) for line in path.read_bytes().split(b"\n") if line.startswith(b"[")]
    return [
        {"seq": seq, "at_utc": us / 1e6, "kind": kind, "actor": actor, "data": json.loads(data)}
        for seq, us, kind, _, actor, data, _ in found
    ]


def in_seconds(row: Row) -> Row:
    """Cut the times of a row to the second, as a reader of the paper sees them."""
    data = {
        name: math.floor(value) if name.endswith("_utc") and isinstance(value, float) else value
        for name, value in row["data"].items()
    }
    return {**row, "at_utc": math.floor(row["at_utc"]), "data": data}


PLACED = ("meeting.", "site.", "floor.", "microphone", "order.", "frame.", "profile.", "conference.")
"""Begins of the kinds of rows that name their conference, but for the first one."""


def is_of(own: Mapping[str, Any], others: Sequence[Mapping[str, Any]], rows: Sequence[Row], row: Row) -> bool:
    """Whether a row may be about the meeting of `own`, the data of its start, beside those of `others`."""
    data, conference = row["data"], own.get("conference", "")
    if row["kind"].startswith(PLACED):
        return bool(data.get("conference", "") == conference)
    if row["kind"].startswith(("checklist.", "shutdown.")):
        return data["meeting"] not in [str(one["registration"]) for one in others]
    resource = str(data.get("resource", ""))
    if resource.startswith("caller"):
        return resource.startswith("caller." if not conference else f"caller-in.{conference}.")
    if row["kind"].startswith("caller."):
        return bool(data.get("conference", "") == conference)
    sites = data.get("sites") or [data.get("site") or resource.split(".")[0]]
    if row["kind"].startswith("outage.") and row["kind"] != "outage.opened":
        opened = (r["data"] for r in rows if r["kind"] == "outage.opened")
        sites = next(one["sites"] for one in opened if one["number"] == data["number"])
    theirs = {site for one in others for site in one["sites"]}
    return not set(sites) <= theirs - set(own["sites"])


class MeetingCount:
    """Recomputes the figures of one meeting, named by the number of its registration."""

    def __init__(self, rows: Sequence[Row], number: int, site_ids: Sequence[str]) -> None:
        began = next(
            place
            for place, row in enumerate(rows)
            if row["kind"] == "meeting.started" and row["data"]["registration"] == number
        )
        own = rows[began]["data"]
        ends = [
            n
            for n, row in enumerate(rows)
            if row["kind"] == "meeting.ended" and row["data"]["meeting"] == own["meeting"]
        ]
        others = [
            row["data"]
            for row in rows[: ends[0]]
            if row["kind"] == "meeting.started" and row["data"]["meeting"] != own["meeting"]
        ]
        self.all = [in_seconds(row) for row in rows if is_of(own, others, rows, row)]
        places = [row["seq"] for row in self.all]
        first, last = rows[began]["seq"], rows[ends[0]]["seq"]
        self.rows = self.all[places.index(first) : places.index(last) + 1]
        self.plan = self.rows[0]["data"]
        self.started_utc = self.plan["at_utc"]
        self.from_utc = max(self.started_utc, self.plan["opening_utc"])
        self.until_utc = self.rows[-1]["data"]["at_utc"]
        if self.from_utc >= self.until_utc:
            self.from_utc = self.started_utc
        self.sites = [site for site in site_ids if site in self.plan["sites"]]
        self.number = number

    def presence(self, site: str, at_utc: float) -> str:
        """How a site attended at one moment: by the last entry that tells of it from then or before on."""
        told, excused, unseen, before = "absent", False, False, self.started_utc
        for row in self.rows:
            kind, data = row["kind"], row["data"]
            when = data.get("at_utc") or row["at_utc"]
            if kind == "engine.started" and data.get("seen_utc"):
                unseen = data["seen_utc"] <= at_utc or unseen
            elif kind == "engine.started" and before <= at_utc:
                unseen = at_utc < row["at_utc"]
            elif kind == "conference.untold" and when <= at_utc:
                unseen = data["is_on"]
            before = max(before, row["at_utc"])
            if data.get("site") == site and when <= at_utc:
                told = TOLD[kind](data) if kind in TOLD else told
                excused = data["is_on"] if kind == "site.excused" else excused
        if excused and told != "present":
            return "excused"
        return "unknown" if unseen else told

    def seconds(self, site: str) -> dict[str, int]:
        """How many seconds a site attended in each way, one by one; an uninvited one from the start."""
        counted = dict.fromkeys(PRESENCES, 0)
        from_utc = self.from_utc if site in self._own else self.started_utc
        for second in range(int(from_utc), int(self.until_utc)):
            counted[self.presence(site, second)] += 1
        return counted

    @property
    def unseen_s(self) -> int:
        """How many seconds nobody saw the conference: what a site of which nothing is told gets."""
        seconds = range(int(self.from_utc), int(self.until_utc))
        return sum(self.presence("", second) == "unknown" for second in seconds)

    @property
    def uninvited(self) -> list[str]:
        """The sites that were in the conference without belonging to the meeting, each once."""
        found = dict.fromkeys(row["data"]["site"] for row in self.rows if row["kind"] == "site.joined")
        return [one for one in found if one not in self._own and self.seconds(one)["present"]]

    @property
    def _own(self) -> set[str]:
        told = [(row["kind"], row["data"].get("site")) for row in self.rows]
        members = {site for kind, site in told if kind == "site.member"}
        all_sites = {site for _, site in told if site}
        return {*(self.plan["sites"] or all_sites), self.plan["upper_site"]} | members

    def turns(self) -> list[tuple[str, float, float]]:
        """Who had the floor from when to when."""
        chair = self.plan["chair_site"]
        given = [(row["data"]["at_utc"], row["data"]["site"] or chair) for row in self._of("floor.given")]
        marks = [(self.from_utc, chair), *given, (self.until_utc, "")]
        return [(site, one, after) for (one, site), (after, _) in pairwise(marks)]

    def pictures(self) -> list[tuple[float, float, list[str], bool]]:
        """Begin, end, seats and whether it was ordered, of each picture that the branches saw."""
        asked, told = self._changes("frame.taken"), self._changes("frame.shown")
        edges = sorted({self.from_utc, self.until_utc, *(one[0] for one in (*asked, *told))})
        found: list[tuple[float, float, list[str], bool]] = []
        for begins, ends in pairwise(edges):
            wanted = [seats for when, seats in asked if when <= begins]
            since, shown = next((one for one in reversed(told) if one[0] <= begins), (0.0, []))
            near = [seats for when, seats in asked if when <= begins and when > since - 10.0]
            before = [seats for when, seats in asked if when <= since - 10.0][-1:]
            is_ordered = not shown or shown in (*before, *near)
            seats = shown or (wanted[-1] if wanted else [])
            if found and found[-1][1:] == (begins, seats, is_ordered):
                found[-1] = (found[-1][0], ends, seats, is_ordered)
            elif seats:
                found.append((begins, ends, seats, is_ordered))
        return found

    def outages(self) -> dict[int, tuple[float, float | None, float]]:
        """Begin, end and seconds within the meeting of each outage that lasted into it."""
        found = {}
        for row in self._of("outage.opened", self.all):
            number, began = row["data"]["number"], row["data"]["started_utc"]
            restored = self._of("outage.restored", self.all)
            backs = [one["data"]["at_utc"] for one in restored if one["data"]["number"] == number]
            back = backs[-1] if backs else None
            within = min(self.until_utc, self.until_utc if back is None else back) - max(self.from_utc, began)
            if within > 0:
                found[number] = (began, back, within)
        return found

    def errors(self) -> list[tuple[int, float]]:
        """Number of the outage and repair minus estimate of each estimate, seconds."""
        outages = self.outages()
        return [
            (row["data"]["number"], outages[row["data"]["number"]][1] - row["data"]["back_utc"])  # type: ignore[operator]
            for row in self._of("outage.estimated", self.all)
            if row["data"]["number"] in outages
        ]

    def incidents(self, *types: str) -> list[tuple[float, float]]:
        """Begin and end of each alarm of these types in the meeting."""
        ends = {r["data"]["number"]: r["data"]["ended_utc"] for r in self._of("alarm.cleared", self.all)}
        raised = [row["data"] for row in self._of("alarm.raised", self.all) if row["data"]["type"] in types]
        spans = [(one["since_utc"], ends.get(one["number"], self.until_utc)) for one in raised]
        return [(one, after) for one, after in spans if one < self.until_utc and after > self.from_utc]

    def unproved(self) -> dict[str, int]:
        """How many checks nothing proved when the sheet was closed, of each site that has any."""
        own = [row["data"] for row in self.all if row["data"].get("meeting") == str(self.number)]
        cells = next(one["cells"] for one in own if "cells" in one)
        return {site: states.count("unknown") for site, states in cells.items() if "unknown" in states}

    def lateness(self) -> tuple[float, dict[str, float]]:
        """Seconds from the deadline to the closing, and to the last signature of each late site."""
        sheet = str(self.number)
        own = [row for row in self.all if row["data"].get("meeting") == sheet]
        due = [r["data"]["due_utc"] for r in own if r["kind"] == "checklist.opened"][-1]
        closed = next(row["data"]["at_utc"] for row in own if row["kind"] == "checklist.closed")
        last: dict[str, float] = {}
        for row in own:
            data = row["data"]
            is_signed = row["kind"] == "checklist.signed" and data["is_ok"]
            if (is_signed or (row["kind"] == "checklist.answered" and data["signed"])) and (
                data["at_utc"] <= closed
            ):
                last[data["site"]] = max(data["at_utc"], last.get(data["site"], 0.0))
        return closed - due, {site: at_utc - due for site, at_utc in last.items() if at_utc > due}

    def acts(self) -> list[int]:
        """Numbers of the entries that operators caused in the meeting."""
        acts = [row for row in self.rows if row["actor"]]
        return [row["seq"] for row in acts if row["kind"] != "conference.untold"]

    def _changes(self, kind: str) -> list[tuple[float, list[str]]]:
        """When the picture of the branches changed, and its seats."""
        rows = [row for row in self._of(kind) if "branches" in row["data"]["shots"]]
        return [
            (row["data"].get("at_utc", row["at_utc"]), row["data"]["shots"]["branches"]["seats"])
            for row in rows
        ]

    def _of(self, kind: str, rows: Iterable[Row] | None = None) -> list[Row]:
        return [row for row in (self.rows if rows is None else rows) if row["kind"] == kind]


def length(seconds: float) -> str:
    """Write seconds as a paper does: '1:02:31'."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02}"
