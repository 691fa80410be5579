"""`report …` from the journal, beside an engine or without one."""

import json
import sqlite3
from contextlib import nullcontext
from pathlib import Path
from uuid import UUID

import pytest

from gbdt_console.cli.reports import reading
from gbdt_console.journal.chain import ChainHead
from tests.support.cli.station import Station
from tests.support.reports.recount import MeetingCount, rows_of, rows_of_evidence
from tests.support.reports.working_day import NAME, NUMBER, OPERATOR, SITES, TITLE, write_day


@pytest.mark.parametrize("has_engine", [False, True])
def test_minutes_are_printed_beside_an_engine_and_without(
    station: Station, has_engine: bool, tmp_path: Path
) -> None:
    path, exported = write_day(station.state), tmp_path / "evidence"
    rows = rows_of(path)
    station.run("evidence", "--from", "2020-01-01 00:00", "--output", str(exported))
    assert rows_of_evidence(exported) == rows
    with station.engine() if has_engine else nullcontext():
        told = json.loads(station.run("report", "minutes", str(NUMBER), "--format", "json").stdout)
        text = station.run("report", "minutes").stdout
    count = MeetingCount(rows, NUMBER, SITES)
    assert {one["site"]: one["seconds"] for one in told["sites"]} == {
        site: {way: n for way, n in count.seconds(site).items() if n} for site in SITES
    }
    assert [one["lasted_s"] for one in told["turns"]] == [after - one for _, one, after in count.turns()]
    assert TITLE in text
    assert "8 Sa Pa" in text
    head = ChainHead(told["journal"]["seq"], told["journal"]["hash"]).on_paper
    assert head in text or has_engine


