"""`meeting closed` and `meeting called`: what they ask, and that no verb tells a closed meeting's subject."""

import json

import pytest

from gbdt_console.cli.status.watch import _json
from tests.support.cli.meeting_room import Room, meeting
from tests.support.cli.station import Station
from tests.support.conference.fake_mcu import FakeMcu

SUBJECT = "Nhân sự chủ chốt"


@pytest.mark.article("A12.3")
def test_no_verb_tells_what_a_closed_meeting_is_about(station: Station) -> None:
    station.number_sites()
    with station.engine(mcu := FakeMcu()) as thread:
        Room(thread, mcu).join("2001")
        entries = []
        thread.call(lambda: thread.engine.publisher.on_entry(entries.append))
        assert station.run("meeting", "start", SUBJECT, "--chair", "1", "--closed").exit_code == 0
        told = json.loads(station.run("status", "--json").stdout)["meeting"]
        assert (told["title"], told["is_closed"]) == (None, True)
        for verb in (("status",), ("roster",), ("roster", "--json"), ("alarms",)):
            assert SUBJECT not in station.run(*verb).stdout
        assert "In force: closed meeting" in station.run("roster").stdout
        assert json.loads(station.run("roster", "--json").stdout)["is_closed"] is True
    (started,) = [entry for entry in entries if entry.kind == "meeting.started"]
    assert started.data["title"] == SUBJECT
    assert SUBJECT not in _json(started)


def test_under_an_upper_site_only_the_chair_is_opened_once_called(station: Station) -> None:
    station.number_sites()
    with station.engine(mcu := FakeMcu()) as thread:
        room = Room(thread, mcu)
        for number in ("2001", "2003", "2008"):
            room.join(number)
        started = station.run("meeting", "start", "Hội nghị", "--chair", "1", "--upper", "8")
        assert started.exit_code == 0, started.stderr
        room.until(lambda: room.is_blocked(1, 3, 8) == [True, True, False])
        assert "not invited by the upper level" in station.run("roster").stdout
        assert station.run("unmute", "1").exit_code == 4
        assert station.run("meeting", "called", "on").exit_code == 0
        assert room.is_blocked(1, 3, 8) == [False, True, False]
        floor = json.loads(station.run("roster", "--json").stdout)["floor"]
        assert (floor["upper"], floor["is_called"]) == ("sa-pa", True)
        refused = station.run("floor", "give", "3")
        assert (refused.exit_code, "--yes" in refused.stderr) == (4, True)
        assert station.run("floor", "give", "3", "--yes").exit_code == 0
        assert station.run("meeting", "called", "off").exit_code == 0
        assert room.is_blocked(1, 3, 8) == [True, True, False]


def test_a_running_meeting_is_closed_and_locked_and_opened_again_only_with_yes(station: Station) -> None:
    with meeting(station) as room:
        closed = station.run("meeting", "closed", "on")
        assert closed.exit_code == 0, closed.stderr
        assert closed.stdout.splitlines()[-1] == "confirmed by the device"
        assert room.mcu.is_locked
        for words in (("conference", "unlock"), ("meeting", "closed", "off")):
            refused = station.run(*words)
            assert refused.exit_code == 4
            assert "--yes" in refused.stderr
            assert station.run(*words, "--yes").exit_code == 0
        assert not room.mcu.is_locked
