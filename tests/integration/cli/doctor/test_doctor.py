"""`doctor` on this machine: as a process, over broken places, over an engine, and what its bundle holds."""

import getpass
import json
import os
import pwd
import re
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gbdt_console import __version__
from gbdt_console.core.events import EngineStarted, MeetingStarted
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.cli.station import SECRETS, Station
from tests.support.places import DOCS
from tests.support.wait import until

PROGRAM = "from gbdt_console.cli.main import main; main()"
HUSH = "zqkin"
"""Stands in all that is planted; a number would stand among the free inodes of some day."""
TITLE, OF_FILE = f"Hop kin ve nhan su {HUSH}", f"of-the-file-{HUSH}"


def found(text: str) -> dict[str, tuple[str, str]]:
    """Grade and outcome by check."""
    told: dict[str, Any] = json.loads(text)
    return {one["check"]: (one["grade"], one["outcome"]) for one in told["findings"]}


def doctor(station: Station) -> dict[str, tuple[str, str]]:
    return found(station.run("doctor", "--json").stdout)


def process(home: Path) -> subprocess.CompletedProcess[str]:
    """Run the verb as a process that has nothing but a home."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "--lang", "en", "doctor", "--json"],
        cwd=home,
        env={
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PATH": os.environ["PATH"],
            "GBDT_STATE_DIR": str(home / "s"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_process_without_sites_yaml_checks_the_machine(tmp_path: Path) -> None:
    ended = process(tmp_path)
    assert (ended.returncode in (1, 4), ended.stderr) == (True, "")
    told = found(ended.stdout)
    assert told["settings"] == ("bad", "absent")
    assert told["state"] == ("good", "absent")
    assert told["journal"] == ("good", "none")
    assert told["engine"] == ("attention", "none")
    assert told["encoding"] == ("good", "good")
    assert told["libraries"] == ("good", "good")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(params=[("Asia/Ho_Chi_Minh", "good"), ("UTC", "attention")], ids=["there", "elsewhere"])
def grade_of_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The machine is in that zone; the grade that it gets."""
    zone, grade = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        yield grade
    time.tzset()


def test_the_zone_of_the_machine_is_compared_with_the_network(station: Station, grade_of_zone: str) -> None:
    assert doctor(station)["zone"][0] == grade_of_zone


def test_a_trap_port_that_another_program_holds_is_told(station: Station) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("", 0))
        port = other.getsockname()[1]
        text = re.sub(r"traps: \{port: \d+\}", f"traps: {{port: {port}}}", station.config.read_text())
        station.config.write_text(text)
        assert doctor(station)["traps"] == ("bad", "taken")
    assert doctor(station)["traps"] == ("good", "free")


def test_cures_can_be_pasted(station: Station) -> None:
    station.state = station.state.rename(station.state.with_name("thư mục; echo"))
    station.state.chmod(0o777)
    assert f"-> chmod 700 '{station.state}'" in station.run("doctor").stdout


def test_a_broken_state_directory_is_told_and_left_as_it_was(station: Station) -> None:
    station.record(EngineStarted("e", "f", __version__))
    journal = station.state / JOURNAL_NAME
    journal.write_bytes(b"no journal" * 1_000)
    station.state.chmod(0o777)
    before = contents(station.state)
    result = station.run("doctor")
    assert result.exit_code == 4
    told = doctor(station)
    assert (told["state"], told["journal"]) == (("bad", "open"), ("bad", "damaged"))
    lines = result.stdout.splitlines()
    assert f"-> chmod 700 {station.state}" in lines[1]
    assert [line.split()[0] for line in lines[:4:2]] == ["BAD", "BAD"]
    assert contents(station.state) == before


def test_an_altered_entry_of_the_journal_is_told(station: Station) -> None:
    station.record(EngineStarted("e", "f", __version__), MeetingStarted("m", TITLE, "live", 1.8e9, 1.8e9, []))
    assert doctor(station)["journal"] == ("good", "good")
    with closing(sqlite3.connect(station.state / JOURNAL_NAME)) as journal, journal:
        journal.execute("DROP TRIGGER events_are_never_changed")
        journal.execute("UPDATE events SET actor = 'another' WHERE kind = 'meeting.started'")
    assert doctor(station)["journal"] == ("bad", "damaged")


