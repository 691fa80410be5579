"""`meetings …`, over an engine and over the journal alone."""

import json
import re
import shlex
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from docx import Document

from tests.support.cli.station import Station
from tests.support.places import DOCS

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(days: int, time: str = "08:00") -> str:
    return f"{datetime.now(ZONE) + timedelta(days=days):%Y-%m-%d} {time}"


def do(station: Station, *words: str) -> str:
    return station.do("meetings", *words)


def listed(station: Station) -> dict[int, dict[str, Any]]:
    return {one["number"]: one for one in json.loads(do(station, "list", "--json", "--all"))["meetings"]}


def department(station: Station, *more: str, days: int = 3) -> None:
    host = ("--host", "Sở Y tế", "--kind", "department", "--sites", "3,6,8")
    do(station, "register", "Tập huấn", *host, "--opening", at(days, "14:00"), *more)


@pytest.mark.article("A6.2")
def test_each_verb_writes_its_part_of_the_meeting(desk: Station) -> None:
    host = ("--host", "Sở Y tế", "--kind", "department", "--sites", "3,6,8", "--opening", at(3, "14:00"))
    said = do(desk, "register", "Tập huấn", *host, "--channel", "email")
    assert said.endswith("recorded, number 1\n")
    meeting = listed(desk)[1]
    assert (meeting["chair"], meeting["sites"]) == ("so-tttt", ["so-tttt", "bat-xat", "bac-ha", "sa-pa"])
    assert (meeting["state"], meeting["notice_channel"]) == ("draft", "email")
    do(desk, "agree", "1", "3", "sa-pa")
    do(desk, "agree", "1", "6", "--declined", "--person", "chánh văn phòng")
    assert listed(desk)[1]["lacks"][0] == {"kind": "declined", "sites": ["bac-ha"], "meetings": []}
    do(desk, "agree", "1", "all")
    do(desk, "invite", "1", "--paper", "12/GM-SYT")
    do(desk, "change", "1", "--contact", "thư ký", "--technician", "8=An", "--order", "8,3")
    meeting = listed(desk)[1]
    assert (meeting["state"], meeting["paper"], meeting["contact"]) == ("invited", "12/GM-SYT", "thư ký")
    assert meeting["technicians"] == [{"site": "sa-pa", "name": "An"}]
    assert meeting["running_order"] == ["sa-pa", "bat-xat"]
    do(desk, "move", "1", at(4, "09:00"), "--reason", "đoàn về muộn")
    meeting = listed(desk)[1]
    assert (meeting["state"], meeting["revision"]) == ("draft", 1)
    assert meeting["local_opening"] == at(4, "09:00").replace(" ", "T")
    do(desk, "cancel", "1", "hoãn")
    assert (listed(desk)[1]["state"], listed(desk)[1]["cancel_reason"]) == ("cancelled", "hoãn")
    assert desk.run("verify").exit_code == 0


def test_a_registered_meeting_is_started_overrun_and_ended(desk: Station) -> None:
    do(desk, "register", "Bão số 5", "--host", "vp-ubnd", "--kind", "emergency", "--sites", "8")
    meeting = listed(desk)[1]
    assert (meeting["chair"], meeting["sites"], meeting["minutes"]) == ("vp-ubnd", ["vp-ubnd", "sa-pa"], 120)
    started = desk.run("meeting", "start", "--meeting", "1")
    assert started.exit_code == 0, started.output
    assert listed(desk)[1]["state"] == "started"
    do(desk, "overrun", "+180")
    assert listed(desk)[1]["end"] > meeting["end"]
    do(desk, "end")
    assert listed(desk)[1]["state"] == "ended"


@pytest.mark.article("A6.2")
def test_clashes_are_named_and_need_a_decision(desk: Station) -> None:
    department(desk)
    args = ("meetings", "register", "Họp", "--host", "vp-ubnd", "--sites", "8", "--opening", at(3, "15:00"))
    refused = desk.run(*args)
    assert refused.exit_code == 4
    assert "both need 8 Sa Pa" in refused.stderr
    assert refused.stderr.count("14:00-16:00") == 1
    assert desk.run(*args, "--yes").exit_code == 0
    assert listed(desk)[2]["lacks"][0]["kind"] == "clash"
    assert [clash["meeting"] for clash in listed(desk)[2]["clashes"]] == [1]


def test_a_series_is_listed_and_a_day_left_out(desk: Station) -> None:
    department(desk, "--every", "week", "--count", "20")
    series = json.loads(do(desk, "list", "--json"))["series"]
    assert [(s["number"], s["every"], s["count"]) for s in series] == [(1, "week", 20)]
    day = f"{datetime.now(ZONE) + timedelta(days=3 + 70):%Y-%m-%d}"
    do(desk, "skip", "1", day)
    assert json.loads(do(desk, "list", "--json"))["series"][0]["skipped"] == [day]
    do(desk, "end-series", "1")
    assert json.loads(do(desk, "list", "--json"))["series"] == []


