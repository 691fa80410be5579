"""Opens the console over an own engine, or as a viewer."""

import click

from gbdt_console.cli.console.metrics_option import endpoint_of, metrics_option
from gbdt_console.cli.console.read_beside import picture_while_read
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail, require_terminal
from gbdt_console.cli.opening_options import MODES, opening_options

_MEETINGS = "meetings"
"""The screen of a meeting that is named while its task is not, or is the meeting itself."""


@click.command()
@click.option("--observe", is_flag=True, help="View a running engine; no key acts.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Draw with ASCII only.")
@click.option("--mute", is_flag=True, help="Never ring this terminal's bell.")
@click.option("--theme", help="Colour theme; names in the palette (Ctrl+P).")
@opening_options
@metrics_option
@with_context
def console(
    context: Context,
    observe: bool = False,
    ascii_only: bool = False,
    mute: bool = False,
    theme: str | None = None,
    mode: str | None = None,
    meeting: int | None = None,
    metrics: str | None = None,
) -> None:
    """Open full-screen (the default). Attaches to a running engine, otherwise starts its own; with
    --metrics always its own, with --observe never.
    """
    endpoint = endpoint_of(metrics, context)
    if observe and endpoint is not None:
        fail(Exit.USAGE, context.words(), "verb.observer-has-no-engine")
    require_terminal(context.words)
    with picture_while_read(context) as read_network:
        import asyncio

        from gbdt_console.cli.console.attach import attach
        from gbdt_console.cli.console.engine_with_readers import WatchedPlant
        from gbdt_console.cli.console.open_console import open_plant
        from gbdt_console.core.app_options import AppOptions

        options = AppOptions(
            theme=theme,
            ascii_only=ascii_only,
            is_observer=observe,
            is_mute=mute,
            first_screen=(MODES[mode] if mode else "") or (_MEETINGS if meeting else ""),
            meeting=meeting or 0,
        )
        if endpoint is None and attach(context, options):
            return
        if observe:
            fail(Exit.NO_ENGINE, context.words(), "verb.nothing-to-view", state=context.state.path)
        network = read_network()
        if network.standby is not None:
            fail(Exit.NO_ENGINE, context.words(), "standby.needs-service")
        asyncio.run(
            open_plant(WatchedPlant(network, metrics=endpoint, config=context.config), context, options)
        )
