"""What the roster proves of the check 'contact'."""

from dataclasses import replace

import pytest

from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.meetings.registration import Duty, NoticeChannel, Registration
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians
from gbdt_console.engine.checklist.measuring import Measuring
from tests.support.meetings.shown import registered
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

DUTY = Duty("site1", Post.TECHNICIAN, True, "An", NoticeChannel.PHONE, AT_UTC, "trực")


def with_posts(trained: str) -> Snapshot:
    technicians = (with_post("site1", trained), with_post("site2", "2026-03-12"))
    return replace(make_snapshot(2), technicians=technicians)


def with_post(site_id: str, trained: str) -> SiteTechnicians:
    holder = PostHolder("trực kỹ thuật", "0214 000 0101", trained=trained)
    return SiteTechnicians(site_id, ((Post.TECHNICIAN, holder),))


def contact(snapshot: Snapshot, *duties: Duty) -> tuple[str, bool] | None:
    meeting: Registration = replace(registered(1, AT_UTC, 1, 2), duties=duties)
    proof = Measuring(snapshot, meeting).of(snapshot.sites[0]).get(Check.CONTACT)
    return None if proof is None else (proof.code, proof.is_good)


@pytest.mark.article("A12.2")
def test_a_confirmed_duty_is_shown_and_nobody_trained_is_a_fault() -> None:
    assert contact(with_posts("2026-03-12"), DUTY) == ("on-duty", True)
    assert contact(with_posts("2026-03-12")) is None
    assert contact(with_posts("")) == ("untrained", False)
    assert contact(with_posts(""), DUTY) == ("untrained", False)


def test_before_the_first_training_is_recorded_no_site_is_at_fault() -> None:
    fresh = replace(make_snapshot(2), technicians=(with_post("site1", ""), with_post("site2", "")))
    assert contact(fresh) is None
    assert contact(fresh, DUTY) == ("on-duty", True)


def test_without_a_roster_nothing_is_proved() -> None:
    assert contact(make_snapshot(2), DUTY) is None
