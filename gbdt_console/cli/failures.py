"""How a verb ends when it cannot do what was asked: one clear line on standard error and an exit code."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

import click

from gbdt_console.core.monitoring.echo import EchoUnavailable
from gbdt_console.core.sites import Network
from gbdt_console.engine.hosting.state_directory import (
    StateDirectory,
    StateDirectoryTaken,
    StateDirectoryUnusable,
)
from gbdt_console.journal.database import FutureSchemaError
from gbdt_console.text.words import Words


class Exit(IntEnum):
    DONE = 0
    CONFIG = 1
    USAGE = 2
    NO_ENGINE = 3
    FAILED = 4
    UNKNOWN = 5


def fail(exit_code: Exit, words: Words, code: str, **params: object) -> NoReturn:
    """Say why and leave."""
    click.echo(words(code, **params), err=True)
    raise SystemExit(exit_code)


def network_of(path: Path | None, words: Words) -> Network:
    """The checked configuration; otherwise every problem is printed and the verb ends."""
    from gbdt_console.compose import load
    from gbdt_console.settings.problems import ConfigRejected

    if path is None:
        fail(Exit.CONFIG, words, "verb.no-config")
    try:
        return load(path, os.environ)
    except ConfigRejected as rejected:
        for problem in rejected.problems:
            place = f"{problem.file}:{problem.line}:{problem.column}"
            click.echo(f"{place}: {words(problem.code, **problem.params)}", err=True)
        click.echo(words("verb.config-rejected", count=len(rejected.problems)), err=True)
        raise SystemExit(Exit.CONFIG) from None


@contextmanager
def engine_failures(state: StateDirectory, words: Words) -> Iterator[None]:
    """The reasons why an engine cannot start here, each said in one line."""
    try:
        yield
    except StateDirectoryTaken:
        fail(Exit.FAILED, words, "verb.engine-runs", state=state.path)
    except StateDirectoryUnusable as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
    except OSError as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
    except FutureSchemaError as error:
        fail(Exit.FAILED, words, "verb.journal-newer", reason=error)
    except EchoUnavailable as error:
        fail(Exit.FAILED, words, error.code, **error.params)
