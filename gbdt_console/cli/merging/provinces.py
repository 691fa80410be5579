"""Lays the backups of the provinces out beside each other, and reads their settings."""

import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import click

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.compose import load
from gbdt_console.core.clean_text import clean, fold
from gbdt_console.journal.database import FutureSchemaError
from gbdt_console.journal.merging import Before, lay_out
from gbdt_console.journal.restoring import BackupFaulty
from gbdt_console.settings.merging.sources import Source
from gbdt_console.settings.problems import ConfigRejected

SETTINGS = "sites.yaml"
_SECRETS, _HOSTS = "secrets.env", "known_hosts"
_LONGEST_NAME = 20


class Province(NamedTuple):
    """One province, laid out; `name` is its short name, of its backup's file name."""

    name: str
    before: Before
    settings: Source


def name_of(file: Path) -> str:
    """Return the short name of a backup's province: 'yen-bai' for 'Yên Bái.tar'; empty without letters."""
    return re.sub(r"[^a-z0-9]+", "-", fold(file.stem)).strip("-")[:_LONGEST_NAME].strip("-")


def laid_out(file: Path, into: Path, context: Context) -> Province:
    """Lay a backup out in a new folder and read its settings; end the verb where either is wrong.

    Settings that lie beside the backup, under its name with `.yaml`, stand for those in it. Secrets are not
    laid out: the file that holds them stays where it is.
    """
    words, folder, edited = context.words(), into / name_of(file), file.with_suffix(".yaml")
    folder.mkdir(mode=0o700, parents=True)
    try:
        before = lay_out(file, folder, {SETTINGS, _SECRETS, _HOSTS})
    except BackupFaulty as faulty:
        fail(Exit.FAILED, words, f"restore.fault.{faulty.fault}", path=file)
    except FutureSchemaError as error:
        fail(Exit.FAILED, words, "verb.journal-newer", reason=error)
    (folder / _SECRETS).unlink(missing_ok=True)
    own = folder / SETTINGS
    path, shown = (edited, str(edited)) if edited.exists() else (own, f"{file}/{SETTINGS}")
    if not path.exists():
        fail(Exit.CONFIG, words, "merge.no-settings", file=clean(str(file)), edited=clean(str(edited)))
    try:
        load(path, None)
    except ConfigRejected as rejected:
        named = (replace(one, file=clean(shown)) for one in rejected.problems)
        say_problems(ConfigRejected(tuple(named)), context)
        raise SystemExit(Exit.CONFIG) from None
    if not own.exists():
        own.write_bytes(path.read_bytes())
    return Province(folder.name, before, Source.read(folder.name, clean(shown), path))


def say_problems(rejected: ConfigRejected, context: Context) -> None:
    """Print what is wrong with settings on standard error."""
    words = context.words()
    for one in rejected.problems:
        click.echo(f"{one.where}: {words(one.code, **one.params)}", err=True)
