"""Prints every JSON form over a golden journal, and compares it with what an earlier commit printed.

Run as a module it writes the forms of the present program, for the journals of a new golden commit only.
"""

import gzip
import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from click.testing import CliRunner

from gbdt_console.cli.conference.roster_form import roster_object
from gbdt_console.cli.frame.frame_form import frame_object
from gbdt_console.cli.main import root
from gbdt_console.cli.profiles.profile_form import drift_object
from gbdt_console.cli.rooms.room_form import presets_object, rooms_object
from gbdt_console.cli.status.status_form import status_object
from gbdt_console.compose import load
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.replay.past_reader import PastReader
from gbdt_console.replay.past_snapshot import Moment
from tests.support.conference.scenes import SCENES
from tests.support.frame.snapshots import FRAMES
from tests.support.golden.journals import GOLDEN, GoldenJournal, golden_journals
from tests.support.screens.scripted_port import make_snapshot

_VERBS = (
    "alarms --json",
    "alarms --all --json",
    "outages --json",
    "outages --all --json",
    "meetings list --json",
    "meetings list --all --json",
    "checklist show --json",
    "shutdown show --json",
    "technicians list --json",
    "care list --json",
    "handover show --json",
    "report minutes --format json",
    "report outages 1 --format json",
    "report outages --month 2026-01 --format json",
    "report availability 2026-01 --format json",
    "report availability 2026-11 --format json",
    "report year 2026 --format json",
)
_PARTS = (0.3, 0.6, 0.95)
"""Moments of a journal, as parts of its length, whose Snapshots give the forms of a running engine."""


def forms_path(journal: GoldenJournal) -> Path:
    """Where the forms of a journal are kept."""
    return GOLDEN / journal.commit / f"{journal.name}.forms.json.gz"


def forms_now(journal: GoldenJournal, state: Path) -> dict[str, Any]:
    """What the present program prints, by verb: its JSON, or its exit code where it prints none."""
    times = _times(journal.unpack(state))
    with mock.patch.object(SystemClock, "utc", return_value=times[-1] + 60.0):
        forms = {verb: _printed(verb, journal, state) for verb in _VERBS}
        for part in _PARTS:
            at_utc = times[int(len(times) * part)]
            forms |= {f"{name} at {part}": form for name, form in _live(journal, state, at_utc)}
    return json.loads(json.dumps(forms))


def scene_forms() -> dict[str, Any]:
    """What the present program prints of Snapshots that are made by hand, by scene and form."""
    forms = {}
    for name, made in (SCENES | FRAMES).items():
        forms |= {f"{form} of {name}": value for form, value in _of_snapshot(made(make_snapshot(11)))}
    return json.loads(json.dumps(forms))


def scenes_path(commit: str) -> Path:
    """Where the forms of the scenes are kept."""
    return GOLDEN / commit / "scenes.forms.json.gz"


def kept(path: Path) -> dict[str, Any]:
    """Read forms from a file."""
    return json.loads(gzip.decompress(path.read_bytes()))


def differences(before: Any, now: Any, place: str = "") -> Iterator[str]:
    """Yield the place of every value that is gone or another; added keys of an object are none."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key, value in before.items():
            if key in now:
                yield from differences(value, now[key], f"{place}/{key}")
            else:
                yield f"{place}/{key}: gone"
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for index, (one, other) in enumerate(zip(before, now, strict=True)):
            yield from differences(one, other, f"{place}/{index}")
    elif before != now:
        yield f"{place}: {before!r} is now {now!r}"


def _times(path: Path) -> list[float]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return [us / 1e6 for (us,) in connection.execute("SELECT at_utc_us FROM events ORDER BY seq")]


def _printed(verb: str, journal: GoldenJournal, state: Path) -> Any:
    arguments = ["--config", str(journal.config), "--state-dir", str(state), "--lang", "vi", *verb.split()]
    result = CliRunner().invoke(root, arguments)
    return json.loads(result.stdout) if result.exit_code == 0 else {"exit": result.exit_code}


def _live(journal: GoldenJournal, state: Path, at_utc: float) -> Iterator[tuple[str, Any]]:
    reader = PastReader(state, load(journal.config, None))
    try:
        shown = reader.snapshot(Moment(at_utc, 1_000.0, 1))
    finally:
        reader.close()
    yield from _of_snapshot(shown)


def _of_snapshot(shown: Snapshot) -> Iterator[tuple[str, Any]]:
    yield "status", status_object(shown)
    yield "rooms", rooms_object(shown)
    yield "presets", presets_object(shown)
    if shown.conference is not None:
        yield "roster", roster_object(shown, shown.conference)
    if shown.frame is not None:
        yield "frame", frame_object(shown, shown.frame)
    if shown.meeting is not None:
        yield "drift", drift_object(shown)


def _write(commit: str) -> None:
    for journal in golden_journals():
        if journal.commit == commit:
            with TemporaryDirectory() as state:
                _pack(forms_path(journal), forms_now(journal, Path(state)))
    _pack(scenes_path(commit), scene_forms())


def _pack(path: Path, forms: dict[str, Any]) -> None:
    text = json.dumps(forms, ensure_ascii=False, indent=0)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    _write(sys.argv[1])