def test_a_file_in_place_of_the_state_directory_is_told(station: Station) -> None:
    station.state.rmdir()
    station.state.write_text("")
    told = doctor(station)
    assert told["state"] == ("bad", "no-directory")
    assert told["engine"] == ("attention", "none")


def test_a_state_directory_with_too_long_a_path_is_told(station: Station) -> None:
    station.state = station.state.rename(station.state.with_name("x" * 100))
    told = doctor(station)
    assert (told["state"], told["engine"]) == (("bad", "too-long"), ("attention", "none"))


def test_a_rejected_sites_yaml_is_told_with_its_first_problem(station: Station) -> None:
    station.config.write_text(station.config.read_text().replace("version: 1", "version: 9", 1))
    result = station.run("doctor")
    assert result.exit_code in (1, 4)
    assert re.search(
        rf"BAD +sites.yaml: {re.escape(str(station.config))} has 1 problems.*:\d+:\d+: ", result.stdout
    )
    assert "secrets" not in doctor(station)


def test_secrets_that_others_can_read_or_that_are_missing_are_told(station: Station) -> None:
    file = station.config.with_name("secrets.env")
    file.write_text("")
    file.chmod(0o644)
    assert doctor(station)["secrets"] == ("bad", "open")
    file.chmod(0o600)
    assert doctor(station)["secrets"] == ("good", "good")
    text = station.config.read_text()
    station.config.write_text(text.replace("env:GBDT_SNMP_AUTH", "env:GBDT_NOWHERE"))
    assert doctor(station)["secrets"] == ("bad", "missing")


def test_a_running_engine_and_its_version_are_told(station: Station) -> None:
    with station.engine():
        told = doctor(station)
        assert told["engine"] == ("good", "running")
        assert told["operator"] == ("good", "good")
        assert told["journal"] == ("good", "good")
    assert doctor(station)["engine"] == ("attention", "none")


