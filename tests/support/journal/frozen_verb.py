"""Verbs that record and that read while the disk of the state directory is frozen.

Run as `python -m tests.support.journal.frozen_verb DIRECTORY` as root in a mount namespace of its own; prints
what was seen as JSON. Configuration and program lie on another disk.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.cli.station import SECRETS, Station
from tests.support.journal.frozen_disk import mounted

_READING = (("doctor",), ("verify",), ("backup", "/dev/shm/frozen-backup"))
_HANGS_S = 40.0
"""Seconds from which on a verb counts as held, on a machine that is busy with other tests."""
_START = ("meeting", "start", "Giao ban", "--chair", "1")


def main(directory: Path) -> None:
    with mounted(directory) as disk:
        station = Station(directory)
        station.state.rmdir()
        station.state = disk / "state"
        station.state.mkdir(mode=0o700)
        seen = {"with": _with_engine(station, disk), **_without_engine(station, disk)}
        report = verify(station.state / JOURNAL_NAME)
    print(json.dumps(seen | {"sound": report.is_sound}))


def _with_engine(station: Station, disk: Path) -> list[object]:
    """The verb is told that nobody knows; once thawed, its id is found."""
    with station.engine():
        _do(station, "handover", "sign")
        with _frozen(disk):
            frozen = _verb(station, *_START)
            behind = _verb(station, "handover", "sign")
        again = _verb(station, *_START, "--again", _id_in(frozen.stderr))
        _do(station, "meeting", "end")
    (number,) = _started(station)
    is_found = again.stdout == f"Recorded already: entry number {number} of the journal.\n"
    return [frozen.returncode, behind.returncode, again.returncode, is_found]


def _without_engine(station: Station, disk: Path) -> dict[str, object]:
    """The verb ends although the process that records for it cannot; those that read name the disk."""
    with _frozen(disk):
        began_s = monotonic()
        reading = [_begun(station, *words) for words in _READING]
        frozen = _verb(station, *_START)
        told = [verb.communicate(timeout=60)[1] for verb in reading]
        is_in_time = monotonic() - began_s < _HANGS_S
    again = _verb(station, *_START, "--again", _id_in(frozen.stderr))
    is_named = [f"The disk of {station.state / JOURNAL_NAME} does not answer" in text for text in told]
    codes = [verb.returncode for verb in reading]
    return {
        "without": [frozen.returncode, again.returncode, len(_started(station))],
        "reading": [codes, is_named, is_in_time],
    }


@contextmanager
def _frozen(disk: Path) -> Iterator[None]:
    subprocess.run(["fsfreeze", "--freeze", str(disk)], check=True)
    try:
        yield
    finally:
        subprocess.run(["fsfreeze", "--unfreeze", str(disk)], check=True)


def _verb(station: Station, *words: str) -> "subprocess.CompletedProcess[str]":
    begun = _begun(station, *words)
    out, err = begun.communicate(timeout=60)
    return subprocess.CompletedProcess(begun.args, begun.returncode, out, err)


def _begun(station: Station, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", "from gbdt_console.cli.main import main; main()"]
    command += ["--config", str(station.config)]
    command += ["--state-dir", str(station.state), "--lang", "en", *words]
    environ = {**os.environ, **SECRETS}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environ, stdout=pipe, stderr=pipe, text=True)


def _do(station: Station, *words: str) -> None:
    ended = _verb(station, *words)
    assert ended.returncode == 0, (words, ended.stdout, ended.stderr)


def _id_in(text: str) -> str:
    found = re.search(r"--again ([a-z0-9]+)", text)
    assert found is not None, text
    return found[1]


def _started(station: Station) -> list[int]:
    with closing(EventStore.view(station.state / JOURNAL_NAME)) as store:
        return [entry.seq for entry in store.read() if entry.kind == "meeting.started"]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
