"""`merge`: two provinces, with their records, become one."""

import csv
import json
import re
import shlex
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from gbdt_console.cli.main import root
from gbdt_console.core.journal_events import JournalMerged, JournalRestored
from gbdt_console.journal.backup import sha256_of
from gbdt_console.journal.replay import entries
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME
from gbdt_console.settings.example import example_text
from tests.support.cli.station import SECRETS, Station


class Provinces:
    """Two provinces with a backup each; the second one's sites have names of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = folder / "lao-cai.tar", folder / "Yên Bái.tar"
        self.stations = tuple(self._station(name) for name in ("a", "b"))
        second = self.stations[1].config
        second.write_text(example_text(3))
        (second.parent / "secrets.env").write_text("GBDT_X=a-long-secret\n")
        (second.parent / "secrets.env").chmod(0o600)
        for number, station in enumerate(self.stations, 1):
            for _ in range(number):
                station.record(JournalRestored(number, "ab" * 32, "duty"))
        self.heads = tuple(
            re.findall(r"--head: (\S+)", station.do("backup", "--secrets", str(file)))[0]
            for station, file in zip(self.stations, self.files, strict=True)
        )

    def _station(self, name: str) -> Station:
        (self.folder / name).mkdir()
        return Station(self.folder / name)

    def merge(self, exit_code: int = 0) -> str:
        result = self.stations[0].run("merge", *map(str, self.files), "--output", str(self.folder / "new"))
        assert result.exit_code == exit_code, result.output
        return result.output


@pytest.fixture
def provinces(tmp_path: Path) -> Provinces:
    return Provinces(tmp_path)


def run(*words: str) -> str:
    result = CliRunner().invoke(root, ["--lang", "en", *words], env=SECRETS)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_one_journal_names_both_heads_and_both_stay_provable(provinces: Provinces) -> None:
    said, new = provinces.merge(), provinces.folder / "new"
    with closing(EventStore.view(new / JOURNAL_NAME)) as store:
        told = [entry.event for _, entry in entries(store)]
    assert [one.name for one in told if isinstance(one, JournalMerged)] == ["lao-cai", "yen-bai"]
    assert len(told) == 2
    for one, head, file in zip(told, provinces.heads, provinces.files, strict=True):
        assert isinstance(one, JournalMerged)
        assert head.startswith(f"{one.head_seq}:{one.head_hash[:4]}")
        before = new / one.folder / JOURNAL_NAME
        with tarfile.open(file) as tar:
            assert before.read_bytes() == tar.extractfile(JOURNAL_NAME).read()  # type: ignore[union-attr]
        assert one.digest == sha256_of(before)
    commands = re.findall(r"^    gbdt-console (.*)$", said, re.MULTILINE)
    assert len(commands) == 4
    for command in commands:
        run(*shlex.split(command))
    assert [one.digest for one in told if isinstance(one, JournalMerged)] == [
        sha256_of(new / f"before/{name}" / JOURNAL_NAME) for name in ("lao-cai", "yen-bai")
    ]
    told_sites = told[1].sites if isinstance(told[1], JournalMerged) else {}
    assert told_sites["3 d0003"] == "103 d0003"


def test_verify_proves_the_journals_before_too(provinces: Provinces) -> None:
    provinces.merge()
    new, station = provinces.folder / "new", provinces.stations[0]
    station.config, station.state = new / "sites.yaml", new
    said = station.do("verify")
    assert said.count("holds up to the noted head") == 2
    old = new / "before/yen-bai" / JOURNAL_NAME
    old.write_bytes((new / "before/lao-cai" / JOURNAL_NAME).read_bytes())
    faulty = station.run("verify")
    assert (faulty.exit_code, "yen-bai before (before/yen-bai) is not as it was" in faulty.output) == (
        4,
        True,
    )
    old.unlink()
    assert "yen-bai before is not in before/yen-bai" in station.do("verify")


def test_the_table_is_a_file_and_an_engine_runs_on_the_folder(
    provinces: Provinces, monkeypatch: pytest.MonkeyPatch
) -> None:
    provinces.merge()
    new, station = provinces.folder / "new", provinces.stations[0]
    rows = list(csv.reader((new / "renumbered.csv").read_text("utf-8-sig").splitlines()))
    assert ["yen-bai", "3", "d0003", "103", "d0003", "Gia Phú"] in rows
    assert len(rows) == 1 + 11 + 3
    assert len(json.loads((new / "renumbered.json").read_text())["sites"]) == 14
    for name in list(SECRETS):
        monkeypatch.setitem(SECRETS, f"YEN_BAI_{name}", "a-long-secret")
    station.config, station.state = new / "sites.yaml", new
    with station.engine():
        numbers = {site["number"] for site in json.loads(station.do("status", "--json"))["sites"]}
        station.do("machine", "accept", "--yes")
        station.do("technicians", "trained", "103", "2026-03-12")
    assert numbers == {*range(1, 12), 101, 102, 103}


def test_no_secret_is_copied(provinces: Provinces) -> None:
    said = provinces.merge()
    files = [path for path in (provinces.folder / "new").rglob("*") if path.is_file()]
    assert not any(b"a-long-secret" in path.read_bytes() for path in files)
    assert "env:GBDT_SNMP_COMMUNITY of yen-bai is now env:YEN_BAI_GBDT_SNMP_COMMUNITY" in said


def test_a_clash_is_told_where_it_stands_and_edited_settings_cure_it(provinces: Provinces) -> None:
    first, second = provinces.files
    text = example_text(3)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "name: Gia Phú" in one)
    edited = second.with_suffix(".yaml")
    edited.write_text(text.replace("name: Gia Phú", "name: Sa Pa"))
    said = provinces.merge(exit_code=1)
    assert f"{edited}:{line}:11: " in said
    assert f"({first}/sites.yaml)" in said
    assert not (provinces.folder / "new").exists()
    assert not list(provinces.folder.glob(".new*"))
    edited.write_text(text)
    provinces.merge()
    assert "exists" in provinces.merge(exit_code=4)


def test_a_damaged_backup_makes_nothing(provinces: Provinces) -> None:
    provinces.files[1].write_bytes(b"no backup")
    provinces.merge(exit_code=4)
    assert not list(provinces.folder.glob("*new*"))
