"""Reads alarms and planned work from the running engine, or without one from the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gbdt_console.cli.client.known import live_or_recorded
from gbdt_console.cli.context import Context
from gbdt_console.core.alarms.alarm import Alarm, AlarmLoad, MaintenanceWindow
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.resource_ids import upstream_resource
from gbdt_console.core.sites import Network, Site
from gbdt_console.core.snapshot import SiteView, Snapshot
from gbdt_console.engine.alarms.active_alarms import most_urgent_first


@dataclass(frozen=True, slots=True)
class AlarmsKnown:
    """Holds the open alarms and planned work for the verbs.

    at_utc: the time that the values describe, UTC seconds.
    alarms: the open alarms, most urgent first.
    windows: the planned and running maintenance, in the order of its begin.
    sites: the sites as far as they are known, for the names of sites and devices.
    nodes: the name of each carrier's node by its resource.
    load: the alarm system's report on itself; None where no engine runs.
    language: the language of the configuration; empty where none could be read.
    """

    at_utc: float
    alarms: tuple[Alarm, ...]
    windows: tuple[MaintenanceWindow, ...]
    sites: Sequence[Site | SiteView]
    nodes: Mapping[str, str]
    load: AlarmLoad | None = None
    language: str = ""

    @property
    def is_live(self) -> bool:
        """Whether a running engine gave the values."""
        return self.load is not None

    def alarm(self, number: int) -> Alarm | None:
        """Return the open alarm of that number, or None."""
        return next((alarm for alarm in self.alarms if alarm.number == number), None)


def known_of_snapshot(snapshot: Snapshot) -> AlarmsKnown:
    """Take alarms and planned work from the engine's Snapshot."""
    alarms, windows, nodes = snapshot.alarms, snapshot.windows, _nodes(snapshot.alarms)
    sites, language = snapshot.sites, snapshot.language
    return AlarmsKnown(snapshot.at_utc, alarms, windows, sites, nodes, snapshot.alarm_load, language)


def known_of_record(book: AlarmBook, at_utc: float, network: Network | None) -> AlarmsKnown:
    """Take alarms and planned work from the journal's book.

    network: gives the names; without one the lines show ids.
    """
    alarms = tuple(sorted(book.alarms.values(), key=most_urgent_first))
    windows = tuple(sorted(book.windows.values(), key=lambda window: window.from_utc))
    if network is None:
        return AlarmsKnown(at_utc, alarms, windows, (), _nodes(alarms))
    nodes = {upstream_resource(node.id): node.name for node in network.upstreams.values()}
    return AlarmsKnown(at_utc, alarms, windows, network.sites, nodes, language=network.language)


def known_alarms(context: Context) -> AlarmsKnown:
    """Ask the engine, or read the journal with a note on stderr."""

    def of_ledger(ledger: Ledger, at_utc: float, network: Network | None) -> AlarmsKnown:
        return known_of_record(ledger.alarms, at_utc, network)

    return live_or_recorded(context, "verb.alarms-as-of", known_of_snapshot, of_ledger)


def _nodes(alarms: tuple[Alarm, ...]) -> dict[str, str]:
    """Take the names of carriers' nodes from the alarms' figures and evidence."""
    found = {}
    for alarm in alarms:
        pairs = (*alarm.params, *(pair for evidence in alarm.evidence for pair in evidence.params))
        name = next((value for key, value in pairs if key == "node"), "")
        if name and alarm.key.resource.startswith("upstream."):
            found[alarm.key.resource] = name
    return found
