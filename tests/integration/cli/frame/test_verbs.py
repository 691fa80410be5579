"""`frame` over an engine whose MCU composes pictures, shows one site to all, or misbehaves."""

import json
import re
import time
from typing import Any

import pytest

from tests.support.cli.meeting_room import meeting
from tests.support.cli.station import Station
from tests.support.conference.composing_mcu import QUAD, ComposingMcu
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.places import DOCS
from tests.support.wait import until

DOCUMENTED_NAMES = re.findall(r"`[a-z_]+(?:\[\])?`", (DOCS / "frame-json.md").read_text())


def told(station: Station) -> dict[str, Any]:
    result = station.run("frame", "show", "--json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def seats(station: Station) -> dict[str, list[str | None]]:
    """The sites on air, by bus."""
    return {bus["bus"]: [pane["site"] for pane in bus["panes"]] for bus in told(station)["buses"]}


def done(station: Station, *argv: str, code: int = 0) -> str:
    """Run a verb that must end with that code; what it said. A second take within 0.4 s would not count."""
    until_s = time.monotonic() + 5
    result = station.run("frame", *argv)
    while "does not count" in result.stderr and time.monotonic() < until_s:
        result = station.run("frame", *argv)
    assert result.exit_code == code, result.stdout + result.stderr
    return result.stdout + result.stderr


def test_a_preview_of_several_sites_is_built_taken_and_undone(station: Station) -> None:
    with meeting(station, ComposingMcu()) as room:
        done(station, "take", "3")
        done(station, "layout", QUAD.id, "--bus", "chair")
        for pane, site in (("1", "1"), ("2", "bat-xat"), ("4", "8")):
            done(station, "seat", pane, site, "--bus", "chair")
        done(station, "seat", "4", "--bus", "chair")
        done(station, "load", "8", "--bus", "branches")
        loaded = {bus["bus"]: bus["preview"] for bus in told(station)["buses"]}
        assert loaded["chair"] == {"layout": QUAD.id, "seats": ["vp-ubnd", "bat-xat", None, None]}
        said = done(station, "take")
        assert "confirmed by the device" in said
        until(
            lambda: seats(station) == {"branches": ["sa-pa"], "chair": ["vp-ubnd", "bat-xat", None, None]},
            "both pictures are told as taken",
        )
        done(station, "undo")
        until(
            lambda: seats(station) == {"branches": ["bat-xat"], "chair": ["bat-xat"]},
            "both pictures are told as before",
        )
        assert room.mcu.is_blocked("2008") is False


def test_what_the_mcu_cannot_do_is_said(station: Station) -> None:
    with meeting(station, FakeMcu()):
        assert told(station)["can_compose"] is False
        assert "composes no picture" in station.run("frame", "show").stdout
        assert "composes no picture" in done(station, "link", "off", code=4)
        assert "not in the conference" in done(station, "take", "5", code=4).lower()


def test_an_accepted_take_that_does_nothing_is_exit_code_4_and_shown_as_different(station: Station) -> None:
    with meeting(station, FakeMcu(deaf=True)) as room:
        assert "did not carry it out" in done(station, "take", "8", code=4)
        room.see_difference()
        until(
            lambda: "order.not-obeyed" in [order["code"] for order in told(station)["orders"]],
            "the order that was not obeyed is told",
        )
        assert told(station)["buses"][0]["differs_since"] is not None


@pytest.mark.parametrize("mcu", [FakeMcu(), ComposingMcu()], ids=["shows", "composes"])
def test_every_field_of_the_form_is_documented(station: Station, mcu: FakeMcu) -> None:
    with meeting(station, mcu):
        done(station, "take", "3")
        done(station, "load", "8")
        form = told(station)
    names = set(form) | {name for bus in form["buses"] for name in bus}
    names |= {name for bus in form["buses"] for pane in bus["panes"] for name in pane}
    assert {name for name in names if not {f"`{name}`", f"`{name}[]`"} & set(DOCUMENTED_NAMES)} == set()
