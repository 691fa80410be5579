"""Opens the console over an own engine, or as a viewer."""

import asyncio

import click

from gbdt_console.cli.console.engine_with_readers import WatchedPlant
from gbdt_console.cli.console.metrics_option import endpoint_of, metrics_option
from gbdt_console.cli.console.open_console import attach, open_plant
from gbdt_console.cli.console.screen_supervisor import ScreenOptions
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import language_of, network_of, require_terminal
from gbdt_console.core.port import ClientKind


@click.command()
@click.option("--observe", is_flag=True, help="Only look; no key acts.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Draw with ASCII only.")
@click.option("--mute", is_flag=True, help="No alarm rings the bell of this terminal.")
@click.option("--theme", help="Colours; see the palette (Ctrl+P) for the names.")
@metrics_option
@with_context
def console(
    context: Context,
    observe: bool = False,
    ascii_only: bool = False,
    mute: bool = False,
    theme: str | None = None,
    metrics: str | None = None,
) -> None:
    """Open full-screen (the default).

    Attaches to the engine if one runs, else brings its own; with --metrics

    only its own, since a viewer has nothing to measure."""
    endpoint = endpoint_of(metrics, context)
    require_terminal(lambda: context.words(language_of(context.config)))
    options = ScreenOptions(
        ClientKind.OBSERVER if observe else ClientKind.CONSOLE, ascii_only, theme, is_mute=mute
    )
    if endpoint is None and attach(context, options):
        return
    network = network_of(context.config, context.words())
    asyncio.run(open_plant(WatchedPlant(network, metrics=endpoint), context, options))
