"""The register over the whole engine in fake time."""

from dataclasses import replace

import pytest

from gbdt_console.core.commands import Command
from gbdt_console.core.people import Body
from gbdt_console.core.register.book import RegisterBook
from gbdt_console.core.register.commands import MakeEntry, WithdrawEntry
from gbdt_console.core.register.events import EntryMade
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network
from tests.support.reports.register_year import KINDS, entry

_BASE = network(3)
_REGULATION = replace(_BASE.meetings.regulation, register=KINDS)
NETWORK = replace(
    _BASE,
    meetings=replace(_BASE.meetings, regulation=_REGULATION),
    bodies={"vp": Body("vp", "Văn phòng UBND tỉnh")},
)


def said(bench: Bench) -> list[tuple[int, str, str]]:
    return [(one.number, one.body, one.text) for one in bench.latest.register]


def test_an_entry_keeps_the_names_of_its_day_and_is_corrected_or_withdrawn() -> None:
    async def scenario(bench: Bench) -> None:
        first = NETWORK.sites[0]
        assert await bench.ask(MakeEntry("guidance", " chỉnh\x1b[2J micro ", str(first.number))) == ""
        assert await bench.ask(MakeEntry("merit", "xuất sắc", "vp", day="2020-01-05")) == ""
        assert await bench.ask(MakeEntry("guidance", "đặt preset", first.id, replaces=1)) == ""
        await bench.until(lambda: [one.number for one in bench.latest.register] == [2, 3])
        assert said(bench) == [(2, "Văn phòng UBND tỉnh", "xuất sắc"), (3, first.name, "đặt preset")]
        merit = bench.latest.register[0]
        assert (merit.kind_name, merit.article, merit.day) == ("Thành tích", "14.1", "2020-01-05")
        assert await bench.ask(WithdrawEntry(2, "ghi nhầm")) == ""
        await bench.until(lambda: len(bench.latest.register) == 1)
        assert await bench.ask(WithdrawEntry(2, "ghi nhầm")) == "register.unknown"
        (made, *_) = bench.events("register.entered")
        assert isinstance(made.event, EntryMade)
        assert "\x1b" not in made.event.entry.text

    run_engine(NETWORK, scenario)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (MakeEntry("no-such", "x"), "register.kind-unknown"),
        (MakeEntry("guidance", "  "), "register.no-text"),
        (MakeEntry("guidance", "x", amount=1), "register.amount-given"),
        (MakeEntry("budget", "x"), "register.amount-needed"),
        (MakeEntry("guidance", "x", meeting=9), "meetings.none"),
        (MakeEntry("guidance", "x", replaces=9), "register.unknown"),
        (MakeEntry("guidance", "x", day="2999-01-01"), "technicians.day-ahead"),
        (MakeEntry("guidance", "x", day="31/12/2025"), "technicians.day-wrong"),
        (WithdrawEntry(1, " "), "register.unknown"),
    ],
)
def test_what_cannot_be_entered_is_refused_with_its_reason(command: Command, code: str) -> None:
    async def scenario(bench: Bench) -> None:
        assert await bench.ask(command) == code
        assert bench.events("register.entered") == []

    run_engine(NETWORK, scenario)


def test_a_withdrawal_needs_a_reason() -> None:
    async def scenario(bench: Bench) -> None:
        assert await bench.ask(MakeEntry("guidance", "x")) == ""
        assert await bench.ask(WithdrawEntry(1, " ")) == "register.no-reason"

    run_engine(NETWORK, scenario)


def test_the_oldest_entries_leave_the_book_and_the_numbers_go_on() -> None:
    book = RegisterBook()
    for number in range(1, RegisterBook.kept + 3):
        book.apply(EntryMade(entry(number, "guidance")))
    assert (min(book.entries), len(book.entries)) == (3, RegisterBook.kept)
    assert book.last_number == RegisterBook.kept + 2
