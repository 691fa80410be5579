"""The package is installed, set up for 99 communes, used, upgraded and purged in a Debian 13 of its own."""

import json
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from deb.build import PLATFORMS, build
from deb.sbom import SPEC
from gbdt_console import __version__
from tests.support.lab.communes import COUNT, name
from tests.support.lab.debian import (
    COLLEAGUE,
    HANGS_AFTER_S,
    STRANGER,
    TECHNICIAN,
    DebianRoot,
    later_version,
    start_making_base,
)
from tests.support.lab.officer import PINS, Officer, in_debian
from tests.support.places import ROOT
from tests.support.terminal.pty_terminal import Terminal
from tests.support.wait import until
from write_notices import locked

LAUNCHER = "/usr/lib/gbdt-console/as-service"
UNIT = "usr/lib/systemd/system/gbdt-console.service"
EXPOSED_AT_MOST = "31"
"""Tenths of the points that systemd-analyze gives; of the shipped units the wall's has most, 30."""


@dataclass(frozen=True, slots=True)
class Built:
    """The package, and lintian that looks at it meanwhile."""

    package: Path
    lintian: "subprocess.Popen[str]"


@pytest.fixture(scope="module")
def built() -> Iterator[Built]:
    with start_making_base() as making:
        package = build(ROOT / "build" / "deb")
    assert making.returncode == 0
    argv = ["lintian", "--allow-root", "--fail-on=error,warning", package]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as lintian:
        yield Built(package, lintian)


@pytest.fixture(scope="module")
def officer(built: Built) -> Iterator[Officer]:
    """Root, who installed the package beside 99 communes and wrote the settings by `setup` from a table."""
    with in_debian(built.package) as officer:
        assert "    sudo gbdt-console setup\n" in officer.install()
        assert "sudo systemctl restart gbdt-console " in officer.set_up()
        yield officer


@pytest.fixture(scope="module")
def debian(officer: Officer) -> DebianRoot:
    return officer.debian


def test_places_belong_to_the_service_and_settings_to_its_group(debian: DebianRoot) -> None:
    state = ("/var/lib/gbdt", "/var/lib/gbdt/reports")
    places = ("/etc/gbdt", "/etc/gbdt/secrets.env", *state, "/etc/sudoers.d/gbdt-console")
    assert debian.run("stat", "--format=%U:%G %04a %n", *places).splitlines() == [
        "root:gbdt 2770 /etc/gbdt",
        "gbdt:gbdt 0600 /etc/gbdt/secrets.env",
        "gbdt:gbdt 0750 /var/lib/gbdt",
        "gbdt:gbdt 0750 /var/lib/gbdt/reports",
        "root:root 0440 /etc/sudoers.d/gbdt-console",
    ]
    home = debian.folder / "usr/lib/gbdt-console"
    files = [path for path in home.rglob("*") if not path.is_symlink()]
    assert [path for path in files if path.stat().st_mode & stat.S_IWOTH] == []
    modules = home.glob("site-packages/gbdt_console/**/*.py")
    compiled = {path.name.partition(".")[0] for path in home.rglob("*.cpython-313.pyc")}
    assert [path for path in modules if path.stem not in compiled] == []
    for file in ("bash-completion/completions/gbdt-console", "man/man1/gbdt-console.1.gz"):
        assert (debian.folder / "usr/share" / file).is_file()
    assert "gbdt-console: parsed OK" in debian.run("visudo", "--check")


def test_installed_program_finds_the_settings_of_the_machine(debian: DebianRoot) -> None:
    told = debian.run("gbdt-console", "--version", user=STRANGER)
    assert re.fullmatch(rf"gbdt-console, version {re.escape(__version__)} \([0-9a-f]{{8}}\)\n", told)
    assert f"/etc/gbdt/sites.yaml: valid, {COUNT} sites" in debian.run(
        "gbdt-console", "--lang", "en", "check"
    )
    for user in ("root", TECHNICIAN):
        for there in ("check", "check sites.yaml", "--config sites.yaml check", "check /etc/gbdt/sites.yaml"):
            call = f"cd /etc/gbdt && gbdt-console --lang en {there}"
            assert f"valid, {COUNT} sites" in debian.run("sh", "-ec", call, user=user)
        call = "cd /etc/gbdt && gbdt-console --lang en doctor"
        judged = debian.run("sh", "-ec", call, user=user)
        assert "state directory: /var/lib/gbdt, mode 0750" in judged
        assert "sudo systemctl start gbdt-console" in judged
    stopped = debian.run("gbdt-console", "--lang", "en", "status", user=TECHNICIAN, exit_code=3)
    assert "Start the service: sudo systemctl start gbdt-console" in stopped
    findings = debian.run("gbdt-console", "--lang", "en", "doctor", user=TECHNICIAN)
    assert re.search(r"^good +ping: the service may", findings, re.MULTILINE)
    assert re.search(r"^good +secrets", findings, re.MULTILINE)


