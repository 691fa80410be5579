"""`example`: print a configuration to begin with."""

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.settings.example import MOST_SITES, example_text
from gbdt_console.settings.regulation import SHIPPED, shipped_text
from gbdt_console.settings.shipped import PROVINCES, shipped_example


@click.command()
@click.option("--sites", type=click.IntRange(1, MOST_SITES), help="Number of sites; default: the province.")
@click.option(
    "--province", type=click.Choice(list(PROVINCES)), default="2025", show_default=True,
    help="Province: 2025 has communes and wards, 2010 the 11 sites of the regulation.",
)  # fmt: skip
@click.option("--regulation", type=click.Choice(SHIPPED), help="A regulation instead, to be edited.")
@with_context
def example(_: Context, sites: int | None, province: str, regulation: str | None) -> None:
    """Print an example sites.yaml."""
    if regulation is not None:
        click.echo(shipped_text(regulation), nl=False)
        return
    text = shipped_example(PROVINCES[province]) if sites is None else example_text(sites)
    click.echo(text, nl=False)
