"""`register …`, over an engine and over the journal alone, and what the year says of it."""

import json
import shlex
from contextlib import nullcontext

import pytest

from tests.support.cli.station import Station
from tests.support.places import DOCS
from tests.support.regulation.year_says import at, now


@pytest.mark.parametrize("has_engine", [False, True])
def test_the_pages_commands_run_and_stand_in_the_year(station: Station, has_engine: bool) -> None:
    opening = at(3)
    lines = [line.strip() for line in (DOCS / "register.md").read_text("utf-8").splitlines()]
    with station.engine() if has_engine else nullcontext():
        station.do(
            "meetings", "register", "Giao ban", "--host", "vp-ubnd", "--opening", opening, "--sites", "8,9"
        )
        for line in lines:
            if line.startswith("gbdt-console register"):
                words = shlex.split(line)[1:]
                if "--day" in words:
                    words[words.index("--day") + 1] = f"{now():%Y-01-01}"
                station.do(*words)
        told = json.loads(station.do("register", "list", "--json"))
        year = json.loads(station.do("report", "year", "--format", "json"))
    assert [(one["kind"], one["body"]) for one in told["entries"]] == [
        ("power-branch", "Điện lực Sa Pa"),
        ("budget", ""),
        ("guidance", "Si Ma Cai"),
    ]
    sums = {
        one["kind"]["code"]: (len(one["entries"]), one["meetings"], one["amount"]) for one in year["register"]
    }
    assert sums["guidance"] == (1, None, None)
    assert sums["request"] == (0, 0, None), "withdrawn; the meeting is not held yet"
    assert sums["budget"] == (1, None, 180_000_000)
    assert station.run("verify").exit_code == 0


def test_a_change_that_the_host_told_late_stands_in_the_year(station: Station) -> None:
    opening, later = at(2, "08:00"), at(2, "09:30")
    station.do("meetings", "register", "Giao ban", "--host", "vp-ubnd", "--opening", opening, "--sites", "8")
    station.do("meetings", "change", "1", "--opening", later, "--noticed", f"{now():%Y-%m-%d %H:%M}")
    (change,) = json.loads(station.do("report", "year", "--format", "json"))["changes"]
    assert (change["before"][-5:], change["after"][-5:], change["is_late"]) == ("08:00", "09:30", False)
    assert "Changed times of meetings" in station.do("report", "year")


def test_without_a_regulation_the_register_says_how_to_get_one(station: Station) -> None:
    text = station.config.read_text("utf-8")
    station.config.write_text(text.replace("regulation: quy-che-22-2010\n", ""), "utf-8")
    with station.engine():
        assert "regulation: hai-cap-2025" in station.do("register", "list")
    assert "no such kind" in station.run("register", "add", "guidance", "x").output


def test_an_unknown_kind_is_told_with_those_there_are(station: Station) -> None:
    told = station.run("register", "add", "advice", "x")
    assert told.exit_code == 4
    assert "It has: room-use, room-breach, guidance" in told.output
