"""Builds the monitor from the engine's equipment."""

from collections.abc import Callable

from gbdt_console.core.events import Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.engine.alarms.service import AlarmService
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.monitor import Monitor, MonitorParts
from gbdt_console.engine.monitoring.ping_monitor import OnSample, PingMonitor
from gbdt_console.engine.monitoring.self_monitor import SelfMonitor
from gbdt_console.engine.monitoring.state_recorder import StateRecorder
from gbdt_console.engine.monitoring.targets import ProbeIntervals, targets_of
from gbdt_console.engine.wiring.build_signalling import build_signalling


def build_monitor(
    equipment: Equipment,
    ledger: Ledger,
    record: Callable[[Event], object],
    on_sample: OnSample,
    on_urgent: Callable[[], None],
    on_earlier: Callable[[], None],
) -> Monitor:
    """Return a monitor that is ready to be opened.

    on_sample: takes the outcome of every ping
    on_earlier: ends the wait for what is due next
    """
    network, clock, pollers = equipment.network, equipment.clock, equipment.pollers
    intervals = ProbeIntervals(network.intervals, clock, record)
    targets, quick_per_s = targets_of(network), network.quick_per_s
    pings = PingMonitor(targets, equipment.echo, clock, intervals.ping_s, on_sample, quick_per_s, on_earlier)
    signalling = build_signalling(equipment, ledger, pings)
    parts = MonitorParts(
        pings=pings,
        pollers=pollers,
        signalling=signalling,
        recorder=StateRecorder(ledger, clock, record),
        self_monitor=SelfMonitor(pings, clock, record),
        alarms=AlarmService(network, ledger, pings, pollers, signalling.of_device, clock, record),
        intervals=intervals,
        count_records=equipment.records.counters,
        traps=equipment.traps,
        on_earlier=on_earlier,
    )
    return Monitor(network, parts, clock, on_urgent)
