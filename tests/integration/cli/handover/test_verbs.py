"""`handover …`, over an engine and over the journal alone."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.cli.station import Station


def page(station: Station) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(station.do("handover", "show", "--json"))
    return found


def test_the_page_is_signed_with_what_is_open(desk: Station) -> None:
    opening = f"{datetime.now(UTC) + timedelta(hours=30):%Y-%m-%d} 20:00"
    desk.do("meetings", "register", "Giao ban", "--host", "vp-ubnd", "--opening", opening, "--sites", "8")
    desk.do("outage", "open", "8", "mất điện")
    kinds = [item["kind"] for item in page(desk)["items"]]
    assert {"outage", "untold", "meeting", "lack"} <= set(kinds)
    assert page(desk)["last"] is None
    text = desk.do("handover", "show")
    assert "outage 1: 8 Sa Pa" in text
    assert "meeting 1: Giao ban" in text
    desk.do("handover", "sign", "--note", "chìa khóa ở ngăn 2")
    last = page(desk)["last"]
    assert (last["note"], last["before"]) == ("chìa khóa ở ngăn 2", "")
    assert last["open_items"] >= 2
    assert last["late_items"] >= 1
    desk.do("handover", "sign")
    assert page(desk)["last"]["before"] == last["operator"]
    assert f"signed by {last['operator']}" in desk.do("handover", "show")
    assert desk.run("verify").exit_code == 0
