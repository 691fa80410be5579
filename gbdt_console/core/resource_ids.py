"""Names of what an alarm or planned work can be about."""

from gbdt_console.core.sites import Network

CENTRE = "centre"
"""The control centre and the console itself."""


MCU = "centre.mcu"
"""The MCU as something that is controlled."""


CALLERS = "caller."
"""How the name of a caller begins."""


def caller_resource(number: str) -> str:
    """A caller in the conference that is no site's."""
    return f"{CALLERS}{number}"


def upstream_resource(upstream_id: str) -> str:
    """A carrier's node."""
    return f"upstream.{upstream_id}"


LINE_SUFFIX = "line"
"""How the name of a site's line ends; no device can have this name."""


RESERVED = frozenset({CENTRE, "upstream", "caller"})
"""No site can have one of these as its id: what is named after it would be taken for something else."""


def resources_of(network: Network) -> frozenset[str]:
    """Everything outside the centre: sites, devices and upstream nodes."""
    sites = {site.id for site in network.sites}
    devices = {device.id for site in network.sites for device in site.devices}
    return frozenset(sites | devices | {upstream_resource(name) for name in network.upstreams})
