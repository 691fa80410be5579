"""`technicians …`, over an engine and over the journal alone."""

import json
import re
import shlex
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gbdt_console.journal.replay import entries
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.cli.station import Station
from tests.support.places import DOCS


def roster(station: Station) -> dict[str, dict[str, Any]]:
    return {site["site"]: site for site in json.loads(station.do("technicians", "list", "--json"))["sites"]}


def recorded(station: Station) -> list[tuple[str, Mapping[str, Any]]]:
    """What the office recorded, without what the engine did."""
    with closing(EventStore.view(station.state / JOURNAL_NAME)) as store:
        return [(entry.kind, entry.data) for _, entry in entries(store) if entry.actor]


def lacks(station: Station) -> dict[str, list[str]]:
    (meeting,) = json.loads(station.do("meetings", "list", "--json"))["meetings"]
    return {lack["kind"]: lack["sites"] for lack in meeting["lacks"]}


@pytest.mark.article("A10.2")
def test_training_and_duty_take_away_what_the_meeting_lacks(desk: Station) -> None:
    opening = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d} 08:00"
    desk.do("meetings", "register", "Giao ban", "--host", "vp-ubnd", "--opening", opening, "--sites", "8,9")
    assert lacks(desk)["untrained"] == ["vp-ubnd", "sa-pa", "si-ma-cai"]
    desk.do("technicians", "trained", "1,8,centre", "2026-03-12", "--subject", "vận hành")
    desk.do("technicians", "duty", "8,centre", "--channel", "email")
    desk.do("technicians", "duty", "1", "--cannot", "--person", "trưởng phòng")
    desk.do("technicians", "duty", "1", "--carrier", "--person", "anh Minh VNPT")
    assert lacks(desk)["untrained"] == ["si-ma-cai"]
    assert lacks(desk)["duty"] == ["vp-ubnd", "si-ma-cai"]
    sites = roster(desk)
    assert (sites["sa-pa"]["is_trained"], sites["si-ma-cai"]["is_trained"]) == (True, False)
    (answer,) = sites["sa-pa"]["duty"]
    assert (answer["person"], answer["channel"], answer["is_on"]) == ("trực kỹ thuật Sa Pa", "email", True)
    text = desk.do("technicians", "list")
    assert "9 Si Ma Cai  NOBODY TRAINED" in text
    assert "cannot be on duty: trưởng phòng, channel not stated" in text
    assert "carrier's person on duty: confirmed duty: anh Minh VNPT, channel not stated" in text
    assert desk.run("verify").exit_code == 0


@pytest.mark.article("A10.2")
def test_another_technician_is_named_and_untrained(desk: Station) -> None:
    desk.do("technicians", "trained", "all", "2026-03-12")
    desk.do("technicians", "name", "8", "--name", "An", "--phone", "0912 000 001", "--new")
    post = roster(desk)["sa-pa"]["posts"]["technician"]
    assert (post["name"], post["phone"], post["trained"]) == ("An", "0912 000 001", None)
    assert roster(desk)["bac-ha"]["posts"]["technician"]["trained"] == "2026-03-12"


SHEET = """Danh sách dự tập huấn
STT,Họ và tên,Đơn vị,Điện thoại,Ngày tập huấn
1,Chi,UBND phường Sa Pa,912000001,12/03/2026
2,Dũng,Si Ma Cai,0912 000 002,12/03/2026
"""


@pytest.mark.article("A10.2")
def test_a_sheet_is_shown_first_and_recorded_in_one_act(desk: Station, tmp_path: Path) -> None:
    file = tmp_path / "tap-huan.csv"
    file.write_text(SHEET)
    refused = desk.run("technicians", "import", str(file))
    assert (refused.exit_code, "Changed (2):" in refused.output) == (4, True), refused.output
    desk.do("technicians", "import", str(file), "--yes")
    post = roster(desk)["sa-pa"]["posts"]["technician"]
    assert (post["phone"], post["trained"], post["name"]) == ("0912000001", "2026-03-12", None)
    before = recorded(desk)
    (told,) = [data for kind, data in before if kind == "technician.sheet"]
    assert (told["file"], told["posts"]) == ("tap-huan.csv", 2)
    assert told["digest"] == sha256(SHEET.encode()).hexdigest()
    assert "Dũng" not in str(before)
    assert "Nothing to record" in desk.do("technicians", "import", str(file))
    assert recorded(desk) == before
    desk.do("technicians", "import", str(file), "--names", "--yes")
    assert roster(desk)["sa-pa"]["posts"]["technician"]["name"] == "Chi"


def test_a_sheet_of_another_person_is_refused_where_names_are_recorded(desk: Station, tmp_path: Path) -> None:
    desk.do("technicians", "name", "8", "--name", "An")
    file = tmp_path / "tap-huan.csv"
    file.write_text(SHEET)
    result = desk.run("technicians", "import", str(file), "--yes")
    assert result.exit_code == 1, result.output
    assert "tap-huan.csv:3" in result.output
    assert roster(desk)["si-ma-cai"]["posts"]["technician"]["trained"] is None
    told = desk.do("technicians", "import", str(file), "--yes", "--names")
    assert "Chi in place of An" in told
    assert roster(desk)["sa-pa"]["posts"]["technician"]["trained"] == "2026-03-12"


def test_duty_without_any_meeting_is_refused(station: Station) -> None:
    result = station.run("technicians", "duty", "8")
    assert result.exit_code == 4, result.output


def test_every_verb_of_the_guides_works_as_printed(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tap-huan.csv").write_text(SHEET)
    opening = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d} 08:00"
    plan = ("--host", "vp-ubnd", "--opening", opening, "--sites", "all")
    station.do("meetings", "register", "Giao ban", *plan)
    station.do("technicians", "name", "10", "--deputy", "--name", "Chi")
    text = (DOCS / "technicians.md").read_text() + (DOCS / "handover.md").read_text()
    verbs = re.findall(r"^    gbdt-console (.*)$", text, re.MULTILINE)
    assert len(verbs) > 10
    for verb in verbs:
        station.do(*shlex.split(verb), typed="y\n")
