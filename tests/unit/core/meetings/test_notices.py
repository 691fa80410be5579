"""Who must be told of a meeting, again after a change, and of its cancelling."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.meetings.book import CalendarBook
from gbdt_console.core.meetings.events import (
    CalendarEvent,
    MeetingCancelled,
    MeetingChanged,
    MeetingRegistered,
    NoticeConfirmed,
    NoticeSent,
)
from gbdt_console.core.meetings.notices import NoticeGroup, NoticeState
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan, NoticeChannel, Registration
from tests.support.meetings.random_calendars import SITES, ZONE

CARRIERS = {"sapa": "vnpt", "bacha": "vnpt", "batxat": "viettel", "vanban": "vnpt"}
PLAN = MeetingPlan(
    "Giao ban", "ubnd", MeetingKind.PROVINCIAL, ("sapa", "bacha", "batxat"), "sapa", "2026-11-26T08:00", ZONE
)
REGISTERED = MeetingRegistered(1, PLAN, 0.0, NoticeChannel.LETTER, 0.0, "trực")


def book_of(*events: CalendarEvent) -> CalendarBook:
    book = CalendarBook()
    for event in (REGISTERED, *events):
        book.apply(event)
    return book


def meeting(book: CalendarBook) -> Registration:
    found = book.find(1)
    assert found is not None
    return found


def states(book: CalendarBook) -> dict[str, NoticeState]:
    return {state.group.value: state for state in meeting(book).notice_states(CARRIERS)}


def tell(book: CalendarBook, *groups: str) -> None:
    """Send each group's notice to all to whom it goes now."""
    for group in groups or tuple(NoticeGroup):
        state, known = states(book)[group], meeting(book)
        is_off = known.cancelled_utc is not None
        gone = [r for r in state.to_tell if is_off or (group == "sites" and r not in known.plan.sites)]
        gone += [r for r in state.outdated if group == "carrier" and r not in carriers(known)]
        book.apply(
            NoticeSent(
                1,
                NoticeGroup(group),
                list(state.to_tell),
                known.revision,
                NoticeChannel.FAX,
                "",
                list(set(gone)),
                10.0,
                "trực",
            )
        )


def carriers(known: Registration) -> set[str]:
    return {CARRIERS[site] for site in known.plan.sites}


def changed(plan: MeetingPlan) -> MeetingChanged:
    return MeetingChanged(1, plan, 5.0, "bão", 5.0, "trực")


def test_sites_carriers_and_the_power_company_are_told_at_first() -> None:
    found = states(book_of())
    assert found["sites"].untold == ("sapa", "bacha", "batxat")
    assert found["carrier"].untold == ("vnpt", "viettel")
    assert found["power"].untold == ("power",)


def test_a_notice_waits_for_its_confirmation() -> None:
    book = book_of()
    tell(book, "sites")
    assert (states(book)["sites"].to_tell, states(book)["sites"].unconfirmed) == ((), PLAN.sites)
    book.apply(NoticeConfirmed(1, NoticeGroup.SITES, ["sapa"], "kỹ thuật", 20.0, "trực"))
    assert states(book)["sites"].unconfirmed == ("bacha", "batxat")
    assert states(book)["carrier"].untold == ("vnpt", "viettel")


def test_a_change_lists_whom_to_tell_again_and_takes_confirmations_back() -> None:
    book = book_of()
    tell(book)
    book.apply(NoticeConfirmed(1, NoticeGroup.SITES, list(PLAN.sites), "", 20.0, "trực"))
    book.apply(changed(replace(PLAN, opening="2026-11-26T14:00")))
    assert states(book)["sites"].outdated == PLAN.sites
    assert states(book)["power"].outdated == ("power",)
    tell(book)
    assert all(not state.to_tell for state in states(book).values())
    assert states(book)["sites"].unconfirmed == PLAN.sites


def test_another_technician_is_nothing_to_tell() -> None:
    book = book_of()
    tell(book)
    book.apply(changed(replace(PLAN, chair_contact="thư ký")))
    assert all(not state.to_tell for state in states(book).values())


def test_a_site_that_dropped_out_is_told_so_once() -> None:
    book = book_of()
    tell(book)
    book.apply(changed(replace(PLAN, sites=("sapa", "bacha"))))
    assert set(states(book)["sites"].outdated) == {"sapa", "bacha", "batxat"}
    assert set(states(book)["carrier"].outdated) == {"vnpt", "viettel"}
    tell(book)
    assert all(not state.to_tell for state in states(book).values())
    book.apply(changed(PLAN))
    assert "batxat" in states(book)["sites"].outdated, "it takes part again"


def test_a_cancelled_meeting_is_told_to_those_who_knew_of_it() -> None:
    book = book_of()
    tell(book, "sites")
    book.apply(MeetingCancelled(1, "hoãn", 30.0, "trực"))
    assert states(book)["sites"].to_tell == PLAN.sites
    assert states(book)["carrier"].to_tell == ()
    tell(book, "sites")
    assert states(book)["sites"].to_tell == ()


CHANGES = st.builds(
    lambda sites, hour: changed(replace(PLAN, sites=("sapa", *sites), opening=f"2026-11-26T{hour:02}:00")),
    st.lists(st.sampled_from(SITES[1:]), unique=True).map(tuple),
    st.integers(7, 10),
)


@given(
    st.lists(st.one_of(CHANGES, st.sampled_from(["sites", "carrier", "power"])), max_size=12), st.booleans()
)
def test_after_telling_everybody_nobody_is_left_whatever_happened_before(
    steps: list[MeetingChanged | str], is_cancelled: bool
) -> None:
    book = book_of()
    for step in steps:
        if isinstance(step, str):
            tell(book, step)
        else:
            book.apply(step)
    if is_cancelled:
        book.apply(MeetingCancelled(1, "hoãn", 30.0, "trực"))
    tell(book)
    assert [state.to_tell for state in states(book).values()] == [(), (), ()]
