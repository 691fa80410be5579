"""Lets a verb end that reads a disk which does not answer, and names the disk."""

import os
import select
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial, update_wrapper
from pathlib import Path
from typing import TypeVar

from gbdt_console.cli.client import stuck_disk
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.text.words import LANGUAGES, Words

F = TypeVar("F", bound=Callable[..., object])
_SILENT_BEATS = 10
"""Half seconds without output or work, after which the disks are tried."""
_ANSWERS_WITHIN_S = 3.0
"""Seconds; with the beats before, a verb on a stuck disk ends within 10."""
_BLOCK = 4096


def always_ends(verb: F) -> F:
    """Do the work of a verb in a child, which is left behind where a disk holds it.

    It stands between the verb and `with_context`. Tried are the disks of the state directory, of sites.yaml
    and of each path that the verb was given; a slow disk that answers has all the time that it needs.
    """

    def call(context: Context, **others: object) -> object:
        named = [value for value in others.values() if isinstance(value, Path)]
        journal = context.state.journal_path
        places = [place for place in (journal, context.config, *named) if place is not None]
        silent: list[Path] = []

        def is_stuck() -> bool:
            silent[:] = silent_places(places)
            return bool(silent)

        try:
            raise SystemExit(
                stuck_disk.in_child(partial(_worked, verb, context, others), _SILENT_BEATS, is_stuck)
            )
        except stuck_disk.DiskStuck:
            names = ", ".join(map(str, silent))
            fail(Exit.FAILED, _words_without_a_disk(context), "verb.disk-stuck", places=names)

    update_wrapper(call, verb)
    return call  # type: ignore[return-value]


def _worked(verb: Callable[..., object], context: Context, others: dict[str, object]) -> int:
    verb(context, **others)
    return Exit.DONE


def _words_without_a_disk(context: Context) -> Words:
    """Return the words of the option's language, else the environment's: sites.yaml may lie on that disk."""
    named = context.language or context.environment_language
    return Words(named if named in LANGUAGES else LANGUAGES[0])


def silent_places(places: Iterable[Path]) -> list[Path]:
    """Return the places whose disk takes longer than some seconds to take and give back a few bytes."""
    tries = {_tried(place): place for place in dict.fromkeys(places)}
    left = {descriptor for descriptor, _ in tries}
    while left and (ended := select.select(left, (), (), _ANSWERS_WITHIN_S)[0]):
        left.difference_update(ended)
    silent = [place for (descriptor, _), place in tries.items() if descriptor in left]
    for descriptor, child in tries:
        os.kill(child, signal.SIGKILL)
        os.close(descriptor)
        if descriptor not in left:
            os.waitpid(child, 0)
    return silent


def _tried(place: Path) -> tuple[int, int]:
    """Try a place in a child; return a descriptor that ends with it, and the child's id."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            stuck_disk.print_nothing()
            _touch(place)
        finally:
            os._exit(0)
    os.close(writing)
    return reading, child


def _touch(place: Path) -> None:
    """Read the place past the cache, and write beside it a file without a name."""
    folder = place if place.is_dir() else place.parent
    with suppress(OSError):
        descriptor = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600)
        os.write(descriptor, b"0" * _BLOCK)
        os.close(descriptor)
    with suppress(OSError):
        if place.is_file():
            descriptor = os.open(place, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, _BLOCK, os.POSIX_FADV_DONTNEED)
            os.read(descriptor, _BLOCK)
