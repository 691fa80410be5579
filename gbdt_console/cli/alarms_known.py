"""What is known of alarms and planned work: by the running engine, or without one by the journal."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

import click

from gbdt_console.cli.attach import snapshot_if_any
from gbdt_console.cli.context import Context
from gbdt_console.cli.recorded import recorded_alarms
from gbdt_console.core.alarm_book import AlarmBook
from gbdt_console.core.alarms import Alarm, AlarmLoad, MaintenanceWindow
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.resources import upstream_resource
from gbdt_console.core.sites import Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.engine.alarm_watch import pressing_first
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words


@dataclass(frozen=True, slots=True)
class AlarmsKnown:
    """Open alarms, the most pressing first, as of `at_utc`. `load` is what only an engine can say; None
    where none runs. `names` call sites ('8 Sa Pa') and nodes by their resource."""

    at_utc: float
    alarms: tuple[Alarm, ...]
    windows: tuple[MaintenanceWindow, ...]
    names: Mapping[str, str]
    load: AlarmLoad | None = None

    @property
    def is_live(self) -> bool:
        return self.load is not None

    def alarm(self, number: int) -> Alarm | None:
        return next((alarm for alarm in self.alarms if alarm.number == number), None)


def known_of_snapshot(snapshot: Snapshot) -> AlarmsKnown:
    """By the engine's own word."""
    names = {view.id: f"{view.number} {view.name}" for view in snapshot.sites}
    names |= _nodes(snapshot.alarms)
    return AlarmsKnown(snapshot.at_utc, snapshot.alarms, snapshot.windows, names, snapshot.alarm_load)


def known_of_record(book: AlarmBook, at_utc: float, names: Mapping[str, str]) -> AlarmsKnown:
    """As the journal has it."""
    alarms = tuple(sorted(book.alarms.values(), key=pressing_first))
    windows = tuple(sorted(book.windows.values(), key=lambda window: window.from_utc))
    return AlarmsKnown(at_utc, alarms, windows, {**_nodes(alarms), **names})


def known_alarms(context: Context, words: Words) -> AlarmsKnown:
    """By the engine or, saying so on standard error, by the journal."""
    snapshot = snapshot_if_any(context, words)
    if snapshot is not None:
        return known_of_snapshot(snapshot)
    known = known_of_record(*recorded_alarms(context, words), _configured_names(context))
    time = Formats(words).since(known.at_utc, SystemClock().utc())
    click.echo(words("verb.alarms-as-of", state=context.state.path, time=time), err=True)
    return known


def names_of(network: Network) -> dict[str, str]:
    """How to call sites and nodes."""
    nodes = {upstream_resource(node.id): node.name for node in network.upstreams.values()}
    return nodes | {site.id: f"{site.number} {site.name}" for site in network.sites}


def _configured_names(context: Context) -> dict[str, str]:
    """The same from sites.yaml, where it can be read: a look must not fail for want of a secret."""
    from gbdt_console.compose import load
    from gbdt_console.settings.problems import ConfigRejected

    if context.config is None:
        return {}
    try:
        return names_of(load(context.config, os.environ))
    except ConfigRejected:
        return {}


def _nodes(alarms: tuple[Alarm, ...]) -> dict[str, str]:
    """The names of carriers' nodes, as the evidence has them."""
    found = {}
    for alarm in alarms:
        pairs = (*alarm.params, *(pair for evidence in alarm.evidence for pair in evidence.params))
        name = next((value for key, value in pairs if key == "node"), "")
        if name and alarm.key.resource.startswith("upstream."):
            found[alarm.key.resource] = name
    return found
