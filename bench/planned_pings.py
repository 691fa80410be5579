"""Count the pings that a configuration asks for."""

from gbdt_console.core.sites import Network


def pings_a_second(network: Network) -> float:
    """Return the pings of all targets outside of meetings: lines, the other devices, anchors."""
    pace, lines = network.intervals, len(network.sites)
    devices = sum(len(site.devices) - 1 for site in network.sites)
    return (lines + len(network.centre.anchors)) / pace.line_s + devices / pace.device_idle_s
