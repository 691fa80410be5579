"""`technician`, `deputy` and `care`: the roster of the file, and the care of rooms."""

from pathlib import Path

from gbdt_console.core.room_cleaning.rooms import RoomCleaning, Signed
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians
from tests.support.settings.configs import BASE, edited, load

TEXT = edited(
    ("  range: 10.1.0.0/24\n", "  range: 10.1.0.0/24\n  technician: {role: trực ca, phone: 0200 000 0009}\n"),
    (
        "    body: so\n",
        "    body: so\n    deputy: {role: dự phòng, phone: 0200 000 0003}\n"
        "    technician: {role: kỹ thuật, phone: 0200 000 0001, trained: 2026-03-12, subject: vận hành}\n",
    ),
)


def test_posts_are_read_for_the_centre_and_each_site_that_names_any(tmp_path: Path) -> None:
    technician = PostHolder("kỹ thuật", "0200 000 0001", trained="2026-03-12", subject="vận hành")
    deputy = PostHolder("dự phòng", "0200 000 0003")
    assert load(tmp_path, TEXT).technicians == (
        SiteTechnicians("centre", ((Post.TECHNICIAN, PostHolder("trực ca", "0200 000 0009")),)),
        SiteTechnicians("sa-pa", ((Post.TECHNICIAN, technician), (Post.DEPUTY, deputy))),
    )


def test_technician_and_deputy_are_called_before_the_other_contacts(tmp_path: Path) -> None:
    network = load(tmp_path, TEXT)
    assert [contact.phone[-1] for contact in network.site("sa-pa").contacts] == ["1", "3", "2"]
    assert [contact.phone[-1] for contact in network.centre.contacts] == ["9"]


def test_the_care_of_a_room_lies_over_the_defaults(tmp_path: Path) -> None:
    text = edited(
        ("defaults: {", "defaults: {care: {cleaning_days: 30}, "),
        ("    body: so\n", "    body: so\n    care: {cleaning_days: 14, rules_posted: 2026-01-15}\n"),
    )
    assert load(tmp_path, text).care == (
        RoomCleaning("centre", 30),
        RoomCleaning("sa-pa", 14, Signed("2026-01-15")),
        RoomCleaning("bac-ha", 30),
    )
    assert load(tmp_path, BASE).care == ()
