"""The page of a hand-over: what is open, what was promised, and the meetings with what they lack."""

import json
from dataclasses import replace

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey, MaintenanceWindow, Severity
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.conference.floor import Floor
from gbdt_console.core.conference.view import ConferenceView
from gbdt_console.core.handover.page import Item, ItemKind
from gbdt_console.core.handover.shift import digest_of, items_data
from gbdt_console.core.handover_page import page_of
from gbdt_console.core.meetings.meeting import Meeting
from gbdt_console.core.outages.outage import (
    Call,
    CallOutcome,
    Channel,
    Estimate,
    EstimateSource,
    Outage,
    Told,
)
from gbdt_console.core.snapshot import Snapshot
from tests.support.meetings.shown import HOUR_S, registered

NOW = 1_767_600_000.0


def shown(**given: object) -> Snapshot:
    return replace(Snapshot("", 1, 0.0, NOW, "", ()), **given)  # type: ignore[arg-type]


def kinds(page: tuple[Item, ...]) -> list[tuple[ItemKind, bool]]:
    return [(item.kind, item.is_late) for item in page]


def alarm(number: int, **given: object) -> Alarm:
    made = Alarm(number, AlarmKey("s1", AlarmType.SITE_LOST), Severity.CRITICAL, NOW - 60, NOW - 50, "s1")
    return replace(made, **given)  # type: ignore[arg-type]


def outage(**given: object) -> Outage:
    return replace(Outage(7, ("s1",), None, "", NOW - 900, NOW - 890), **given)  # type: ignore[arg-type]


def told(back_utc: float | None) -> Told:
    return Told("thư ký", Channel.PHONE, "…", NOW - 300, "trực", back_utc)


def estimate(back_utc: float) -> Estimate:
    return Estimate(back_utc, NOW - 400, EstimateSource.CARRIER_SPOKEN, "trực")


def test_alarms_shelves_and_planned_work_are_told_and_what_they_cover_is_not() -> None:
    shelf = alarm(2, shelved_until_utc=NOW + 60, shelved_by="trực")
    window = MaintenanceWindow("w1", "s2", NOW - 60, NOW - 1, "thay pin", "trực", has_begun=True)
    taken_on = alarm(4, ack_by="trực", ack_severity=Severity.CRITICAL)
    alarms = (alarm(1), shelf, alarm(3, parent=1), taken_on, alarm(5, window="w1"))
    page = page_of(shown(alarms=alarms, windows=(window,)))
    assert kinds(page) == [
        (ItemKind.ALARM, True),
        (ItemKind.ALARM, False),
        (ItemKind.SHELF, False),
        (ItemKind.WORK, True),
    ]
    assert [item.number for item in page[:3]] == [1, 4, 2]


def test_a_time_told_to_the_chair_is_a_promise_until_it_passes() -> None:
    promised = outage(told=(told(NOW + 600),), estimates=(estimate(NOW + 600),))
    assert (ItemKind.BACK, False) in kinds(page_of(shown(outages=(promised,))))
    passed = outage(told=(told(NOW - 1),), estimates=(estimate(NOW - 1),))
    assert (ItemKind.BACK, True) in kinds(page_of(shown(outages=(passed,))))
    changed = outage(told=(told(NOW + 600),), estimates=(estimate(NOW + 900),))
    assert (ItemKind.OLD_TIME, True) in kinds(page_of(shown(outages=(changed,))))
    assert (ItemKind.UNTOLD, True) in kinds(page_of(shown(outages=(outage(),))))


def test_only_the_last_call_to_a_contact_promises_to_call_back() -> None:
    calls = [
        Call("trực VNPT", "0214 1", CallOutcome.CALLS_BACK, NOW - 60, "trực"),
        Call("trực Sa Pa", "0214 2", CallOutcome.CALLS_BACK, NOW - 50, "trực"),
        Call("trực VNPT", "0214 1", CallOutcome.REACHED, NOW - 40, "trực"),
    ]
    page = page_of(shown(outages=(outage(calls=tuple(calls)),)))
    awaited = [item.resource for item in page if item.kind is ItemKind.CALL_BACK]
    assert awaited == ["0214 2"]


def test_a_closed_outage_hands_nothing_over() -> None:
    assert page_of(shown(outages=(outage(closed_utc=NOW - 1),))) == ()


def test_blocks_and_breaks_are_told_while_a_meeting_runs() -> None:
    floor = Floor("s1", "s2", is_blocking=True, is_break=True, isolated=frozenset({"9999"}))
    conference = ConferenceView(None, None, 0.0, floor=floor)
    running = Meeting("m1", "Giao ban", "s1", NOW - 60, NOW - 1)
    blocked = {ItemKind.BLOCK, ItemKind.BREAK, ItemKind.ISOLATED}
    page = page_of(shown(meeting=running, conference=conference))
    assert blocked <= {item.kind for item in page}
    assert page[-1].kind is ItemKind.MEETING
    assert page[-1].is_late
    assert not blocked & {item.kind for item in page_of(shown(conference=conference))}


def test_coming_meetings_stand_with_what_each_lacks_and_far_ones_do_not() -> None:
    near, far = registered(1, NOW + HOUR_S, 1, 2), registered(2, NOW + 400 * HOUR_S, 1, 2)
    page = page_of(shown(calendar=(near, far)))
    assert [item.number for item in page if item.kind is ItemKind.MEETING] == [1]
    assert "invitation" in [item.code for item in page if item.kind is ItemKind.LACK]


def test_no_title_of_a_meeting_gets_into_the_signature() -> None:
    closed = registered(1, NOW + HOUR_S, 1, 2, title="mật")
    closed = replace(closed, plan=replace(closed.plan, is_closed=True))
    opened = registered(2, NOW + 2 * HOUR_S, 1, 2, title="Giao ban")
    running = Meeting("m1", "mật", "s1", NOW - 60, NOW + 60, is_closed=True)
    page = page_of(shown(calendar=(closed, opened), meeting=running))
    assert "mật" not in repr(page)
    signed = items_data(page)
    assert "Giao ban" not in json.dumps(signed, ensure_ascii=False)
    assert digest_of(signed) != digest_of(signed[1:])