def test_a_closed_meeting_is_listed_without_its_subject(desk: Station) -> None:
    do(desk, "register", "Nhân sự", "--host", "vp-ubnd", "--opening", at(3), "--closed")
    do(desk, "change", "1", "--minutes", "60", "--reason", "Nhân sự")
    for words in (("list",), ("list", "--json"), ("show", "1"), ("show", "1", "--json")):
        said = do(desk, *words)
        assert "Nhân sự" not in said
        assert "60" in said or "08:00-09:00" in said


@pytest.mark.article("A7.1a")
def test_notices_are_drafted_sent_and_confirmed(desk: Station, tmp_path: Path) -> None:
    department(desk)
    paper = tmp_path / "thong-bao.docx"
    draft = do(desk, "notice", "1", "sites", "--docx", str(paper))
    bodies = ("huyện Bát Xát", "huyện Bắc Hà", "huyện Sa Pa")
    addressed = [f"Ủy ban nhân dân {body}" for body in bodies] + ["Sở Khoa học và Công nghệ"]
    assert draft.splitlines()[1] == f"Kính gửi: {'; '.join(addressed)}."
    texts = [p.text for p in Document(str(paper)).paragraphs]
    assert texts[: len(addressed) + 1] == [
        "Kính gửi:", *(f"- {one};" for one in addressed[:-1]), f"- {addressed[-1]}."
    ]  # fmt: skip
    assert not any("THÔNG BÁO" in text for text in texts)
    heads = [cell.text for table in Document(str(paper)).tables for row in table.rows for cell in row.cells]
    assert any("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head for head in heads)
    assert any("/SKHCN" in head and "V/v bảo đảm kỹ thuật" in head for head in heads)
    assert any("GIÁM ĐỐC" in head for head in heads)
    assert any("- Như trên;" in head for head in heads)
    assert do(desk, "notice", "1", "sites", "8").splitlines()[1] == f"Kính gửi: {addressed[2]}."
    assert desk.run("meetings", "notice", "1", "sites", "1").exit_code == 4, "site 1 does not take part"
    do(desk, "noticed", "1", "sites", "3", "8", "--channel", "fax")
    do(desk, "confirmed", "1", "sites", "8", "--person", "kỹ thuật")
    do(desk, "noticed", "1", "power")
    meeting = listed(desk)[1]
    told = {n["recipient"]: (n["channel"], n["confirmed"] is not None) for n in meeting["notices"]}
    assert told == {"bat-xat": ("fax", False), "sa-pa": ("fax", True), "power": ("unstated", False)}
    assert {"group": "sites", "recipients": ["so-tttt", "bac-ha"]} in meeting["to_tell"]
    do(desk, "move", "1", at(4, "09:00"))
    again = do(desk, "notice", "1", "power")
    assert f"thay cho công văn ngày {datetime.now(ZONE):%d/%m/%Y}; thay đổi: khai mạc từ " in again
    day, _, time = at(4, "09:00").partition(" ")
    assert f" thành {time} ngày {datetime.fromisoformat(day):%d/%m/%Y}" in again
    assert {"group": "power", "recipients": ["power"]} in listed(desk)[1]["to_tell"]


def test_a_wrong_template_of_the_office_is_named_with_its_line(station: Station) -> None:
    department(station)
    folder = station.config.parent / "notices"
    folder.mkdir()
    (folder / "sites.txt").write_text("V/v\n{{ nobody }}\n")
    result = station.run("meetings", "notice", "1", "sites")
    assert result.exit_code == 4
    assert f"{folder / 'sites.txt'}:2: " in result.stderr
    assert station.run("meetings", "noticed", "1", "sites").exit_code == 4
    (folder / "sites.txt").write_text("V/v họp {{ number }}\nxin báo\n")
    assert do(station, "notice", "1", "sites") == "V/v họp 1\nxin báo\n"


@pytest.mark.article("A9.2")
def test_an_exported_calendar_is_taken_by_another_console_once(desk: Station, tmp_path: Path) -> None:
    department(desk)
    do(desk, "register", "Nhân sự", "--host", "vp-ubnd", "--opening", at(5), "--closed")
    department(desk, "--every", "week", "--count", "20", days=10)
    file = tmp_path / "lich.ics"
    do(desk, "export", str(file))
    assert "Nhân sự" not in file.read_text()
    assert do(desk, "export").startswith("BEGIN:VCALENDAR")
    assert desk.run("meetings", "import", str(file)).stdout.startswith("0 to register; 11 are registered")
    assert desk.run("verify").exit_code == 0


def test_an_imported_file_registers_its_meetings(station: Station, tmp_path: Path) -> None:
    file = tmp_path / "lich.ics"
    opening = at(3, "09:00").replace("-", "").replace(":", "").replace(" ", "T")
    event = ("BEGIN:VEVENT", "SUMMARY:Giao ban", f"DTSTART:{opening}00", "DURATION:PT1H", "END:VEVENT")
    file.write_text("\n".join(("BEGIN:VCALENDAR", *event, "END:VCALENDAR")))
    do(station, "import", str(file), "--host", "vp-ubnd", "--sites", "1,8")
    (meeting,) = listed(station).values()
    assert (meeting["title"], meeting["host"], meeting["minutes"]) == ("Giao ban", "vp-ubnd", 60)
    assert meeting["sites"] == ["vp-ubnd", "sa-pa"]
    do(station, "import", str(file), "--host", "vp-ubnd")
    assert len(listed(station)) == 1


def test_a_wrong_calendar_file_names_its_line_and_registers_nothing(station: Station, tmp_path: Path) -> None:
    department(station)
    file = tmp_path / "lich.ics"
    good = ("BEGIN:VEVENT", "SUMMARY:A", f"DTSTART:{datetime.now(ZONE).year + 1}0105T080000", "END:VEVENT")
    bad = ("BEGIN:VEVENT", "SUMMARY:B", "DTSTART:soon", "END:VEVENT")
    file.write_text("\n".join(("BEGIN:VCALENDAR", *good, *bad, "END:VCALENDAR")))
    result = station.run("meetings", "import", str(file), "--host", "x")
    assert result.exit_code == 4
    assert f"{file}:6: " in result.stderr
    assert len(listed(station)) == 1
    assert station.run("meetings", "import", str(tmp_path / "none.ics")).exit_code == 2


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        (("register", "Họp", "--opening", "+60"), 2),
        (("register", "Họp", "--host", "x"), 2),
        (("register", "Họp", "--host", "x", "--opening", "noon"), 2),
        (("register", "Họp", "--host", "x", "--opening", "+60", "--sites", "99"), 2),
        (("register", " ", "--host", "x", "--opening", "+60"), 4),
        (("change", "7", "--minutes", "30"), 4),
        (("cancel", "7", "hoãn"), 4),
        (("start", "7"), 4),
        (("overrun", "+30"), 4),
        (("show", "7"), 4),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_wrong_uses_have_their_exit_code_and_a_reason(
    words: tuple[str, ...], exit_code: int, station: Station
) -> None:
    department(station)
    result = station.run("meetings", *words)
    assert (result.exit_code, result.stderr.strip() != "") == (exit_code, True)


def test_attendance_tells_each_site_and_the_early_end(desk: Station) -> None:
    assert desk.run("meetings", "attendance").exit_code in {3, 4}
    do(desk, "register", "Bão số 5", "--host", "vp-ubnd", "--kind", "emergency", "--sites", "8", "--closed")
    do(desk, "start", "1")
    assert "running since" in do(desk, "attendance", "1")
    do(desk, "end")
    told = do(desk, "attendance")
    assert "Bão số 5" not in told
    assert re.search(r"ended 1(19|20) min early", told)  # the opening is the begun minute
    sheet = json.loads(do(desk, "attendance", "1", "--json"))
    assert (sheet["number"], sheet["title"], sheet["is_over"]) == (1, "", True)
    assert {site["site"]: list(site["seconds"]) for site in sheet["sites"]} == {
        "vp-ubnd": ["unknown"], "sa-pa": ["unknown"],
    }, "no MCU tells who takes part"  # fmt: skip
    minutes = " ".join(desk.do("report", "minutes", "1").split())
    assert "unknown and double callers: not known" in minutes
    acts = minutes.partition("Operator actions")[2]
    assert "not known who is in the conference" not in acts, "that is no act"
    assert desk.run("meetings", "attendance", "9").exit_code == 4


def test_a_quick_start_needs_title_and_chair_or_a_number_alone(station: Station) -> None:
    for words in ((), ("Họp",), ("Họp", "--chair", "1", "--meeting", "1"), ("--chair", "1")):
        assert station.run("meeting", "start", *words).exit_code == 2


def printed_verbs() -> Iterator[list[str]]:
    """The verbs of the guide with days that are to come: each later than the one before, a week after a
    recurring meeting."""
    days = 0
    for line in re.findall(r"^    gbdt-console (.+)$", (DOCS / "meetings.md").read_text(), re.MULTILINE):
        days += 7 if " skip " in line else 10
        day = at(days, "").strip()
        yield shlex.split(re.sub(r"\d{4}-\d\d-\d\d", day, line))


def test_every_verb_of_the_guide_works_as_printed(
    station: Station, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # one of them writes a file
    for words in printed_verbs():
        result = station.run(*words)
        assert result.exit_code == 0, (words, result.output)
    assert listed(station)[2]["change_reason"] == "đoàn công tác về muộn"


def test_the_json_form_is_documented_field_by_field(station: Station) -> None:
    department(station)
    department(station, "--every", "week", days=10)
    text = (DOCS / "meetings-json.md").read_text()
    found = json.loads(do(station, "list", "--json"))
    names = {*found, *found["meetings"][0], *found["series"][0]}
    assert [name for name in sorted(names) if f"`{name}" not in text] == []
