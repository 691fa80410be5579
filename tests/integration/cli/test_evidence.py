"""`evidence` beside a running engine; its file is proven by the guide's recipe, without this program."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.events import BlipSeen, Entry, MeetingStarted
from gbdt_console.core.sample_seals import SamplesSealed
from gbdt_console.journal.store import EventStore
from gbdt_console.journal.writer import JOURNAL_NAME, SAMPLES_NAME, JournalWriter
from gbdt_console.text.words import LANGUAGES
from tests.support.cli.station import Station
from tests.support.journal.sample_figures import minute
from tests.support.places import DOCS
from tests.support.reports.working_day import TITLE, write_day

HOSTILE = "\x1b[2J\u2028\u202etxt\nhai\x85<b>"


def recipe() -> str:
    """The recipe as the guide prints it."""
    (found,) = re.findall(r"^```sh\n(.+?)^```$", (DOCS / "evidence.md").read_text(), re.MULTILINE | re.DOTALL)
    return str(found)


def by_the_recipe(file: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run it in a folder that has the file alone, with a Python that knows no program of ours."""
    home.mkdir()
    shutil.copyfile(file, home / "evidence.jsonl")
    (home / "python3").symlink_to(Path(sys.base_prefix, "bin", f"python3.{sys.version_info.minor}"))
    path = f"{home}:/usr/bin:/bin"
    return subprocess.run(
        ["/bin/sh", "-c", recipe()], cwd=home, env={"PATH": path}, text=True, capture_output=True, timeout=60
    )


def test_the_recipe_proves_a_day_s_file_and_finds_a_changed_row(station: Station, tmp_path: Path) -> None:
    write_day(station.state)
    station.record(MeetingStarted("m9", HOSTILE, HOSTILE, 1.0, 2.0, []))
    file = tmp_path / "evidence"
    made = station.run("evidence", "--from", "2020-01-01 00:00", "--output", str(file))
    assert made.exit_code == 0, made.output
    with closing(EventStore.view(station.state / JOURNAL_NAME)) as store:
        head = store.head
    said = by_the_recipe(file, tmp_path / "elsewhere")
    first, second = said.stdout.splitlines()
    assert (said.stderr, first) == ("", f"{head.seq}:{head.hash}")
    assert second.split()[0] in made.stdout, "the sum that the verb printed is the file's"
    proven = station.run("verify", str(file), "--head", head.on_paper)
    assert (proven.exit_code, "00:00:00 01/01/2020" in proven.stdout) == (0, True), "in the network's zone"
    assert not re.search(r"[\x1b\x85\u2028\u202e]", made.output + said.stdout)
    file.write_bytes(file.read_bytes().replace(TITLE.encode(), b"another", 1))
    assert re.match(r"row \d+ does not follow", by_the_recipe(file, tmp_path / "again").stderr)
    assert station.run("verify", str(file)).exit_code == 4


def test_evidence_is_taken_beside_the_engine_and_holds_what_came_before(
    station: Station, tmp_path: Path
) -> None:
    file, now = tmp_path / "evidence", datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
    with station.engine():
        assert station.run("checklist", "open", "m1", "--opening", "+90").exit_code == 0
        paper = station.run("checklist", "print").stdout
        (head,) = re.findall(r"--head: (\S+)", paper)
        made = station.run("evidence", "--from", f"{now:%Y-%m-%d} 00:00", "--output", str(file))
        assert made.exit_code == 0, made.output
    held = station.run("verify", str(file), "--head", head)
    assert held.exit_code == 0, held.output
    assert b"checklist.opened" in file.read_bytes()


