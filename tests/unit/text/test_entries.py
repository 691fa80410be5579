"""Journal entries in words: those of alarms, causes, maintenance and devices."""

from dataclasses import MISSING, fields
from typing import Any, get_args, get_type_hints

import pytest

from gbdt_console.core.alarms.alarm import AlarmState, Severity
from gbdt_console.core.alarms.events import (
    AlarmCleared,
    AlarmEvent,
    AlarmRaised,
    AlarmShelved,
    AlarmUnshelved,
    BellSilenced,
    CauseDecided,
)
from gbdt_console.core.conference.floor_events import (
    BlockingSet,
    BreakSet,
    CallerIsolated,
    CallerLeft,
    DialogueSet,
    FloorEvent,
    FloorGiven,
    FloorPrepared,
    OrderEnded,
    OrderEvent,
    OrderReverted,
    SiteOpened,
    SpeakerSkipped,
)
from gbdt_console.core.control_events import PinRefused
from gbdt_console.core.events import BlindnessBegan, Entry, Event
from gbdt_console.core.frame.events import FrameTaken
from gbdt_console.core.meetings.events import DutyAnswered, SiteAnswered
from gbdt_console.core.meetings.registration import NoticeChannel, SiteAnswer
from gbdt_console.core.pictures import Bus, Shot
from gbdt_console.core.requests import Stage
from gbdt_console.core.technicians.posts import Post
from gbdt_console.journal.codec import event_data, read_event
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import LANGUAGES, Words

AT_UTC = 1_767_597_737.0  # 14:22:17 on 5 January 2026 in Vietnam
NAMES = {"sa-pa": "8 Sa Pa"}
HEARS = ", không ai nghe thấy, vẫn nghe và thấy cuộc họp"
"""What an isolation does and what it does not."""


def said(event: Event, language: str = "vi") -> str:
    words = Words(language)
    entry = Entry(1, AT_UTC, event.KIND, event.VERSION, "", event_data(event), event)
    return EntryWords(words, Formats(words), NAMES).sentence(entry)


@pytest.mark.parametrize(
    ("chair", "told"),
    [
        (("bac-ha", "sa-pa"), "các điểm cầu xem: 8 Sa Pa; chủ trì xem: bac-ha, 8 Sa Pa"),
        (("sa-pa",), "Đưa lên hình: 8 Sa Pa (An)"),
        ((), "Đưa lên hình: 8 Sa Pa (An)"),
    ],
    ids=["different", "same", "unknown"],
)
def test_an_entry_about_both_pictures_tells_the_sites_of_each(chair: tuple[str, ...], told: str) -> None:
    shots = {Bus.BRANCHES: Shot("1", ("sa-pa",)), Bus.CHAIR: Shot("4", chair)}
    assert told in said(FrameTaken(shots, {}, "An"))


@pytest.mark.parametrize(("channel", "told"), [("fax", "qua fax"), ("unstated", "không ghi cách báo")])
def test_how_a_site_answered_stands_as_it_was_said(channel: str, told: str) -> None:
    answered = SiteAnswered(1, "sa-pa", SiteAnswer.AGREED, NoticeChannel(channel), "", AT_UTC, "An")
    duty = DutyAnswered(1, "sa-pa", Post.TECHNICIAN, True, "Bình", NoticeChannel(channel), AT_UTC, "An")
    assert said(answered) == f"Cuộc họp 1: 8 Sa Pa đồng ý giờ họp, {told} (An ghi)"
    assert said(duty) == f"Cuộc họp 1: 8 Sa Pa xác nhận trực: Bình (cán bộ kỹ thuật), {told} (An ghi)"


def raised(**changed: Any) -> AlarmRaised:
    usual: dict[str, Any] = {
        "number": 7, "resource": "sa-pa", "type": "site.lost", "severity": Severity.CRITICAL, "site": "sa-pa",
        "since_utc": AT_UTC, "raised_utc": AT_UTC,
    }  # fmt: skip
    return AlarmRaised(**(usual | changed))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", get_args(AlarmEvent))
