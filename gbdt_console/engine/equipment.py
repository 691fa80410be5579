"""Defines what an engine works with: network, clock, devices, records and socket."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import partial
from pathlib import Path
from typing import Protocol

from gbdt_console.core.authority.withheld import Machine, Withheld
from gbdt_console.core.backups import BackupTimes
from gbdt_console.core.clock import Clock
from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.monitoring.echo import EchoTransport
from gbdt_console.core.monitoring.signalling import SignallingProbes
from gbdt_console.core.monitoring.traps import TrapListener
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Network
from gbdt_console.devices.control import Codec, ListsParticipants, ListsRegistered, Mixer, SwitchesOutlets
from gbdt_console.devices.driver import ConferenceDevices
from gbdt_console.devices.messages.sender import ChildSender, MessageSender
from gbdt_console.engine.features import FeatureBuilder
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.records.records import Records
from gbdt_console.journal.last_backup import backup_times


class SitesSource(Protocol):
    """Reads sites.yaml again for a running engine."""

    def read(self) -> Network:
        """Return what the file says now; may wait for the disk. Raises ConfigRejected."""
        ...

    def equip(self, before: "Equipment", network: Network) -> "Equipment":
        """Return the equipment of a network: of what stays as it is, the objects of before.

        It opens nothing. Raises DriverBroken, OSError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Beside:
    """What an engine has that works beside a second PC.

    features: builders of what keeps the two level
    withheld: why it may give no orders as it begins; None where it may
    """

    features: Sequence[FeatureBuilder]
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class Equipment:
    """All that an engine is built from.

    pollers: one poller for each device that gives readings
    socket_path: where other processes attach; None where they cannot
    traps: receives traps, if anything does
    signalling: asks the codecs' call services, if any is to be asked
    codecs: the codecs and cameras that can be controlled, by device id
    outlets: the switches of PDUs that the console may use, by device id
    notice_templates: folder of the office's own templates of notices; None where there is none
    sender: sends messages out of the room in place of the usual way
    conferences: the devices of the further conferences by their ids
    clock_sync: tells how the machine's clock stands; by default nobody asks
    more_features: builders of features beside the engine's own
    machine: this machine, with the journal; None where its orders need nobody's signature
    sites: reads sites.yaml again; None where the network is of no file
    withheld: why it may give no orders as it begins, whatever machine it is; None: nothing says so
    """

    network: Network
    clock: Clock
    echo: EchoTransport
    pollers: Sequence[DevicePoller]
    records: Records
    socket_path: Path | None = None
    is_simulated: bool = False
    traps: TrapListener | None = None
    signalling: SignallingProbes | None = None
    mcu: ListsParticipants | None = None
    mixer: Mixer | None = None
    registrar: ListsRegistered | None = None
    codecs: Mapping[str, Codec] = field(default_factory=dict)
    outlets: Mapping[str, SwitchesOutlets] = field(default_factory=dict)
    notice_templates: Path | None = None
    sender: MessageSender | None = None
    conferences: Mapping[str, ConferenceDevices] = field(default_factory=dict)
    clock_sync: Callable[[], ClockSync] = lambda: ClockSync.UNKNOWN
    more_features: Sequence[FeatureBuilder] = ()
    machine: Machine | None = None
    sites: SitesSource | None = None
    withheld: Withheld | None = None

    @property
    def is_real(self) -> bool:
        """Whether it is no moment's look, and no simulated province."""
        return self.socket_path is not None and not self.is_simulated

    @property
    def backup_times(self) -> Callable[[], BackupTimes | None] | None:
        """Reads when the records beside the socket began and were backed up; None where it is not real."""
        place = self.socket_path
        return partial(backup_times, place.parent) if place is not None and self.is_real else None

    @property
    def way_out(self) -> MessageSender | None:
        """What sends messages; None where there is no channel, and where it is not real."""
        return self.sender or (ChildSender() if self.is_real and self.network.notify.channels else None)
