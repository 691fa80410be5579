"""The roster of technicians over the whole engine in fake time."""

from dataclasses import replace

import pytest

from gbdt_console.core.commands import Command
from gbdt_console.core.meetings.commands import RecordDuty, RegisterMeeting
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.people import Contact
from gbdt_console.core.technicians.commands import NameTechnician, RecordTraining
from gbdt_console.core.technicians.roster import Post, PostHolder, SiteTechnicians
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
    ],
)
def test_what_makes_no_sense_is_refused(command: Command, code: str) -> None:
    async def scenario(bench: Bench) -> None:
        assert await bench.ask(command) == code

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
            ("centre", "Bình", "phone", False),
        ]

    run_engine(NETWORK, scenario)