def test_every_kind_about_alarms_has_a_sentence_without_codes(kind: Any, language: str) -> None:
    hints = get_type_hints(kind)
    usual: dict[type, object] = {str: "", int: 0, float: AT_UTC, bool: False}
    needed = [field.name for field in fields(kind) if field.default is MISSING]
    values = {name: usual[hints[name]] for name in needed if hints[name] in usual}
    known = {
        "resource": "sa-pa.codec", "type": "codec.lost", "severity": Severity.MAJOR, "operator": "Trực ca 1"
    }  # fmt: skip
    values |= {name: value for name, value in known.items() if name in hints}
    text = said(kind(**values), language)
    assert kind.KIND not in text
    assert "{" not in text
    assert "8 Sa Pa · codec" in text or kind is BellSilenced


def order(stage: str = "verified", words: str = "", **changed: Any) -> OrderEnded:
    usual: dict[str, Any] = {"what": "microphone.block", "target": "sa-pa", "operator": "truc-ca-1"}
    return OrderEnded("o1", stage=Stage(stage), words=words, took_s=0.4, **(usual | changed))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*get_args(FloorEvent), *get_args(OrderEvent)])
@pytest.mark.parametrize("is_on", [False, True])
def test_every_kind_about_the_floor_has_a_sentence_without_codes(
    kind: Any, is_on: bool, language: str
) -> None:
    usual: dict[type, object] = {str: "sa-pa" if is_on else "", float: AT_UTC, bool: is_on, int: 2}
    values = {name: usual[hint] for name, hint in get_type_hints(kind).items() if hint in usual}
    known = {"what": "microphone.block", "target": "sa-pa", "operator": "Trực ca 1", "code": "order.late"}
    values |= {name: value for name, value in known.items() if name in values}
    values |= {name: Stage.FAILED for name, hint in get_type_hints(kind).items() if hint is Stage}
    text = said(kind(**values), language)
    assert kind.KIND not in text
    assert "{" not in text
    assert "microphone." not in text
    assert "stage." not in text


def test_the_floor_is_told_with_who_had_it_before() -> None:
    assert said(FloorGiven("sa-pa", "", AT_UTC, "Ca 1")) == "8 Sa Pa: được trao lượt phát biểu (Ca 1)"
    assert "sau 8 Sa Pa" in said(FloorGiven("bac-ha", "sa-pa", AT_UTC, "Ca 1"))
    back = said(FloorGiven("", "sa-pa", AT_UTC, "Ca 1"))
    assert back == "8 Sa Pa: hết lượt phát biểu, trở về chủ trì (Ca 1)"
    assert "trở về chủ trì" in said(FloorGiven("", "", AT_UTC, "Ca 1"))
    assert "Không chuẩn bị" in said(FloorPrepared("", "Ca 1"))
    assert said(SpeakerSkipped("sa-pa", "mất điện", "Ca 1")).startswith(
        "8 Sa Pa: bỏ lượt phát biểu: mất điện"
    )


@pytest.mark.parametrize("kind", [DialogueSet, BlockingSet, BreakSet, lambda on, by: SiteOpened("s", on, by)])
def test_what_is_switched_on_and_off_is_said_differently(kind: Any) -> None:
    assert said(kind(True, "Ca 1")) != said(kind(False, "Ca 1"))


def test_an_order_is_told_with_its_end_and_the_device_s_words_cleaned() -> None:
    assert said(order()) == "8 Sa Pa: chặn tiếng: đã xác nhận"
    failed = said(order("failed", "No \x1b[2J Channel"))
    assert failed == "8 Sa Pa: chặn tiếng: không thực hiện được (No \ufffd[2J Channel)"
    assert "theo quy định đang áp dụng" in said(order(operator=""))
    assert said(order(operator_name="Trực ca 1")) == "8 Sa Pa: chặn tiếng: đã xác nhận (Trực ca 1)"
    assert said(order(what="conference.lock", target="")).startswith("phòng họp MCU: khóa phòng họp: ")
    assert said(OrderReverted("o1", "microphone.block", "10.0.0.7")).startswith(
        "10.0.0.7: đã chặn tiếng nhưng MCU tự bỏ chặn"
    )
    assert said(order(what="x.third-party")).startswith("8 Sa Pa: x.third-party: ")
    late = said(order(words="41", what="call.dial", code="order.late"))
    assert late == "8 Sa Pa: gọi vào phòng họp: đã xác nhận (sau 41 giây)"