def test_package_brings_what_the_wall_in_a_browser_needs(debian: DebianRoot) -> None:
    """No user may open this port, so that `serve` ends once all of it is loaded."""
    said = debian.run("gbdt-console", "--lang", "en", "serve", "--port", "1", user=TECHNICIAN, exit_code=4)
    assert "Port 1 on 127.0.0.1 cannot be opened" in said


def test_units_are_valid_and_their_services_confined(debian: DebianRoot, tmp_path: Path) -> None:
    laid = sorted((debian.folder / UNIT).parent.glob("gbdt-*"))
    units = [tmp_path / unit.name for unit in laid]
    assert [unit.name for unit in units] == [
        "gbdt-backup.service",
        "gbdt-backup.timer",
        "gbdt-console.service",
        "gbdt-wall.service",
    ]
    # This machine has a whole systemd to check it by, and the program elsewhere.
    for unit, source in zip(units, laid, strict=True):
        unit.write_text(source.read_text().replace("=/usr/bin", f"={debian.folder}/usr/bin"))
    verify = ["systemd-analyze", "verify", "--man=no", *units]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    security = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSED_AT_MOST}"]
    for unit in units:
        if unit.suffix == ".service":
            assert subprocess.run([*security, unit], capture_output=True, check=False).returncode == 0


@contextmanager
def served(debian: DebianRoot) -> Iterator[None]:
    """The unit's own command runs, as systemd would start it."""
    unit = (debian.folder / UNIT).read_text()
    start = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)[0].split()
    with debian.running(*start, user="gbdt", capability="net_raw"):
        until((debian.folder / "var/lib/gbdt/engine.sock").is_socket, "the engine listens", 180)
        yield


def terminal_of(debian: DebianRoot, user: str, *argv: str) -> Terminal:
    call = debian.command("gbdt-console", "--lang", "en", *argv, user=user)
    return Terminal(*call[1:], program=call[:1], size=(120, 40))


def console_of(debian: DebianRoot, user: str) -> Terminal:
    screen = terminal_of(debian, user)
    screen.wait_for(name(8), "nobody has control")
    return screen


def give_pin(screen: Terminal, pin: str, answer: str) -> None:
    screen.press_again("$", "that operator takes over")
    screen.press_until_gone("2", "that operator takes over")
    screen.wait_for("Enter saves")
    screen.child.send(f"{pin}\r")
    is_answered = lambda text: answer in text and "Enter saves" not in text  # noqa: E731
    screen.wait_until(lambda: is_answered(screen.text()), answer)


def test_a_day_over_the_simulator_works_on_debians_python(debian: DebianRoot) -> None:
    """By a login that is nobody's: the demonstration has an engine, and devices that take orders."""
    screen = terminal_of(debian, STRANGER, "demo", "--province", "2010")
    screen.wait_for("SIMULATED  11/11 normal")

    def verb(*argv: str, exit_code: int = 0) -> str:
        return debian.run("gbdt-console", "--lang", "en", *argv, user=STRANGER, exit_code=exit_code)

    assert "recorded" in verb("meeting", "end")
    assert "recorded" in verb("meeting", "start", "Giao ban chiều", "--chair", "1")
    for order in ("mute", "unmute"):
        assert "confirmed by the device" in verb(order, "3")
    assert "not confirmed" not in verb("status")
    assert "recorded" in verb("meeting", "end")
    minutes = verb("report", "minutes")
    assert "Technical minutes of the meeting: Giao ban chiều" in " ".join(minutes.split())
    screen.child.close(force=True)
    home = debian.folder / f"home/{STRANGER}"
    assert list(home.rglob("journal.sqlite")) != []
    assert "Journal intact" in verb(
        "verify", "--state-dir", f"/home/{STRANGER}/.local/state/gbdt-console-demo"
    )


def test_who_guesses_pins_is_known_and_locked_alone(debian: DebianRoot) -> None:
    with served(debian):
        guesser, colleague = (console_of(debian, user) for user in (TECHNICIAN, COLLEAGUE))
        for _ in range(5):
            give_pin(guesser, "000000", "Wrong PIN")
        give_pin(guesser, PINS[1], "Too many wrong PINs")
        colleague.wait_for(f"{TECHNICIAN} tried the PIN")
        give_pin(colleague, PINS[1], "you have control")
        for screen in (guesser, colleague):
            screen.child.close(force=True)
    as_other = ("env", "SUDO_UID=0", "sudo", "-n")
    debian.run(*as_other, "-u", "gbdt", "--", "/usr/bin/gbdt-console", user=TECHNICIAN, exit_code=1)
    debian.run("sudo", "-n", "SUDO_UID=0", LAUNCHER, user=TECHNICIAN, exit_code=1)
    debian.run("env", "SUDO_UID=0", LAUNCHER, user=TECHNICIAN, exit_code=4)
    debian.run("sudo", "-n", LAUNCHER, "status", user=STRANGER, exit_code=1)


