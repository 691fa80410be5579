"""A verb that records while the disk of the state directory is frozen, with an engine and without one.

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

from gbdt_console.journal.store import EventStore
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JOURNAL_NAME
from tests.support.cli.station import SECRETS, Station
from tests.support.journal.frozen_disk import mounted

_START = ("meeting", "start", "Giao ban", "--chair", "1")


def main(directory: Path) -> None:
    with mounted(directory) as disk:
        station = Station(directory)
        station.state.rmdir()
        station.state = disk / "state"
        station.state.mkdir(mode=0o700)
        seen = {"with": _with_engine(station, disk), "without": _without_engine(station, disk)}
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


def _without_engine(station: Station, disk: Path) -> list[object]:
    """The verb ends although the process that records for it cannot."""
    with _frozen(disk):
        frozen = _verb(station, *_START)
    again = _verb(station, *_START, "--again", _id_in(frozen.stderr))
    return [frozen.returncode, again.returncode, len(_started(station))]


@contextmanager
def _frozen(disk: Path) -> Iterator[None]:
    subprocess.run(["fsfreeze", "--freeze", str(disk)], check=True)
    try:
        yield
    finally:
        subprocess.run(["fsfreeze", "--unfreeze", str(disk)], check=True)


def _verb(station: Station, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", "from gbdt_console.cli.main import main; main()"]
    command += ["--config", str(station.config)]
    command += ["--state-dir", str(station.state), "--lang", "en", *words]
    environ = {**os.environ, **SECRETS}
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)


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
