"""Lets a verb edit sites.yaml, and has a running engine read it again."""

from collections.abc import Callable
from typing import NoReturn

import click

from gbdt_console.cli.client.configuration import config_in_use
from gbdt_console.cli.configuration.reload import reloaded
from gbdt_console.cli.context import Context, usual_places
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.sites_desk import open_sites
from gbdt_console.core.clean_text import clean
from gbdt_console.core.configuration.editing import EditRefused
from gbdt_console.settings.edit.sites_file import SitesFile
from gbdt_console.text.words import Words


def opened_sites(context: Context, words: Words) -> SitesFile:
    """Read the configuration of a verb, or of the engine that it finds, for editing; or end the verb."""
    config = config_in_use(context)
    if config is None:
        fail(Exit.CONFIG, words, "verb.no-config", places=", ".join(map(str, usual_places())))
    try:
        return open_sites(config, words)
    except EditRefused as refused:
        fail(Exit.CONFIG, words, refused.code, **refused.params)


def change_line(words: Words, target: str, field: str, before: str, after: str) -> str:
    """Write '8 · phone: 0214 1 → 0214 2'."""
    none = words("sites.empty")
    return f"{target} · {field}: {before or none} → {after or none}"


def edit_sites(context: Context, words: Words, edit: Callable[[SitesFile], None]) -> NoReturn:
    """Edit the configuration of a verb, write it, have it read again and end the verb."""
    file = opened_sites(context, words)
    try:
        edit(file)
        is_changed = file.save()
    except EditRefused as refused:
        fail(Exit.CONFIG, words, refused.code, **refused.params)
    if not is_changed:
        click.echo(words("sites.same"))
        raise SystemExit(Exit.DONE)
    click.echo(words("sites.written", file=clean(str(file.path))))
    raise SystemExit(reloaded(context, words))
