"""Notices from templates: what they say, what they keep back, and what a wrong template leads to."""

from dataclasses import replace
from pathlib import Path

import pytest

from gbdt_console.core.booking import Booking
from gbdt_console.core.meetings.notices import Notice, NoticeGroup, NoticeState
from gbdt_console.core.meetings.registration import (
    MeetingKind,
    MeetingPlan,
    NoticeChannel,
    Registration,
)
from gbdt_console.core.meetings.rules import MeetingSettings
from gbdt_console.core.people import Body, Contact
from gbdt_console.core.sites import Network
from gbdt_console.text.meetings.meeting_text import MeetingWords
from gbdt_console.text.meetings.notices import NoticeWriter
from gbdt_console.text.office_templates import BadTemplate
from gbdt_console.text.words import Words
from tests.support.engine.networks import network

SECRET = "Nhân sự chủ chốt"
MADE = network(4)
CENTRE = replace(MADE.centre, name="Trung tâm điều khiển", contacts=(Contact("trực ca", "0214 000 0700"),))
NETWORK: Network = replace(
    MADE, centre=CENTRE, bodies={"ubnd": Body("ubnd", "Ủy ban nhân dân tỉnh")},
    meetings=MeetingSettings(carriers=tuple((site.id, site.line.carrier_id) for site in MADE.sites)),
)  # fmt: skip
PLAN = MeetingPlan(
    SECRET, "ubnd", MeetingKind.PROVINCIAL, ("s1", "s2", "s3"), "s1", "2026-11-26T08:00", "Asia/Ho_Chi_Minh"
)
MEETING = Registration(7, PLAN, 0.0, "trực", 0.0, NoticeChannel.LETTER)


def state(meeting: Registration, group: str) -> NoticeState:
    found = meeting.notice_states(dict(NETWORK.meetings.carriers))
    return next(one for one in found if one.group == group)


def written(meeting: Registration, group: str, folder: Path | None = None) -> str:
    return NoticeWriter(NETWORK, folder).write(meeting, state(meeting, group)).text


def told(meeting: Registration) -> Registration:
    notices = tuple(
        Notice(group, recipient, 0, "fax", 1.0, "trực")
        for group in NoticeGroup
        for recipient in state(meeting, group).untold
    )
    return replace(meeting, notices=notices)


def test_sites_are_told_times_points_and_duties() -> None:
    text = written(MEETING, "sites")
    for part in (
        "cuộc họp số 7", SECRET, "Ủy ban nhân dân tỉnh", "08:00 thứ Năm, ngày 26/11/2026", "kết thúc 10:00",
        "có mặt tại điểm cầu từ 07:00", "chậm nhất 07:30", "trực ca 0214 000 0700", "1 Điểm 1",
    ):  # fmt: skip
        assert part in text, part
    assert "thay cho thông báo trước" not in text


def test_a_centre_without_a_number_says_so() -> None:
    bare = replace(NETWORK, centre=replace(CENTRE, contacts=()))
    text = NoticeWriter(bare, None).write(MEETING, state(MEETING, "sites")).text
    assert "với Trung tâm điều khiển: chưa có số." in text


def test_carrier_and_power_company_get_their_times_and_no_subject() -> None:
    carrier, power = written(MEETING, "carrier"), written(MEETING, "power")
    assert "từ 07:00 ngày 26/11/2026" in carrier
    assert NETWORK.sites[0].line.circuit in carrier
    assert "từ 07:00 đến 11:00 ngày 26/11/2026" in power
    assert SECRET not in carrier + power


def test_a_change_makes_a_replacing_notice_with_its_reason() -> None:
    changed = replace(told(MEETING), revision=1, change_reason="mưa lớn")
    for group in NoticeGroup:
        assert "thay cho thông báo trước" in written(changed, group)
    assert "mưa lớn" in written(changed, "sites")


def test_a_cancelled_meeting_is_cancelled_in_every_notice() -> None:
    cancelled = replace(told(MEETING), cancelled_utc=5.0, cancel_reason="hoãn")
    for group in NoticeGroup:
        text = written(cancelled, group)
        assert text.startswith("V/v hủy")
        assert "không tổ chức" in text


def test_a_site_that_dropped_out_is_named() -> None:
    changed = replace(told(MEETING), plan=replace(PLAN, sites=("s1", "s2")), revision=1)
    assert "Không còn dự họp: 3 Điểm 3" in written(changed, "sites")


@pytest.mark.parametrize("group", list(NoticeGroup))
def test_a_closed_meeting_s_subject_and_reasons_stand_in_no_notice(group: str, tmp_path: Path) -> None:
    closed = replace(told(MEETING), plan=replace(PLAN, is_closed=True), revision=1, change_reason=SECRET)
    cancelled = replace(closed, cancelled_utc=5.0, cancel_reason=SECRET)
    own = tmp_path / f"{group}.txt"
    own.write_text("{{ title }} {{ reason }} {{ host }} x\n")
    for meeting in (closed, cancelled):
        for folder in (None, tmp_path):
            assert SECRET not in written(meeting, group, folder)


def test_the_office_s_own_template_wins(tmp_path: Path) -> None:
    (tmp_path / "power.txt").write_text("V/v điện\n\nHọp {{ opening_time }} tại {{ sites }}.\n")
    assert written(MEETING, "power", tmp_path).splitlines()[0] == "V/v điện"
    assert "Họp 08:00" in written(MEETING, "power", tmp_path)
    assert written(MEETING, "carrier", tmp_path) == written(MEETING, "carrier")


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("x\n{{ nothing }}\n", 2),
        ("x\n\n{% if %}\n", 3),
        ("x\n{{ title.__class__.__mro__ }}\n", 2),
        ("x\n{{ title.format.__globals__ }}\n", 2),
        ("x\n{{ 1 / 0 }}\n", 2),
        ("{% for a in range(999999999) %}{% endfor %}x\n", 1),
        ("{% include '/etc/passwd' %}x\n", 1),
        ("{% import 'os' as os %}x\n", 1),
        ("", 1),
        ("x" * 70_000, 1),
        ("{{ 'x ' * 9000 }}", 1),
    ],
    ids=[
        "unknown",
        "syntax",
        "class",
        "globals",
        "zero",
        "range",
        "include",
        "import",
        "empty",
        "large",
        "long",
    ],
)
def test_a_wrong_template_is_refused_with_its_line(template: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "sites.txt").write_text(template)
    with pytest.raises(BadTemplate) as refused:
        written(MEETING, "sites", tmp_path)
    assert refused.value.path == str(tmp_path / "sites.txt")
    assert refused.value.line == line


def test_a_template_that_is_no_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "sites.txt").write_bytes(b"V/v\n\xff\xfe\n")
    with pytest.raises(BadTemplate) as refused:
        written(MEETING, "sites", tmp_path)
    assert refused.value.line == 2


def test_what_a_template_writes_is_cleaned(tmp_path: Path) -> None:
    (tmp_path / "sites.txt").write_text("V/v\x1b[2J\u202e\n{{ title }}\n")
    assert written(MEETING, "sites", tmp_path) == f"V/v�[2J�\n{SECRET}"


def test_screens_name_a_carrier_as_sites_yaml_does() -> None:
    texts = MeetingWords(Words("vi"), {}, Booking.of(NETWORK))
    assert [texts.recipient(one) for one in ("vnpt", "fpt")] == ["VNPT", "fpt"]
