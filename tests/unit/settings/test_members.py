"""Rooms behind one call leg in sites.yaml: sites of the file or names, each behind one leg only."""

from pathlib import Path

import pytest

from gbdt_console.core.sites import Member
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.settings.configs import edited, load, problems_of, unmarked

BODY, BAC_HA = "    body: so\n", "    name: Bắc Hà\n"


def with_members(entries: str, also: str = "") -> str:
    """Sa Pa is a leg with these members; `also` stands at Bắc Hà."""
    leg = f'{BODY}    conference_number: "2001"\n    members: {entries}\n'
    return edited((BODY, leg), (BAC_HA, BAC_HA + also))


def test_a_member_is_a_site_with_its_name_or_a_name_only(tmp_path: Path) -> None:
    network = load(tmp_path, with_members("[{site: bac-ha}, {name: Xã Nậm Chảy}]"))
    assert network.site("sa-pa").members == (Member("Bắc Hà", "bac-ha"), Member("Xã Nậm Chảy"))
    assert [member.id for member in network.site("sa-pa").members] == ["bac-ha", "Xã Nậm Chảy"]
    assert network.site("bac-ha").members == ()


@pytest.mark.parametrize(
    ("code", "entries", "also"),
    [
        ("unknown-site", "[{site: §bac-he}]", ""),
        ("member-itself", "[{site: §sa-pa}]", ""),
        ("member-has-leg", "[{site: §bac-ha}]", '    conference_number: "2002"\n'),
        ("member-site-or-name", "[§{}]", ""),
        ("member-site-or-name", "[§{site: bac-ha, name: Bắc Hà}]", ""),
        ("member-name-of-site", "[§{name: Bắc Hà}]", ""),
        ("member-name-of-site", "[§{name: bac-ha}]", ""),
        ("member-twice", "[{site: bac-ha}, §{site: bac-ha}]", ""),
        ("member-twice", "[{name: Nậm Chảy}, §{name: Nậm Chảy}]", ""),
        ("empty-value", "[{name: §''}]", ""),
        ("unknown-key", "[{name: Nậm Chảy, §phone: 0214}]", ""),
    ],
)
def test_a_wrong_member_is_told_at_its_place_with_the_cure(
    code: str, entries: str, also: str, tmp_path: Path
) -> None:
    plain, places = unmarked(with_members(entries, also))
    (problem,) = problems_of(tmp_path, plain)
    assert (problem.code, [(problem.line, problem.column)]) == (f"settings.{code}", places)
    for language in LANGUAGES:
        assert Words(language)(problem.code, **problem.params)


def test_a_member_of_two_legs_and_a_leg_that_nobody_calls_are_told(tmp_path: Path) -> None:
    plain, places = unmarked(with_members("[{name: Nậm Chảy}]", "    §members: [§{name: Nậm Chảy}]\n"))
    found = problems_of(tmp_path, plain)
    assert {(one.code, one.line, one.column) for one in found} == {
        ("settings.member-leg-no-number", *places[0]),
        ("settings.member-twice", *places[1]),
    }
    (twice,) = [one for one in found if one.code == "settings.member-twice"]
    assert twice.params["first_line"] == str(plain[: plain.index("members:")].count("\n") + 1)


def test_a_leg_behind_a_leg_is_told(tmp_path: Path) -> None:
    plain = with_members("[{site: bac-ha}]", "    members: [{name: Nậm Chảy}]\n")
    assert "settings.member-is-leg" in {one.code for one in problems_of(tmp_path, plain)}
