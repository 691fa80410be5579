"""`check`: validate the configuration and try its devices, MCU and hooks."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import click

from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.failures import Exit, fail, network_of, tell_broken_drivers
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.look_alikes import has_mixed_scripts, look_alikes
from gbdt_console.core.sites import DeviceKind, Network
from gbdt_console.devices import open_devices
from gbdt_console.devices.capability import DriverBroken
from gbdt_console.devices.control import ComposesPictures, DialsAtBandwidth
from gbdt_console.text.words import Words

_HEAD = ("superior", "body", "place", "symbol", "signer", "copies")
"""What sites.yaml says for the head of papers."""


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
    network = network_of(used.config, words, opens_devices=True)
    known_hosts = used.state.known_hosts_path
    try:
        for build in (open_devices.mcu, open_devices.mixer, open_devices.codecs):
            build(network, SystemClock(), known_hosts)
    except DriverBroken as broken:
        fail(Exit.CONFIG, words, broken.code, **broken.params)
    devices = sum(len(site.devices) for site in network.sites)
    click.echo(words("verb.config-right", file=used.config, sites=len(network.sites), devices=devices))
    tell_broken_drivers(words)
    names = (doubtful_names(network, words), idle_profile_parts(network, known_hosts, words))
    lacks = (unreachable_uppers(network, words), papers_without(network, words), without_mcu(network, words))
    for line in chain(*names, *lacks):
        click.echo(line, err=True)
    if reach:
        _reach(network, used, words)


def _reach(network: Network, context: Context, words: Words) -> None:
    """Try hooks, MCU, mixer, codecs and devices once; end the verb where one does not answer."""
    from gbdt_console.cli.reach import reach_codecs, reach_hooks, reach_mcu, reach_mixer, reach_site
    from gbdt_console.cli.status.one_shot import observe_once  # an engine

    known_hosts = context.state.known_hosts_path
    outcomes = [*reach_hooks(network, words)]
    for place in (network, *(network.at(one.id) for one in network.conferences)):
        outcomes += [*reach_mcu(place, known_hosts, words), *reach_mixer(place, known_hosts, words)]
    for outcome in outcomes:
        click.echo(outcome.text if outcome.is_good else f"! {outcome.text}")
    logins = reach_codecs(network, known_hosts, words)
    snapshot = observe_once(network, context.state, words)
    for view in snapshot.sites:
        click.echo(f"{view.number} {view.name}")
        for outcome in reach_site(view, logins, words):
            outcomes.append(outcome)
            click.echo(f"    {outcome.text}" if outcome.is_good else f"  ! {outcome.text}")
    failed = sum(not outcome.is_good for outcome in outcomes)
    if failed:
        fail(Exit.FAILED, words, "verb.reach-failed", n=failed)


def idle_profile_parts(network: Network, known_hosts: Path, words: Words) -> Iterator[str]:
    """Write a warning for each part of a profile that the MCU's driver cannot carry out.

    known_hosts: file of pinned SSH host keys
    """
    if not network.profiles:
        return
    mcu = open_devices.mcu(network, SystemClock(), known_hosts)
    can_limit, can_compose = isinstance(mcu, DialsAtBandwidth), isinstance(mcu, ComposesPictures)
    for profile in network.profiles:
        if not can_limit and any(one.bandwidth_kbps is not None for one in profile.participants):
            yield words("verb.profile-bandwidth", profile=profile.id)
        if not can_compose and network.centre.mixer is None and profile.shots:
            yield words("verb.profile-pictures", profile=profile.id)


def unreachable_uppers(network: Network, words: Words) -> Iterator[str]:
    """Write a warning for what an upper centre lacks for the moment when its call is lost."""
    for site in network.sites:
        if site.backup_dial is not None and not any(contact.phone for contact in site.contacts):
            yield words("verb.upper-no-phone", site=site.id)
        if site.backup_dial == "":
            yield words("verb.upper-no-backup", site=site.id)


def papers_without(network: Network, words: Words) -> Iterator[str]:
    """Write a warning that names all that papers leave out because sites.yaml does not say it."""
    lacking = [f"papers.{key}" for key in _HEAD if not getattr(network.paper_head, key)]
    lacking += [f"carriers.{one.id}.contract" for one in network.carriers.values() if not one.contract]
    if lacking:
        yield words("verb.paper-without", key=", ".join(lacking))
    if not network.meetings.regulation.title:
        yield words("verb.no-regulation")


def without_mcu(network: Network, words: Words) -> Iterator[str]:
    """Write of each conference that others host what will not be possible and whose presence not be known."""
    for id_, name in [("", words("thing.conference")), *((one.id, one.name) for one in network.conferences)]:
        hosted = network.at(id_).centre.hosted
        if hosted is None:
            continue
        facts = {"place": name, "host": hosted.name}
        yield words("verb.hosted", **facts)
        untold = [
            str(site.number)
            for site in network.sites
            if not any(one.kind is DeviceKind.CODEC and one.control is not None for one in site.devices)
        ]
        if untold:
            yield words("verb.hosted-untold", sites=", ".join(untold), **facts)
        if not hosted.contacts:
            yield words("verb.hosted-no-phone", **facts)


def doubtful_names(network: Network, words: Words) -> Iterator[str]:
    """Write a warning for each site's name that may be taken for another."""
    names = [site.name for site in network.sites]
    yield from (words("verb.mixed-scripts", name=name) for name in names if has_mixed_scripts(name))
    for earlier, name in look_alikes(names):
        yield words("verb.look-alike", name=name, earlier=earlier)
