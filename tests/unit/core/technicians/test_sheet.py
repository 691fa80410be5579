"""What an attendance sheet changes in the roster."""

import pytest

from gbdt_console.core.technicians.events import TechnicianNamed, TrainingRecorded
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians, TechnicianBook
from gbdt_console.core.technicians.sheet import (
    SheetRow,
    changes_of,
    holders_of,
    older_trainings,
    shared_phones,
    unnamed,
)

POST = "technician"
NEW_PHONE = SheetRow("a", POST, "", "0912 000 001", "2026-05-04")
NEW_SUBJECT = SheetRow("b", POST, "", "", "2026-03-12", "âm thanh")
ROSTER = (
    SiteTechnicians("a", ((Post.TECHNICIAN, PostHolder("trực A", "0214 000 001")),)),
    SiteTechnicians(
        "b", ((Post.TECHNICIAN, PostHolder("trực B", "0214 000 002", "An", "2026-03-12", "vận hành")),)
    ),
)
HOLDERS = holders_of(ROSTER)


def after(changes: tuple[SheetRow, ...]) -> tuple[SiteTechnicians, ...]:
    """Return the roster once the changes are recorded, as the engine records them."""
    book = TechnicianBook()
    for row in changes:
        post = Post(row.post)
        if row.name or row.phone:
            named = TechnicianNamed(row.site_id, post, row.name, row.phone, row.is_new, "2026-06-01", 0.0, "")
            book.apply(named)
        if row.trained:
            book.apply(TrainingRecorded(row.site_id, post, row.trained, row.subject, 0.0, ""))
    return book.roster(ROSTER)


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (SheetRow("a", POST, "", "0214000001"), None),
        (NEW_PHONE, NEW_PHONE),
        (SheetRow("a", POST, "Chi"), SheetRow("a", POST, "Chi")),
        (SheetRow("b", POST, "An", "", "2026-03-12", "vận hành"), None),
        (SheetRow("b", POST, "", "", "2026-01-01"), None),
        (NEW_SUBJECT, NEW_SUBJECT),
        (SheetRow("b", POST, "ÂN"), SheetRow("b", POST, "ÂN")),
        (
            SheetRow("b", POST, "Bình", "0214 000 002", "2026-01-01"),
            SheetRow("b", POST, "Bình", "0214 000 002", "2026-01-01", "", True),
        ),
        (SheetRow("c", "deputy", "", "0912 000 003"), SheetRow("c", "deputy", "", "0912 000 003")),
    ],
)  # fmt: skip
def test_a_row_changes_what_differs_once(row: SheetRow, change: SheetRow | None) -> None:
    changes = changes_of([row], HOLDERS)
    assert changes == (() if change is None else (change,))
    assert changes_of(changes, HOLDERS) == changes
    assert changes_of([row], holders_of(after(changes))) == ()


def test_another_person_is_trained_by_the_sheet_alone() -> None:
    changes = changes_of([SheetRow("b", POST, "Bình", "", "2026-01-01")], HOLDERS)
    holder = holders_of(after(changes))[("b", POST)]
    assert (holder.name, holder.trained, holder.subject) == ("Bình", "2026-01-01", "")


def test_what_somebody_should_look_at_is_found() -> None:
    rows = (SheetRow("b", POST, "", "0214 000 001", "2026-01-01"), SheetRow("c", POST, "", "0912"))
    assert list(older_trainings(rows, HOLDERS)) == [(rows[0], "2026-03-12")]
    assert list(shared_phones(rows, HOLDERS)) == [("0214 000 001", ("a", "b"))]
    assert unnamed(rows, HOLDERS) == (("a", "technician"),)
