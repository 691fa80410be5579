"""`profile`: what it lists, shows, applies and tells of the differences, in words and as JSON."""

import json

from tests.support.cli.meeting_room import meeting
from tests.support.cli.station import Station
from tests.support.conference.profiles import UnevenMcu

PROFILES = """
profiles:
  - id: giao-ban
    name: Giao ban tỉnh
    participants: [vp-ubnd, bat-xat, bao-thang, sa-pa]
    sites:
      sa-pa: {redial: mcu, bandwidth_kbps: 1024}
    blocked_on_entry: true
    backup: {dial: '6200', name: MCU Viettel, pin_kept: 'phong bì 3'}
  - {id: hop-kin, name: Họp kín, participants: all, locked: true}
sites:
"""
MCU = (
    "  mcu: {driver: asterisk-confbridge, address: 10.22.0.10, user: dieuhanh, "
    "password: env:GBDT_MCU_PASSWORD, conference: giaoban}\n"
)


def with_profiles(station: Station) -> None:
    """Sites are numbered when the meeting begins; the profiles need those numbers."""
    station.number_sites()
    text = station.config.read_text()
    text = text.replace("  traps: {port: 1162}\n", f"  traps: {{port: 1162}}\n{MCU}")
    station.config.write_text(text.replace("\nsites:\n", PROFILES))
    station.number_sites = lambda: None  # type: ignore[method-assign]


def test_profiles_are_listed_and_shown_without_an_engine(station: Station) -> None:
    with_profiles(station)
    assert station.run("profile", "list").stdout.splitlines() == [
        "giao-ban: Giao ban tỉnh, 4 sites",
        "hop-kin: Họp kín, 11 sites",
    ]
    shown = station.run("profile", "show", "giao-ban").stdout
    assert "8 Sa Pa: 2008, the MCU redials, 1024 kbit/s" in shown
    assert "backup conference: dial 6200 (MCU Viettel), PIN: phong bì 3" in shown
    held = json.loads(station.run("profile", "show", "giao-ban", "--json").stdout)
    assert held["participants"][-1] == {
        "site": "sa-pa", "dial": "2008", "redial": "mcu", "bandwidth_kbps": 1024,
    }  # fmt: skip
    assert [one["id"] for one in json.loads(station.run("profile", "list", "--json").stdout)] == [
        "giao-ban",
        "hop-kin",
    ]
    unknown = station.run("profile", "show", "khac")
    assert (unknown.exit_code, "no conference profile 'khac'" in unknown.stderr) == (2, True)
    assert station.run("profile", "drift").exit_code == 3


def test_an_applied_profile_prints_each_step_and_repeats_what_failed(station: Station) -> None:
    with_profiles(station)
    mcu = UnevenMcu(busy_numbers={"2004"}, rings_s=0.1)
    with meeting(station, mcu):
        assert station.run("profile", "drift").exit_code == 4
        applied = station.run("profile", "apply", "giao-ban")
        assert applied.exit_code == 4
        assert (
            "call 4 Bảo Thắng: failed: The call did not come about. The device says: User busy"
            in applied.stderr
        )
        assert "call 3 Bát Xát: was so already" in applied.stderr
        told = station.run("profile", "drift")
        assert "Profile Giao ban tỉnh: applied at" in told.stdout
        mcu.busy_numbers.clear()
        again = station.run("profile", "apply", "giao-ban", "--site", "4")
        assert (again.exit_code, again.stdout.splitlines()[-1]) == (0, "confirmed by the device")
        data = json.loads(station.run("profile", "drift", "--json").stdout)
        assert (data["profile"], data["is_known"], data["is_applying"]) == ("giao-ban", True, False)
        assert {step["stage"] for step in data["steps"]} == {"verified"}
        other = station.run("profile", "apply", "hop-kin")
        assert (other.exit_code, "--yes" in other.stderr) == (4, True)
        assert "profile Giao ban tỉnh" in station.run("roster").stdout
        station.config.write_text("version: 1\n")
        listed = station.run("profile", "list").stdout.splitlines()
        assert len(listed) == 2, "what the engine runs counts, not what a file says meanwhile"


def test_a_meeting_is_started_with_a_profile_that_exists(station: Station) -> None:
    with_profiles(station)
    with station.engine(UnevenMcu()):
        start = ("meeting", "start", "Giao ban", "--chair", "1", "--profile")
        refused = station.run(*start, "khac")
        assert (refused.exit_code, "no such conference profile" in refused.stderr) == (4, True)
        assert station.run(*start, "giao-ban").exit_code == 0
        assert "Profile Giao ban tỉnh: not applied yet" in station.run("profile", "drift").stdout


def test_check_says_what_of_a_profile_the_mcu_cannot_do(station: Station) -> None:
    with_profiles(station)
    checked = station.run("check")
    assert (checked.exit_code, "bandwidth_kbps has no effect" in checked.stderr) == (0, True)
    assert "composes no pictures" not in checked.stderr
    text = station.config.read_text()
    seen = text.replace("\n    blocked_on_entry", "\n    chair: {layout: '8'}\n    blocked_on_entry")
    station.config.write_text(seen)
    assert "Profile giao-ban: this MCU composes no pictures" in station.run("check").stderr
