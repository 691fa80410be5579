"""Put the files of the guided start in place, once sites.yaml loads."""

import getpass
import os
from collections.abc import Mapping
from pathlib import Path

import click

from gbdt_console.cli.failures import Exit, fail
from gbdt_console.compose import load
from gbdt_console.core.cleaning import clean
from gbdt_console.settings.private_file import SecretUnreadable
from gbdt_console.settings.problems import ConfigRejected
from gbdt_console.settings.setup.answers import Answers
from gbdt_console.settings.setup.files import place_files, secrets_path
from gbdt_console.settings.setup.write_yaml import sites_yaml
from gbdt_console.text.words import Words


def write_files(
    target: Path, answers: Answers, secrets: Mapping[str, str], words: Words, *, may_replace: bool
) -> None:
    """Write sites.yaml and secrets.env once the former loads; end the verb where it does not.

    The login that runs the verb becomes the first operator.
    """

    def prove(path: Path) -> None:
        load(path, {**os.environ, **secrets})

    text = sites_yaml(answers, getpass.getuser(), words)
    try:
        place_files(target, text, secrets, prove, may_replace=may_replace)
    except ConfigRejected as rejected:
        for problem in rejected.problems:
            click.echo(f"! {words(problem.code, **problem.params)}", err=True)
        fail(Exit.CONFIG, words, "setup.not-accepted")
    except SecretUnreadable as unreadable:
        fail(Exit.FAILED, words, unreadable.code, **unreadable.params)
    click.echo(words("setup.done", file=clean(str(target)), sites=len(answers.points)))
    if secrets:
        click.echo(words("setup.done-secrets", file=clean(str(secrets_path(target)))))
