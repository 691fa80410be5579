"""`profiles`: what a conference profile holds, and every mistake at its place."""

import re
from pathlib import Path

import pytest

from gbdt_console.core.conference.redial import RedialOwner
from gbdt_console.core.pictures import Shot
from gbdt_console.core.profiles.profile import BackupConference, ProfileSite
from gbdt_console.devices.registry import catalogue
from gbdt_console.settings.load import load_network
from gbdt_console.settings.shipped import shipped_example
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.settings.configs import edited, load, problems_of, unmarked
from tests.support.settings.offers import SECRETS

SECRET = "zq-mcu-password"
ENVIRON = SECRETS | {"GBDT_MCU_PASSWORD": SECRET}
MCU = (
    "  mcu: {driver: asterisk-confbridge, address: 10.1.0.10, user: dieuhanh, "
    'password: "env:GBDT_MCU_PASSWORD", conference: giaoban}\n'
)


def with_profile(profile: str, *, mcu: str = MCU) -> str:
    """The small network with an MCU, two numbered sites and the given profiles."""
    return edited(
        (
            "    gateway: {name: Cổng mạng, address: 10.1.0.1}\n",
            f"    gateway: {{name: Cổng mạng, address: 10.1.0.1}}\n{mcu}profiles:\n{profile}",
        ),
        ("    body: so\n", "    conference_number: 2001\n    redial: mcu\n"),
        ("    line: {carrier: viettel", "    conference_number: 2002\n    line: {carrier: viettel"),
    )


WHOLE = """\
  - id: giao-ban
    name: Giao ban tỉnh
    participants: all
    sites:
      bac-ha: {dial: h323:10.1.2.10, bandwidth_kbps: 1024, redial: console}
    branches: {layout: 1x1, seats: {1: sa-pa}}
    chair: {layout: 2x2, seats: {1: bac-ha, 3: sa-pa}}
    blocked_on_entry: true
    locked: true
    backup: {dial: 'sip:duphong@10.1.0.20', name: MCU Viettel, pin_kept: 'phong bì 3, tủ trực'}
"""


def test_a_profile_holds_what_the_file_says_and_the_rest_of_the_sites(tmp_path: Path) -> None:
    (profile,) = load(tmp_path, with_profile(WHOLE), ENVIRON).profiles
    assert profile.participants == (
        ProfileSite("sa-pa", "2001", RedialOwner.MCU),
        ProfileSite("bac-ha", "h323:10.1.2.10", RedialOwner.CONSOLE, 1024),
    )
    assert (profile.branches, profile.chair) == (
        Shot("1x1", ("sa-pa",)),
        Shot("2x2", ("bac-ha", "", "sa-pa")),
    )
    assert profile.is_blocking
    assert profile.is_locked
    assert profile.backup == BackupConference("sip:duphong@10.1.0.20", "MCU Viettel", "phong bì 3, tủ trực")


def test_a_short_profile_takes_numbers_and_owners_from_its_sites(tmp_path: Path) -> None:
    text = with_profile("  - {id: hop-kin, name: Họp kín, participants: [bac-ha]}\n")
    (profile,) = load(tmp_path, text, ENVIRON).profiles
    assert profile.participants == (ProfileSite("bac-ha", "2002", RedialOwner.SITE),)
    assert (profile.branches, profile.chair, profile.backup) == (None, None, None)
    assert not profile.is_blocking
    assert not profile.is_locked


