"""The options that say what the console opens with, of the call without a verb and of `console`."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

MODES = {"checklist": "checklist", "meeting": "", "shutdown": "shutdown"}
"""The screen of each task around a meeting; empty for the wall."""


def opening_options(command: F) -> F:
    tasks, number = click.Choice(list(MODES)), click.IntRange(min=1)
    meeting = click.option("--meeting", type=number, metavar="ID", help="Number of the registered meeting.")
    mode = click.option("--mode", type=tasks, help="Task of the hour: the screen to open with.")
    return mode(meeting(command))
