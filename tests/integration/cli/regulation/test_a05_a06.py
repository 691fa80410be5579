"""Articles 5 and 6: whose room, which notice, which agreement."""

import json

import pytest

from tests.support.cli.station import Station
from tests.support.regulation.year_says import at, meetings, told


def register(station: Station, *words: str) -> None:
    station.do("meetings", "register", *words)


@pytest.mark.article("A5.2-5.4")
@pytest.mark.parametrize(
    ("kind", "host", "chair"),
    [
        ("provincial", "Tỉnh ủy", "vp-ubnd"),
        ("department", "Sở Y tế", "so-tttt"),
        ("between-districts", "ubnd-sa-pa", "sa-pa"),
        ("emergency", "vp-ubnd", "vp-ubnd"),
    ],
)
def test_the_hosts_kind_proposes_the_room_that_chairs(
    desk: Station, kind: str, host: str, chair: str
) -> None:
    register(desk, "Họp", "--host", host, "--kind", kind, "--opening", at(4), "--sites", "3,6")
    (meeting,) = meetings(desk)
    assert meeting["chair"] == chair
    assert chair in meeting["sites"]


@pytest.mark.article("A5.1")
def test_what_would_displace_an_online_meeting_names_it_and_waits_for_a_decision(desk: Station) -> None:
    register(desk, "Giao ban tuần", "--host", "vp-ubnd", "--opening", at(4), "--sites", "8,9")
    other = ("meetings", "register", "Tập huấn", "--host", "Sở Y tế", "--kind", "department")
    refused = desk.run(*other, "--opening", at(4, "09:00"), "--sites", "8")
    assert refused.exit_code == 4
    assert "1" in refused.output
    assert len(meetings(desk)) == 1
    desk.do(*other, "--opening", at(4, "13:00"), "--sites", "8")
    assert len(meetings(desk)) == 2


@pytest.mark.article("A5.5")
def test_use_of_rooms_and_breaches_of_their_rules_stand_in_the_year(desk: Station) -> None:
    desk.do("register", "add", "room-use", "tập huấn nửa ngày", "--body", "Sở Y tế")
    desk.do("register", "add", "room-breach", "mang nước vào phòng", "--body", "8", "--person", "An")
    assert told(desk, "room-use") == [("Sở Y tế", "tập huấn nửa ngày", "")]
    assert told(desk, "room-breach") == [("Sa Pa", "mang nước vào phòng", "")]


@pytest.mark.article("A6.1")
def test_a_provincial_meeting_told_of_the_day_before_is_late_on_f5_and_in_the_list(desk: Station) -> None:
    register(desk, "Giao ban", "--host", "vp-ubnd", "--opening", at(1, "23:50"), "--sites", "8")
    early = ("--noticed", at(-3))
    register(desk, "Tổng kết", "--host", "vp-ubnd", "--opening", at(2, "23:50"), "--sites", "9", *early)
    late = {one["number"]: "notice-late" in {lack["kind"] for lack in one["lacks"]} for one in meetings(desk)}
    assert late == {1: True, 2: False}


@pytest.mark.article("A6.3")
def test_an_emergency_waits_for_nobody_names_clashes_and_touches_no_running_meeting(station: Station) -> None:
    with station.engine():
        station.do("meeting", "start", "Giao ban", "--chair", "1", "--sites", "8,9")
        storm = (
            "meetings",
            "register",
            "Bão số 5",
            "--host",
            "vp-ubnd",
            "--kind",
            "emergency",
            "--sites",
            "8,9",
        )
        refused = station.run(*storm, "--channel", "fax")
        assert refused.exit_code == 4
        station.do(*storm, "--channel", "fax", "--yes")
        (meeting,) = [one for one in meetings(station) if one["title"] == "Bão số 5"]
        assert meeting["notice_channel"] == "fax"
        kinds = {lack["kind"] for lack in meeting["lacks"]}
        assert "clash" in kinds
        assert not kinds & {"agreement", "invitation", "notice-late"}
        running = json.loads(station.do("status", "--json"))["meeting"]
        assert running["title"] == "Giao ban"
