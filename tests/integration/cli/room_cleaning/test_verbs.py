"""`care …`, over an engine and over the journal alone."""

import json
from typing import Any

import pytest

from tests.support.cli.station import Station


def rooms(station: Station) -> dict[str, dict[str, Any]]:
    return {room["site"]: room for room in json.loads(station.do("care", "list", "--json"))["rooms"]}


@pytest.mark.article("A4.8")
def test_a_cleaning_signed_by_name_is_due_again_after_the_interval(desk: Station) -> None:
    desk.do("care", "cleaned", "8,centre", "--note", "khăn mềm")
    desk.do("care", "cleaned", "3", "--person", "An", "--day", "2020-03-02")
    desk.do("care", "rules", "all", "--day", "2020-01-15")
    found = rooms(desk)
    assert (found["sa-pa"]["cleaned"]["person"], found["sa-pa"]["is_overdue"]) == (
        "trực kỹ thuật Sa Pa",
        False,
    )
    assert (found["bat-xat"]["due"], found["bat-xat"]["is_overdue"]) == ("2020-04-01", True)
    assert found["bac-ha"]["rules"]["day"] == "2020-01-15"
    assert found["centre"]["rules"] is None
    assert "3 Bát Xát  cleaning overdue" in desk.do("care", "list")
    items = json.loads(desk.do("handover", "show", "--json"))["items"]
    (unclean,) = [item["sites"] for item in items if item["kind"] == "cleaning"]
    assert "bat-xat" in unclean
    assert "sa-pa" not in unclean
    assert desk.run("verify").exit_code == 0


@pytest.mark.parametrize(
    "words", [("cleaned", "99"), ("cleaned", "8", "--day", "9999-01-01"), ("rules", "8", "--day", "hôm qua")]
)
def test_a_wrong_site_or_day_signs_nothing(words: tuple[str, ...], station: Station) -> None:
    station.do("care", "cleaned", "3")
    assert station.run("care", *words).exit_code in (2, 4)
    assert rooms(station)["sa-pa"]["cleaned"] is None
