"""`mute`, `unmute`, `floor`, `participant` and `conference` over an engine whose MCU may misbehave."""

import pytest

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from tests.support.cli.meeting_room import OUTSIDE, meeting
from tests.support.cli.station import Station
from tests.support.conference.fake_mcu import FakeMcu

LIFE = ["requested", "sent", "accepted", "confirmed by the device"]


class Vanishing(FakeMcu):
    """The connection is lost while it is asked to block somebody."""

    async def block(self, participant_id: str) -> None:
        self.hang()
        raise ControlError(ControlFault.CLOSED)


def test_a_block_prints_its_life_and_is_exit_code_0_when_the_device_says_it_is_so(station: Station) -> None:
    with meeting(station) as room:
        result = station.run("mute", "8", "bat-xat")
        assert result.exit_code == 0, result.stderr
        assert result.stdout.splitlines() == ["8 Sa Pa: mute", *LIFE, "3 Bát Xát: mute", *LIFE]
        assert room.is_blocked(1, 3, 8) == [False, True, True]
        assert station.run("unmute", "sa-pa").exit_code == 0
        assert room.is_blocked(3, 8) == [True, False]


def test_a_refusal_is_exit_code_4_with_the_device_s_own_words_cleaned(station: Station) -> None:
    with meeting(station, FakeMcu(refuses="No \x1b[2JChannel by that name")):
        result = station.run("mute", "8")
    assert result.exit_code == 4
    assert result.stderr == "The device refused. The device says: No \ufffd[2JChannel by that name\n"
    assert result.stdout.splitlines()[-1] == "failed"


def test_a_device_that_accepts_and_does_nothing_is_exit_code_4(station: Station) -> None:
    with meeting(station, FakeMcu(deaf=True)):
        result = station.run("mute", "8")
    assert result.exit_code == 4
    assert result.stdout.splitlines() == ["8 Sa Pa: mute", *LIFE[:-1], "failed"]
    assert "did not carry it out" in result.stderr


def test_a_connection_that_is_lost_is_exit_code_5(station: Station) -> None:
    with meeting(station, Vanishing()):
        result = station.run("mute", "8")
    assert result.exit_code == 5
    assert result.stdout.splitlines()[-1] == "outcome unknown"
    assert "connection" in result.stderr


def test_chair_and_speaker_are_blocked_only_when_sure(station: Station) -> None:
    with meeting(station) as room:
        asked = station.run("mute", "1")
        assert asked.exit_code == 4
        assert "chair" in asked.stderr
        assert "--yes" in asked.stderr
        assert room.mcu.asked == []
        assert station.run("floor", "give", "8").exit_code == 0
        assert station.run("mute", "8").exit_code == 4
        assert room.is_blocked(1, 8) == [False, False]
        assert station.run("mute", "1", "8", "--yes").exit_code == 0
        assert room.is_blocked(1, 8) == [True, True]


def test_a_hang_up_is_carried_out_only_when_sure(station: Station) -> None:
    with meeting(station) as room:
        asked = station.run("participant", "hang-up", "8")
        assert asked.exit_code == 4
        assert "leaves the conference" in asked.stderr
        assert room.legs("2008")
        assert station.run("participant", "hang-up", "8", "--yes").exit_code == 0
        assert not room.legs("2008")


def test_the_others_are_blocked_at_once_and_left_to_the_rooms_again(station: Station) -> None:
    with meeting(station) as room:
        assert station.run("mute", "--others").exit_code == 0
        assert room.is_blocked(1, 3, 8) == [False, True, True]
        off = station.run("mute", "--others", "--off")
        assert (off.exit_code, off.stdout.splitlines()[-1]) == (0, "recorded")
        assert room.is_blocked(1, 3, 8) == [False, True, True]


def test_of_several_that_fail_each_is_named(station: Station) -> None:
    with meeting(station, FakeMcu(refuses="Permission denied")):
        result = station.run("mute", "--others")
    assert result.exit_code == 4
    lines = result.stderr.splitlines()
    assert "2/2" in lines[0]
    assert {line.split(":")[0] for line in lines[1:]} == {"3 Bát Xát", "8 Sa Pa"}
    assert all("Permission denied" in line for line in lines[1:])


