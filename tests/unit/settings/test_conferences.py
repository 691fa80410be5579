"""`conferences`: further conferences, each with its own MCU's conference and mixer."""

from pathlib import Path

import pytest

from gbdt_console.cli.config_warnings import without_mcu
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.sites import Hosted
from gbdt_console.devices import open_devices
from gbdt_console.devices.control import ListsParticipants, Mixer
from gbdt_console.devices.registry import catalogue
from gbdt_console.settings.load import load_network
from gbdt_console.text.words import Words
from tests.support.settings.configs import edited, load, problems_of, unmarked
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
    assert second.mcu is not None
    assert second.mcu.control.options["conference"] == "phongb"
    assert network.centre.mcu is not None
    assert network.centre.mcu.control.options["conference"] == "giaoban"
    seen = network.at("phong-b")
    assert (seen.centre.mcu, seen.centre.mixer) == (second.mcu, second.mixer)
    assert network.at("") is network
    devices = open_devices.conferences(network, ManualClock(), tmp_path / "hosts")["phong-b"]
    assert isinstance(devices.mcu, ListsParticipants)
    assert isinstance(devices.mixer, Mixer)


HOSTED = (
    "{name: VNPT Meeting, dial: 8000@hop.vnpt.vn, also: [10.9.9.9],"
    ' contacts: [{role: hỗ trợ VNPT, phone: "1800 1260"}]}'
)
NO_MCU = f"  hosted: {HOSTED}\n"
SECOND_HOSTED = f"conferences:\n  vnpt:\n    name: Họp VNPT\n    hosted: {HOSTED}\n"


def test_others_may_host_a_conference_in_place_of_an_mcu(tmp_path: Path) -> None:
    path = tmp_path / "sites.yaml"
    for text, place in (
        (edited((RANGE, RANGE + NO_MCU)), ""),
        (edited((RANGE, RANGE + FIRST), ("carriers:\n", SECOND_HOSTED + "carriers:\n")), "vnpt"),
    ):
        path.write_text(text, "utf-8")
        network = load_network(path, catalogue(), ENVIRON)
        centre = network.at(place).centre
        assert centre.mcu is None
        assert centre.hosted is not None
        assert (centre.hosted.name, centre.hosted.contacts[0].phone) == ("VNPT Meeting", "1800 1260")
        assert network.host_of(place) == "VNPT Meeting"
        if place:
            assert network.host_of("") == ""
            devices = open_devices.conferences(network, ManualClock(), tmp_path / "hosts")[place]
            assert (devices.mcu, devices.mixer) == (None, None)


@pytest.mark.parametrize(
    ("number", "is_end"),
    [
        ("8000@hop.vnpt.vn", True), ("sip:8000@HOP.vnpt.vn", True), ("10.9.9.9", True),
        ("h323:10.9.9.9:1720", True),
        ("10.9.9.91", False), ("8000", False), ("18000@hop.vnpt.vn", False), ("", False),
    ],
)  # fmt: skip
def test_a_call_is_the_services_by_its_whole_number_or_address(number: str, is_end: bool) -> None:
    assert Hosted("VNPT Meeting", "8000@hop.vnpt.vn", ("10.9.9.9",)).is_end_of(number) is is_end


HOSTED_WRONG = [
    ("hosted-and-mcu", FIRST + NO_MCU, "hosted"),
    ("missing-key", NO_MCU.replace(" dial: 8000@hop.vnpt.vn,", ""), "hosted"),
    ("unknown-key", NO_MCU.replace("dial:", "number:"), "number"),
]


@pytest.mark.parametrize(("code", "lines", "where"), HOSTED_WRONG)
def test_a_mistake_about_the_host_is_found_at_its_place(
    code: str, lines: str, where: str, tmp_path: Path
) -> None:
    text, _ = unmarked(edited((RANGE, RANGE + lines)))
    problems = {problem.code: problem for problem in problems_of(tmp_path, text, ENVIRON)}
    line = int(problems[f"settings.{code}"].where.split(":")[1])
    assert where in text.split("\n")[line - 1]


def test_check_says_what_a_hosted_conference_cannot_do_and_of_which_points_nothing_will_be_known(
    tmp_path: Path,
) -> None:
    def doubts(hosted: str) -> list[str]:
        return list(without_mcu(load(tmp_path, edited((RANGE, RANGE + hosted))), Words("vi")))

    assert doubts("") == []
    cannot, untold = doubts(NO_MCU)
    assert "VNPT Meeting" in cannot
    assert "chặn tiếng" in cannot
    assert "không rõ" in untold
    *_, no_phone = doubts("  hosted: {name: VNPT Meeting, dial: 8000}\n")
    assert "contacts" in no_phone
