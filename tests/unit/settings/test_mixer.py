"""`centre.mixer` and `mixer_source`: every mistake at its place with its cure, and the secret nowhere."""

from pathlib import Path

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.pictures import Bus
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, VisionMixer
from gbdt_console.devices import open_devices
from gbdt_console.devices.control import Mixer
from gbdt_console.devices.registry import catalogue
from gbdt_console.settings.load import load_network
from gbdt_console.settings.shipped import shipped_example
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.settings.configs import edited, load, problems_of, unmarked
from tests.support.settings.offers import SECRETS

PASSWORD = "zq-mixer-password"
ENVIRON = SECRETS | {"GBDT_MIXER_PASSWORD": PASSWORD}
RANGE = "range: 10.1.0.0/24\n"
MIXER = (
    '{driver: obs-websocket, address: 10.1.0.20, port: 4456, password: "env:GBDT_MIXER_PASSWORD", bus: chair}'
)
SOURCES = (("id: sa-pa\n", "id: sa-pa\n    mixer_source: Sa Pa\n"),
           ("id: bac-ha\n", "id: bac-ha\n    mixer_source: Bắc Hà\n"))  # fmt: skip


def with_mixer(old: str = "", new: str = "") -> str:
    """A right configuration with a mixer, `old` in its entry replaced."""
    assert not old or MIXER.count(old) == 1
    return edited((RANGE, RANGE + "  mixer: " + (MIXER.replace(old, new) if old else MIXER) + "\n"), *SOURCES)


WRONG = [
    ("want-one-of", "obs-websocket", "§asterisk-confbridge", "obs-websocket"),
    ("want-one-of", "obs-websocket", "§none", "obs-websocket"),
    ("missing-key", "{driver: obs-websocket, ", "§{", "driver"),
    ("missing-key", ', password: "env:GBDT_MIXER_PASSWORD"', "", "password"),
    ("missing-key", "address: 10.1.0.20, ", "", "address"),
    ("want-address", "10.1.0.20", "§obs.local", ""),
    ("too-big", "4456", "§65536", "65535"),
    ("want-one-of", "bus: chair", "bus: §both", "branches"),
    ("unknown-key", "bus:", "§screen: 1, bus:", "screen"),
    ("secret-not-in-environment", "GBDT_MIXER_PASSWORD", "GBDT_MIXER_OTHER", "GBDT_MIXER_OTHER"),
    ("secret-in-clear", '"env:GBDT_MIXER_PASSWORD"', f"§{PASSWORD}", "env:"),
]


@pytest.mark.parametrize(("code", "old", "new", "cure"), WRONG)
def test_a_mistake_is_one_problem_at_its_place_with_its_cure(
    code: str, old: str, new: str, cure: str, tmp_path: Path
) -> None:
    text, places = unmarked(with_mixer(old, new))
    problems = problems_of(tmp_path, text, ENVIRON)
    assert [p.code for p in problems] == [f"settings.{code}"]
    (problem,) = problems
    line = next(n for n, said in enumerate(text.split("\n"), 1) if "  mixer: " in said)
    assert problem.where == f"{tmp_path / 'sites.yaml'}:{line}:{problem.column}"
    if places:
        assert [(problem.line, problem.column)] == places
    for language in LANGUAGES:
        said = Words(language)(problem.code, **problem.params)
        assert cure in said
        assert "{" not in said
        assert PASSWORD not in said + repr(problem)


def test_a_source_of_two_sites_is_told_with_the_first_line(tmp_path: Path) -> None:
    text, places = unmarked(with_mixer().replace("mixer_source: Bắc Hà", "mixer_source: §Sa Pa"))
    (problem,) = problems_of(tmp_path, text, ENVIRON)
    assert (problem.code, (problem.line, problem.column)) == ("settings.duplicate-mixer-source", places[0])
    first = next(n for n, said in enumerate(text.split("\n"), 1) if "mixer_source" in said)
    for language in LANGUAGES:
        assert str(first) in Words(language)(problem.code, **problem.params)


def test_all_of_it_is_read_and_the_password_is_shown_nowhere(tmp_path: Path) -> None:
    network = load(tmp_path, with_mixer(), ENVIRON)
    control = DeviceControl(
        "obs-websocket", "ws", 4456, "", Secret(PASSWORD), {"bus": "chair", "stills": True}
    )
    assert network.centre.mixer is not None
    assert network.centre.mixer == VisionMixer("10.1.0.20", control)
    assert network.centre.mixer.bus is Bus.CHAIR
    assert [site.mixer_source for site in network.sites] == ["Sa Pa", "Bắc Hà"]
    assert PASSWORD not in repr(network) + str(network)
    assert isinstance(open_devices.mixer(network, ManualClock(), tmp_path / "known_hosts"), Mixer)


def test_the_usual_port_and_bus_need_not_be_said(tmp_path: Path) -> None:
    network = load(tmp_path, with_mixer("port: 4456, ", "").replace(", bus: chair", ""), ENVIRON)
    assert network.centre.mixer is not None
    assert network.centre.mixer.control.port == 4455
    assert network.centre.mixer.control.options["bus"] == "branches"


def test_the_example_has_no_mixer_until_its_line_is_let_in(tmp_path: Path) -> None:
    text = shipped_example("sites.yaml")
    let_in = text.replace("  # mixer:", "  mixer:")
    environ = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "a-long-secret")
    path = tmp_path / "sites.yaml"
    for content, secrets in ((text, environ), (let_in, environ | {"GBDT_MIXER_PASSWORD": PASSWORD})):
        path.write_text(content)
        network = load_network(path, catalogue(), secrets)
        assert (network.centre.mixer is not None) is (content is let_in)
    assert open_devices.mixer(load(tmp_path, edited(), SECRETS), ManualClock(), tmp_path) is None
