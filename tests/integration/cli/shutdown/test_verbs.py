"""`shutdown …` over an engine and over the journal alone."""

import json
import re
import shlex
from typing import Any

from tests.support.cli.station import Station
from tests.support.places import DOCS


def record(station: Station) -> dict[str, Any]:
    result = station.run("shutdown", "show", "--json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)["shutdown"]
    return found


def test_every_verb_of_the_guide_works_as_printed(station: Station) -> None:
    lines = re.findall(r"^    gbdt-console (.+)$", (DOCS / "shutdown.md").read_text(), re.MULTILINE)
    with station.engine():
        for line in lines:
            result = station.run(*shlex.split(line))
            assert result.exit_code == 0, (line, result.output)
        found = record(station)
    sapa = next(site for site in found["sites"] if site["site"] == "sa-pa")
    assert sapa["steps"]["done"]["note"] == "micro 2 rè"
    assert (sapa["steps"]["codec"]["state"], sapa["next"]) == ("signed", "cooled")
    assert (found["closed"]["problems"], len(found["closed"]["open_sites"])) == ("điểm 11 chờ sửa UPS", 11)


def test_signatures_are_kept_without_an_engine_but_nothing_is_switched(station: Station) -> None:
    assert station.run("shutdown", "open", "--sites", "8,9").exit_code == 0
    assert station.run("shutdown", "done", "8").exit_code == 0
    assert station.run("shutdown", "off", "8", "--yes").exit_code == 3
    assert station.run("shutdown", "sign", "8", "power", "--note", "x").exit_code == 4
    assert station.run("shutdown", "close").exit_code == 4
    found = record(station)
    assert {site["site"]: site["next"] for site in found["sites"]} == {"sa-pa": "left", "si-ma-cai": "done"}
    assert "the journal up to" in station.run("shutdown", "show").stderr, "what is not live is said"


def test_a_site_that_allows_no_remote_power_is_refused_by_name(station: Station) -> None:
    with station.engine():
        station.run("shutdown", "open")
        result = station.run("shutdown", "off", "8", "--yes")
    assert result.exit_code == 4
    assert "step before" in result.output
