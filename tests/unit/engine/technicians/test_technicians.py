"""The roster of technicians over the whole engine in fake time."""

from dataclasses import replace

import pytest

from gbdt_console.core.callees import called_now
from gbdt_console.core.commands import Command
from gbdt_console.core.meetings.commands import RecordDuty, RegisterMeeting
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.people import Contact
from gbdt_console.core.technicians.commands import ImportSheet, NameTechnician, RecordTraining
from gbdt_console.core.technicians.events import SheetImported, TechnicianNamed
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians, TechnicianBook
from gbdt_console.core.technicians.sheet import SheetRow
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network
from tests.support.meetings.shown import local

ROLE, PHONE = "trực kỹ thuật", "0214 000 0108"
_BASE = network(3)
_SITES = tuple(replace(site, contacts=(Contact(ROLE, PHONE), *site.contacts)) for site in _BASE.sites)
_POSTS = ((Post.TECHNICIAN, PostHolder(ROLE, PHONE)),)
NETWORK = replace(
    _BASE, sites=_SITES, technicians=tuple(SiteTechnicians(site.id, _POSTS) for site in _SITES)
)  # fmt: skip
DAY_S = 86_400.0


def holder(bench: Bench, site_id: str) -> PostHolder:
    site = next(site for site in bench.latest.technicians if site.site_id == site_id)
    found = site.holder(Post.TECHNICIAN)
    assert found is not None
    return found


def test_a_change_and_its_training_reach_the_snapshot_and_the_numbers_to_call() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.until(lambda: holder(bench, "s1").phone == PHONE)
        assert await bench.ask(NameTechnician("s1", "technician", "An", "0912 000 001", True)) == ""
        await bench.until(lambda: holder(bench, "s1").name == "An")
        assert holder(bench, "s1").trained == ""
        contacts = next(site for site in bench.latest.sites if site.id == "s1").contacts
        assert contacts[0] == Contact(f"An, {ROLE}", "0912 000 001")
        others = next(site for site in bench.latest.sites if site.id == "s2").contacts
        assert others[0] == Contact(ROLE, PHONE)
        assert await bench.ask(RecordTraining(("s1", "s2"), "technician", "2020-03-12", "vận hành")) == ""
        await bench.until(lambda: bool(holder(bench, "s1").trained and holder(bench, "s2").trained))

    run_engine(NETWORK, scenario)


def test_a_technician_whom_only_the_journal_names_is_called_first() -> None:
    async def scenario(bench: Bench) -> None:
        given = next(site for site in bench.latest.sites if site.id == "s3").contacts
        assert await bench.ask(NameTechnician("s3", "deputy", "Bình", "0912 000 002")) == ""
        await bench.until(lambda: any(site.site_id == "s3" for site in bench.latest.technicians))
        contacts = next(site for site in bench.latest.sites if site.id == "s3").contacts
        assert contacts == (Contact("Bình", "0912 000 002"), *given)

    run_engine(
        replace(NETWORK, technicians=NETWORK.technicians[:2], sites=(*_SITES[:2], _BASE.sites[2])), scenario
    )


