"""Puts together what looks at the network: pings, readings, traps, the vigil, the alarms."""

from collections.abc import Callable, Sequence

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.echo import EchoTransport
from gbdt_console.core.monitoring.traps import TrapListener
from gbdt_console.core.sites import Network
from gbdt_console.engine.alarms.service import AlarmService
from gbdt_console.engine.monitor import Monitor, ProbeIntervals
from gbdt_console.engine.monitoring.device_poller import DevicePoller
from gbdt_console.engine.monitoring.ping_monitor import OnSample, PingMonitor
from gbdt_console.engine.monitoring.self_monitor import SelfMonitor
from gbdt_console.engine.monitoring.state_recorder import StateRecorder
from gbdt_console.engine.monitoring.targets import targets_of


def build_monitor(
    network: Network,
    echo: EchoTransport,
    coordinators: Sequence[DevicePoller],
    traps: TrapListener | None,
    clock: Clock,
    ledger: Ledger,
    record: Callable[[Event], object],
    on_sample: OnSample,
    on_urgent: Callable[[], None],
) -> Monitor:
    """An Observation that is ready to be opened."""
    pace = ProbeIntervals(network.intervals)
    watch = PingMonitor(targets_of(network), echo, clock, pace.ping_s, on_sample)
    return Monitor(
        network,
        watch,
        coordinators,
        StateRecorder(ledger, clock, record),
        SelfMonitor(watch, clock, record),
        AlarmService(network, ledger, watch, coordinators, clock, record),
        pace,
        clock,
        on_urgent,
        traps,
    )
