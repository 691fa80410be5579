"""Implements `sites list|set`: the sites, carriers and contacts of sites.yaml."""

from typing import NoReturn

import click

from gbdt_console.cli.client.shown import json_option, print_json, print_lines
from gbdt_console.cli.configuration.editing import change_line, edit_sites, opened_sites
from gbdt_console.cli.configuration.table_verbs import export, import_
from gbdt_console.cli.context import Context, with_context
from gbdt_console.core.configuration.editing import CARRIER_PREFIX, CENTRE_TARGET
from gbdt_console.settings.edit.fields import EditTarget
from gbdt_console.settings.edit.sites_file import SitesFile


@click.group()
def sites() -> None:
    """The points, carriers and contacts of sites.yaml: list, change, export and import them."""


sites.add_command(export)
sites.add_command(import_)


@sites.command(name="list")
@json_option("docs/configuration.md")
@with_context
def list_(context: Context, as_json: bool) -> None:
    """Print every point with its fields, then the carriers and the centre."""
    words = context.words()
    file = opened_sites(context, words)
    rows = {target.name: _fields(target, file) for target in file.targets.values()}
    if as_json:
        print_json(_form(rows))
        return
    print_lines(_line(name, fields) for name, fields in rows.items())


@sites.command(name="set")
@click.argument("target", metavar="SITE")
@click.argument("field", metavar="FIELD")
@click.argument("value", metavar="VALUE")
@with_context
def set_(context: Context, target: str, field: str, value: str) -> NoReturn:
    """Set FIELD of SITE to VALUE in sites.yaml, its comments kept; an empty VALUE takes the entry out. SITE
    is a number or id, carrier.ID, or centre; `sites list` names the fields. A running engine reads it again.
    """
    words = context.words()

    def edit(file: SitesFile) -> None:
        before = file.values(target).get(field, "")
        file.change(target, {field: value.strip()})
        click.echo(change_line(words, target, field, before, value.strip()))

    edit_sites(context, words, edit)


def _fields(target: EditTarget, file: SitesFile) -> dict[str, str]:
    number = file.text.get((*target.place, "number"))
    return ({} if number is None else {"number": number}) | target.values(file.text)


def _line(name: str, fields: dict[str, str]) -> str:
    return "  ".join([f"{name:<20}", *(f"{field}={value}" for field, value in fields.items() if value)])


def _form(rows: dict[str, dict[str, str]]) -> dict[str, object]:
    carriers = {
        name.removeprefix(CARRIER_PREFIX): fields
        for name, fields in rows.items()
        if name.startswith(CARRIER_PREFIX)
    }
    others = {*(f"{CARRIER_PREFIX}{id_}" for id_ in carriers), CENTRE_TARGET}
    points = [{"id": name, **fields} for name, fields in rows.items() if name not in others]
    return {"form": 1, "sites": points, "carriers": carriers, "centre": rows[CENTRE_TARGET]}
