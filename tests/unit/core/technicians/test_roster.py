"""The roster of technicians: sites.yaml with the journal's changes over it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.technicians.events import TechnicianEvent, TechnicianNamed, TrainingRecorded
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians, TechnicianBook
from tests.support.journal.kept import kept
from tests.support.technicians import TECHNICIAN_EVENTS

FILE = PostHolder("trực kỹ thuật Sa Pa", "0214 000 0108", trained="2026-03-12", subject="vận hành")
SITE = SiteTechnicians("sa-pa", ((Post.TECHNICIAN, FILE),))


def named(
    name: str = "An", phone: str = "", *, is_new: bool = False, day: str = "2026-05-04"
) -> TechnicianNamed:
    return TechnicianNamed("sa-pa", Post.TECHNICIAN, name, phone, is_new, day, 9.0, "trực")


def trained(day: str, subject: str = "") -> TrainingRecorded:
    return TrainingRecorded("sa-pa", Post.TECHNICIAN, day, subject, 9.0, "trực")


def holder(*events: TechnicianEvent, site: SiteTechnicians = SITE) -> PostHolder:
    book = TechnicianBook()
    for event in events:
        book.apply(event)
    (shown,) = book.roster((site,))
    found = shown.holder(Post.TECHNICIAN)
    assert found is not None
    return found


def test_without_changes_the_roster_is_that_of_the_file() -> None:
    assert TechnicianBook().roster((SITE,)) == (SITE,)


def test_a_name_and_number_entered_keep_role_and_training() -> None:
    shown = holder(named("An", "0912 000 001"))
    assert (shown.name, shown.phone, shown.role) == ("An", "0912 000 001", FILE.role)
    assert (shown.trained, shown.since) == ("2026-03-12", "")
    assert holder(named("An", "0912 000 001"), named("", "0912 000 002")).name == "An"


def test_another_person_counts_as_untrained_until_a_training_is_entered() -> None:
    shown = holder(named("Bình", is_new=True))
    assert (shown.name, shown.trained, shown.since) == ("Bình", "", "2026-05-04")
    assert shown.phone == FILE.phone
    assert holder(named("Bình", is_new=True), trained("2026-01-05")).trained == "2026-01-05"
    assert holder(trained("2026-05-01"), named("Bình", is_new=True)).trained == ""


def test_a_training_that_the_file_gets_after_the_change_counts() -> None:
    later = SiteTechnicians("sa-pa", ((Post.TECHNICIAN, PostHolder("trực", "1", trained="2026-06-01")),))
    assert holder(named("Bình", is_new=True), site=later).trained == "2026-06-01"


@pytest.mark.parametrize(
    ("days", "last"), [(("2026-04-01",), "2026-04-01"), (("2026-01-01",), "2026-03-12"),
                       (("2026-05-02", "2026-04-01"), "2026-05-02")],
)  # fmt: skip
def test_the_latest_training_counts_in_whatever_order_they_were_entered(
    days: tuple[str, ...], last: str
) -> None:
    assert holder(*map(trained, days)).trained == last


def test_the_journal_adds_a_deputy_and_a_site_that_the_file_does_not_name() -> None:
    book = TechnicianBook()
    book.apply(TechnicianNamed("sa-pa", Post.DEPUTY, "Chi", "0912", False, "2026-05-04", 9.0, "trực"))
    book.apply(TechnicianNamed("centre", Post.TECHNICIAN, "Dũng", "", False, "2026-05-04", 9.0, "trực"))
    sites = {site.site_id: site for site in book.roster((SITE,))}
    assert [post for post, _ in sites["sa-pa"].holders] == [Post.TECHNICIAN, Post.DEPUTY]
    assert sites["centre"].holders == ((Post.TECHNICIAN, PostHolder(name="Dũng")),)
    assert not sites["centre"].has_trained


@given(st.lists(TECHNICIAN_EVENTS, max_size=12))
def test_a_book_read_from_a_checkpoint_is_the_book_again(events: list[TechnicianEvent]) -> None:
    book = TechnicianBook()
    for event in events:
        book.apply(event)
    back = kept(book)
    assert back == book
    assert back.roster((SITE,)) == book.roster((SITE,))
