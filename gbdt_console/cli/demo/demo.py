"""`demo`: opens the console over a simulated province."""

from dataclasses import replace

import click

from gbdt_console.cli.context import Context, demo_state, with_context
from gbdt_console.cli.failures import Exit, fail, require_terminal
from gbdt_console.settings.example import MOST_SITES
from gbdt_console.settings.shipped import PROVINCES, shipped_example
from gbdt_console.settings.site_count import site_count
from gbdt_console.ui.terminal.first_picture import first_picture

MCUS = ("asterisk", "cms", "codian", "none")
"""The MCUs of the demonstration by name (cli/demo_network.py)."""


@click.command()
@click.option("--scenario", default="morning", show_default=True, help="Scenario: morning or quiet.")
@click.option("--speed", type=click.FloatRange(0.1, 100.0), default=1.0, help="Speed of the simulated time.")
@click.option("--sites", type=click.IntRange(1, MOST_SITES), help="Number of sites; default: the province.")
@click.option(
    "--province", type=click.Choice(list(PROVINCES)), default="2025", show_default=True,
    help="Province: 2025 has communes and wards, 2010 the 11 sites of the regulation.",
)  # fmt: skip
@click.option(
    "--mcu", type=click.Choice(list(MCUS)), default="codian", show_default=True,
    help="MCU: codian and cms compose pictures, asterisk shows one site, none: a service hosts the meeting.",
)  # fmt: skip
@click.option("--autopilot/--no-autopilot", default=False, help="Self-running demo until you press a key.")
@with_context
def demo(
    context: Context,
    scenario: str,
    speed: float,
    sites: int | None,
    province: str,
    mcu: str,
    autopilot: bool,
) -> None:
    """Open the console on a simulated province; no real device is touched, root is not needed."""
    used = replace(context, state=demo_state()) if context.is_default_state else context
    given = click.get_current_context()
    if any(one.params.get("config") for one in (given, given.parent) if one is not None):
        fail(Exit.USAGE, used.words(), "verb.demo-config")
    require_terminal(used.words)
    n = sites or site_count(shipped_example(PROVINCES[province])) or 0
    with first_picture(used.words(), n) as picture:
        picture.tell(n, "start.simulated")
        from gbdt_console.cli.demo.open_demo import open_demo

        noted = {"sites": sites, "province": province, "mcu": mcu}
        open_demo(used, noted, scenario=scenario, speed=speed, is_guided=autopilot)