def test_the_floor_is_prepared_given_skipped_and_taken_back(station: Station) -> None:
    with meeting(station) as room:
        assert station.run("floor", "prepare").stdout.splitlines()[-1] == "recorded"
        assert station.run("floor", "give", "8").exit_code == 0
        assert room.mcu.shown == room.legs("2008")[0]
        assert station.run("floor", "prepare", "3").exit_code == 0
        assert station.run("floor", "skip", "3", "--reason", " ").exit_code == 4
        assert station.run("floor", "skip", "3", "--reason", "chưa xong báo cáo").exit_code == 0
        assert station.run("floor", "prepare").exit_code == 4, "nobody is left"
        assert station.run("floor", "dialogue", "on").exit_code == 0
        assert station.run("floor", "back").exit_code == 0
        assert room.mcu.shown == room.legs("2001")[0]
        assert room.is_blocked(1, 8) == [False, True]
        assert station.run("floor", "break", "on").exit_code == 0
        assert room.is_blocked(1, 3) == [False, True]
        refused = station.run("floor", "give", "3")
        assert refused.exit_code == 4
        assert "floor break off" in refused.stderr
        assert station.run("floor", "break", "off").exit_code == 0


@pytest.mark.article("A8.2c")
def test_a_stranger_is_isolated_admitted_and_hung_up_by_number(station: Station) -> None:
    with meeting(station) as room:
        room.join(OUTSIDE, "Khách")
        assert station.run("participant", "isolate", OUTSIDE).exit_code == 0
        assert room.mcu.is_blocked(OUTSIDE)
        assert station.run("participant", "admit", OUTSIDE).exit_code == 4
        assert station.run("participant", "admit", OUTSIDE, "--yes").exit_code == 0
        assert room.mcu.is_blocked(OUTSIDE)
        assert station.run("participant", "admit", OUTSIDE, "--heard").exit_code == 0
        assert not room.mcu.is_blocked(OUTSIDE)
        assert station.run("participant", "hang-up", OUTSIDE, "--yes").exit_code == 0
        assert not room.legs(OUTSIDE)
        assert station.run("participant", "isolate", OUTSIDE).exit_code == 4


def test_a_caller_with_the_number_of_a_site_is_not_taken_for_it(station: Station) -> None:
    with meeting(station) as room:
        room.join("8")
        unclear = station.run("participant", "hang-up", "8", "--yes")
        assert unclear.exit_code == 2
        assert "--caller" in unclear.stderr
        assert room.legs("8")
        assert room.legs("2008")
        assert station.run("participant", "hang-up", "8", "--caller", "--yes").exit_code == 0
        assert not room.legs("8")
        assert station.run("participant", "hang-up", "sa-pa", "--yes").exit_code == 0
        assert not room.legs("2008")


def test_an_absent_site_is_called_and_the_conference_is_locked(station: Station) -> None:
    with meeting(station) as room:
        assert station.run("participant", "dial", "5").exit_code == 0
        assert room.legs("2005")
        assert station.run("participant", "dial", "5").exit_code == 4, "it is there"
        assert station.run("conference", "lock").exit_code == 0
        assert room.mcu.is_locked
        assert station.run("conference", "unlock").exit_code == 0
        assert not room.mcu.is_locked


@pytest.mark.parametrize(
    "words",
    [
        ("mute",),
        ("mute", "8", "--others"),
        ("mute", "8", "--off"),
        ("mute", "77"),
        ("mute", "8", "77"),
        ("unmute", "77"),
        ("floor", "give", "77"),
        ("floor", "skip", "8"),
        ("floor", "break", "maybe"),
        ("participant", "dial", "77"),
    ],
)
def test_a_slip_is_exit_code_2_and_asks_for_nothing(words: tuple[str, ...], station: Station) -> None:
    with meeting(station) as room:
        result = station.run(*words)
        assert result.exit_code == 2, result.output
        assert result.stderr
        assert room.mcu.asked == []


@pytest.mark.parametrize(
    "words",
    [("roster",), ("mute", "8"), ("floor", "back"), ("participant", "dial", "8"), ("conference", "lock")],
)
def test_without_an_engine_it_is_exit_code_3_and_without_an_mcu_4(
    words: tuple[str, ...], station: Station
) -> None:
    assert station.run(*words).exit_code == 3
    with station.engine():
        result = station.run(*words)
    assert result.exit_code == 4
    assert "centre.mcu" in result.stderr


def test_it_is_said_in_the_language_of_the_file(station: Station) -> None:
    with meeting(station):
        result = station.run("mute", "1", lang="")
    assert result.stdout.splitlines()[0] == "1 Văn phòng UBND tỉnh: chặn tiếng"
    assert "--yes" in result.stderr
