"""What the verbs of the regulation's tests share."""

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.cli.station import Station


def now() -> datetime:
    """The time in Viet Nam, by which verbs take days and years."""
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))


def today() -> str:
    return f"{now():%Y-%m-%d}"


def at(days: int, time: str = "08:00") -> str:
    """A time of a day from today on, as verbs take it."""
    return f"{now() + timedelta(days=days):%Y-%m-%d} {time}"


def meetings(station: Station) -> list[dict[str, Any]]:
    return json.loads(station.do("meetings", "list", "--json"))["meetings"]  # type: ignore[no-any-return]


def year(station: Station) -> dict[str, Any]:
    return json.loads(station.do("report", "year", "--format", "json"))  # type: ignore[no-any-return]


def section(station: Station, kind: str) -> dict[str, Any]:
    """What the year says of one kind of entries; the paper must name it and say the same texts."""
    found: dict[str, Any]
    (found,) = [one for one in year(station)["register"] if one["kind"]["code"] == kind]
    shown = station.do("report", "year")
    assert found["kind"]["name"] in shown
    assert all(one["text"] in shown and one["body"] in shown for one in found["entries"])
    return found


def told(station: Station, kind: str) -> list[tuple[str, str, str]]:
    """Body, text and paper of the year's entries of one kind."""
    return [(one["body"], one["text"], one["paper"]) for one in section(station, kind)["entries"]]
