"""`handover …`, over an engine and over the journal alone."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.cli.station import Station


@pytest.fixture(params=[False, True], ids=["journal", "engine"])
def desk(station: Station, request: pytest.FixtureRequest) -> Iterator[Station]:
    """A station whose verbs go to the journal, or to a running engine."""
    with station.engine() if request.param else nullcontext():
        yield station


def do(station: Station, *words: str) -> str:
    result = station.run(*words)
    assert result.exit_code == 0, (words, result.output)
    return result.stdout


def page(station: Station) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(do(station, "handover", "show", "--json"))
    return found


def test_the_page_is_signed_with_what_is_open(desk: Station) -> None:
    opening = f"{datetime.now(UTC) + timedelta(hours=30):%Y-%m-%d} 20:00"
    do(desk, "meetings", "register", "Giao ban", "--host", "vp-ubnd", "--opening", opening, "--sites", "8")
    do(desk, "outage", "open", "8", "mất điện")
    kinds = [item["kind"] for item in page(desk)["items"]]
    assert {"outage", "untold", "meeting", "lack"} <= set(kinds)
    assert page(desk)["last"] is None
    text = do(desk, "handover", "show")
    assert "outage 1: 8 Sa Pa" in text
    assert "meeting 1: Giao ban" in text
    do(desk, "handover", "sign", "--note", "chìa khóa ở ngăn 2")
    last = page(desk)["last"]
    assert (last["note"], last["before"]) == ("chìa khóa ở ngăn 2", "")
    assert last["open_items"] >= 2
    assert last["late_items"] >= 1
    do(desk, "handover", "sign")
    assert page(desk)["last"]["before"] == last["operator"]
    assert f"signed by {last['operator']}" in do(desk, "handover", "show")
    assert desk.run("verify").exit_code == 0
