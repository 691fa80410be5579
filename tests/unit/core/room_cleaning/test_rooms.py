"""The care of rooms: posted rules, cleanings, and when the next one is due."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.room_cleaning.events import CleaningEvent, RoomCleaned, RulesPosted
from gbdt_console.core.room_cleaning.rooms import CleaningBook, RoomCleaning, Signed
from tests.support.journal.kept import kept
from tests.support.technicians import CARE_EVENTS

SITE = RoomCleaning("sa-pa", 30, Signed("2026-01-15"))


def cleaned(day: str, person: str = "An") -> RoomCleaned:
    return RoomCleaned("sa-pa", day, person, "", 9.0, "trực")


def room(*events: CleaningEvent, configured: RoomCleaning = SITE) -> RoomCleaning:
    book = CleaningBook()
    for event in events:
        book.apply(event)
    (found,) = book.rooms((configured,))
    return found


@pytest.mark.parametrize(
    ("today", "is_overdue"), [("2026-03-31", False), ("2026-04-01", False), ("2026-04-02", True)]
)
def test_a_cleaning_is_overdue_on_the_day_after_it_is_due(today: str, is_overdue: bool) -> None:
    shown = room(cleaned("2026-03-02"))
    assert shown.due == date(2026, 4, 1)
    assert shown.is_overdue(date.fromisoformat(today)) is is_overdue


def test_a_room_that_was_never_cleaned_is_overdue_only_where_an_interval_is_given() -> None:
    assert room().is_overdue(date(2026, 1, 1))
    assert not room(configured=RoomCleaning("sa-pa")).is_overdue(date(2026, 1, 1))
    assert not room(cleaned("2020-01-01"), configured=RoomCleaning("sa-pa")).is_overdue(date(2026, 1, 1))


def test_the_later_day_counts_in_whatever_order_they_were_entered() -> None:
    shown = room(cleaned("2026-03-02", "An"), cleaned("2026-02-01", "Bình"))
    assert shown.cleaned is not None
    assert (shown.cleaned.day, shown.cleaned.person) == ("2026-03-02", "An")


def test_rules_of_the_file_hold_until_a_later_confirmation() -> None:
    assert room().rules == Signed("2026-01-15")
    confirmed = RulesPosted("sa-pa", "2026-02-01", "An", 9.0, "trực")
    assert room(confirmed).rules == Signed("2026-02-01", "An", "", "trực")
    older = RulesPosted("sa-pa", "2025-02-01", "An", 9.0, "trực")
    assert room(older).rules == Signed("2026-01-15")


@given(st.lists(CARE_EVENTS, max_size=10))
def test_a_book_read_from_a_checkpoint_is_the_book_again(events: list[CleaningEvent]) -> None:
    book = CleaningBook()
    for event in events:
        book.apply(event)
    back = kept(book)
    assert back == book
    assert back.rooms((SITE,)) == book.rooms((SITE,))
