"""Wires configuration, drivers and engine together; nothing else does."""

import os
import resource
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gbdt_console import collector
from gbdt_console.core.clock import Clock, SystemClock
from gbdt_console.core.clock_sync import ClockSync, kernel_clock_sync
from gbdt_console.core.monitoring.echo import EchoTransport
from gbdt_console.core.quick_dataclass import dataclass, replace
from gbdt_console.core.sites import Network

if TYPE_CHECKING:
    from gbdt_console.engine.engine import Engine
    from gbdt_console.engine.equipment import Beside, Equipment
    from gbdt_console.engine.records.records import Records

    BesideOf = Callable[[Records], Beside]

# A verb that only reads the configuration imports no engine, and one over an engine no configuration.


def load(path: Path, environ: Mapping[str, str] | None) -> Network:
    """Return the configuration, checked against the known drivers. Raises ConfigRejected.

    environ: environment with the secrets; None leaves them empty, for what opens no device
    """
    from gbdt_console.devices.registry import catalogue
    from gbdt_console.settings.load import load_network

    return load_network(path, catalogue(), environ)


@dataclass(frozen=True, slots=True)
class Plant:
    """A network and the way to ping it.

    echo: sends pings in a simulated network; None means the real ICMP socket
    config: path of sites.yaml, for the engine to read it again; None where there is no file
    beside: gives what works beside a second PC, for its records; None where there is only this one
    """

    network: Network
    echo: EchoTransport | None = None
    notice_templates: Path | None = None
    config: Path | None = None
    beside: "BesideOf | None" = None

    @property
    def is_simulated(self) -> bool:
        return self.echo is not None


def build_engine(
    plant: Plant, records: "Records", socket_path: Path | None, clock: Clock | None = None
) -> "Engine":
    """Return an engine for the plant, on the running loop.

    plant: the network and the way to ping it
    records: keeps the journal and the samples
    socket_path: where clients attach; None for an engine that only observes for a moment: it opens no trap
        port and no controlled device, which belong to a running engine
    clock: the engine's clock; the system's by default
    """
    from gbdt_console.devices import open_devices as opening
    from gbdt_console.engine.engine import Engine
    from gbdt_console.engine.equipment import Beside, Equipment
    from gbdt_console.engine.hosting.state_directory import StateDirectory
    from gbdt_console.engine.wiring.build_pollers import build_pollers, signalling_probes

    used_clock = clock or SystemClock()
    state = StateDirectory(socket_path.parent) if socket_path else None
    known_hosts = state.known_hosts_path if state else None
    beside = plant.beside(records) if plant.beside else Beside(())
    _raise_file_limit()
    collector.hold_back()
    return Engine(
        Equipment(
            network=plant.network,
            clock=used_clock,
            echo=plant.echo or opening.icmp(used_clock),
            pollers=build_pollers(plant.network, used_clock),
            records=records,
            socket_path=socket_path,
            is_simulated=plant.is_simulated,
            traps=opening.traps(plant.network, used_clock) if socket_path else None,
            signalling=signalling_probes(plant.network, used_clock),
            mcu=opening.mcu(plant.network, used_clock, known_hosts) if known_hosts else None,
            mixer=opening.mixer(plant.network, used_clock, known_hosts) if known_hosts else None,
            registrar=opening.registrar(plant.network, used_clock, known_hosts) if known_hosts else None,
            codecs=opening.codecs(plant.network, used_clock, known_hosts) if known_hosts else {},
            outlets=opening.outlets(plant.network) if known_hosts else {},
            conferences=opening.conferences(plant.network, used_clock, known_hosts) if known_hosts else {},
            notice_templates=plant.notice_templates,
            machine=None if plant.is_simulated or beside.withheld or state is None else state.machine,
            clock_sync=_unasked if plant.is_simulated else kernel_clock_sync,
            withheld=beside.withheld,
            more_features=beside.features,
            sites=SitesFile(plant.config, used_clock, known_hosts) if plant.config and known_hosts else None,
        )
    )


def _unasked() -> ClockSync:
    """A simulated province is no evidence: it says nothing of the machine that it runs on."""
    return ClockSync.UNKNOWN


class SitesFile:
    """Reads sites.yaml again for a running engine, with the secrets that its process was started with."""

    def __init__(self, path: Path, clock: Clock, known_hosts: Path) -> None:
        self._path = path
        self._clock = clock
        self._known_hosts = known_hosts

    def read(self) -> Network:
        return load(self._path, os.environ)

    def equip(self, before: "Equipment", network: Network) -> "Equipment":
        """Return the equipment; a device whose settings stay keeps its object and thereby its connection."""
        from gbdt_console.devices import open_devices as opening
        from gbdt_console.engine.wiring.build_pollers import build_pollers, signalling_probes

        devices = [device for site in network.sites for device in site.devices]
        was = [device for site in before.network.sites for device in site.devices]
        controlled = {device.id: (device.address, device.control) for device in was}
        kept = {
            device.id: before.codecs[device.id]
            for device in devices
            if device.id in before.codecs and controlled[device.id] == (device.address, device.control)
        }
        return replace(
            before,
            network=network,
            pollers=build_pollers(network, self._clock, before.network, before.pollers),
            signalling=signalling_probes(network, self._clock),
            traps=before.traps if devices == was else opening.traps(network, self._clock),
            codecs=kept | opening.codecs(network, self._clock, self._known_hosts, but=kept.keys()),
            outlets=opening.outlets(network),
        )


def _raise_file_limit() -> None:
    """Allow as many files as the kernel does: each device needs a socket, and the usual limit is 1 024."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
