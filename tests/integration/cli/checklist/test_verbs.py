"""`checklist …` over an engine and over the journal alone."""

import json
import re
import shlex
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.cli.checklist.sheet_page import write_sheet
from gbdt_console.cli.client.shown import snapshot_or_recorded
from gbdt_console.cli.context import Context
from gbdt_console.core.checklist.calls import CallStep
from gbdt_console.core.checklist.cells import CellState
from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.checklist.events import ChecklistClosed, ChecklistOpened, SiteCalled
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.reports.archive import ReportFailed
from tests.support.cli.station import Station
from tests.support.places import DOCS
from tests.support.reports.working_day import NAME, at

HOSTILE = "\x1b[2J\u202etxt\nhai"


def sheet(station: Station) -> dict[str, Any]:
    result = station.run("checklist", "show", "--json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)["checklist"]
    return found


def site(station: Station, name: str) -> dict[str, Any]:
    return next(row for row in sheet(station)["sites"] if row["site"] == name)


def printed_verbs() -> list[list[str]]:
    lines = re.findall(r"^    gbdt-console (.+)$", (DOCS / "checklist.md").read_text(), re.MULTILINE)
    return [shlex.split(line) for line in lines]


def test_every_verb_of_the_guide_works_as_printed(station: Station) -> None:
    with station.engine():
        for words in printed_verbs():
            result = station.run(*words)
            assert result.exit_code == 0, (words, result.output)
        sapa = site(station, "sa-pa")
        assert (sapa["roll"]["delegates"], sapa["roll"]["presides"]) == (24, "Phó Chủ tịch")
        assert sapa["checks"]["sound"]["state"] == "signed"
        assert site(station, "so-tttt")["checks"]["sound"]["signed"]["note"] == "đã thay micro"
        assert len(sheet(station)["closed"]["digest"]) == 64


def test_answers_are_kept_without_an_engine_but_nothing_is_closed(station: Station) -> None:
    assert station.run("checklist", "show").exit_code == 3
    assert station.run("checklist", "open", "m1", "--opening", "+90", "--sites", "8,11").exit_code == 0
    assert station.run("checklist", "answer", "8", "delegates", "7").exit_code == 0
    assert [row["site"] for row in sheet(station)["sites"]] == ["sa-pa", "so-tttt"]
    assert site(station, "sa-pa")["roll"]["delegates"] == 7
    result = station.run("checklist", "close", "--yes")
    assert (result.exit_code, "engine" in result.output) == (4, True)
    assert sheet(station)["closed"] is None


def test_a_wrong_site_answer_or_time_is_a_wrong_call(station: Station) -> None:
    assert station.run("checklist", "open", "m1", "--opening", "25:99").exit_code == 2
    assert station.run("checklist", "open", "m1").exit_code == 4
    station.run("checklist", "open", "m1", "--opening", "+90")
    assert station.run("checklist", "answer", "99", "heard", "both").exit_code == 2
    assert station.run("checklist", "answer", "8", "heard", "perhaps").exit_code == 2


def test_the_page_names_numbers_and_phones_and_hides_nothing_in_markup(station: Station) -> None:
    station.number_sites()
    station.run("checklist", "open", "m1", "--opening", "+90")
    assert station.run("checklist", "answer", "8", "presides", "<b>" + HOSTILE).exit_code == 0
    text = station.run("checklist", "print").stdout
    assert re.search(r"8 Sa Pa +2008 ", text)
    assert "0214 000 0801" in text
    assert "SHEET NOT CLOSED" in text
    assert max(map(len, text.splitlines())) <= 80
    assert not re.search(r"0214(\n *000| 000\n)", text)  # no number is cut by a line's end
    assert not set("\x1b\u202e") & set(text)
    html = station.run("checklist", "print", "--html").stdout
    assert re.search(r"<td>2008, 10\.\d+\.\d+\.\d+</td>", html)  # works when the MCU is gone
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_the_page_of_a_registered_meeting_has_its_title_chair_and_running_order(station: Station) -> None:
    day = (datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) + timedelta(days=3)).strftime("%Y-%m-%d 08:00")
    registered = station.run(
        "meetings", "register", "Giao ban quý", "--host", "vp-ubnd", "--kind", "provincial",
        "--opening", day, "--sites", "all", "--chair", "1",
        "--order", "8,9",
    )  # fmt: skip
    assert registered.exit_code == 0, registered.output
    assert station.run("checklist", "open", "1").exit_code == 0
    text = station.run("checklist", "print").stdout
    assert "Meeting: Giao ban quý" in text
    assert "Chair: 1 " in text
    assert "1. 8 Sa Pa" in text
    assert re.search(r"8 Sa Pa +10\.\d+\.\d+\.\d+ +[?K]", text)  # no number: the codec's address is dialled


