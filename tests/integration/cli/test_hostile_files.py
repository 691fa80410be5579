"""`restore`, `merge` and `sites import` of files that somebody altered: refused in words, or taken."""

import random
import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from gbdt_console.cli.main import root
from gbdt_console.core.journal_events import JournalRestored
from tests.support.cli.station import SECRETS, Station

COUNT = 12
"""Files of each kind; 1 200 were tried by hand."""
INSERTED = (
    b"\0" * 9,
    b"\xff\xfe",
    b"9" * 400,
    b'"',
    b"{" * 60,
    b"&a",
    b"!!python/object:x ",
    b"1e999",
    b";;;",
)


def altered(data: bytes, chance: random.Random) -> bytes:
    new = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(len(new))
        match chance.randrange(3):
            case 0:
                new[at] ^= 1 << chance.randrange(8)
            case 1:
                new[at:at] = chance.choice(INSERTED)
            case _:
                del new[at : at + chance.randrange(1, 40)]
    return bytes(new)


def run(*words: object) -> Result:
    result = CliRunner().invoke(root, ["--lang", "en", *map(str, words)], env=SECRETS)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 1, 4)
    assert result.output
    assert "Traceback" not in result.output
    return result


def test_altered_backups_and_tables_end_in_words(tmp_path: Path) -> None:
    chance, station = random.Random(1), Station(tmp_path)
    station.record(JournalRestored(1, "ab" * 32, "duty"))
    backups = [tmp_path / name for name in ("a.tar", "b.tar")]
    for file in backups:
        station.do("backup", str(file))
    table = tmp_path / "points.csv"
    station.do("sites", "export", str(table))
    config = station.config.read_bytes()
    for number in range(COUNT):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        bad, other = folder / "bad.tar", folder / "bad.csv"
        bad.write_bytes(altered(backups[0].read_bytes(), chance))
        other.write_bytes(altered(table.read_bytes(), chance))
        place = ("--config", folder / "sites.yaml", "--state-dir", folder / "state")
        run(*place, "restore", bad)
        assert not (folder / "state/restoring").exists()
        run("merge", bad, backups[1], "--output", folder / "merged")
        station.config.write_bytes(config)
        run("--config", station.config, "--state-dir", station.state, "sites", "import", other, "--yes")
        shutil.rmtree(folder)


def test_a_folder_that_is_not_there_is_named_and_not_the_backup(tmp_path: Path) -> None:
    station, file = Station(tmp_path), tmp_path / "a.tar"
    station.record(JournalRestored(1, "ab" * 32, "duty"))
    station.do("backup", str(file))
    place = ("--config", tmp_path / "none/sites.yaml", "--state-dir", tmp_path / "other")
    said = run(*place, "restore", file)
    assert said.exit_code == 4
    assert f"{tmp_path}/none/" in said.output
