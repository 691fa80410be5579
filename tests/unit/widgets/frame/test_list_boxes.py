"""The lists beside the pictures: orders are whole where there is room, else they keep mark, site and act."""

from dataclasses import replace

import pytest

from gbdt_console.core.conference.call_quality import CallQuality
from gbdt_console.core.conference.roster import RosterStatus
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.requests import Stage
from gbdt_console.ui.conference.conference import CallView
from gbdt_console.ui.drawing.appearance import appearance_of
from gbdt_console.ui.site_names import SiteNames
from gbdt_console.ui.view import View
from gbdt_console.widgets.conference.call_text import CallText
from gbdt_console.widgets.frame.bus_text import BusText
from gbdt_console.widgets.frame.list_boxes import orders_box, others_of
from gbdt_console.widgets.wall.row import RowPainter
from tests.support.conference.scenes import SCENES
from tests.support.screens.scripted_port import make_snapshot

LOOK = appearance_of("vi", "dark", {}, ascii_only=False)
SNAPSHOT = SCENES["alien"](make_snapshot(11))
VIEW = View(SNAPSHOT, SNAPSHOT.at_s)
TEXT = BusText(LOOK, VIEW, SiteNames(SNAPSHOT.sites))
REFUSED = OrderView("microphone.block", "site10", Stage.FAILED, "control.refused", "No Channel")
REVERTED = OrderView("microphone.unblock", "site6", Stage.VERIFIED, is_reverted=True)
SENT = OrderView("microphone.block", "site7", Stage.SENT)
UNKNOWN = OrderView("microphone.block", "site7", Stage.UNKNOWN)


@pytest.mark.parametrize(
    ("order", "room", "said"),
    [
        (REFUSED, 60, "✕ 10 Văn Bàn: chặn tiếng: Thiết bị từ chối."),
        (REFUSED, 26, "✕ 10 Văn Bàn: chặn tiếng"),
        (REFUSED, 18, "✕ 10: chặn tiếng"),
        (REVERTED, 46, "✕ 6 Bắc Hà: bỏ chặn tiếng: thiết bị tự đổi lại"),
        (REVERTED, 26, "✕ 6 Bắc Hà: bỏ chặn tiếng"),
        (SENT, 30, "7 Mường Khương: chặn tiếng"),
        (UNKNOWN, 30, "? 7 Mường Khương: chặn tiếng"),
    ],
)
def test_an_order_in_few_cells_keeps_mark_site_and_act(order: OrderView, room: int, said: str) -> None:
    assert CallText(LOOK).order(VIEW, order, room)[0] == said


def test_an_order_with_room_is_a_whole_sentence() -> None:
    whole = CallText(LOOK).order(VIEW, REFUSED)[0]
    assert whole.startswith("10 Văn Bàn: chặn tiếng: không thực hiện được. Thiết bị từ chối.")
    assert CallText(LOOK).order(VIEW, REFUSED, len(whole))[0] == whole


def test_long_orders_go_on_in_the_lines_that_are_left() -> None:
    others = others_of(TEXT, 36, is_whole=True)
    roomy = [line.text for line in orders_box(TEXT, (40, 12), others)]
    assert {len(line) for line in roomy} == {40}
    assert "…" not in "".join(roomy)
    words = " ".join("".join(line.strip("│╭╰─╮╯") for line in roomy[1:-1]).split())
    for text, _ in others:
        assert text in words
    low = [line.text for line in orders_box(TEXT, (40, 5), others)]
    assert [line[1:12].strip() for line in low[1:-1]] == [text[:10].strip() for text, _ in others]


@pytest.mark.parametrize(("width", "said"), [(50, "chưa vào phòng họp"), (34, "vắng")])
def test_an_absent_site_is_told_in_a_word_where_the_sentence_has_no_room(width: int, said: str) -> None:
    site = SNAPSHOT.sites[8]
    (line,) = RowPainter(LOOK, width, TEXT.names).paint(site, VIEW.site(site), is_cursor=False)
    assert said in line.text
    assert "…" not in line.text


def test_an_absent_site_that_cannot_be_called_says_so_behind_that_it_is_absent() -> None:
    parts = CallText(LOOK).parts(CallView(RosterStatus.ABSENT, is_unregistered=True))
    assert [text for text, _ in parts] == ["chưa vào phòng họp", "chưa đăng ký"]


def test_a_poor_call_stands_first_and_a_notice_behind_all_else() -> None:
    poor = CallView(RosterStatus.CONNECTED, True, quality=CallQuality.POOR, loss_percent=12.4, jitter_ms=8)
    notice = CallView(
        RosterStatus.CONNECTED, True, quality=CallQuality.NOTICE, loss_percent=0.2, jitter_ms=45
    )
    untold = CallView(RosterStatus.CONNECTED, True, quality=CallQuality.POOR)
    assert [text for text, _ in CallText(LOOK).parts(poor)] == ["mất gói 12,4%", "chặn tiếng"]
    assert [text for text, _ in CallText(LOOK).parts(untold)] == ["mất gói >5%", "chặn tiếng"]
    assert [text for text, _ in CallText(LOOK).parts(notice)] == ["chặn tiếng", "jitter 45 ms"]


@pytest.mark.outcome("nobody, all, 0")
def test_a_mixer_without_an_mcu_never_says_that_nobody_is_out_of_turn() -> None:
    view = View(replace(SNAPSHOT, conference=None), SNAPSHOT.at_s)
    text = BusText(LOOK, view, SiteNames(SNAPSHOT.sites))
    said = "".join(line.text for line in orders_box(text, (40, 12), others_of(text, 36)))
    assert "không rõ ai đang nói" in said
    assert "không ai nói ngoài lượt" not in said


def test_how_loud_a_site_is_stands_in_the_line_of_its_call_and_not_on_the_wall() -> None:
    call = CallView(RosterStatus.CONNECTED, is_blocked=False, level_db=-22)
    assert [text for text, _ in CallText(LOOK).level(call)] == ["mức tiếng -22 dB"]
    assert "dB" not in str(CallText(LOOK).news(call))
    assert CallText(LOOK).level(replace(call, is_blocked=True)) == []
