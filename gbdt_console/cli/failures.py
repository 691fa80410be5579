"""End a failed verb with an error line and an exit code."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from gbdt_console.cli.context import MACHINE_STATE, usual_places
from gbdt_console.core.clean_text import clean
from gbdt_console.core.monitoring.echo import EchoUnavailable
from gbdt_console.devices.capability import DriverBroken
from gbdt_console.engine.hosting.state_directory import (
    StateDirectory,
    StateDirectoryTaken,
    StateDirectoryUnusable,
)
from gbdt_console.journal.database import FutureSchemaError
from gbdt_console.text.words import Words

if TYPE_CHECKING:
    from gbdt_console.core.sites import Network


class Exit(IntEnum):
    """Exit codes of all verbs. `gbdt-console --help` lists them. A higher code is a worse outcome."""

    DONE = 0
    CONFIG = 1
    USAGE = 2
    NO_ENGINE = 3
    FAILED = 4
    UNKNOWN = 5


def fail(exit_code: Exit, words: Words, code: str, **params: object) -> NoReturn:
    """Print the words of `code` on standard error and exit.

    Where the installed service's engine does not run, the words name the service.
    """
    if code == "verb.no-engine" and params["state"] == MACHINE_STATE:
        code = "verb.service-stopped"
    click.echo(words(code, **params), err=True)
    raise SystemExit(exit_code)


def network_of(path: Path | None, words: Words, *, opens_devices: bool = False) -> "Network":
    """Load the configuration; where it is wrong, print every problem and exit.

    opens_devices: the secrets are needed too
    """
    from gbdt_console.compose import load
    from gbdt_console.settings.problems import ConfigRejected

    if path is None:
        fail(Exit.CONFIG, words, "verb.no-config", places=", ".join(map(str, usual_places())))
    try:
        return load(path, os.environ if opens_devices else None)
    except ConfigRejected as rejected:
        for problem in rejected.problems:
            place = f"{problem.file}:{problem.line}:{problem.column}"
            click.echo(f"{place}: {words(problem.code, **problem.params)}", err=True)
        tell_broken_drivers(words)
        click.echo(
            words("verb.config-rejected", count=len(rejected.problems), file=clean(str(path))), err=True
        )
        raise SystemExit(Exit.CONFIG) from None


def tell_broken_drivers(words: Words) -> None:
    """Print on standard error each installed driver that is left out, why, and what to do."""
    from gbdt_console.devices.registry import installed_drivers

    for warning in installed_drivers().warnings:
        click.echo(words(warning.code, name=warning.name, reason=warning.reason), err=True)


def require_terminal(words: Callable[[], Words]) -> None:
    """Exit unless standard input and output are a terminal.

    Without a keyboard the console could not be left, and without a screen nobody would see alarms. Standard
    error may be a file. `words` is called only for the refusal.
    """
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        fail(Exit.USAGE, words(), "verb.no-terminal")


@contextmanager
def engine_failures(state: StateDirectory, words: Words, taken: str = "verb.engine-runs") -> Iterator[None]:
    """Exit with one line where an engine cannot start here.

    taken: message where another engine has the state directory
    """
    try:
        yield
    except StateDirectoryTaken:
        fail(Exit.FAILED, words, taken, state=state.path)
    except StateDirectoryUnusable as error:
        fail(Exit.FAILED, words, error.code, **error.params)
    except OSError as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
    except FutureSchemaError as error:
        fail(Exit.FAILED, words, "verb.journal-newer", reason=error)
    except (EchoUnavailable, DriverBroken) as error:
        fail(Exit.FAILED, words, error.code, **error.params)