def test_a_paper_and_a_replay_call_whom_the_screen_calls() -> None:
    book = TechnicianBook()
    book.apply(TechnicianNamed("s1", Post.TECHNICIAN, "An", "0912 000 001", True, "2026-01-05", 0.0, "duty"))
    book.apply(
        TechnicianNamed("centre", Post.DEPUTY, "Bình", "0912 000 002", True, "2026-01-05", 0.0, "duty")
    )
    network_ = called_now(NETWORK, book.roster(NETWORK.technicians))
    assert network_.site("s1").contacts == (Contact(f"An, {ROLE}", "0912 000 001"), *_BASE.sites[0].contacts)
    assert network_.site("s2").contacts == NETWORK.site("s2").contacts
    assert network_.centre.contacts[0] == Contact("Bình", "0912 000 002")
    assert called_now(NETWORK, TechnicianBook().roster(NETWORK.technicians)) is NETWORK


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (NameTechnician("s9", "technician", "An"), "meeting.site-unknown"),
        (NameTechnician("s1", "boss", "An"), "technicians.post-unknown"),
        (NameTechnician("s1", "technician"), "technicians.no-name"),
        (NameTechnician("s1", "technician", "", "0912", True), "technicians.no-name"),
        (NameTechnician("s1", "technician", "An", "chưa có"), "technicians.no-phone"),
        (RecordTraining((), "technician", "2020-03-12"), "meeting.site-unknown"),
        (RecordTraining(("s1",), "technician", "12/03/2020"), "technicians.day-wrong"),
        (RecordTraining(("s1",), "technician", "9999-01-01"), "technicians.day-ahead"),
        (RecordDuty(7, ("s1",)), "meetings.none"),
        (ImportSheet("a.csv", "0" * 64, ()), "technicians.sheet-moved"),
        (
            ImportSheet("a.csv", "0" * 64, (SheetRow("s1", "technician", "", PHONE),)),
            "technicians.sheet-moved",
        ),
        (
            ImportSheet("a.csv", "0" * 64, (SheetRow("s1", "technician", "An"),) * 2),
            "technicians.sheet-moved",
        ),
        (ImportSheet("a.csv", "0" * 64, (SheetRow("s9", "technician", "An"),)), "meeting.site-unknown"),
    ],
)
def test_what_makes_no_sense_is_refused(command: Command, code: str) -> None:
    async def scenario(bench: Bench) -> None:
        assert await bench.ask(command) == code

    run_engine(NETWORK, scenario)


def test_a_sheet_is_recorded_whole_or_not_at_all() -> None:
    good = SheetRow("s1", "technician", "", "0912 000 001", "2020-03-12", "vận hành")
    ahead = SheetRow("s2", "technician", "", "", "9999-01-01")

    async def scenario(bench: Bench) -> None:
        assert await bench.ask(ImportSheet("a.csv", "0" * 64, (good, ahead))) == "technicians.day-ahead"
        assert await bench.ask(ImportSheet("a.csv", "ab" * 32, (good,))) == ""
        await bench.until(lambda: holder(bench, "s1").trained == "2020-03-12")
        assert (holder(bench, "s1").phone, holder(bench, "s2").trained) == ("0912 000 001", "")
        assert await bench.ask(ImportSheet("a.csv", "ab" * 32, (good,))) == "technicians.sheet-moved"
        told = [entry.event for entry in bench.entries if isinstance(entry.event, SheetImported)]
        assert [(one.file, one.digest, one.posts) for one in told] == [("a.csv", "ab" * 32, 1)]

    run_engine(NETWORK, scenario)


def test_duty_is_recorded_with_who_answered_when_and_how() -> None:
    async def scenario(bench: Bench) -> None:
        plan = MeetingPlan(
            "Giao ban", "UBND", MeetingKind.EMERGENCY, ("s1", "s2"), "s1", "", NETWORK.timezone
        )
        assert await bench.ask(RegisterMeeting(replace(plan, opening=local(bench.clock.utc() + DAY_S)))) == ""
        assert await bench.ask(RecordDuty(1, ("s3",))) == "meetings.site-not-in"
        assert await bench.ask(RecordDuty(1, ("s1",), "deputy")) == "technicians.no-person"
        assert await bench.ask(RecordDuty(1, ("s1", "s2"), channel="email")) == ""
        assert await bench.ask(RecordDuty(1, ("centre",), "deputy", is_on=False, person="Bình")) == ""
        await bench.until(lambda: len(bench.latest.calendar[0].duties) == 3)
        answers = [(d.site_id, d.person, d.channel.value, d.is_on) for d in bench.latest.calendar[0].duties]
        assert answers == [
            ("s1", ROLE, "email", True),
            ("s2", ROLE, "email", True),
            ("centre", "Bình", "unstated", False),
        ]

    run_engine(NETWORK, scenario)