def test_technician_of_the_group_gets_the_wall_and_acts_by_pin(debian: DebianRoot) -> None:
    with served(debian):
        refused = debian.run("gbdt-console", "--lang", "en", "status", user=STRANGER, exit_code=3)
        assert "No engine runs" in refused
        screen = console_of(debian, TECHNICIAN)
        screen.press_again("$", "that operator takes over")
        screen.press_until_gone("\r", "that operator takes over")
        screen.wait_for("type your PIN")
        give_pin(screen, PINS[1], "you have control")
        screen.child.close(force=True)
    assert "intact" in debian.run("gbdt-console", "--lang", "en", "verify", user=TECHNICIAN)
    journal = (debian.folder / "var/lib/gbdt/journal.sqlite").read_bytes()
    assert f" {TECHNICIAN}".encode() in journal  # the login, beside the terminal
    assert "Trực ca 2".encode() in journal


def test_an_officer_has_wall_message_paper_and_tv_page_in_an_afternoon(
    officer: Officer, capsys: pytest.CaptureFixture[str]
) -> None:
    officer.work()
    with capsys.disabled():
        print(f"\n{officer.report()}")


def test_upgrade_keeps_and_removal_tells_what_stays(debian: DebianRoot, built: Built, tmp_path: Path) -> None:
    """Also alone, where no engine has run before."""
    with served(debian):
        pass
    kept = ("etc/gbdt/sites.yaml", "etc/gbdt/secrets.env", "var/lib/gbdt/journal.sqlite")
    before = [(debian.folder / path).read_bytes() for path in kept]
    debian.asked_of_systemctl()
    later_version(built.package, tmp_path / "later.deb")
    said = debian.install(tmp_path / "later.deb")
    assert f"over ({built.package.name.split('_')[1]})" in said
    assert "setup" not in said
    asked = debian.asked_of_systemctl()
    for unit in ("gbdt-console.service", "gbdt-wall.service"):
        assert f"--quiet --system restart {unit}" in asked
    assert [(debian.folder / path).read_bytes() for path in kept] == before
    assert "intact" in debian.run("gbdt-console", "verify", "--lang", "en", user=TECHNICIAN)

    removed = debian.run("dpkg", "--remove", "gbdt-console")
    assert "the settings stay in /etc/gbdt, journal and samples stay in /var/lib/gbdt." in removed
    asked = debian.asked_of_systemctl()
    assert "stop gbdt-console.service" in asked
    assert "stop gbdt-wall.service" in asked
    assert not (debian.folder / "usr/lib/gbdt-console").exists()
    assert [(debian.folder / path).read_bytes() for path in kept] == before

    purged = debian.run("dpkg", "--purge", "gbdt-console")
    assert "the journal is evidence and stays in /var/lib/gbdt" in purged
    assert not (debian.folder / "etc/gbdt").exists()
    assert (debian.folder / kept[2]).read_bytes() == before[2]


def test_bill_of_materials_beside_the_package_names_every_locked_package(built: Built) -> None:
    bill = json.loads(built.package.with_suffix(".cdx.json").read_text("utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", SPEC)
    assert bill["metadata"]["component"]["version"] == built.package.name.split("_")[1]
    lock = (ROOT / "requirements-web.lock").read_text()
    assert [(one["name"], one["version"]) for one in bill["components"]] == locked(lock)
    files = [file for one in bill["components"] for file in one["externalReferences"]]
    assert len(files) >= len(bill["components"])
    assert [file["url"] for file in files if file["hashes"][0]["content"] not in lock] == []
    assert bill["dependencies"][0]["dependsOn"] == [one["bom-ref"] for one in bill["components"]]


@pytest.mark.parametrize("page", ["docs/install.md", "docs/vi/lap-dat/cai-dat.md"])
def test_what_the_page_has_pipx_give_to_pip_is_taken(built: Built, page: str) -> None:
    """From the wheels of this package, as no registry is asked."""
    wheels = built.package.parent / "wheels"
    own = next(wheels.glob("gbdt_console-*.whl"))
    lines = re.findall(
        r"^    pipx install .*--pip-args='(.*)' .*\.whl(?:\)(\[.*\]))?", (ROOT / page).read_text(), re.M
    )
    assert len(lines) == 2
    target = ["--python-version=3.13", *(f"--platform={name}" for name in PLATFORMS), "--target=/nowhere"]
    offline = ["--dry-run", "--no-index", "--only-binary=:all:", f"--find-links={wheels}", *target]
    for arguments, extras in lines:
        call = [sys.executable, "-m", "pip", "install", *offline, *arguments.split(), f"{own}{extras}"]
        done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert ("textual-serve-1.1.3" in done.stdout) is ("web" in extras)


def test_lintian_finds_nothing(built: Built) -> None:
    said, _ = built.lintian.communicate(timeout=HANGS_AFTER_S)
    assert (said, built.lintian.returncode) == ("", 0)