@pytest.mark.parametrize("format_", ["docx", "xlsx", "html", "csv"])
def test_a_report_is_written_as_a_file_named_after_it(
    station: Station, format_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_day(station.state)
    monkeypatch.chdir(tmp_path)
    made = station.run("report", "outages", "1", "--format", format_)
    assert made.exit_code == 0, made.stderr
    (path,) = tmp_path.glob("outage-1.*")
    assert path.stat().st_size > 500
    again = station.run("report", "outages", "1", "--format", format_)
    assert again.exit_code == 4
    assert "--output" in again.stderr
    assert station.run("report", "outages", "1", "--format", format_, "--output", str(path)).exit_code == 0


def test_outages_and_availability_of_a_month_are_printed_for_a_carrier_and_for_all(station: Station) -> None:
    write_day(station.state)
    told = json.loads(station.run("report", "outages", "1", "--format", "json").stdout)
    assert told["outage"]["estimates"][0]["error_s"] == 170.0
    assert told["lines"][0]["down_s"] == told["outage"]["contract_s"]
    month = ("--month", "2026-01", "--format", "json")
    whole = json.loads(station.run("report", "outages", *month).stdout)
    vnpt = json.loads(station.run("report", "outages", "--carrier", "vnpt", *month).stdout)
    assert {line["carrier"] for line in vnpt["lines"]} == {"vnpt"}
    assert len(vnpt["lines"]) < len(whole["lines"]) == 11
    assert [one["number"] for one in whole["outages"]] == [1]
    told_all = station.run("report", "availability", "2026-01").stdout
    assert "01/2026" in told_all
    assert "11 lines: not observed 8184:00:00 (of all together), no time counts" in " ".join(told_all.split())
    assert "Downtime left: –" in told_all
    for wrong in (("outages", "9"), ("outages", "--carrier", "fpt"), ("availability", "2026-13")):
        result = station.run("report", *wrong)
        assert (result.exit_code in (2, 4), result.stdout) == (True, "")


def test_the_year_is_printed_and_needs_a_configuration(station: Station) -> None:
    write_day(station.state)
    told = json.loads(station.run("report", "year", "2026", "--format", "json").stdout)
    assert [(one["number"], one["host"]) for one in told["meetings"]] == [(1, "vp-ubnd")]
    assert [(one["name"], one["outages"]) for one in told["causes"]] == [("line", 1)]
    assert "2026" in station.run("report", "year", "2026").stdout
    station.config.write_text("[")
    result = station.run("report", "year", "2026")
    assert (result.exit_code, result.stdout) == (1, "")
    assert station.run("report", "minutes", lang="en").exit_code == 0


@pytest.mark.parametrize("has_engine", [False, True])
@pytest.mark.article("A9.3-10.3")
def test_a_sites_opinion_stands_in_the_year(station: Station, has_engine: bool) -> None:
    with station.engine() if has_engine else nullcontext():
        given = station.run("report", "opinion", "8", "tiếng nhỏ, xin thêm micro")
        assert given.exit_code == 0, given.output
        wrong = [
            station.run("report", "opinion", *words)
            for words in (("8", " "), ("99", "x"), ("8", "x", "--meeting", "9"))
        ]
        assert all(result.exit_code not in (0, 1) for result in wrong)
        told = json.loads(station.run("report", "year", "--format", "json").stdout)
    assert [(one["site"], one["text"], one["meeting"]) for one in told["opinions"]] == [
        ("sa-pa", "tiếng nhỏ, xin thêm micro", None)
    ]


def test_a_report_shows_how_far_it_has_read_the_journal(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = len(rows_of(write_day(station.state)))
    shares: list[float] = []
    monkeypatch.setattr(reading, "shown_progress", lambda: nullcontext(shares.append))
    monkeypatch.setattr(reading, "STEP", 20)
    assert station.run("report", "year", "2026").exit_code == 0
    assert whole > 60
    assert shares == [read / whole for read in range(20, whole, 20)]


def test_minutes_of_an_unregistered_meeting_are_found_by_its_id_whatever_chance_made_of_it(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An id of digits alone would be the number of a registration."""
    monkeypatch.setattr("gbdt_console.core.meetings.meeting.uuid4", lambda: UUID("1" * 32))
    with station.engine():
        station.do("meeting", "start", "Họp đột xuất", "--chair", "1")
        meeting_id = json.loads(station.do("status", "--json"))["meeting"]["id"]
        station.do("meeting", "end")
        assert "Họp đột xuất" in station.do("report", "minutes", meeting_id)


def test_minutes_go_to_a_file_and_an_unknown_meeting_fails(station: Station, tmp_path: Path) -> None:
    write_day(station.state)
    made = station.run("report", "minutes", "--output", str(tmp_path / "bien-ban.txt"), lang="vi")
    assert (made.exit_code, made.stdout) == (0, "")
    assert "chốt lúc 07:45:12" in (tmp_path / "bien-ban.txt").read_text("utf-8")
    unknown = station.run("report", "minutes", "9")
    assert (unknown.exit_code, unknown.stdout) == (4, "")
    missing = station.run("report", "minutes", "--output", str(tmp_path / "no" / "where"))
    assert missing.exit_code == 4
    assert "cannot be written" in missing.stderr


def told(station: Station, language: str) -> str:
    """The minutes in one line: a line of the terminal may end inside of any words."""
    return " ".join(station.run("report", "minutes", lang=language).stdout.split())


def test_a_meeting_that_runs_is_told_as_not_ended(station: Station) -> None:
    with station.engine():
        assert station.run("meeting", "start", "Giao ban", "--chair", "1").exit_code == 0
        assert "NOT ENDED" in told(station, "en")
        assert "CHƯA KẾT THÚC" in told(station, "vi")
    assert "NOT ENDED" in told(station, "en")


@pytest.mark.parametrize("verb", [("minutes",), ("outages", "1")])
@pytest.mark.parametrize("format_", ["text", "json"])
def test_papers_name_offices_alone_where_that_is_wanted(
    station: Station, verb: tuple[str, ...], format_: str
) -> None:
    write_day(station.state)
    words = ("report", *verb, "--format", format_)
    named = station.run(*words).stdout
    assert NAME in " ".join(named.split())
    offices = station.do(*words, "--offices-only")
    assert NAME not in " ".join(offices.split())
    assert OPERATOR not in offices
    assert "operator on duty" in " ".join(offices.split())
    assert named.count("chủ trì") == offices.count("chủ trì"), "that the chair was told names nobody"
    text = station.config.read_text()
    station.config.write_text(text.replace("#  offices_only: true", "  offices_only: true"))
    assert NAME not in " ".join(station.do(*words).split())
    assert NAME in " ".join(station.do(*words, "--names").split())


def test_a_damaged_journal_gives_no_report(station: Station) -> None:
    path = write_day(station.state)
    with sqlite3.connect(path) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute("UPDATE events SET at_utc_us = at_utc_us + 1 WHERE seq = 40")
    result = station.run("report", "minutes")
    assert (result.exit_code, result.stdout) == (4, "")
