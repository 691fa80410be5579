"""What is known of alarms and planned work: by the running engine, or without one by the journal."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

import click

from gbdt_console.cli.alarms.recorded import recorded_alarms
from gbdt_console.cli.client.connect import snapshot_if_any
from gbdt_console.cli.context import Context
from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad, MaintenanceWindow
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.resource_ids import upstream_resource
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.alarms.active_alarms import most_urgent_first
from gbdt_console.text.formats import Formats


@dataclass(frozen=True, slots=True)
class AlarmsKnown:
    """Open alarms, the most pressing first, as of `at_utc`. `load` is what only an engine can say; None
    where none runs. `names` call sites ('8 Sa Pa') and nodes by their resource, `language` is that of the
    configuration."""

    at_utc: float
    alarms: tuple[Alarm, ...]
    windows: tuple[MaintenanceWindow, ...]
    names: Mapping[str, str]
    load: AlarmLoad | None = None
    language: str = "vi"

    @property
    def is_live(self) -> bool:
        return self.load is not None

    def alarm(self, number: int) -> Alarm | None:
        return next((alarm for alarm in self.alarms if alarm.number == number), None)


def known_of_snapshot(snapshot: Snapshot) -> AlarmsKnown:
    """By the engine's own word."""
    names = {view.id: f"{view.number} {view.name}" for view in snapshot.sites}
    names |= _nodes(snapshot.alarms)
    alarms, windows = snapshot.alarms, snapshot.windows
    return AlarmsKnown(snapshot.at_utc, alarms, windows, names, snapshot.alarm_load, snapshot.language)


def known_of_record(book: AlarmBook, at_utc: float, network: Network | None) -> AlarmsKnown:
    """As the journal has it; without a network things are called by their ids."""
    alarms = tuple(sorted(book.alarms.values(), key=most_urgent_first))
    windows = tuple(sorted(book.windows.values(), key=lambda window: window.from_utc))
    if network is None:
        return AlarmsKnown(at_utc, alarms, windows, _nodes(alarms))
    return AlarmsKnown(at_utc, alarms, windows, _names(network), language=network.language)


def known_alarms(context: Context) -> AlarmsKnown:
    """By the engine or, saying so on standard error, by the journal."""
    words = context.words()
    snapshot = snapshot_if_any(context, words)
    if snapshot is not None:
        return known_of_snapshot(snapshot)
    known = known_of_record(*recorded_alarms(context, words), _network_if_readable(context))
    spoken = context.words(known.language)
    time = Formats(spoken).since(known.at_utc, SystemClock().utc())
    click.echo(spoken("verb.alarms-as-of", state=context.state.path, time=time), err=True)
    return known


def _names(network: Network) -> dict[str, str]:
    nodes = {upstream_resource(node.id): node.name for node in network.upstreams.values()}
    return nodes | {site.id: f"{site.number} {site.name}" for site in network.sites}


def _network_if_readable(context: Context) -> Network | None:
    """A look must not fail for want of a secret of sites.yaml."""
    from gbdt_console.compose import load
    from gbdt_console.settings.problems import ConfigRejected

    if context.config is None:
        return None
    try:
        return load(context.config, os.environ)
    except ConfigRejected:
        return None


def _nodes(alarms: tuple[Alarm, ...]) -> dict[str, str]:
    """The names of carriers' nodes, as the evidence has them."""
    found = {}
    for alarm in alarms:
        pairs = (*alarm.params, *(pair for evidence in alarm.evidence for pair in evidence.params))
        name = next((value for key, value in pairs if key == "node"), "")
        if name and alarm.key.resource.startswith("upstream."):
            found[alarm.key.resource] = name
    return found
