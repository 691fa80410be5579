"""`centre.mcu` and `conference_number`: every mistake at its place with its cure, and the secret nowhere."""

from pathlib import Path

import pytest

from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, Mcu
from gbdt_console.devices.registry import catalogue
from gbdt_console.settings.load import load_network
from gbdt_console.settings.shipped import shipped_example
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.settings.configs import edited, load, problems_of, unmarked
from tests.support.settings.offers import SECRETS

PASSWORD = "zq-mcu-password"
ENVIRON = SECRETS | {"GBDT_MCU_PASSWORD": PASSWORD}
RANGE = "range: 10.1.0.0/24\n"
MCU = (
    "{driver: asterisk-confbridge, address: 10.1.0.10, port: 5039, user: dieuhanh, "
    'password: "env:GBDT_MCU_PASSWORD", conference: giaoban}'
)
NUMBERS = (("id: sa-pa\n", "id: sa-pa\n    conference_number: 2001\n"),
           ("id: bac-ha\n", "id: bac-ha\n    conference_number: 2002\n"))  # fmt: skip


def with_mcu(old: str = "", new: str = "") -> str:
    """A right configuration with an MCU, `old` in its entry replaced."""
    assert not old or MCU.count(old) == 1
    return edited((RANGE, RANGE + "  mcu: " + (MCU.replace(old, new) if old else MCU) + "\n"), *NUMBERS)


WRONG = [
    ("want-one-of", "asterisk-confbridge", "§asterisk", "asterisk-confbridge"),
    ("missing-key", "{driver: asterisk-confbridge, ", "§{", "driver"),
    ("missing-key", ', password: "env:GBDT_MCU_PASSWORD"', "", "password"),
    ("missing-key", ", conference: giaoban", "", "conference"),
    ("missing-key", "user: dieuhanh, ", "", "user"),
    ("missing-key", "address: 10.1.0.10, ", "", "address"),
    ("want-address", "10.1.0.10", "§mcu.local", ""),
    ("want-whole-number", "5039", "§ami", ""),
    ("too-big", "5039", "§65536", "65535"),
    ("empty-value", "giaoban", "§''", ""),
    ("unknown-key", "user:", "§login: x, user:", "login"),
    ("secret-not-in-environment", "GBDT_MCU_PASSWORD", "GBDT_MCU_OTHER", "GBDT_MCU_OTHER"),
    ("secret-in-clear", '"env:GBDT_MCU_PASSWORD"', f"§{PASSWORD}", "env:"),
]


@pytest.mark.parametrize(("code", "old", "new", "cure"), WRONG)
def test_a_mistake_is_one_problem_at_its_place_with_its_cure(
    code: str, old: str, new: str, cure: str, tmp_path: Path
) -> None:
    text, places = unmarked(with_mcu(old, new))
    problems = problems_of(tmp_path, text, ENVIRON)
    assert [p.code for p in problems] == [f"settings.{code}"]
    (problem,) = problems
    line = next(n for n, said in enumerate(text.split("\n"), 1) if "  mcu: " in said)
    assert problem.where == f"{tmp_path / 'sites.yaml'}:{line}:{problem.column}"
    if places:
        assert [(problem.line, problem.column)] == places
    for language in LANGUAGES:
        said = Words(language)(problem.code, **problem.params)
        assert cure in said
        assert "{" not in said
        assert PASSWORD not in said + repr(problem)


def test_the_second_site_with_a_number_is_told_where_the_first_is(tmp_path: Path) -> None:
    text = with_mcu().replace("conference_number: 2002", "conference_number: §2001")
    text, places = unmarked(text)
    (problem,) = problems_of(tmp_path, text, ENVIRON)
    assert (problem.code, (problem.line, problem.column)) == (
        "settings.duplicate-conference-number", places[0],
    )  # fmt: skip
    first = next(n for n, said in enumerate(text.split("\n"), 1) if "conference_number" in said)
    for language in LANGUAGES:
        said = Words(language)(problem.code, **problem.params)
        assert "2001" in said
        assert str(first) in said


def test_all_of_it_is_read_and_the_password_is_shown_nowhere(tmp_path: Path) -> None:
    network = load(tmp_path, with_mcu(), ENVIRON)
    mcu = network.centre.mcu
    control = DeviceControl(
        "asterisk-confbridge", "ami", 5039, "dieuhanh", Secret(PASSWORD), {"conference": "giaoban"}
    )
    assert mcu == Mcu("10.1.0.10", control)
    assert [site.conference_number for site in network.sites] == ["2001", "2002"]
    assert PASSWORD not in repr(network) + str(network)


CODIAN = (
    "{driver: cisco-codian, address: 10.1.0.10, user: dieuhanh, "
    'password: "env:GBDT_MCU_PASSWORD", conference: giaoban%s}'
)


@pytest.mark.parametrize(
    ("said", "wire", "port", "chair"),
    [
        ("", "https", 443, ""),
        (", wire: http", "http", 80, ""),
        (", wire: https-unverified, port: 8443, chair_number: 2001", "https-unverified", 8443, "2001"),
    ],
)
def test_a_codian_is_reached_by_verified_https_unless_said(
    said: str, wire: str, port: int, chair: str, tmp_path: Path
) -> None:
    mcu = load(tmp_path, edited((RANGE, f"{RANGE}  mcu: {CODIAN % said}\n"), *NUMBERS), ENVIRON).centre.mcu
    assert mcu is not None
    options = {"conference": "giaoban", "chair_number": chair, "protocol": "h323"}
    secret = Secret(PASSWORD)
    assert mcu.control == DeviceControl("cisco-codian", wire, port, "dieuhanh", secret, options)


@pytest.mark.parametrize(
    ("said", "code", "cure"),
    [(", wire: tls", "want-one-of", "https"), (", protocol: vnc", "want-one-of", "h323"),
     (", chair: 2001", "unknown-key", "chair_number")],
)  # fmt: skip
def test_a_mistake_about_a_codian_is_told_with_its_cure(
    said: str, code: str, cure: str, tmp_path: Path
) -> None:
    text = edited((RANGE, f"{RANGE}  mcu: {CODIAN % said}\n"), *NUMBERS)
    (problem,) = problems_of(tmp_path, text, ENVIRON)
    assert problem.code == f"settings.{code}"
    assert cure in Words("en")(problem.code, **problem.params)


def test_the_usual_port_need_not_be_said_and_a_site_may_take_no_part(tmp_path: Path) -> None:
    text = with_mcu("port: 5039, ", "").replace("    conference_number: 2002\n", "")
    network = load(tmp_path, text, ENVIRON)
    assert network.centre.mcu is not None
    assert network.centre.mcu.control.port == 5038
    assert [site.conference_number for site in network.sites] == ["2001", ""]


def test_the_example_has_no_mcu_until_its_lines_are_let_in(tmp_path: Path) -> None:
    text = shipped_example("sites.yaml")
    assert "GBDT_MCU_PASSWORD" in text
    let_in = text.replace("  # mcu:", "  mcu:").replace("    # conference_number:", "    conference_number:")
    environ = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "a-long-secret")
    path = tmp_path / "sites.yaml"
    for content, secrets in ((text, environ), (let_in, environ | {"GBDT_MCU_PASSWORD": PASSWORD})):
        path.write_text(content)
        network = load_network(path, catalogue(), secrets)
        has_mcu = content is let_in
        assert (network.centre.mcu is not None) is has_mcu
        assert [bool(site.conference_number) for site in network.sites] == [has_mcu] * len(network.sites)
