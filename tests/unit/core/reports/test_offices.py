"""Papers with offices alone: of technicians who are known by name, typed remarks tell the role."""

import json

import pytest

from gbdt_console.core.events import Entry, Event
from gbdt_console.core.outages.events import OutageStateSet
from gbdt_console.core.outages.outage import OutageState, StateStep
from gbdt_console.core.reports.other_texts import Offices, TechnicianNames, with_offices
from gbdt_console.core.technicians.events import TechnicianNamed
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians
from gbdt_console.journal.codec import event_data

CONFIGURED = (
    SiteTechnicians("sa-pa", ((Post.TECHNICIAN, PostHolder("cán bộ CNTT", "0214 1", "Lò Văn Páo")),)),
)


def entry(event: Event) -> Entry:
    return Entry(1, 1.0, event.KIND, event.VERSION, "truc", event_data(event), event)


def roles() -> dict[str, str]:
    names = TechnicianNames(CONFIGURED, "người phụ trách")
    for site, name in (("sa-pa", "Trần Thị Ánh"), ("bac-ha", "Giàng A Sử"), ("van-ban", "Nam")):
        named = TechnicianNamed(site, Post.TECHNICIAN, name, "", True, "2026-01-05", 1.0, "Trực ca 1")
        names.take(entry(named))
    return names.roles


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("đã gọi Lò Văn Páo, chờ", "đã gọi cán bộ CNTT, chờ"),
        ("TRẦN THỊ ÁNH thay bộ nguồn", "cán bộ CNTT thay bộ nguồn"),
        ("Giàng A Sử (ở Bắc Hà)", "người phụ trách (ở Bắc Hà)"),
        ("xã Giàng A Sửu", "xã Giàng A Sửu"),
        ("anh Nam báo", "anh Nam báo"),
    ],
)
def test_a_known_name_in_a_remark_becomes_the_role(typed: str, told: str) -> None:
    event = OutageStateSet(7, StateStep(OutageState.TECHNICIAN_SENT, 1.0, "Lò Văn Páo", typed))
    shown = with_offices(entry(event), Offices("cán bộ trực", "người phụ trách", roles()))
    assert isinstance(shown.event, OutageStateSet)
    assert (shown.event.step.reason, shown.data["reason"]) == (told, told)
    assert (shown.event.step.operator, shown.event.step.state) == ("cán bộ trực", OutageState.TECHNICIAN_SENT)
    assert "Páo" not in json.dumps(shown.data, ensure_ascii=False)
