"""Implements `machine accept`: who signs that this machine gives the orders."""

import click

from gbdt_console.cli.client.command_verb import add_verb
from gbdt_console.core.authority.machine import AcceptMachine


@click.group()
def machine() -> None:
    """Sign for the machine that gives the orders, after the records came here from another one."""


add_verb(
    machine,
    AcceptMachine,
    "Sign by your name that this machine gives the orders from now on.",
    click.option("--yes", "is_sure", is_flag=True, help="The other machine is off, or gives no orders."),
)
