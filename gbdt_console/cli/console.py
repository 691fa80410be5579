"""The console itself: over an engine of its own, or as a viewer of the one that runs."""

import asyncio

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import network_of
from gbdt_console.cli.full_screen import open_plant
from gbdt_console.cli.showing import Look
from gbdt_console.cli.viewer import attach
from gbdt_console.compose import Plant
from gbdt_console.engine.clients import ClientKind


@click.command()
@click.option("--observe", is_flag=True, help="Only look; no key acts.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Draw with ASCII only.")
@click.option("--theme", help="Colours; see the palette (Ctrl+P) for the names.")
@with_context
def console(
    context: Context, observe: bool = False, ascii_only: bool = False, theme: str | None = None
) -> None:
    """Open full-screen (the default). Attaches to the engine if one runs, else brings its own."""
    words = context.words()
    look = Look(ClientKind.OBSERVER if observe else ClientKind.CONSOLE, ascii_only, theme)
    if attach(context, look):
        return
    network = network_of(context.config, words)
    asyncio.run(open_plant(Plant(network), context, context.words(network.language), look))