WRONG = [
    ("unknown-key", "    locked: true", "    §lock: true", "locked"),
    ("missing-key", "  - id: giao-ban\n    name: Giao ban tỉnh\n", "  - §id: giao-ban\n", "name"),
    ("missing-key", "    participants: all\n", "", "participants"),
    ("want-list", "participants: all", "participants: §everybody", ""),
    ("want-id", "id: giao-ban", "id: §Giao ban", ""),
    ("want-one-of", "redial: console", "redial: §nobody", "console"),
    ("want-whole-number", "bandwidth_kbps: 1024", "bandwidth_kbps: §1M", ""),
    ("too-small", "bandwidth_kbps: 1024", "bandwidth_kbps: §8", ""),
    ("want-true-or-false", "locked: true", "locked: §yes", ""),
    ("unknown-site", "participants: all", "participants: [sa-pa, bac-ha, §bac-hà]", "bac-ha"),
    ("profile-twice", "participants: all", "participants: [sa-pa, bac-ha, §sa-pa]", "sa-pa"),
    ("unknown-site", "bac-ha: {dial", "§bac-he: {dial", "bac-ha"),
    ("profile-outsider", "participants: all", "participants: [bac-ha]", "sa-pa"),
    ("profile-outsider", "participants: all", "participants: [sa-pa]", "bac-ha"),
    ("unknown-site", "seats: {1: sa-pa}", "seats: {1: §sapa}", "sa-pa"),
    ("too-small", "seats: {1: sa-pa}", "seats: {§0: sa-pa}", ""),
    ("profile-dial-taken", "dial: h323:10.1.2.10", "dial: §2001", "sa-pa"),
    ("pin-in-clear", "'phong bì 3, tủ trực'", "§'12 34 #'", ""),
    ("missing-key", "dial: 'sip:duphong@10.1.0.20', ", "", "dial"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new", "cure"), WRONG)
def test_every_mistake_is_told_at_its_place_with_its_cure(
    code: str, old: str, new: str, cure: str, tmp_path: Path
) -> None:
    assert WHOLE.count(old) == 1
    plain, places = unmarked(with_profile(WHOLE.replace(old, new)))
    problems = problems_of(tmp_path, plain, ENVIRON)
    assert f"settings.{code}" in {problem.code for problem in problems}
    if places:
        assert places == [(problem.line, problem.column) for problem in problems]
    for language in LANGUAGES:
        assert any(cure in Words(language)(problem.code, **problem.params) for problem in problems)


def test_profiles_without_an_mcu_are_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, with_profile(WHOLE, mcu=""))
    assert problem.code == "settings.profile-no-mcu"


def test_a_participant_without_a_number_is_refused(tmp_path: Path) -> None:
    text = with_profile("  - {id: a, name: A, participants: [§sa-pa, bac-ha]}\n")
    plain, places = unmarked(text.replace("    conference_number: 2001\n", ""))
    (problem,) = problems_of(tmp_path, plain, ENVIRON)
    assert (problem.code, [(problem.line, problem.column)]) == ("settings.profile-no-number", places)


def test_two_profiles_of_one_id_or_name_are_refused(tmp_path: Path) -> None:
    one = "  - {id: a, name: A, participants: all}\n"
    text = with_profile(one + "  - {id: §a, name: §a, participants: all}\n")
    plain, places = unmarked(text)
    found = problems_of(tmp_path, plain, ENVIRON)
    assert [(problem.line, problem.column) for problem in found] == places


def test_the_shipped_example_of_a_profile_works_once_its_marks_are_off(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^( *)# (conference_number: |mcu: )", r"\1\2", shipped_example("sites.yaml"))
    block = re.search(r"(?m)^# profiles:\n(?:#   .*\n)+", text)
    assert block is not None
    text = text.replace(block[0], re.sub(r"(?m)^# ", "", block[0]))
    secrets = dict.fromkeys(re.findall(r"env:(\w+)", text), "a-long-secret")
    network = load_network(_written(tmp_path, text), catalogue(), secrets)
    (profile,) = network.profiles
    assert len(profile.participants) == len(network.sites)
    assert profile.by_site["sa-pa"].redial is RedialOwner.CONSOLE
    assert profile.backup is not None


def _written(folder: Path, text: str) -> Path:
    path = folder / "sites.yaml"
    path.write_text(text)
    return path
