"""What leaves the room reads as a colleague would write it, and has no meeting and no person in it."""

from dataclasses import replace

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.carriers import UpstreamGroup
from gbdt_console.core.notify.book import Message
from gbdt_console.core.notify.due import Again, Due
from gbdt_console.core.people import Contact
from gbdt_console.core.sites import Network
from gbdt_console.text.notify.message_text import MessageWords, message_line, unsent_text
from gbdt_console.text.words import Words
from tests.support.engine.networks import Equipped, network

AT = 1_767_573_060.0
"""07:31 in Vietnam."""
CALL = Contact("trực, An", "0200 000 0002")


def province(language: str = "vi") -> Network:
    plain = network(30, equipped=Equipped(has_ups=True, upstream_of=dict.fromkeys(range(1, 25), "nut")))
    carriers = {
        id_: replace(one, name="Viettel", contacts=(Contact("trực", "0200 000 0001"),))
        for id_, one in plain.carriers.items()
    }
    upstreams = {"nut": UpstreamGroup("nut", "Nút Bắc Hà", next(iter(carriers)))}
    sites = tuple(replace(site, contacts=(CALL,)) for site in plain.sites)
    return replace(plain, carriers=carriers, sites=sites, upstreams=upstreams, language=language)


LOST = Alarm(1, AlarmKey("s12", AlarmType.SITE_LOST), Severity.MAJOR, AT, AT, "s12", "line", "high")


def said(*raised: Alarm, over: tuple[Alarm, ...] = (), waiting: int = 0, language: str = "vi") -> str:
    due = Due("ca", raised, {one.number: waiting for one in raised if waiting}, over)
    return MessageWords(province(language)).text(due, AT + 60)


def test_a_cut_line_names_site_time_carrier_and_number() -> None:
    assert said(LOST) == "MẤT LIÊN LẠC: 12 Điểm 12 · từ 07:31 · đường truyền Viettel · gọi 0200 000 0001"
    assert said(LOST, language="en").startswith("LOST CONTACT: 12 Điểm 12 · since 07:31 · ")


def test_a_cause_that_is_not_sure_is_told_so_and_calls_whom_it_concerns() -> None:
    power = replace(LOST, cause="site-power", confidence="medium")
    assert said(power) == (
        "MẤT LIÊN LẠC: 12 Điểm 12 · từ 07:31 · do mất điện tại điểm cầu? · gọi 0200 000 0002"
    )


def test_a_node_is_one_line_with_its_sites() -> None:
    members = tuple(f"s{n}" for n in range(1, 21))
    key = AlarmKey("upstream.nut", AlarmType.UPSTREAM_LOST)
    node = Alarm(2, key, Severity.MAJOR, AT, AT, members=members, cause="upstream-node", confidence="high")
    assert said(node) == (
        "SỰ CỐ NÚT MẠNG: nút Bắc Hà · 20 điểm cầu mất kết nối (1, 2, 3, 4, 5, 6, 7, 8, …) · từ 07:31"
        " · gọi 0200 000 0001"
    )


def test_an_end_names_begin_and_end_and_an_escalation_how_long_nobody_came() -> None:
    over = replace(LOST, is_active=False, ended_utc=AT + 1_860)
    assert said(over=(over,)) == "ĐÃ HẾT: 12 Điểm 12 · mất liên lạc từ 07:31 đến 08:02"
    assert "· VẪN CÒN ·" not in said(LOST)
    again = Due("ca", (LOST,), {1: 10}, (), {1: Again.LASTING})
    assert (
        MessageWords(province())
        .text(again, AT + 60)
        .startswith("CHƯA AI TIẾP NHẬN sau 10 phút · VẪN CÒN · MẤT LIÊN LẠC: 12 Điểm 12 · ")
    )
    assert said(LOST, waiting=10).startswith("CHƯA AI TIẾP NHẬN sau 10 phút · MẤT LIÊN LẠC: 12 Điểm 12 · ")


def test_a_device_is_named_with_its_site_and_many_alarms_are_counted() -> None:
    ups = replace(LOST, key=AlarmKey("s3.ups", AlarmType.MAINS_LOST), site_id="s3", cause="", confidence="")
    assert said(ups) == "MẤT ĐIỆN LƯỚI: 3 Điểm 3 · UPS · từ 07:31 · gọi 0200 000 0002"
    many = [replace(LOST, number=n) for n in range(25)]
    lines = said(*many).split("\n")
    assert len(lines) == 11
    assert lines[-1] == "và 15 cảnh báo nữa"


def test_no_person_is_named_and_foreign_text_is_cleaned() -> None:
    assert "An" not in said(replace(LOST, cause="site-power")).split(" · ")[-1]
    hostile = Alarm(3, AlarmKey("caller.09\x1b[31m", AlarmType.CALLER_UNEXPECTED), Severity.MAJOR, AT, AT)
    assert "\x1b" not in said(hostile)


def test_what_was_not_sent_is_one_line_with_number_and_time() -> None:
    words = Words("vi")
    late = Message(1, "ca", "MẤT LIÊN LẠC: 12\nĐÃ HẾT", AT, attempts=2, fault="status", status=401)
    waiting = replace(late, number=2, at_utc=AT + 60)
    assert unsent_text(words, (waiting, late)) == "tin nhắn chờ gửi lại: 2 · từ 07:31"
    assert unsent_text(words, (replace(late, attempts=0), replace(late, sent_utc=AT))) == ""
    assert message_line(words, late) == (
        "    1  05/01/2026 07:31  ca  đang chờ gửi (máy chủ trả lời 401; đã thử 2 lần)"
        "  MẤT LIÊN LẠC: 12 / ĐÃ HẾT"
    )


def test_what_nobody_answered_is_not_called_unsent() -> None:
    given_up = Message(1, "ca", "chữ", AT, attempts=1, fault="too-long", is_dropped=True)
    assert message_line(Words("vi"), given_up) == (
        "    1  05/01/2026 07:31  ca  đã thôi gửi (không có trả lời: chưa rõ đã đến chưa; đã thử 1 lần)  chữ"
    )
    assert "given up (no answer: it may have arrived; tried 1 time)" in message_line(Words("en"), given_up)