def test_a_meeting_s_file_has_its_start_and_end_and_leads_to_the_newest_head(
    station: Station, tmp_path: Path
) -> None:
    write_day(station.state)
    station.record(MeetingStarted("m9", "Later", "vp-ubnd", 1.0, 2.0, []))
    samples = station.state / SAMPLES_NAME
    samples.write_text("no samples")
    made = station.run("evidence", "--meeting", "1", "--output", str(tmp_path / "evidence"))
    assert made.exit_code == 0, made.output
    assert str(samples) in made.stderr, "a damaged file is told by name, and takes no row from the proof"
    assert "Not all samples" in station.run("verify", str(tmp_path / "evidence")).stdout
    lines = (tmp_path / "evidence").read_text().split("\n")
    header = json.loads(lines[0])
    rows = [json.loads(line) for line in lines if line.startswith("[")]
    of_period = [row[2] for row in rows if header["first"] <= row[0] <= header["last"]]
    assert {"meeting.started", "meeting.ended"} <= set(of_period)
    assert [row[2] for row in rows if row[0] > header["last"]][-1] == "meeting.started"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_wrong_call_is_answered_by_one_sentence_and_no_file(
    station: Station, tmp_path: Path, language: str
) -> None:
    write_day(station.state)
    taken = tmp_path / "taken"
    taken.write_text("kept")
    new, old = ["--output", str(tmp_path / "new")], "2020-01-01 00:00"
    calls = [
        (2, new),
        (2, ["--from", old, "--meeting", "1", *new]),
        (2, ["--from", "soon", *new]),
        (2, ["--from", old, "--to", "2019-01-01 00:00", *new]),
        (2, ["--from", old, "--head", "5", *new]),
        (4, ["--from", "2019-01-01 00:00", "--to", old, *new]),
        (4, ["--from", old, "--head", "1:" + "0" * 12, *new]),
        (4, ["--meeting", "99", *new]),
        (4, ["--from", old, "--output", str(taken)]),
        (4, ["--from", old, "--output", str(tmp_path / "nowhere" / "file")]),
    ]
    for code, words in calls:
        said = station.run("evidence", *words, lang=language)
        assert (said.exit_code, said.stderr.count("\n")) == (code, 1), (words, said.output)
    assert not (tmp_path / "new").exists()
    assert taken.read_text() == "kept"


def test_verify_takes_a_copy_of_the_journal_and_refuses_any_other_file(
    station: Station, tmp_path: Path
) -> None:
    write_day(station.state)
    shutil.copyfile(station.state / JOURNAL_NAME, tmp_path / "copy")
    assert station.run("verify", str(tmp_path / "copy")).exit_code == 0
    (tmp_path / "other").write_text("text\n")
    other = station.run("verify", str(tmp_path / "other"))
    assert (other.exit_code, "no evidence file" in other.stdout) == (4, True)


@pytest.mark.outcome("intact")
def test_sealed_samples_are_proven_by_verb_and_recipe_and_a_changed_one_is_named(
    station: Station, tmp_path: Path
) -> None:
    began = (int(time.time()) // 3_600 - 3) * 60
    writer, told = JournalWriter(station.state, SystemClock()), SimpleQueue[Sequence[Entry]]()
    writer.on_entries(told.put)
    writer.start()
    writer.record(BlipSeen("sapa.line", 1.0, 2.0)).result()
    for number in range(130):
        writer.keep_samples(minute(began + number, [100 + number % 9] * 60))
    while told.get(timeout=60)[-1].kind != SamplesSealed.KIND:
        pass
    writer.stop()

    def taken(name: str) -> tuple[Path, str]:
        file, day = tmp_path / name, datetime.fromtimestamp(began * 60, ZoneInfo("Asia/Ho_Chi_Minh"))
        made = station.run("evidence", "--from", f"{day:%Y-%m-%d %H:%M}", "--output", str(file))
        assert made.exit_code == 0, made.output
        (digest,) = re.findall(r"\b[0-9a-f]{64}\b", made.stdout)
        return file, digest

    file, digest = taken("sound")
    said = station.run("verify", str(file), "--sha256", digest[:20].upper())
    assert said.exit_code == 0, said.output
    assert "as they were sealed in the journal: 1 h" in said.stdout
    assert "averages only: 2 h" in said.stdout, "the second is sealed later, the third runs"
    assert f"samples of hour {began * 60}: as sealed" in by_the_recipe(file, tmp_path / "elsewhere").stdout
    assert station.run("verify", str(file), "--sha256", "0" * 64).exit_code == 4
    assert station.run("verify", str(file), "--sha256", digest[:12]).exit_code == 2
    connection = sqlite3.connect(station.state / SAMPLES_NAME)
    with connection:
        connection.execute("UPDATE seconds SET codes = zeroblob(120) WHERE slot / 1048576 = ?", (began + 7,))
    connection.close()
    file, _ = taken("falsified")
    said = station.run("verify", str(file))
    assert (said.exit_code, "samples were changed" in said.stdout) == (4, True)
    assert f"samples of hour {began * 60}: CHANGED" in by_the_recipe(file, tmp_path / "again").stdout
