"""Give every verb that prints, and has no form of its own, `--json`: what it said and how it ended.

Verbs print by standard output and error alone, so that one place makes the form of all of them.
"""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import partial
from typing import Any, NoReturn

import click

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.text.usage import usage_text

FORM = 1
"""Version of the form; rises when a field changes its meaning or goes, not when one is added."""
WITHOUT = frozenset(
    ("collect", "completion", "console", "demo", "example", "keys", "replay", "serve", "setup")
)
"""Verbs that run on a full screen or until they are stopped, ask questions, or print a file for others."""
_ON_SCREEN = WITHOUT - {"completion", "example", "keys"}
_JUDGING = ("backup", "check", "doctor", "evidence", "restore", "verify")
"""Verbs whose exit code is their result."""
OUTCOMES = ("done", "config-wrong", "usage-wrong", "no-engine", "failed", "unknown")
"""Words of the exit codes, by the code (failures.py: Exit)."""
_META = "gbdt_console.as_said"


@dataclass(frozen=True, slots=True)
class Said:
    """What a verb said.

    verb: the verb with its group
    exit: exit code
    outcome: word of the exit code
    lines: lines of standard output, in the language of the call
    warnings: lines of standard error
    """

    verb: str
    exit: int
    outcome: str
    lines: tuple[str, ...]
    warnings: tuple[str, ...]


def has_own_form(verb: click.Command) -> bool:
    return any("--json" in parameter.opts for parameter in verb.params)


def add_said_form(verb: click.Command) -> None:
    """Add `--json` to a verb that lacks it; a reader that leaves early, as `head` does, is no error."""
    if isinstance(verb, click.Group) or verb.name in _ON_SCREEN:
        return
    if not has_own_form(verb) and verb.name not in WITHOUT:
        told = usage_text("What was said and how it ended, as one JSON object (docs/verb-json.md).")
        option = click.Option(["--json"], is_flag=True, expose_value=False, help=told, callback=_noted)
        verb.params.append(option)
    verb.invoke = partial(_invoke, verb.invoke)  # type: ignore[method-assign]


def _noted(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.meta[_META] = value


def _invoke(invoke: Any, context: click.Context) -> Any:
    verb = context.command_path.partition(" ")[2]
    try:
        return _as_said(invoke, context, verb) if context.meta.get(_META) else invoke(context)
    except BrokenPipeError:
        if not _only_prints(verb):
            raise
    with suppress(OSError):  # what is still held back would fail again while Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0)


def _as_said(invoke: Any, context: click.Context, verb: str) -> NoReturn:
    """Run a verb, and print its form in the place of its lines."""
    out, errors = io.StringIO(), io.StringIO()
    code = 0
    try:
        with redirect_stdout(out), redirect_stderr(errors):
            invoke(context)
    except SystemExit as end:
        code = int(end.code or 0)
    lines, warnings = (tuple(text.getvalue().splitlines()) for text in (out, errors))
    said = Said(verb, code, OUTCOMES[code], lines, warnings)
    form = {"form": FORM} | {name: getattr(said, name) for name in Said.__slots__}
    click.echo(json.dumps(form, ensure_ascii=False, indent=1))
    raise SystemExit(code)


def _only_prints(verb: str) -> bool:
    """Tell whether nothing is lost where nobody reads the end: the verb neither acts nor judges."""
    from gbdt_console.core.command_table import DEFINITION_OF  # only where a reader left

    return verb not in _JUDGING and all(row.verb != verb for row in DEFINITION_OF.values())
