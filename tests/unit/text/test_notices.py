"""Notices from our templates: what they say and what they keep back."""

from dataclasses import replace

import pytest

from gbdt_console.core.booking import Booking
from gbdt_console.core.meetings.notices import NoticeGroup
from gbdt_console.core.meetings.registration import ToldPlan
from gbdt_console.text.meetings.meeting_text import MeetingWords
from gbdt_console.text.meetings.notices import NoticeWriter
from gbdt_console.text.words import Words
from tests.support.meetings.notices import CENTRE, MEETING, NETWORK, PLAN, SECRET, state, told, written


def test_sites_are_told_times_points_and_duties() -> None:
    text = written(MEETING, "sites")
    for part in (
        "cuộc họp số 7", SECRET, "Ủy ban nhân dân tỉnh", "08:00 thứ Năm, ngày 26/11/2026", "kết thúc 10:00",
        "có mặt tại điểm cầu từ 07:00", "chậm nhất 07:30", "trực ca 0214 000 0700", "1 Điểm 1",
    ):  # fmt: skip
        assert part in text, part
    assert "thay cho công văn" not in text


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
        assert "thay cho công văn ngày 01/01/1970" in written(changed, group)
    assert "mưa lớn" in written(changed, "sites")


def test_a_letter_replaces_only_what_its_recipients_were_sent() -> None:
    first = told(MEETING)
    assert written(first, "sites").startswith("V/v bảo đảm kỹ thuật"), "the first letter, printed again"
    plan = replace(PLAN, sites=("s1", "s2", "s4"))
    changed = replace(first, plan=plan, revision=1, told_plans=(ToldPlan(0, PLAN),))
    writer, whole = NoticeWriter(NETWORK, None), state(changed, "sites")
    new, gone = (writer.write(changed, replace(whole, untold=(one,), outdated=())) for one in ("s4", "s3"))
    assert new.subject.startswith("V/v bảo đảm kỹ thuật")
    assert "thay cho" not in new.text
    assert gone.subject.startswith("V/v thay đổi")
    assert "Không còn dự họp: 3 Điểm 3" in gone.text
    second = (replace(one, revision=1, replaces=0, replaced_utc=1.0) for one in first.notices)
    again = replace(changed, notices=tuple(second))
    assert "thay cho công văn ngày 01/01/1970; thay đổi" in written(again, "carrier"), "printed again"
    late = replace(changed, notices=tuple(replace(one, revision=1) for one in first.notices))
    assert "thay cho" not in written(late, "carrier"), "told of the change alone, it had no letter before"


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
def test_a_closed_meeting_s_subject_and_reasons_stand_in_no_notice(group: str) -> None:
    closed = replace(told(MEETING), plan=replace(PLAN, is_closed=True), revision=1, change_reason=SECRET)
    cancelled = replace(closed, cancelled_utc=5.0, cancel_reason=SECRET)
    for meeting in (closed, cancelled):
        assert SECRET not in written(meeting, group)


def test_screens_name_a_carrier_as_sites_yaml_does() -> None:
    texts = MeetingWords(Words("vi"), {}, Booking.of(NETWORK))
    assert [texts.recipient(one) for one in ("vnpt", "fpt")] == ["VNPT", "fpt"]
