"""Puts together what looks at the network: pings, readings, traps, the vigil, the alarms."""

from collections.abc import Callable, Sequence

from gbdt_console.core.clock import Clock
from gbdt_console.core.events import Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.monitoring.echo import EchoTransport
from gbdt_console.core.monitoring.traps import TrapListener
from gbdt_console.core.sites import Network
from gbdt_console.engine.alarms.service import AlarmCentre
from gbdt_console.engine.monitor import Observation, Pace
from gbdt_console.engine.monitoring.device_poller import Coordinator
from gbdt_console.engine.monitoring.ping_monitor import EchoWatch, OnSample
from gbdt_console.engine.monitoring.self_monitor import Vigil
from gbdt_console.engine.monitoring.state_recorder import Chronicle
from gbdt_console.engine.monitoring.targets import targets_of


def observe(
    network: Network,
    echo: EchoTransport,
    coordinators: Sequence[Coordinator],
    traps: TrapListener | None,
    clock: Clock,
    ledger: Ledger,
    record: Callable[[Event], object],
    on_sample: OnSample,
    on_urgent: Callable[[], None],
) -> Observation:
    """An Observation that is ready to be opened."""
    pace = Pace(network.intervals)
    watch = EchoWatch(targets_of(network), echo, clock, pace.ping_s, on_sample)
    return Observation(
        network,
        watch,
        coordinators,
        Chronicle(ledger, clock, record),
        Vigil(watch, clock, record),
        AlarmCentre(network, ledger, watch, coordinators, clock, record),
        pace,
        clock,
        on_urgent,
        traps,
    )
