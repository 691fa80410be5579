"""Reads from the command line's definition what may stand at each place of a call.

A key names a place: "/meetings" has the verbs of that group, "/meetings/plan -" its options,
"/meetings/plan --chair" the values of an option, "/meetings/plan 0" those of the first argument and
"/meetings/plan @" those of an argument that may be repeated.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import Enum

import click

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.text.usage import usage_text

_HELP_LENGTH = 72
"""Limits a description, in characters: shells show it on the line of its word."""


class Paths(Enum):
    """Says which paths a place takes beside its words."""

    NONE = "none"
    FILES = "files"
    FOLDERS = "folders"


@dataclass(frozen=True, slots=True)
class Place:
    """What may stand at one place.

    words: each word with its description, empty without one
    """

    words: tuple[tuple[str, str], ...] = ()
    paths: Paths = Paths.NONE


def completion_table(root: click.Group) -> Mapping[str, Place]:
    """Return what may stand at each place; an option of the same values everywhere has the key "* --name"."""
    table = dict(_places(root, "", click.Context(root)))
    values = defaultdict(set)
    for key, place in table.items():
        if " --" in key:
            values[key.partition(" ")[2]].add(place)
    shared = {option: found.pop() for option, found in values.items() if len(found) == 1}
    own = {key: place for key, place in table.items() if key.partition(" ")[2] not in shared}
    return own | {f"* {option}": place for option, place in sorted(shared.items())}


def _places(command: click.Command, path: str, context: click.Context) -> Iterator[tuple[str, Place]]:
    options = [p for p in command.get_params(context) if isinstance(p, click.Option) and not p.hidden]
    names = (
        (name, option.help or "") for option in options for name in (*option.opts, *option.secondary_opts)
    )
    yield f"{path} -", Place(tuple((name, _short(told)) for name, told in names if name.startswith("--")))
    for option in options:
        if not (option.is_flag or option.count):
            yield from ((f"{path} {name}", _values(option)) for name in option.opts)
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    for number, argument in enumerate(arguments):
        yield f"{path} {'@' if argument.nargs == -1 else number}", _values(argument)
    if isinstance(command, click.Group):
        verbs = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
        shown = [(name, verb) for name, verb in verbs if verb is not None and not verb.hidden]
        yield path, Place(tuple((name, verb.get_short_help_str(_HELP_LENGTH)) for name, verb in shown))
        for name, verb in shown:
            yield from _places(verb, f"{path}/{name}", click.Context(verb, parent=context))


def _values(parameter: click.Parameter) -> Place:
    kind, metavar = parameter.type, parameter.metavar or ""
    if isinstance(kind, click.Choice):
        return Place(tuple((str(choice), "") for choice in kind.choices))
    if metavar == usage_text("DIR") or (isinstance(kind, click.Path) and not kind.file_okay):
        return Place(paths=Paths.FOLDERS)
    if metavar == usage_text("FILE") or isinstance(kind, click.Path | click.File):
        return Place(paths=Paths.FILES)
    return Place()


def _short(told: str) -> str:
    line = " ".join(told.split())
    return line if len(line) <= _HELP_LENGTH else f"{line[: _HELP_LENGTH - 1].rsplit(' ', 1)[0]}…"
