"""`check`: validate the configuration and try its devices, MCU and hooks."""

from dataclasses import replace
from pathlib import Path

import click

from gbdt_console.cli.config_warnings import warnings_of
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.driver_means import lines_of_means
from gbdt_console.cli.failures import Exit, fail, network_of, tell_broken_drivers
from gbdt_console.core.sites import Network
from gbdt_console.text.words import Words


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--reach", is_flag=True, help="Also try every device, the MCU and the hooks once.")
@with_context
def check(context: Context, file: Path | None, reach: bool) -> None:
    """Validate FILE (default: the usual sites.yaml). Exit code 1 when it is wrong; with --reach 4 when
    anything does not answer as it should.
    """
    used = context if file is None else replace(context, config=file)
    words = used.words()
    if used.config is None and used.is_demo:
        fail(Exit.FAILED, words, "verb.check-demo")
    network = network_of(used.config, words, opens_devices=True)
    known_hosts = used.state.known_hosts_path
    able = list(lines_of_means(network, known_hosts, words))
    devices = sum(len(site.devices) for site in network.sites)
    click.echo(words("verb.config-right", file=used.config, sites=len(network.sites), devices=devices))
    for line in able:
        click.echo(line)
    tell_broken_drivers(words)
    for line in warnings_of(network, used.config or Path(), known_hosts, words):
        click.echo(line, err=True)
    if reach:
        _reach(network, used, words)


def _reach(network: Network, context: Context, words: Words) -> None:
    """Try hooks, MCU, mixer, codecs and devices once; end the verb where one does not answer."""
    from gbdt_console.cli.reach import (
        grouped_faults,
        reach_centre,
        reach_sites,
    )
    from gbdt_console.cli.reach_notices import reach_channels, reach_hooks, reach_standby
    from gbdt_console.cli.status.one_shot import observe_once  # an engine

    known_hosts = context.state.known_hosts_path
    outcomes = [*reach_hooks(network, words), *reach_channels(network, words)]
    outcomes += reach_standby(network, context, words)
    outcomes += reach_centre(network, known_hosts, words)
    for outcome in outcomes:
        click.echo(outcome.text if outcome.is_good else f"! {outcome.text}")
    snapshot = observe_once(network, context.state, words)
    found = reach_sites(network, snapshot.sites, known_hosts, words)
    for site, of_site in found.items():
        click.echo(site)
        for outcome in of_site:
            click.echo(f"    {outcome.text}" if outcome.is_good else f"  ! {outcome.text}")
    for line in grouped_faults(found, words):
        click.echo(f"  ! {line}")
    outcomes += [outcome for of_site in found.values() for outcome in of_site]
    failed = sum(not outcome.is_good for outcome in outcomes)
    if failed:
        fail(Exit.FAILED, words, "verb.reach-failed", n=failed)
