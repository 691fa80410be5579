"""Implements `reload`: a running engine reads sites.yaml again."""

from typing import NoReturn

import click

from gbdt_console.cli.client.run_command import carry_out_live
from gbdt_console.cli.context import Context, with_context
from gbdt_console.core.configuration.commands import ReloadSites


@click.command()
@with_context
def reload(context: Context) -> NoReturn:
    """Have the running engine read sites.yaml again; monitoring and meetings go on. A file that is wrong,
    or that needs a restart, changes nothing.
    """
    carry_out_live(ReloadSites(), context, context.words())