def test_the_mcu_and_a_caller_are_things_with_names() -> None:
    assert "MCU: mất liên lạc" in said(raised(resource="centre.mcu", type="mcu.lost"))
    stranger = said(raised(resource="caller.0214.7", type="caller.unexpected"))
    assert "kết nối 0214.7: kết nối lạ" in stranger
    nobody = said(raised(resource="caller.", type="caller.unexpected"))
    assert "kết nối không rõ số: kết nối lạ" in nobody
    assert said(CallerIsolated("0214.7", "Ca 1")) == f"0214.7: cách ly{HEARS} (Ca 1)"
    assert said(CallerIsolated("2008", "Ca 1", site="sa-pa")) == f"8 Sa Pa (2008): cách ly{HEARS} (Ca 1)"


def test_an_alarm_is_said_with_effect_number_and_severity() -> None:
    assert said(raised()) == "8 Sa Pa: mất kết nối (cảnh báo 7, khẩn cấp)"
    assert said(raised(parent=3)) == "8 Sa Pa: mất kết nối (cảnh báo 7, gộp vào cảnh báo 3)"
    assert "nút n1: sự cố nút mạng" in said(raised(resource="upstream.n1", type="upstream.lost"))
    assert "Trung tâm điều khiển: " in said(raised(resource="centre", type="journal.refused"))


def test_a_cleared_alarm_says_how_long_it_lasted() -> None:
    assert "kéo dài 1:01:05" in said(AlarmCleared(7, "sa-pa", AT_UTC, 3_665.0))


def test_a_reason_is_what_the_person_wrote_and_that_of_blindness_a_code() -> None:
    assert "chờ thợ" in said(AlarmShelved(7, "sa-pa", AT_UTC + 900, "chờ thợ", "Trực ca 1"))
    assert "không thiết bị nào tại trung tâm trả lời" in said(BlindnessBegan("anchors", AT_UTC))


def test_what_ended_by_itself_names_nobody() -> None:
    assert "hết giờ tạm ẩn" in said(AlarmUnshelved(7, "sa-pa"))
    assert "Trực ca 1 bỏ tạm ẩn" in said(AlarmUnshelved(7, "sa-pa", "Trực ca 1"))


def test_a_cause_found_on_return_says_so() -> None:
    found = CauseDecided(7, "sa-pa", "site-power", "high", is_on_return=True)
    assert "khi kết nối lại" in said(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_severity_and_state_has_words(language: str) -> None:
    words = Words(language)
    codes = [f"severity.{severity}" for severity in Severity] + [
        f"alarm.state.{state}" for state in AlarmState
    ]
    assert [code for code in codes if not words.has(code)] == []


def test_an_order_says_which_preset_and_why_it_is_unknown() -> None:
    asked = said(order("unknown", what="room.preset", value="7", code="order.not-readable"))
    why = Words("vi")("order.not-readable").rstrip(".")
    assert asked == f"8 Sa Pa: gọi preset 7: không rõ kết quả ({why})"


def test_a_call_that_nobody_took_is_said_in_our_words_and_the_mcu_s() -> None:
    ended = order("failed", what="call.dial", code="call.not-answered", words="User alerting, no answer")
    assert "đổ chuông nhưng không ai nhấc" in said(ended)
    assert "User alerting, no answer" in said(ended)


def test_an_order_that_an_older_console_wrote_is_still_said() -> None:
    old = {n: v for n, v in event_data(order()).items() if n not in ("operator_name", "code", "value")}
    entry = Entry(1, AT_UTC, "order.ended", 1, "truc-ca-1", old, read_event("order.ended", 1, old))
    words = Words("vi")
    told = EntryWords(words, Formats(words), NAMES).sentence(entry)
    assert told == "8 Sa Pa: chặn tiếng: đã xác nhận"


def test_a_caller_without_a_number_is_said_by_its_leg_and_what_it_calls_itself() -> None:
    leg = "PJSIP/anonymous-0000001b"
    assert said(CallerIsolated("", "Ca 1", leg, "Khách\x1b[2J")) == (
        f"cuộc gọi không rõ số PJSIP/anonymous-0000001b (Khách\ufffd[2J): cách ly{HEARS} (Ca 1)"
    )
    assert said(CallerLeft(leg)).startswith("cuộc gọi PJSIP/anonymous-0000001b đã kết thúc")


@pytest.mark.parametrize(("user", "named"), [("kythuat1", "by kythuat1 at"), ("", "trực phụ at")])
def test_a_wrong_pin_names_the_login_where_the_journal_has_it(user: str, named: str) -> None:
    assert named in said(PinRefused("trực phụ", "gbdt", "pts/1", user=user), "en")
