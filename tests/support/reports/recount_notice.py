"""Recounts a notice of a meeting from raw journal rows; it shares no code with the program.

Its figures are listed in the order of the letter: times, days, numbers, points and circuits.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]
FIGURE = re.compile(r"\d\d:\d\d|\d\d/\d\d/\d{4}|số \d+|từ \d+ thành \d+ phút|Điểm \d+|C-\d+")
TIME, DAY = "%H:%M", "%d/%m/%Y"
POSTS_MIN, READY_MIN, POWER_MIN = 60, 30, 60
RENEWED = ("opening", "zone", "length_min", "chair_site_id", "is_closed", "upper_site_id")


class NoticeCount:
    """Recomputes the letters of the meeting that the rows register, as of their end."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.plans: list[Row] = []
        self.known: dict[tuple[str, str], Row] = {}
        self.replaced: dict[tuple[str, str], Row] = {}
        self.is_cancelled = False
        for row in rows:
            data = row["data"]
            if row["kind"] == "calendar.registered":
                self.plans, self.number = [data["plan"]], data["number"]
            elif row["kind"] == "calendar.changed":
                self._change(data["plan"])
            elif row["kind"] == "calendar.notice":
                for one in data["recipients"]:
                    self._tell(data, (data["group"], one))
            elif row["kind"] == "calendar.cancelled":
                self.is_cancelled = True

    @property
    def plan(self) -> Row:
        return self.plans[-1]

    def to_tell(self, group: str, expected: Sequence[str]) -> list[str]:
        """Return who is told now, those that were never told first; all that know it where nobody is."""
        told = [one for of, one in self.known if of == group]
        untold = [] if self.is_cancelled else [one for one in expected if one not in told]
        return [*untold, *(one for one in told if not self._is_current(group, one, expected))] or told

    def figures(self, group: str, expected: Sequence[str]) -> list[str]:
        """Return the figures of the group's letter; `expected` are the recipients by the plan in force."""
        names = self.to_tell(group, expected)
        opening = datetime.fromisoformat(self.plan["opening"])
        when, number = [f"{opening:{TIME}}", f"{opening:{DAY}}"], f"số {self.number}"
        houses = sorted(map(_point, names)) if group == "sites" else []
        if self.is_cancelled:
            return [*when, *houses, number, *when]
        return [*when, *houses, number, *self._replaced(group, names), *self._duties(group, names, opening)]

    def _change(self, plan: Row) -> None:
        """Take another plan; one that tells nobody anything new is the same edition."""
        old = self.plans[-1]
        is_new = set(old["sites"]) != set(plan["sites"]) or any(old[name] != plan[name] for name in RENEWED)
        self.plans[-1:] = [old, plan] if is_new else [plan]

    def _tell(self, data: Row, whom: tuple[str, str]) -> None:
        """Note a letter, and the one of another edition that it replaces."""
        before = self.known.get(whom)
        if before is not None and before["revision"] != data["revision"]:
            self.replaced[whom] = before
        self.known[whom] = data

    def _is_current(self, group: str, name: str, expected: Sequence[str]) -> bool:
        told = self.known[group, name]
        if self.is_cancelled or name not in expected:
            return name in told["cancelled"]
        return told["revision"] == len(self.plans) - 1 and name not in told["cancelled"]

    def _replaced(self, group: str, names: Sequence[str]) -> list[str]:
        """Return the days of the letters that this one replaces, and what changed since the newest."""
        older = []
        for whom in ((group, one) for one in names if (group, one) in self.known):
            is_old = self.known[whom]["revision"] < len(self.plans) - 1
            older += [self.known[whom]] if is_old else [self.replaced[whom]] if whom in self.replaced else []
        days = [self._day(one["at_utc"]) for one in sorted(older, key=lambda one: float(one["at_utc"]))]
        if not older:
            return []
        return [*dict.fromkeys(days), *_changes(self.plans[max(one["revision"] for one in older)], self.plan)]

    def _duties(self, group: str, names: Sequence[str], opening: datetime) -> list[str]:
        plan, day = self.plan, f"{opening:{DAY}}"
        end = opening + timedelta(minutes=plan["length_min"])
        begins, posts, ready, ends = (
            f"{one:{TIME}}"
            for one in (
                opening, opening - timedelta(minutes=POSTS_MIN), opening - timedelta(minutes=READY_MIN), end,
            )
        )  # fmt: skip
        points = [_point(site) for site in plan["sites"]]
        if group == "sites":
            gone = [_point(one) for one in names if one not in plan["sites"]]
            return [begins, day, ends, _point(plan["chair_site_id"]), *points, posts, ready, *gone]
        if group == "carrier":
            lines = [part for site in plan["sites"] for part in (f"C-{site[1:]}", _point(site))]
            return [posts, day, ends, begins, day, ready, *lines]
        until = f"{end + timedelta(minutes=POWER_MIN):{TIME}}"
        return [posts, until, day, begins, day, ends, *points]

    def _day(self, utc_s: float) -> str:
        return f"{datetime.fromtimestamp(utc_s, ZoneInfo(self.plan['zone'])):{DAY}}"


def _point(site: str) -> str:
    return f"Điểm {site[1:]}"


def _changes(old: Row, new: Row) -> list[str]:
    told = []
    if old["opening"] != new["opening"]:
        both = (datetime.fromisoformat(one["opening"]) for one in (old, new))
        told += [f"{one:{form}}" for one in both for form in (TIME, DAY)]
    if old["length_min"] != new["length_min"]:
        told.append(f"từ {old['length_min']} thành {new['length_min']} phút")
    if old["chair_site_id"] != new["chair_site_id"]:
        told += [_point(old["chair_site_id"]), _point(new["chair_site_id"])]
    told += [_point(site) for site in new["sites"] if site not in old["sites"]]
    return told + [_point(site) for site in old["sites"] if site not in new["sites"]]
