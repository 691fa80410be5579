"""`completion`: print the completion of a shell."""

import click

from gbdt_console.cli.completion.scripts import SCRIPTS
from gbdt_console.cli.completion.table import completion_table


@click.command()
@click.argument("shell", type=click.Choice(list(SCRIPTS)))
@click.option(
    "--lang", type=click.Choice(["vi", "en"]), expose_value=False,
    help="Language; default: the one in sites.yaml.",
)  # fmt: skip
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion of a shell, to be sourced or stored; descriptions are in the chosen language."""
    root = ctx.find_root().command
    assert isinstance(root, click.Group)
    click.echo(SCRIPTS[shell](completion_table(root)), nl=False)
