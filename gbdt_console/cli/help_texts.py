"""Give a verb's help, options and placeholders the words of the chosen language."""

from copy import copy
from typing import TypeVar

import click

from gbdt_console.cli.said_form import add_said_form
from gbdt_console.text.usage import usage_text

C = TypeVar("C", bound=click.Command)


def in_language(command: C) -> C:
    """Return a copy of `command` whose help speaks the language of the running `usage_in` block.

    The original stays English, so that one process can show both languages.
    """
    told = copy(command)
    told._help_option = None  # click keeps the one that it made first, with its words
    told.help = usage_text(command.help) if command.help else command.help
    told.options_metavar = usage_text(command.options_metavar or "")
    told.params = [_parameter(parameter) for parameter in command.params]
    add_said_form(told)
    if isinstance(told, click.Group):
        told.subcommand_metavar = usage_text(told.subcommand_metavar or "")
        told.commands = {name: in_language(verb) for name, verb in told.commands.items()}
    return told


def _parameter(parameter: click.Parameter) -> click.Parameter:
    told = copy(parameter)
    if isinstance(told, click.Option):
        told.help = usage_text(told.help) if told.help else told.help
    if told.metavar:
        told.metavar = usage_text(told.metavar)
    elif isinstance(told, click.Argument) and not isinstance(told.type, click.Choice):
        told.metavar = _placeholder(told)
    elif not _shows_its_values(told):
        told.metavar = usage_text(told.type.name.upper())
    return told


def _placeholder(argument: click.Argument) -> str:
    """Return the argument's name as click writes it where it has no placeholder of its own."""
    name = usage_text((argument.name or "").upper())
    name = name if argument.required else f"[{name}]"
    return name if argument.nargs == 1 else f"{name}..."


def _shows_its_values(parameter: click.Parameter) -> bool:
    """Whether click writes a list of values, or nothing, in the place of a placeholder."""
    is_flag = isinstance(parameter, click.Option) and (parameter.is_flag or parameter.count)
    return is_flag or isinstance(parameter.type, click.Choice) or isinstance(parameter, click.Argument)
