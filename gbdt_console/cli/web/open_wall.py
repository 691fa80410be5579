"""Opens the console of one browser: `serve` runs this module as a process for each."""

import os
import sys

from gbdt_console.cli.console.attach import attach
from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit
from gbdt_console.core.app_options import AppOptions


def open_wall(context: Context, theme: str) -> None:
    """Show the engine's picture to an observer; without an engine end in silence: the page says so."""
    options = AppOptions(theme=theme, is_observer=True, is_mute=True)
    if not attach(context, options, has_files=False):
        raise SystemExit(Exit.NO_ENGINE)


if __name__ == "__main__":
    open_wall(Context.of_call(sys.argv[1:-1], os.environ), sys.argv[-1])
