"""Kills a backup and a restoration at each of their steps on files, and looks at what is left.

Run as `python -m tests.support.journal.backup_kills HOME`; prints at how many steps each was killed. The
killed processes are forks of this one.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from gbdt_console.journal.backup import sha256_of, take_backup
from gbdt_console.journal.restoring import restore_backup
from gbdt_console.journal.second_head import HEAD_NAME
from gbdt_console.journal.verifying import verify
from gbdt_console.journal.writer import JOURNAL_NAME, SAMPLES_NAME

_STEPS = frozenset({"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "sqlite3.connect"})
"""Audit events of work on files: the process ends just before one of them."""


def main(home: Path) -> None:
    state, backup = home / "state", home / "backup"
    take_backup(backup, state, {})
    old, news = backup.read_bytes(), set[str]()

    def old_or_new() -> None:
        if backup.read_bytes() != old:
            news.add(sha256_of(backup))
            backup.write_bytes(old)

    sites = home / "sites.yaml"
    sites.write_text("version: 1\n")
    taken = _kill_at_each_step(lambda: take_backup(backup, state, {sites.name: sites}), old_or_new)
    assert news <= {sha256_of(backup)}, "a half backup took the place of the old one"
    empty, place = home / "empty", home / "placed.yaml"
    empty.mkdir()

    def nothing_or_all() -> None:
        if not (empty / JOURNAL_NAME).exists():
            assert not [*empty.glob(f"{JOURNAL_NAME}*"), *empty.glob(HEAD_NAME)]
            return
        assert verify(empty / JOURNAL_NAME).is_sound
        assert (empty / SAMPLES_NAME).exists()
        assert place.exists()
        for left in (*empty.glob("*.sqlite*"), empty / HEAD_NAME, place):
            left.unlink(missing_ok=True)

    laid = _kill_at_each_step(
        lambda: restore_backup(backup, empty, {sites.name: place}, "duty", 1.0), nothing_or_all
    )
    report = verify(empty / JOURNAL_NAME, is_copy=False)
    assert report.is_sound
    assert report.events == verify(state / JOURNAL_NAME).events + 1
    print(taken, laid)


def _kill_at_each_step(work: Callable[[], object], look: Callable[[], None]) -> int:
    """Kill the work at its first step, then at its second one, until it ends by itself; count the kills."""
    kills = 0
    while not _is_ended(work, kills):
        kills += 1
        look()
    return kills


def _is_ended(work: Callable[[], object], steps: int) -> bool:
    child = os.fork()
    if not child:
        try:
            _die_at(steps)
            work()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work failed by itself"
    return os.WIFEXITED(status)


def _die_at(steps: int) -> None:
    seen = 0

    def hook(event: str, _: object) -> None:
        nonlocal seen
        if event in _STEPS:
            if seen == steps:
                os.kill(os.getpid(), signal.SIGKILL)
            seen += 1

    sys.addaudithook(hook)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
