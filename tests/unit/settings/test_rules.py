"""Every rule of sites.yaml: the one problem an edit causes, with its line and column."""

from pathlib import Path

import pytest

from tests.support.settings.configs import BASE, edited, load, problems_of, unmarked
from tests.support.settings.mistakes import CODEC, NETWORK, SHAPE


def test_the_base_is_valid(tmp_path: Path) -> None:
    assert [site.id for site in load(tmp_path, BASE).sites] == ["sa-pa", "bac-ha"]


@pytest.mark.parametrize(("code", "old", "new"), SHAPE + NETWORK)
@pytest.mark.article("A2.2")
def test_one_wrong_thing_is_one_problem_at_its_place(code: str, old: str, new: str, tmp_path: Path) -> None:
    text, places = unmarked(edited((old, new)))
    problems = problems_of(tmp_path, text)
    assert [(p.code, (p.line, p.column)) for p in problems] == [(f"settings.{code}", places[0])]


@pytest.mark.parametrize("name", ["\u0301", "\u0323\u0301", "\u3164", "\u2800x"])
def test_a_name_with_invisible_characters_is_refused(name: str, tmp_path: Path) -> None:
    text, places = unmarked(edited(("short_name: Thử", f"short_name: §{name}")))
    problems = problems_of(tmp_path, text)
    assert [(p.code, (p.line, p.column)) for p in problems] == [("settings.invisible", places[0])]


def test_everything_wrong_is_said_at_once_in_order_of_line(tmp_path: Path) -> None:
    """Wrong shapes, wrong references and wrong addresses in one file, several in one site."""
    text, places = unmarked(
        edited(
            ("short_name: Thử", "§short: Thử"),
            ("carrier: viettel}", "carrier: §vietel}"),
            ("driver: if-mib", "driver: §if-mip"),
            ("number: 1", "number: §01"),
            ("    body: so", "    body: §sq\n    §rol: x"),
            ("range: 10.1.1.0/24", "range: §10.9.1.0/24"),
            ("upstream: nut-1", "upstream: §nut-3"),
            (CODEC, "codec: {kind: codec, driver: ping, address: §10.1.7.1}\n      x: §{}"),
        )
    )
    problems = problems_of(tmp_path, text)
    network = (2, 10)
    # One place can need two cures: the unknown key and the missing one are both told.
    extra = [network, places[-1]]
    assert sorted(places + extra) == [(p.line, p.column) for p in problems]
    assert {p.code for p in problems} == {
        f"settings.{code}"
        for code in (
            "unknown-key",
            "missing-key",
            "unknown-carrier",
            "unknown-driver",
            "want-whole-number",
            "unknown-body",
            "range-outside-plan",
            "unknown-upstream",
            "address-outside-range",
        )
    }


def test_a_range_at_the_end_of_all_addresses(tmp_path: Path) -> None:
    text = edited(
        ("ranges: [10.1.0.0/16]", "ranges: [10.1.0.0/16, 255.255.0.0/16]"),
        ("range: 10.1.2.0/24", "range: 255.255.255.252/30"),
        ("ups: 20", "ups: 65000"),
    )
    problems = problems_of(tmp_path, text)
    assert {problem.code for problem in problems} == {"settings.host-outside-range"}


def test_a_site_with_nothing_to_look_at(tmp_path: Path) -> None:
    text, places = unmarked(
        edited(("defaults: {equipment: standard, ", "defaults: {"), ("  - number: 1", "  - §number: 1"))
    )
    (problem,) = problems_of(tmp_path, text)
    assert (problem.code, (problem.line, problem.column)) == ("settings.no-devices", places[0])


def test_a_wrong_line_of_shared_equipment_is_said_once(tmp_path: Path) -> None:
    text, places = unmarked(edited(("driver: ups-mib", "driver: §ups-mob")))
    assert [(p.line, p.column) for p in problems_of(tmp_path, text)] == places


def test_a_broken_entry_is_not_also_called_unknown(tmp_path: Path) -> None:
    """The carrier is declared, though wrongly: sites that name it are right."""
    text, places = unmarked(
        edited(
            (
                "vnpt: {name: VNPT, contacts: [{role: trực, phone",
                "vnpt: {name: VNPT, contacts: [{role: §[], phone",
            )
        )
    )
    assert [(p.line, p.column) for p in problems_of(tmp_path, text)] == places


@pytest.mark.parametrize(
    ("old", "new", "nearest"),
    [
        ("    body: so", "    bodi: so", "body"),
        ("driver: ups-mib", "driver: upsmib", "ups-mib"),
        ("upstream: nut-1", "upstream: nut-11", "nut-1"),
        ("loss_percent", "los_percent", "loss_percent"),
    ],
)
def test_the_nearest_known_word_comes_first(old: str, new: str, nearest: str, tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, edited((old, new)))
    assert problem.params["known"].split(", ")[0] == nearest
