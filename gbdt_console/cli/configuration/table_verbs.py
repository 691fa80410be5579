"""Implements `sites export|import`: the points of sites.yaml as a table."""

from pathlib import Path
from typing import NoReturn

import click

from gbdt_console.cli.client.configuration import config_in_use
from gbdt_console.cli.configuration.editing import change_line, edit_sites, opened_sites
from gbdt_console.cli.configuration.points_file import (
    TableDiff,
    add_points,
    read_points,
    table_diff,
    write_table,
)
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail, network_of
from gbdt_console.core.clean_text import clean
from gbdt_console.settings.edit.sites_file import SitesFile
from gbdt_console.text.words import Words


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@with_context
def export(context: Context, path: Path) -> None:
    """Write the points as a table (CSV) with the columns that `setup` and `sites import` read."""
    words = context.words()
    network = network_of(config_in_use(context), words)
    file = opened_sites(context, words)
    try:
        write_table(path, network, file, words)
    except OSError as error:
        fail(Exit.FAILED, words, "sites.not-written", reason=error.strerror or str(error))
    click.echo(words("sites.exported", count=len(network.sites), file=clean(str(path))))


@click.command(name="import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--yes", "is_sure", is_flag=True, help="Skip confirmation.")
@with_context
def import_(context: Context, path: Path, is_sure: bool) -> NoReturn:
    """Show what the table FILE (CSV, .xlsx) would change, ask, and change sites.yaml, its comments kept. An
    empty cell and a point that the table leaves out change nothing.
    """
    words = context.words()
    network = network_of(config_in_use(context), words)

    def edit(file: SitesFile) -> None:
        diff = table_diff(network, file, read_points(path, network, file, words))
        for line in _said(diff, words):
            click.echo(line)
        if not (diff.changes or diff.added):
            return
        if not is_sure and not click.confirm(words("sites.confirm"), err=True):
            fail(Exit.FAILED, words, "sites.not-confirmed")
        for change in diff.changes:
            file.change(change.site.id, {change.field: change.after})
        add_points(file, network, diff.added, words)

    edit_sites(context, words, edit)


def _said(diff: TableDiff, words: Words) -> list[str]:
    said = [
        change_line(words, f"{one.site.number} {one.site.name}", one.field, one.before, one.after)
        for one in diff.changes
    ]
    said += [
        words("sites.adds", number=point.number, name=point.name, range=point.address_range)
        for point in diff.added
    ]
    said += [
        words("sites.without-by-hand", site=f"{site.number} {site.name}", kind=kind)
        for site, kind in diff.by_hand
    ]
    if diff.left:
        names = ", ".join(f"{site.number} {site.name}" for site in diff.left[:10])
        said.append(words("sites.left", n=len(diff.left), names=names))
    return said
