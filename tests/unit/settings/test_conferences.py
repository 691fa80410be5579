"""`conferences`: further conferences, each with its own MCU's conference and mixer."""

from pathlib import Path

import pytest

from gbdt_console.core.clock import ManualClock
from gbdt_console.devices import open_devices
from gbdt_console.devices.control import ListsParticipants, Mixer
from gbdt_console.devices.registry import catalogue
from gbdt_console.settings.load import load_network
from tests.support.settings.configs import edited, problems_of, unmarked
from tests.support.settings.offers import SECRETS

ENVIRON = SECRETS | {"GBDT_MCU_PASSWORD": "zq-mcu", "GBDT_MIXER_PASSWORD": "zq-mixer"}
RANGE = "range: 10.1.0.0/24\n"
MCU = (
    "{driver: asterisk-confbridge, address: 10.1.0.9, user: dieuhanh,"
    ' password: "env:GBDT_MCU_PASSWORD", conference: ROOM}'
)
MIXER = '{driver: obs-websocket, address: 10.1.0.NN, password: "env:GBDT_MIXER_PASSWORD"}'
FIRST = f"  mcu: {MCU.replace('ROOM', 'giaoban')}\n  mixer: {MIXER.replace('NN', '20')}\n"
SECOND = (
    f"conferences:\n  phong-b:\n    name: Phòng họp B\n    mcu: {MCU.replace('ROOM', 'phongb')}\n"
    f"    mixer: {MIXER.replace('NN', '21')}\n"
)


def with_two(old: str = "", new: str = "") -> str:
    """A right configuration with two conferences, `old` in the second one replaced."""
    second = SECOND.replace(old, new) if old else SECOND
    assert not old or second != SECOND
    return edited((RANGE, RANGE + FIRST), ("carriers:\n", second + "carriers:\n"))


WRONG = [
    ("duplicate-conference", "conference: phongb", "conference: giaoban", "mcu"),
    ("duplicate-mixer", "10.1.0.21", "10.1.0.20", "mixer"),
    ("missing-key", "    name: Phòng họp B\n", "", "mcu"),
    ("missing-key", f"    mcu: {MCU.replace('ROOM', 'phongb')}\n", "", "name"),
    ("unknown-key", "    name: Phòng họp B\n", "    name: Phòng họp B\n    hall: 1\n", "hall"),
    ("want-one-of", "obs-websocket", "asterisk-confbridge", "mixer"),
    ("want-id", "phong-b:", "Phòng:", "Phòng"),
]


@pytest.mark.parametrize(("code", "old", "new", "where"), WRONG)
def test_a_mistake_is_found_at_its_place(code: str, old: str, new: str, where: str, tmp_path: Path) -> None:
    text, _ = unmarked(with_two(old, new))
    problems = problems_of(tmp_path, text, ENVIRON)
    assert f"settings.{code}" in [problem.code for problem in problems]
    line = next(problem.where for problem in problems if problem.code == f"settings.{code}").split(":")[1]
    assert where in text.split("\n")[int(line) - 1]


def test_each_conference_has_its_own_devices(tmp_path: Path) -> None:
    path = tmp_path / "sites.yaml"
    path.write_text(with_two(), "utf-8")
    network = load_network(path, catalogue(), ENVIRON)
    (second,) = network.conferences
    assert (second.id, second.name) == ("phong-b", "Phòng họp B")
    assert second.mcu.control.options["conference"] == "phongb"
    assert network.centre.mcu is not None
    assert network.centre.mcu.control.options["conference"] == "giaoban"
    seen = network.at("phong-b")
    assert (seen.centre.mcu, seen.centre.mixer) == (second.mcu, second.mixer)
    assert network.at("") is network
    devices = open_devices.conferences(network, ManualClock(), tmp_path / "hosts")["phong-b"]
    assert isinstance(devices.mcu, ListsParticipants)
    assert isinstance(devices.mixer, Mixer)