def test_a_stopped_service_is_started_by_systemctl(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor(station)["engine"] == ("attention", "none")
    assert "gbdt-console collect" in station.run("status").output
    for module in ("cli.failures", "cli.doctor.system_probe"):
        monkeypatch.setattr(f"gbdt_console.{module}.MACHINE_STATE", station.state)
    assert doctor(station)["engine"] == ("attention", "stopped")
    for verb in (("status",), ("mute", "8"), ("report", "minutes")):
        said = station.run(*verb).output
        assert "sudo systemctl start gbdt-console" in said
        assert "collect" not in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
def test_files_that_are_rightly_the_services_are_not_given_away(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1 is the user of the service, 2 some other one."""
    secrets = station.config.with_name("secrets.env")
    secrets.write_text("")
    secrets.chmod(0o600)
    os.chown(secrets, 2, -1)
    assert f"-> sudo chown root {secrets}" in station.run("doctor").stdout
    os.chown(station.state, 1, -1)
    monkeypatch.setattr("gbdt_console.cli.context.MACHINE_CONFIG", station.config)
    for module in ("context", "doctor.system_probe"):
        monkeypatch.setattr(f"gbdt_console.cli.{module}.MACHINE_STATE", station.state)
    service = pwd.getpwuid(1).pw_name
    assert f"-> sudo chown {service} {secrets}" in station.run("doctor").stdout
    os.chown(secrets, 1, -1)
    told = doctor(station)
    assert (told["secrets"], told["state"]) == (("bad", "service"), ("bad", "service"))
    said = station.run("doctor").stdout
    assert "chown" not in said
    assert said.count(f"sudo -u {service} gbdt-console doctor") == 2


def test_an_engine_of_another_version_asks_for_attention(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gbdt_console.cli.doctor.doctor.__version__", "9.9")
    with station.engine():
        # The journal tells the version, a moment after the engine takes clients.
        wanted = f"engine: runs version {__version__}, this program is 9.9"
        until(lambda: wanted in station.run("doctor").stdout, wanted)


def planted(station: Station) -> list[str]:
    """Plant secrets and names where a bundle could find them; return them."""
    secrets = station.config.with_name("secrets.env")
    secrets.write_text(f"GBDT_SNMP_AUTH={OF_FILE}\n")
    secrets.chmod(0o600)
    station.config.write_text(f"# {TITLE}\n" + station.config.read_text())
    station.record(
        EngineStarted("e", "f", __version__),
        MeetingStarted(f"m-{HUSH}", TITLE, "live", 1.8e9, 1.8e9, ["sa-pa"]),
    )
    names = ["Sa Pa", "lao-cai", "Trưởng ca", "0214 0", "0214000", "10.22.", "trucca"]
    return [TITLE, OF_FILE, *set(SECRETS.values()), str(station.state), HUSH, *names]


@pytest.mark.article("A4.4")
def test_a_bundle_holds_nothing_of_what_is_secret_or_names_somebody(station: Station, tmp_path: Path) -> None:
    secret = planted(station)
    bundle = tmp_path / "b.zip"
    station.run("doctor", "--bundle", str(bundle))
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600
    with zipfile.ZipFile(bundle) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(texts) == {"doctor.txt", "doctor.json", "journal.json", "sites.yaml"}
    assert [(name, one) for name, text in texts.items() for one in secret if one in text] == []
    assert f"{getpass.getuser()} " not in texts["doctor.txt"]
    assert found(texts["doctor.json"])["settings"] == ("good", "good")
    journal = json.loads(texts["journal.json"])
    assert journal["counts"]["meeting.started"] == 1
    assert [entry["kind"] for entry in journal["last"]][:2] == ["engine.started", "meeting.started"]
    assert set(journal["last"][0]) == {"seq", "at", "kind"}


def test_a_rejected_sites_yaml_gives_no_text_of_it_to_a_bundle(station: Station, tmp_path: Path) -> None:
    secret = planted(station)
    station.config.write_text(station.config.read_text().replace("driver: if-mib", f"driver: {HUSH}", 1))
    station.run("doctor", "--bundle", str(tmp_path / "b.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert found(texts["doctor.json"])["settings"] == ("bad", "rejected")
    assert [(name, one) for name, text in texts.items() for one in secret if one in text] == []


def test_a_kind_that_somebody_wrote_into_the_journal_is_not_repeated(
    station: Station, tmp_path: Path
) -> None:
    station.record(EngineStarted("e", "f", __version__))
    with closing(sqlite3.connect(station.state / JOURNAL_NAME)) as journal, journal:
        journal.execute(
            f"INSERT INTO events SELECT seq + 1, at_utc_us, '{HUSH}', 1, '', '{{}}', hash, prev_hash"
            " FROM events ORDER BY seq DESC LIMIT 1"
        )
    station.run("doctor", "--bundle", str(tmp_path / "b.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        told = json.loads(archive.read("journal.json"))
    assert [entry["kind"] for entry in told["last"]] == ["engine.started", "other"]
    assert set(told["counts"]) == {"engine.started", "other"}


def test_a_bundle_overwrites_no_file(station: Station, tmp_path: Path) -> None:
    bundle = tmp_path / "b.zip"
    bundle.write_text("mine")
    result = station.run("doctor", "--bundle", str(bundle))
    assert (result.exit_code, bundle.read_text()) == (4, "mine")
    link = tmp_path / "link.zip"
    link.symlink_to(tmp_path / "elsewhere")
    assert station.run("doctor", "--bundle", str(link)).exit_code == 4
    assert not (tmp_path / "elsewhere").exists()


def test_a_bundle_of_another_ending_is_refused(station: Station, tmp_path: Path) -> None:
    assert station.run("doctor", "--bundle", str(tmp_path / "b.tar.gz")).exit_code == 2
    assert list(tmp_path.glob("b.*")) == []


def test_the_json_has_the_documented_fields(station: Station) -> None:
    told = json.loads(station.run("doctor", "--json").stdout)
    documented = (DOCS / "doctor.md").read_text()
    assert told["form"] == 1
    assert [name for name in (*told, *told["findings"][0]) if f"`{name}`" not in documented] == []
