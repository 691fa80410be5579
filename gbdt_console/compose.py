"""The one place that wires configuration, drivers, engine, port and screen together."""

import resource
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from gbdt_console import collector
from gbdt_console.core.clock import Clock, SystemClock
from gbdt_console.core.monitoring.echo import EchoTransport
from gbdt_console.core.sites import Device, Network, Site
from gbdt_console.devices import open_devices as opening
from gbdt_console.devices.registry import catalogue, driver_specs
from gbdt_console.engine.engine import Engine, Equipment
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.targets import line_device
from gbdt_console.engine.records.records import Records

_SPEED = "speed_mbps"


def load(path: Path, environ: Mapping[str, str]) -> Network:
    """The configuration, checked against the drivers there are. Raises ConfigRejected."""
    from gbdt_console.settings.load import load_network

    return load_network(path, catalogue(), environ)


@dataclass(frozen=True, slots=True)
class Plant:
    """A network and the way to ping it; `echo` is None for the real ICMP socket."""

    network: Network
    echo: EchoTransport | None = None

    @property
    def is_simulated(self) -> bool:
        return self.echo is not None


def build_engine(
    plant: Plant, records: Records, socket_path: Path | None, clock: Clock | None = None
) -> Engine:
    """An engine for the plant, on the running loop. Without a `socket_path` it only looks for a moment: traps
    and all that is controlled are left to whoever runs."""
    used_clock = clock or SystemClock()
    known_hosts = StateDirectory(socket_path.parent).known_hosts_path if socket_path else None
    _raise_file_limit()
    collector.hold_back()
    return Engine(
        Equipment(
            network=plant.network,
            clock=used_clock,
            echo=plant.echo or opening.icmp(used_clock),
            coordinators=_coordinators(plant.network, used_clock),
            records=records,
            socket_path=socket_path,
            is_simulated=plant.is_simulated,
            traps=opening.traps(plant.network, used_clock) if socket_path else None,
            mcu=opening.mcu(plant.network) if socket_path else None,
            codecs=opening.codecs(plant.network, used_clock, known_hosts) if known_hosts else {},
        )
    )


def _coordinators(network: Network, clock: Clock) -> list[DevicePoller]:
    from gbdt_console.devices.transports.snmp.open import open_reader

    specs = driver_specs()
    found = []
    for index, site in enumerate(network.sites):
        for device in site.devices:
            build = specs[device.driver].build
            if build is None or device.snmp is None:
                continue
            link = open_reader(device.address, device.snmp_port, device.snmp)
            driver = build(_with_contract_speed(device, site))
            found.append(DevicePoller(device, index, driver, link, clock))
    return found


def _with_contract_speed(device: Device, site: Site) -> Device:
    """The line's router measures its use against what the carrier promised, unless told otherwise."""
    speed = site.line.contract.speed_mbps
    if device is not line_device(site) or speed is None or device.options.get(_SPEED):
        return device
    return replace(device, options={**device.options, _SPEED: speed})


def _raise_file_limit() -> None:
    """One socket per device: thousands of sites need more than the usual 1 024 files."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
