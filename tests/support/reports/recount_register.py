"""Recounts a year's register and changed times from raw journal rows; it shares no code with the program."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]


def entries_that_count(rows: Sequence[Row], year: int) -> dict[str, list[Row]]:
    """The entries about days of the year by kind, without those corrected or withdrawn."""
    made = [row["data"] for row in rows if row["kind"] == "register.entered"]
    gone = {one["replaces"] for one in made if one.get("replaces")}
    gone |= {row["data"]["number"] for row in rows if row["kind"] == "register.withdrawn"}
    found: dict[str, list[Row]] = {}
    for one in made:
        if one["number"] not in gone and one["day"][:4] == str(year):
            found.setdefault(one["kind"], []).append(one)
    return found


def sections(
    found: Mapping[str, Sequence[Row]], held: Collection[int], each: Collection[str], money: Collection[str]
) -> dict[str, tuple[int, int | None, int | None]]:
    """Entries, meetings with one, and sum of money of each kind.

    held: numbers of the year's meetings
    each, money: the kinds that each meeting should have, and those that hold amounts
    """
    return {
        kind: (
            len(own),
            len({one["meeting"] for one in own} & set(held)) if kind in each else None,
            sum(one["amount"] for one in own) if kind in money else None,
        )
        for kind, own in found.items()
    }


def changed_times(rows: Sequence[Row], begins: float, ends: float, days: int) -> list[tuple[Any, ...]]:
    """Number, host, old and new opening, when it was told, and whether late, of each changed time."""
    plans: dict[int, Row] = {}
    found = []
    for row in rows:
        data = row["data"]
        if row["kind"] == "calendar.registered":
            plans[data["number"]] = data["plan"]
        elif row["kind"] == "calendar.changed":
            before, after, told = plans[data["number"]], data["plan"], data["notice_utc"]
            plans[data["number"]] = after
            is_other = any(before[name] != after[name] for name in ("opening", "length_min"))
            if is_other and begins <= told < ends:
                day = datetime.fromtimestamp(told, ZoneInfo(after["zone"])).date()
                first = min(datetime.fromisoformat(one["opening"]).date() for one in (before, after))
                is_late = (first - day).days < days
                found.append(
                    (data["number"], after["host"], before["opening"], after["opening"], told, is_late)
                )
    return found
