"""Reads the options of `serve`: where, with which colours, and for whom."""

import os

import click

from gbdt_console.cli.context import MACHINE_CONFIG, Context
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.web.page_look import THEMES
from gbdt_console.cli.web.place import Place, WrongPlace
from gbdt_console.cli.web.wall_login import WallLogin, key_of_machine
from gbdt_console.core.clock import SystemClock
from gbdt_console.settings.private_file import SecretUnreadable
from gbdt_console.text.words import Words

THEME = click.option(
    "--theme",
    type=click.Choice(THEMES),
    default=THEMES[0],
    show_default=True,
    help="Colours; a page has ?theme=.",
)
PIN = click.option(
    "--pin",
    metavar="REFERENCE",
    help="Ask browsers for the PIN that env:NAME (of secrets.env) or file:/path names.",
)


def place_of(bind: str, port: int, public_url: str, words: Words) -> Place:
    """Return where the wall is served; exit where no browser could open that."""
    try:
        return Place(bind, port, public_url)
    except WrongPlace as wrong:
        fail(Exit.USAGE, words, str(wrong), bind=bind, url=public_url)


def login_of(reference: str | None, context: Context, words: Words) -> WallLogin | None:
    """Return what lets browsers in; exit where the PIN cannot be read or is too short."""
    if reference is None:
        return None
    from gbdt_console.settings.wall_pin import read_wall_pin  # the schema of sites.yaml

    try:
        pin = read_wall_pin(reference, context.config or MACHINE_CONFIG, os.environ)
        return WallLogin(pin, key_of_machine(context.state.path), SystemClock())
    except SecretUnreadable as missing:
        fail(Exit.CONFIG, words, missing.code, **missing.params)
    except OSError as error:
        fail(Exit.FAILED, words, "verb.state-unusable", reason=error)
