"""`backup` beside a running engine, `restore` on another PC."""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from gbdt_console.core.journal_events import JournalRestored
from gbdt_console.engine.hosting.state_directory import EngineLock, StateDirectory
from gbdt_console.journal.backup import name_at, sha256_of
from gbdt_console.journal.last_backup import LAST_NAME
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.cli.station import Station
from tests.support.places import ROOT

UNIT = ROOT / "config/gbdt-backup.service"


def test_a_backup_beside_the_engine_opens_on_another_pc(station: Station, tmp_path: Path) -> None:
    (station.config.parent / "secrets.env").write_text("GBDT_X=a-long-secret\n")
    file, elsewhere = tmp_path / "gbdt.backup", tmp_path / "other"
    elsewhere.mkdir()
    other = Station(elsewhere)
    with station.engine():
        station.do("checklist", "open", "m1", "--opening", "+90")
        said = station.do("backup", str(file))
        over = station.run("restore", str(file))
        assert (over.exit_code, "never laid over a running engine" in over.stderr) == (4, True)
    assert sha256_of(file) in said
    (head,) = re.findall(r"--head: (\S+)", said)
    assert b"a-long-secret" not in file.read_bytes(), "secrets are kept only where they are asked for"
    other.config.unlink()
    done = other.run("restore", str(file), "--head", head)
    assert done.exit_code == 0, done.output
    assert other.config.read_bytes() == station.config.read_bytes()
    assert not (other.config.parent / "secrets.env").exists()
    with other.engine():
        assert "11 of 11 sites" in other.do("checklist", "show")
    again = other.run("restore", str(file))
    assert (again.exit_code, f"{other.state}/journal." in again.stderr) == (4, True)


def test_restored_records_give_orders_once_somebody_has_signed_for_the_new_pc(
    station: Station, tmp_path: Path
) -> None:
    file = tmp_path / "gbdt.backup"
    with station.engine():
        station.do("handover", "sign")
        station.do("backup", str(file))
    elsewhere = tmp_path / "other"
    elsewhere.mkdir()
    other = Station(elsewhere)
    other.do("restore", str(file))
    alone = other.run("handover", "sign")
    assert (alone.exit_code, "nobody signed yet" in alone.stderr) == (4, True)
    with other.engine():
        refused = other.run("handover", "sign")
        assert (refused.exit_code, "machine accept" in refused.stderr) == (4, True)
        unsure = other.run("machine", "accept")
        assert (unsure.exit_code, "must be off" in unsure.stderr) == (4, True)
        other.do("machine", "accept", "--yes")
        other.do("handover", "sign")
    other.do("handover", "sign")
    with other.engine():
        other.do("handover", "sign")


def test_secrets_are_kept_where_they_are_asked_for(station: Station, tmp_path: Path) -> None:
    station.record(JournalRestored(1, "ab" * 32, "duty"))
    secrets = station.config.parent / "secrets.env"
    secrets.write_text("GBDT_X=a-long-secret\n")
    secrets.chmod(0o600)
    file = tmp_path / "gbdt.backup"
    station.do("backup", "--secrets", str(file))
    secrets.unlink()
    (station.state / JOURNAL_NAME).rename(tmp_path / "away")
    refused = station.run("restore", str(file))
    assert refused.exit_code == 4, "the head in the second place is of a journal that was here"
    state = tmp_path / "new"
    assert station.run("--state-dir", str(state), "restore", str(file)).exit_code == 0
    assert (secrets.read_text(), secrets.stat().st_mode & 0o777) == ("GBDT_X=a-long-secret\n", 0o600)
    with EngineLock(StateDirectory(state)):
        assert station.run("--state-dir", str(state), "restore", str(file)).exit_code == 4


def test_a_damaged_backup_is_refused_with_its_name_and_the_cure(station: Station, tmp_path: Path) -> None:
    file = tmp_path / "gbdt.backup"
    file.write_bytes(b"no backup")
    refused = station.run("restore", str(file))
    assert (refused.exit_code, refused.stderr.startswith(str(file))) == (4, True)
    assert "Choose a file that gbdt-console backup wrote" in refused.stderr
    assert not (station.state / JOURNAL_NAME).exists()


def test_the_nightly_unit_s_command_keeps_the_newest(station: Station, tmp_path: Path) -> None:
    (command,) = re.findall(r"^ExecStart=/usr/bin/gbdt-console (.+)$", UNIT.read_text(), re.MULTILINE)
    folder = tmp_path / "backups"
    places = {"/etc/gbdt/sites.yaml": station.config, "/var/lib/gbdt": station.state}
    call = [str(places.get(word, word)) for word in command.split()]
    assert call.pop() == "/var/lib/gbdt/backups"
    station.record(JournalRestored(1, "ab" * 32, "duty"))
    refused = station.run(*call, str(folder))
    assert (refused.exit_code, "is no folder" in refused.stderr) == (2, True)
    folder.mkdir()
    old = [folder / name_at(datetime(2020, 1, day, tzinfo=UTC)) for day in range(1, 9)]
    for path in old:
        path.touch()
    station.do(*call, str(folder))
    (newest,) = {*folder.iterdir()} - {*old}
    assert {*folder.iterdir()} == {*old[-6:], newest}
    assert station.run("--state-dir", str(tmp_path / "new"), "restore", str(newest)).exit_code == 0


def test_doctor_tells_the_age_of_the_newest_backup_and_asks_for_one(station: Station, tmp_path: Path) -> None:
    def told() -> str:
        return next(line for line in station.run("doctor").output.splitlines() if "backup" in line)

    assert "there are no records yet" in told()
    station.record(JournalRestored(1, "ab" * 32, "duty"))
    assert "no backup was ever taken" in told()
    station.do("backup", str(tmp_path / "gbdt.backup"))
    assert "newest backup: 0 days ago" in told()
    noted = station.state / LAST_NAME
    old = json.loads(noted.read_text())
    noted.write_text(json.dumps(old | {"taken_utc": old["taken_utc"] - 9 * 86_400}))
    assert "newest backup: 9 days ago" in told(), "the records are younger than a week"
    for hostile in ("", "[" * 900, '{"backup": 1, "taken_utc": 1e999}', '{"backup": 1, "taken_utc": "x"}'):
        noted.write_text(hostile)
        assert "no backup was ever taken" in told(), hostile
    noted.unlink()
    os.mkfifo(noted)
    assert "no backup was ever taken" in told(), "a pipe is not waited for"
    refused = station.run("backup", str(tmp_path / "none" / "gbdt.backup"))
    assert refused.exit_code == 4
    assert "no backup was ever taken" in told(), "one that failed is none"
