"""Which waiting message is sent next, and how a fold keeps what was sent."""

from dataclasses import replace

from gbdt_console.core.ledger import Ledger
from gbdt_console.core.notify.book import MessageBook, unsent
from gbdt_console.core.notify.due import KEEP_S, next_sends
from gbdt_console.core.notify.events import MessageDropped, MessageDue, MessageFailed, MessageSent
from tests.support.journal.kept import kept
from tests.support.notify.rooms import MAJOR

CHANNELS = ("a", "b")


def due(number: int, channel: str = "a", at_utc: float = 0.0) -> MessageDue:
    return MessageDue(number, channel, "chữ", at_utc, {"7": MAJOR})


def book_of(*events: object) -> MessageBook:
    ledger = Ledger()
    for event in events:
        ledger.apply(event)  # type: ignore[arg-type]
    return ledger[MessageBook]


def next_of(book: MessageBook, now_utc: float = 0.0) -> tuple[list[int], list[int]]:
    sends = next_sends(book, CHANNELS, now_utc)
    return [one.number for one in sends.now], [one.number for one in sends.drops]


def test_the_oldest_message_of_each_channel_is_next() -> None:
    book = book_of(due(1), due(2), due(3, "b"), due(4, "b"))
    assert next_of(book) == ([1, 3], [])
    book.apply(MessageSent(1, "a", 1.0))
    assert next_of(book) == ([2, 3], [])


def test_a_failed_message_waits_longer_each_time_and_is_not_overtaken() -> None:
    book, now_utc, waits = book_of(due(1), due(2)), 0.0, []
    for _ in range(8):
        book.apply(MessageFailed(1, "a", "status", 500, now_utc))
        wait_s = next(n for n in range(2000) if next_of(book, now_utc + n) == ([1], []))
        waits.append(wait_s)
        now_utc += wait_s
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_a_clock_that_was_set_back_does_not_hold_a_message_for_hours() -> None:
    book = book_of(due(1), MessageFailed(1, "a", "status", 500, 50_000.0))
    assert next_of(book, 40_000.0) == ([1], [])


def test_a_message_is_dropped_after_a_day_without_its_channel_and_where_too_many_wait() -> None:
    book = book_of(due(1), due(2, at_utc=100.0), due(3, "old"))
    assert next_of(book, KEEP_S) == ([2], [1, 3])
    trial = replace(due(1), operator="Ca 1")
    assert next_of(book_of(trial)) == ([1], [])
    assert next_of(book_of(trial, MessageFailed(1, "a", "status", 500, 0.0))) == ([], [1]), "tried once"
    many = book_of(*(due(number) for number in range(1, 54)))
    assert next_of(many) == ([4], [1, 2, 3])
    many.apply(MessageDropped(1, "a", 0.0))
    assert next_of(many) == ([4], [2, 3])


def test_a_book_survives_a_checkpoint_and_keeps_what_waits() -> None:
    book = book_of(
        due(1), due(2, "b"), MessageFailed(1, "a", "no-connection", 0, 5.0), MessageSent(2, "b", 6.0)
    )
    assert kept(book) == book
    assert [(one.number, one.attempts) for one in unsent(book.shown)] == [(1, 1)]
    for number in range(3, 200):
        book.apply(due(number, "b"))
        book.apply(MessageSent(number, "b", 9.0))
    assert 1 in book.messages, "what waits is never forgotten"
    assert len(book.messages) < 110
