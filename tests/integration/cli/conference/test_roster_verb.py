"""`roster`: the three parts, and that nothing is called known which the MCU has not just said."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gbdt_console.cli.conference.roster_form import roster_object
from gbdt_console.cli.conference.roster_lines import RosterLines
from gbdt_console.text.words import Words
from tests.support.cli.meeting_room import OUTSIDE, Room, meeting
from tests.support.cli.station import Station
from tests.support.conference.engine_meetings import meeting_of, play, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench
from tests.support.places import DOCS

DOCUMENTED = (DOCS / "roster-json.md").read_text()


def known(station: Station, exit_code: int = 0) -> dict[str, Any]:
    result = station.run("roster", "--json")
    assert result.exit_code == exit_code, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def full(station: Station, room: Room) -> None:
    """Somebody in each part, a speaker, a prepared site, one who speaks out of turn, and a failed order."""
    room.join(OUTSIDE, "Khách \x1b[31m")
    assert station.run("floor", "give", "8").exit_code == 0
    assert station.run("floor", "prepare", "5").exit_code == 0
    assert station.run("participant", "isolate", OUTSIDE).exit_code == 0
    room.talk("2003")
    room.mcu.refuses = "Permission denied"
    assert station.run("conference", "lock", "--yes").exit_code == 4
    room.see_failure()


def test_the_three_parts_and_the_floor_are_told_in_lines(station: Station) -> None:
    with meeting(station) as room:
        full(station, room)
        result = station.run("roster")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Conference hoinghi: 4 connected; recording state unknown; MCU report ")
    assert re.match(r"Floor: 8 Sa Pa 00:\d\d", lines[1])
    assert "Prepared: 5 Bảo Yên" in lines
    assert "Running order: 3 Bát Xát" in lines
    places = [lines.index(head) for head in ("CONNECTED: 3", "ABSENT: 8", "UNEXPECTED CALLERS: 1")]
    assert places == sorted(places)
    connected = lines[places[0] : places[1]]
    (chair,) = [line for line in connected if "1 Văn phòng" in line]
    assert "chair" in chair
    assert "2001" in chair
    (speaker,) = [line for line in connected if "8 Sa Pa" in line]
    assert "not muted, speaker, on air" in speaker
    assert any("3 Bát Xát" in line and "talking, out of turn" in line for line in connected)
    assert any("5 Bảo Yên" in line and "not in the conference" in line for line in lines[places[1] :])
    (stranger,) = [line for line in lines if OUTSIDE in line]
    assert "muted, isolated" in stranger
    assert "\x1b" not in result.stdout
    assert lines[-1].startswith("conference: lock the conference: failed. The device refused.")
    assert "Permission denied" in lines[-1]


def test_the_json_has_the_documented_fields_and_no_other(station: Station) -> None:
    with meeting(station) as room:
        full(station, room)
        told = known(station)
    assert told["form"] == 1
    rows = {part: told[part] for part in ("connected", "absent", "unexpected")}
    assert [row["number"] for row in rows["connected"]] == [1, 3, 8]
    assert len(rows["absent"]) == 8
    (stranger,) = rows["unexpected"]
    assert (stranger["site"], stranger["call_number"], stranger["is_isolated"]) == (None, OUTSIDE, True)
    assert (stranger["is_blocked"], "\x1b" in stranger["call_name"]) == (True, False)
    assert (told["floor"]["speaker"], told["floor"]["next"]) == ("sa-pa", "bao-yen")
    assert [one["site"] for one in told["out_of_turn"]] == ["bat-xat"]
    assert told["orders"][0]["said"] == "Permission denied"
    fields: set[str] = set()
    for one in (told, told["conference"], told["floor"], stranger, told["out_of_turn"][0], told["orders"][0]):
        assert isinstance(one, Mapping)
        fields |= one.keys()
    missing = {f for f in fields if f"`{f}`" not in DOCUMENTED and f"`{f}[]`" not in DOCUMENTED}
    assert missing == set()


def test_an_absent_site_is_excused_and_who_hung_up_is_told(station: Station) -> None:
    with meeting(station) as room:
        assert station.run("participant", "excuse", "5").exit_code == 2
        assert station.run("participant", "excuse", "5", "--reason", "họp huyện").exit_code == 0
        assert station.run("participant", "hang-up", "8", "--yes").exit_code == 0
        room.see_gone()
        lines, told = station.run("roster").stdout.splitlines(), known(station)
        (excused,) = [line for line in lines if "5 Bảo Yên" in line]
        assert "excused, họp huyện" in excused
        (gone,) = [line for line in lines if line.startswith("  8 Sa Pa")]
        assert " ended the call at " in gone
        rows = {row["site"]: row for row in told["absent"]}
        assert rows["bao-yen"]["excused"] == "họp huyện"
        assert rows["sa-pa"]["left"]["by"] == "console"
        assert set(rows["sa-pa"]["left"]) == {"at", "by", "operator"}
        assert station.run("participant", "excuse", "5", "--off").exit_code == 0
        assert "excused" not in station.run("roster").stdout
        assert room.legs("2008") == []


def test_while_the_mcu_does_not_answer_nothing_is_repeated_of_what_it_said(station: Station) -> None:
    with meeting(station) as room:
        room.lose()
        lines = station.run("roster")
        told = known(station, 5)
    assert lines.exit_code == 5
    assert "The connection to the device was lost" in lines.stdout
    assert "Participants unknown" in lines.stdout
    assert "CONNECTED" not in lines.stdout
    assert "Floor: the chair (1 Văn phòng UBND tỉnh)" in lines.stdout
    assert (told["is_known"], told["fault"]) == (False, "closed")
    assert [told[part] for part in ("conference", "connected", "absent", "unexpected", "out_of_turn")] == [
        None, None, None, None, None,
    ]  # fmt: skip
    assert told["floor"]["chair"] == "vp-ubnd"


def test_a_site_that_the_mcu_lists_while_its_line_is_cut_is_not_among_the_connected() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1, 2)
        bench.world.cut(2)
        await bench.until(lambda: "site.lost" in {row.cause for row in view(bench).roster})
        told: Any = roster_object(bench.latest, view(bench))
        assert [row["site"] for row in told["connected"]] == ["s1"]
        (stale,) = [row for row in told["absent"] if row["site"] == "s2"]
        assert (stale["standing"], stale["cause"], stale["call_number"]) == ("stale", "site.lost", "2002")
        (line,) = [line for line in RosterLines(bench.latest, Words("en")).all() if "2002" in line]
        assert "MCU still reports it connected, but its line does not answer, alarm: lost" in line

    play(scenario)


def test_an_old_word_of_the_mcu_is_no_word() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu) -> None:
        await meeting_of(bench, mcu, 1)
        later = replace(bench.latest, at_s=bench.latest.at_s + 60)
        told: Any = roster_object(later, view(bench))
        assert (told["is_known"], told["fault"], told["connected"]) == (False, None, None)
        assert told["age_s"] >= 60
        (line, *_) = RosterLines(later, Words("en")).all()
        assert line.startswith("MCU: Participants unknown. (MCU report 60 s old")

    play(scenario)


def test_without_a_meeting_there_is_no_floor(station: Station) -> None:
    station.number_sites()
    with station.engine(mcu := FakeMcu()) as thread:
        Room(thread, mcu).join("2008")
        told = known(station)
    assert (told["meeting"], told["floor"]) == (None, None)
    assert [row["number"] for row in told["connected"]] == [8]
