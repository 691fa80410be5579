"""The sentence for the chair in both languages, and the lines about records, word for word."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.outages.causes import OutageCause, ProposedCause
from gbdt_console.core.outages.outage import Downtime, Estimate, EstimateSource, Outage
from gbdt_console.text.formats import TIMEZONE, Formats
from gbdt_console.text.outages.outage_text import NO_ORDER, OutageWords, RunningOrder
from gbdt_console.text.words import Words

NAMES = {"sapa": "8 Sa Pa", "bacha": "6 Bắc Hà", "batxat": "3 Bát Xát"}


def at(hour: int, minute: int) -> float:
    return datetime(2026, 1, 5, hour, minute, tzinfo=ZoneInfo(TIMEZONE)).timestamp()


LOST = Outage(
    number=1,
    sites=("sapa",),
    opened_by=AlarmKey("sapa", AlarmType.SITE_LOST),
    words="",
    started_utc=at(14, 20),
    detected_utc=at(14, 20) + 5.0,
    downtimes=(Downtime("sapa", at(14, 20)),),
)
ON_LINE = replace(LOST, proposed=ProposedCause(OutageCause.LINE, "medium"))


def told(outage: Outage, language: str, order: RunningOrder = NO_ORDER, now_utc: float = at(14, 25)) -> str:
    words = Words(language)
    return OutageWords(words, Formats(words), NAMES).for_chair(outage, now_utc, order)


def estimated(outage: Outage, back_utc: float, source: EstimateSource) -> Outage:
    return replace(outage, estimates=(Estimate(back_utc, at(14, 22), source),))


@pytest.mark.parametrize(
    ("order", "vi", "en"),
    [
        (
            RunningOrder("sapa", "bacha", ("batxat",)),
            " Đây là điểm chủ trì: đề nghị tạm dừng phiên họp.",
            " This is the chair's site: please pause the meeting.",
        ),
        (
            RunningOrder("bacha", "sapa", ("batxat",)),
            " Điểm này đang phát biểu: đề nghị mời điểm khác.",
            " This site has the floor: please call on another site.",
        ),
        (
            RunningOrder("bacha", "batxat", ("sapa", "bacha")),
            " Điểm này sắp phát biểu: đề nghị mời 6 Bắc Hà trước.",
            " This site is next to speak: please call on 6 Bắc Hà first.",
        ),
        (
            RunningOrder("bacha", "batxat", ("sapa",)),
            " Điểm này sắp phát biểu và là điểm cuối.",
            " This site is next to speak, and the last one.",
        ),
        (
            RunningOrder("bacha", "", ("batxat", "sapa")),
            " Điểm này chưa đến lượt phát biểu.",
            " This site's turn comes later.",
        ),
        (RunningOrder("bacha", "batxat", ("bacha",)), "", ""),
        (NO_ORDER, "", ""),
    ],
)
def test_the_chair_hears_what_it_means_for_the_running_order(order: RunningOrder, vi: str, en: str) -> None:
    outage = estimated(ON_LINE, at(14, 50), EstimateSource.CARRIER_SPOKEN)
    assert told(outage, "vi", order) == (
        f"8 Sa Pa: mất kết nối từ 14:20 do đường truyền. Dự kiến có lại lúc 14:50.{vi}"
    )
    assert told(outage, "en", order) == (
        f"8 Sa Pa: no connection since 14:20 because of the line. Expected back at 14:50.{en}"
    )


def test_a_lost_chair_s_site_is_said_before_its_turn_to_speak() -> None:
    both = replace(LOST, sites=("bacha", "sapa"), downtimes=(Downtime("bacha", 1.0), Downtime("sapa", 1.0)))
    sentence = told(both, "vi", RunningOrder("sapa", "bacha", ()))
    assert sentence.endswith("Chưa có dự kiến khôi phục. Đây là điểm chủ trì: đề nghị tạm dừng phiên họp.")


@pytest.mark.parametrize(
    ("outage", "vi", "en"),
    [
        (
            LOST,
            "8 Sa Pa: mất kết nối từ 14:20. Chưa có dự kiến khôi phục.",
            "8 Sa Pa: no connection since 14:20. No estimate yet.",
        ),
        (
            estimated(LOST, at(14, 24), EstimateSource.TECHNICIAN),
            "8 Sa Pa: mất kết nối từ 14:20. Đã quá giờ hẹn 14:24, chưa có giờ mới.",
            "8 Sa Pa: no connection since 14:20. The expected time 14:24 has passed; no new one yet.",
        ),
        (
            estimated(replace(ON_LINE, cause=OutageCause.POWER_GRID), at(15, 0), EstimateSource.AUTOMATIC),
            "8 Sa Pa: mất kết nối từ 14:20 do mất điện tại điểm cầu. "
            "Những lần trước thường có lại trong khoảng này, tức trước 15:00.",
            "8 Sa Pa: no connection since 14:20 because of a power cut at the site. "
            "Past repairs suggest about 15:00.",
        ),
        (
            replace(LOST, opened_by=None, words="không có tiếng", cause=OutageCause.AV_SOUND, downtimes=()),
            "8 Sa Pa: không có tiếng từ 14:20 do thiết bị âm thanh. Chưa có dự kiến khôi phục.",
            "8 Sa Pa: không có tiếng since 14:20 because of the sound equipment. No estimate yet.",
        ),
        (
            replace(
                LOST, sites=(), downtimes=(), opened_by=AlarmKey("centre.mcu", AlarmType.MCU_LOST),
                proposed=ProposedCause(OutageCause.MCU, "medium"),
            ),
            "MCU: không điều khiển được phòng họp trực tuyến từ 14:20 do thiết bị hội nghị tại trung tâm. "
            "Chưa có dự kiến khôi phục.",
            "MCU: the conference cannot be controlled since 14:20 because of the centre's conference "
            "equipment. No estimate yet.",
        ),
        (
            replace(LOST, restored_utc=at(14, 41)),
            "8 Sa Pa đã hoạt động trở lại lúc 14:41.",
            "8 Sa Pa working again since 14:41.",
        ),
    ],
)  # fmt: skip
def test_the_chair_hears_site_begin_reason_and_expected_return(outage: Outage, vi: str, en: str) -> None:
    assert (told(outage, "vi"), told(outage, "en")) == (vi, en)


def test_only_the_sites_that_are_still_cut_off_are_named() -> None:
    downtimes = (Downtime("sapa", at(14, 20), at(14, 22)), Downtime("bacha", at(14, 20)))
    two = replace(LOST, sites=("sapa", "bacha"), downtimes=downtimes)
    assert told(two, "vi").startswith("6 Bắc Hà: mất kết nối")


def test_more_than_four_sites_are_counted() -> None:
    sites = ("sapa", "bacha", "batxat", "x1", "x2", "x3")
    many = replace(LOST, sites=sites, downtimes=tuple(Downtime(site, at(14, 20)) for site in sites))
    assert told(many, "vi").startswith("8 Sa Pa, 6 Bắc Hà, 3 Bát Xát, và 3 điểm khác: mất kết nối")


def test_the_prepared_site_speaks_before_the_rest_of_the_order() -> None:
    floor = Floor(chair="bacha", speaker="x1", prepared="sapa", running_order=("batxat", "sapa"))
    assert RunningOrder.of(floor) == RunningOrder("bacha", "x1", ("sapa", "batxat"))
