"""A package outside the console adds drivers by entry points; its examples are those of docs/drivers.md."""

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result

from gbdt_console.cli.failures import Exit, engine_failures
from gbdt_console.cli.main import root
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.pictures import Bus, PictureOrder
from gbdt_console.devices import open_devices as opening
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.registry import GROUP, catalogue, installed_drivers
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.settings.load import load_network
from gbdt_console.settings.problems import ConfigRejected
from gbdt_console.text.words import Words
from tests.support.drivers.page_code import page_modules
from tests.support.settings.configs import edited, unmarked
from tests.support.settings.offers import SECRETS

CODEC = "codec: {kind: codec, driver: ping}"
RANGE = "range: 10.1.0.0/24\n"
UPS = "ups: {kind: ups, driver: ups-mib"
ENVIRON = SECRETS | {"ACME_PASSWORD": "zq-acme-password"}
CONTROL = "{driver: acme-codec, room: hall, password: env:ACME_PASSWORD}"
MCU = "{driver: acme-mcu, address: 10.1.0.9, room: giaoban, password: env:ACME_PASSWORD}"

BROKEN = {
    "acme_half.py": """
        from acme_mcu import AcmeMcu
        from gbdt_console.devices.control import Dials

        class DialingMcu(AcmeMcu, Dials):
            async def dail(self, number): ...
            def dial_failure(self, number): return ""
            def dial_failure_code(self, number): return ""
        """,
    "acme_nothing.py": """
        from acme_mcu import SPEC as GOOD
        from dataclasses import replace

        class Nothing: ...
        SPEC = replace(GOOD, name="acme-nothing", build=lambda target: Nothing())
        UNREADY = replace(GOOD, name="acme-unready", build=lambda target: target.control.options["hall"])
        """,
}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path, as pip leaves it after a package with good and bad drivers was installed."""
    folder = tmp_path / "site-packages"
    info = folder / "acme-1.dist-info"
    info.mkdir(parents=True)
    for name, source in (page_modules() | BROKEN).items():
        (folder / name).write_text(dedent(source))
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        f"[{GROUP}]\nups = acme_ups:SPEC\ncodec = acme_codec:SPEC\nmcu = acme_mcu:SPEC\n"
        "mixer = acme_mixer:SPEC\nhalf = acme_half:SPEC\n"
        "nothing = acme_nothing:SPEC\nunready = acme_nothing:UNREADY\n"
    )
    monkeypatch.syspath_prepend(folder)
    installed_drivers.cache_clear()
    yield folder
    installed_drivers.cache_clear()


def written(folder: Path, mcu: str = MCU, control: str = CONTROL) -> Path:
    path = folder / "sites.yaml"
    codec = CODEC.replace("}", f", control: {control}}}")
    edits = ((RANGE, f"{RANGE}  mcu: {mcu}\n"), (CODEC, codec), (UPS, UPS.replace("ups-mib", "acme-ups")))
    path.write_text(edited(*edits))
    return path


def test_drivers_of_another_package_are_set_and_opened(installed: Path, tmp_path: Path) -> None:
    network = load_network(written(tmp_path), catalogue(), ENVIRON)
    assert [d.driver for site in network.sites for d in site.devices if d.name == "ups"] == ["acme-ups"] * 2
    known_hosts = tmp_path / "known_hosts"
    mcu = opening.mcu(network, SystemClock(), known_hosts)
    assert mcu is not None
    assert type(mcu).__name__ == "AcmeMcu"
    assert (mcu._place, mcu._room) == (("10.1.0.9", 5060), "giaoban")
    ((device_id, codec),) = opening.codecs(network, SystemClock(), known_hosts).items()
    assert (device_id, type(codec).__name__) == ("bac-ha.codec", "AcmeCodec")
    assert codec.url == "https://10.1.2.10:443/hall"


async def test_the_mixer_of_another_package_is_opened_read_and_taken_with(
    installed: Path, tmp_path: Path
) -> None:
    path = written(tmp_path, MCU + "\n  mixer: {driver: acme-mixer, address: 10.1.0.8, bus: chair}")
    mixer = opening.mixer(load_network(path, catalogue(), ENVIRON), SystemClock(), tmp_path / "known_hosts")
    assert mixer is not None
    await mixer.open()
    await mixer.take({Bus.CHAIR: PictureOrder("full", ("input 2",))})
    assert [pane.source for pane in (await mixer.frame()).programs[Bus.CHAIR].panes] == ["input 2"]
    with pytest.raises(ControlError):
        await mixer.take({Bus.BRANCHES: PictureOrder("full", ("input 1",))})
    await mixer.close()


@pytest.mark.parametrize(
    ("code", "mcu", "control"),
    [
        ("want-one-of", MCU.replace("acme-mcu", "§acme"), CONTROL),
        ("missing-key", MCU.replace("{", "§{").replace(", room: giaoban", ""), CONTROL),
        ("unknown-key", MCU.replace("room", "§rooms: x, room"), CONTROL),
        ("want-one-of", MCU, CONTROL.replace("acme-codec", "§acme-mcu")),
        ("want-one-of", MCU, CONTROL.replace("hall", "§attic")),
        ("want-whole-number", MCU, CONTROL.replace("room", "timeout_s: §soon, room")),
        ("unknown-key", MCU, CONTROL.replace("room", "§allows_ssh_rsa: true, room")),
        ("missing-key", MCU, CONTROL.replace("{", "§{").replace(", password: env:ACME_PASSWORD", "")),
    ],
)
def test_a_mistake_about_such_a_driver_is_one_problem_at_its_place(
    installed: Path, tmp_path: Path, code: str, mcu: str, control: str
) -> None:
    path = written(tmp_path, mcu, control)
    text, places = unmarked(path.read_text("utf-8"))
    path.write_text(text)
    with pytest.raises(ConfigRejected) as rejected:
        load_network(path, catalogue(), ENVIRON)
    assert [(p.code, (p.line, p.column)) for p in rejected.value.problems] == [
        (f"settings.{code}", places[0])
    ]


def test_a_site_with_another_driver_inherits_the_login_only(installed: Path, tmp_path: Path) -> None:
    usual = (
        "    codec: {kind: codec, driver: ping, control: {driver: polycom-text, wire: telnet, port: 2424,"
        " allows_ssh_rsa: true, password: 'env:ACME_PASSWORD'}}\n"
    )
    line = "    ups: {kind: ups, driver: ups-mib, credential: rooms}\n"
    path = tmp_path / "sites.yaml"
    path.write_text(
        edited((line, line + usual), (CODEC, "codec: {control: {driver: acme-codec, room: hall}}"))
    )
    network = load_network(path, catalogue(), ENVIRON)
    _, other = (d.control for site in network.sites for d in site.devices if d.name == "codec")
    assert other is not None
    assert (other.driver, other.wire, other.port, other.options["room"]) == (
        "acme-codec",
        "https",
        443,
        "hall",
    )
    assert other.password.reveal() == "zq-acme-password"
    assert "allows_ssh_rsa" not in other.options


@pytest.fixture
def check(installed: Path, tmp_path: Path) -> Callable[[str], Result]:
    """`gbdt-console check` of a network whose MCU has that driver."""

    def run(driver: str) -> Result:
        path = written(tmp_path, MCU.replace("acme-mcu", driver))
        argv = ["--config", str(path), "--state-dir", str(tmp_path / "state"), "--lang", "en", "check"]
        return CliRunner().invoke(root, argv, env=ENVIRON)

    return run


HALF = (
    "Driver half could not be loaded: TypeError: driver class DialingMcu lacks dial of Dials (is it dail?):"
    " add it, or do not name that capability. Remove or repair the installed package.\n"
)


def test_check_tells_of_a_driver_that_was_never_made(check: Callable[[str], Result]) -> None:
    good = check("acme-mcu")
    assert (good.exit_code, HALF in good.stderr) == (0, True)
    assert "Driver" not in good.stderr.replace(HALF, "")
    asked = check("acme-half")
    assert (asked.exit_code, HALF in asked.stderr) == (1, True)


@pytest.mark.parametrize(
    ("driver", "why"),
    [
        ("acme-nothing", "Nothing does not name ListsParticipants as its base"),
        ("acme-unready", "KeyError: 'hall'"),
    ],
)
def test_check_tells_of_a_driver_that_builds_no_mcu(
    check: Callable[[str], Result], driver: str, why: str
) -> None:
    told = check(driver)
    assert told.exit_code == 1
    assert f"Driver {driver} could not be loaded: {why}. Remove or repair" in told.stderr
    assert "Traceback" not in told.output


def test_a_console_says_why_it_does_not_start_with_such_a_driver(installed: Path, tmp_path: Path) -> None:
    words, state = Words("en"), StateDirectory(tmp_path)
    network = load_network(written(tmp_path, MCU.replace("acme-mcu", "acme-nothing")), catalogue(), ENVIRON)
    with pytest.raises(SystemExit) as ended, engine_failures(state, words):
        opening.mcu(network, SystemClock(), tmp_path / "known_hosts")
    assert ended.value.code == Exit.FAILED
