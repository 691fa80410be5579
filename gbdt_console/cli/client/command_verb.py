"""Makes the verbs that only send one command, from its class, its help and its click parameters."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, NoReturn

import click

from gbdt_console.cli.client.chosen import send_chosen, site_id_of
from gbdt_console.cli.client.follow import VerbCommand
from gbdt_console.cli.client.run_command import send
from gbdt_console.cli.client.targets import Targets, send_commands
from gbdt_console.cli.context import Context, of_meeting, with_context, with_recording_context
from gbdt_console.core.command_table import DEFINITION_OF
from gbdt_console.core.commands import Command, PlacedCommand
from gbdt_console.core.snapshot import Snapshot

Parameter = Callable[[Any], Any]
"""A `click.argument` or `click.option`, named by the field of the command that it sets."""
_COMMON = frozenset({"config", "state_dir", "lang", "again", "in_meeting"})
"""Names of the options that every verb has (cli/context.py)."""

NUMBER = click.argument("number", type=click.IntRange(min=1), metavar="N")
SITE = click.argument("site_id", metavar="SITE")
SITES = click.argument("sites", nargs=-1, required=True, metavar="SITE...")
REASON = click.option("--reason", required=True, help="Reason; recorded in the journal.")
ON_OFF = click.argument("is_on", type=click.Choice(["on", "off"]), callback=lambda _, __, text: text == "on")


def typed(field: str, metavar: str, kind: click.ParamType[Any] | None = None) -> Parameter:
    """Return an argument for a field of the command."""
    return click.argument(field, metavar=metavar, type=kind)


def own_words(name: str, told: str) -> Parameter:
    """Return an option of a person's own words, which may be left out."""
    return click.option(name, default="", help=told)


def yes(told: str = "Skip confirmation.") -> Parameter:
    return click.option("--yes", "is_sure", is_flag=True, help=told)


def add_verb(group: click.Group, command: type[Command], told: str, *of: Parameter, name: str = "") -> None:
    """Add a verb to a group; the parameters are those of `command_verb`."""
    group.add_command(command_verb(command, told, *of, name=name))


def command_verb(command: type[Command], told: str, *of: Parameter, name: str = "") -> click.Command:
    """Return the verb of a command.

    A command of the journal is recorded by a running engine or without one; any other needs the engine.
    `site_id` and `sites` are typed as numbers or ids. What is not given stays as the command has it. Raises
    TypeError for a parameter that is no field.

    name: name of the verb; empty for the one in the command table
    """
    row = DEFINITION_OF[command]

    def record(context: Context, **typed: Any) -> NoReturn:
        given = _given(typed)
        if not given.keys() & {"site_id", "sites"}:
            send(context, command(**given))
        send_chosen(lambda shown: [command(**_named(given, shown, context))], context)

    def give(context: Context, **typed: Any) -> NoReturn:
        def plan(targets: Targets) -> Sequence[VerbCommand]:
            given = _given(typed)
            if "site_id" in given:
                given["site_id"] = targets.site_id(given["site_id"])
            return [targets.command(command(**given), given.get("site_id", ""))]

        send_commands(context, plan)

    own: Callable[..., Any] = record if row.is_record else give
    own = of_meeting(own) if issubclass(command, PlacedCommand) else own
    call: Callable[..., Any] = with_recording_context(own) if row.is_record else with_context(own)
    for parameter in reversed(of):
        call = parameter(call)
    verb = click.command(name or row.verb.rpartition(" ")[2], help=told)(call)
    known = {field.name for field in fields(command)}  # type: ignore[arg-type]
    if wrong := {one.name for one in verb.params} - _COMMON - known:
        raise TypeError(f"{command.__name__} has no field {sorted(map(str, wrong))}")
    return verb


def _given(typed: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in typed.items() if value is not None}


def _named(given: dict[str, Any], shown: Snapshot, context: Context) -> dict[str, Any]:
    found = dict(given)
    if "site_id" in given:
        found["site_id"] = site_id_of(given["site_id"], shown, context)
    if "sites" in given:
        found["sites"] = tuple(site_id_of(site, shown, context) for site in given["sites"])
    return found