@pytest.mark.parametrize(
    ("terminal", "desk", "closed", "late"),
    [("-", "", "07:21:00", ""), ("tty1", " (uid 1000, tty1)", "07:45:12", "Closed 15:12 after the checks")],
)
def test_the_page_names_the_year_a_late_closing_and_no_terminal_that_there_is_not(
    station: Station, terminal: str, desk: str, closed: str, late: str
) -> None:
    cells = {"sa-pa": [CellState.SIGNED] * len(Check)}
    station.record(
        ChecklistOpened("1", ["sa-pa"], at("08:00:00"), at("07:30:00"), at("06:50:00"), NAME, list(Check)),
        ChecklistClosed("1", cells, NAME, 1000, terminal, at(closed), "ab" * 32, "f1"),
    )
    text = " ".join(station.do("checklist", "print").split())
    assert "05/01/2026 08:00" in text
    assert f"Closed 05/01/2026 {closed[:5]}: {NAME}{desk}, hash abababababab" in text
    assert ("after the checks were due" in text, late in text) == (bool(late), True)
    assert "Signed by (title, signature): ..." in text


def test_a_person_says_that_the_signed_sheet_is_on_paper(station: Station) -> None:
    station.record(
        ChecklistOpened("1", ["sa-pa"], at("08:00:00"), at("07:30:00"), at("06:50:00"), NAME, list(Check))
    )
    assert station.run("checklist", "printed").exit_code == 0
    assert sheet(station)["printed"]["digest"] is None, "the open sheet is on paper"
    cells = {"sa-pa": [CellState.SIGNED] * len(Check)}
    station.record(ChecklistClosed("1", cells, NAME, 1000, "tty1", at("07:21:00"), "ab" * 32, "f1"))
    assert not sheet(station)["is_on_paper"]
    assert station.run("checklist", "printed").exit_code == 0
    assert sheet(station)["is_on_paper"]
    assert re.search(r"^printed \d\d:\d\d$", station.do("checklist", "show"), re.MULTILINE)


def test_a_console_writes_the_page_that_the_verb_prints_beside_the_reports(station: Station) -> None:
    station.run("checklist", "open", "m1", "--opening", "+90")
    context = Context.of(str(station.config), str(station.state), "en", {})
    snapshot = snapshot_or_recorded(context)
    first, second = (write_sheet(context, context.words(), snapshot) for _ in range(2))
    assert first == station.state / "reports" / "checklist-m1.html"
    assert second.name == "checklist-m1-2.html", "a page that was filled in stays"
    assert "0214 000 0801" in first.read_text()
    with pytest.raises(ReportFailed, match=r"checklist\.no-page"):
        write_sheet(replace(context, config=None), context.words(), snapshot)


def test_a_second_person_is_told_who_calls_and_may_call_instead(station: Station) -> None:
    station.run("checklist", "open", "m1", "--opening", "+90")
    station.record(SiteCalled("m1", "sa-pa", CallStep.CALLING, "Trực ca 9", "c1", SystemClock().utc()))
    refused = station.run("checklist", "call", "8")
    assert (refused.exit_code, "Trực ca 9 is calling this site" in refused.output) == (4, True)
    assert station.run("checklist", "answer", "8", "heard", "both").exit_code == 4
    assert site(station, "sa-pa")["standing"] == "calling"
    assert station.run("checklist", "call", "8", "--instead").exit_code == 0
    assert station.run("checklist", "answer", "8", "heard", "both").exit_code == 0
    assert station.run("checklist", "call", "8", "--back").exit_code == 0
    assert site(station, "sa-pa")["call"]["step"] == "back"
