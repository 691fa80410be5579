"""Writes the files of two PCs' nats-servers for `setup --standby`, and says where they belong."""

from collections.abc import Iterator
from pathlib import Path

import click

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit, fail, network_of
from gbdt_console.cli.setup.standby_files import PLACE, SERVER_PLACE, write_files
from gbdt_console.core.clean_text import clean
from gbdt_console.text.words import Words

_STEPS = (
    "sudo apt install nats-server",
    f"sudo install -d -m 750 -o gbdt -g gbdt {PLACE}",
    f"sudo install -m 600 -o gbdt -g gbdt ca.pem password {PLACE}/",
    f"sudo install -d -m 750 -g nats {SERVER_PLACE}; sudo install -d -m 700 -o nats -g nats /var/lib/nats",
    f"sudo install -m 640 -g nats server.pem server.key login.conf {SERVER_PLACE}/",
    "sudo install -m 644 nats-server.conf /etc/nats-server.conf",
    "sudo systemctl enable --now nats-server; sudo systemctl restart nats-server gbdt-console",
)
"""What is typed on each PC, in the folder that is its own."""
_OF_AN_ENGINE = frozenset({1, 2})
"""Of these the steps that the witness has no use for."""


def write_standby(context: Context, words: Words, folder: Path) -> None:
    """Write a folder for each PC and print what to type there; end the verb where that cannot be."""
    settings = network_of(context.config, words).standby
    if settings is None:
        fail(Exit.CONFIG, words, "standby.none")
    try:
        made = write_files(settings, folder)
    except OSError as error:
        fail(
            Exit.FAILED,
            words,
            "standby.files-refused",
            path=clean(str(folder)),
            reason=error.strerror or error,
        )
    for own in made:
        click.echo(words("standby.files-written", folder=clean(str(own)), name=own.name))
        is_witness = settings.witness is not None and own.name == settings.witness.name
        for step in _steps(is_of_three=settings.witness is not None, is_witness=is_witness):
            click.echo(f"    {step}")


def _steps(*, is_of_three: bool, is_witness: bool) -> Iterator[str]:
    """Yield what is typed on a machine; of three, each proves the others by the authority."""
    for place, step in enumerate(_STEPS):
        if is_witness and place in _OF_AN_ENGINE:
            continue
        told = step.replace("login.conf", "login.conf ca.pem") if is_of_three else step
        yield told.replace(" gbdt-console", "") if is_witness else told
