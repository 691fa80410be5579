"""Recounts the readiness sheet before a meeting from raw journal rows; it shares no code with the program."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]
LETTERS = {"unknown": "?", "fault": "F", "passed": "p", "signed": "S"}
SWITCHED_ON = {"by-technician": "technician switched on", "by-other": "somebody else switched on"}


class SheetCount:
    """Recomputes one sheet: `states` of its checks by site, `roll`, `changes` after its closing."""

    def __init__(self, rows: Sequence[Row], sheet: str, zone: str) -> None:
        own = [row["data"] | {"kind": row["kind"]} for row in rows if row["data"].get("meeting") == sheet]
        self._zone = ZoneInfo(zone)
        opened = next(n for n, one in enumerate(own) if one["kind"] == "checklist.opened")
        own = own[opened:]
        closed = [n for n, one in enumerate(own) if one["kind"] == "checklist.closed"]
        self.closing = own[closed[0]] if closed else None
        before = own[: closed[0]] if closed else own
        openings = [one for one in own if one["kind"] == "checklist.opened"]
        signed = [one for one in before if one["kind"] == "checklist.opened"][-1]
        self.checks, self.sites = openings[0]["checks"], signed["sites"]
        self.due_utc, self.opening_utc = openings[-1]["due_utc"], openings[-1]["opening_utc"]
        self.moved_from = signed["opening_utc"] if signed["opening_utc"] != self.opening_utc else None
        self._own, self._before = own, before
        self.changes = [one for one in own[len(before) :] if one["kind"] == "checklist.changed"]

    def states(self, site: str) -> list[str]:
        """Return the state of each check as it was closed; of an open sheet as persons said last."""
        if self.closing is not None:
            return list(self.closing["cells"][site])
        said: dict[str, str] = {}
        for one in self._said(site):
            said |= dict.fromkeys(one["signed"], "signed") | dict.fromkeys(one["faulty"], "fault")
        return [said.get(check, "unknown") for check in self.checks]

    def letters(self, site: str) -> list[str]:
        return [LETTERS[state] for state in self.states(site)]

    def roll(self, site: str) -> str:
        """Return who switched on, who presides, and how many delegates, as the site said last."""
        last = {
            one["question"]: one["answer"]
            for one in self._own
            if one["kind"] == "checklist.answered" and one["site"] == site
        }
        told = [SWITCHED_ON.get(last.get("normal", ""), "")]
        told += [f"presides: {last['presides']}" if last.get("presides") else ""]
        told += [f"{int(last['delegates'])} delegates" if "delegates" in last else ""]
        return "; ".join(filter(None, told))

    def last_signed(self, site: str) -> float | None:
        times = [one["at_utc"] for one in self._said(site) if one["signed"]]
        return max(times, default=None)

    def late_s(self, site: str) -> float | None:
        late_s = (self.last_signed(site) or 0.0) - self.due_utc
        return late_s if late_s > 0.0 else None

    def is_late(self, site: str, now_utc: float) -> bool:
        """Whether a check was signed after the deadline, or nothing proved it when it was over."""
        is_over = self.closing is not None or now_utc > self.due_utc
        return self.late_s(site) is not None or (is_over and "unknown" in self.states(site))

    def counts(self, site: str) -> tuple[int, int, int, int]:
        """Return how many checks are passed, signed, faulty and unknown."""
        count = Counter(self.states(site))
        return (count["passed"], count["signed"], count["fault"], count["unknown"])

    def figures(self) -> list[str]:
        """Return the page's times and lengths, in its order."""
        day = "%d/%m/%Y %H:%M"
        told = [f"Opening {self._at(self.opening_utc, day)}, checked by {self._at(self.due_utc, day)}"]
        known = [one for one in self.changes if one["check"] in self.checks]
        told += ["CHANGED AFTER CLOSING"] if known else []
        told += [f"{self._at(one['at_utc'], '%H:%M:%S')} {one['site']} {one['now']}" for one in known]
        if self.closing is None:
            return [*told, "SHEET NOT CLOSED"]
        moved = "" if self.moved_from is None else f"; closed for {self._at(self.moved_from, day)}"
        told.append(f"Closed {self._at(self.closing['at_utc'], day)}: {self.closing['operator']}{moved}")
        late = int(self.closing["at_utc"] - self.due_utc)
        if late > 0 and self.moved_from is None:
            told.append(f"late {late // 60:02}:{late % 60:02}")
        return told

    def _said(self, site: str) -> list[dict[str, Any]]:
        """Return what persons said of the site's checks before the closing."""
        said = []
        for one in self._before:
            if one.get("site") == site and one["kind"] == "checklist.signed":
                sides = {"signed": one["checks"] * one["is_ok"], "faulty": one["checks"] * (not one["is_ok"])}
                said.append(one | sides)
            elif one.get("site") == site and one["kind"] == "checklist.answered":
                said.append(dict(one))
        return said

    def _at(self, utc_s: float, form: str) -> str:
        return f"{datetime.fromtimestamp(utc_s, self._zone):{form}}"
