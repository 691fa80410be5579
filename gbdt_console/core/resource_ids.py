"""Build the ids of resources.

A resource is a thing that an alarm or a maintenance window can be about.
"""

CENTRE = "centre"
"""The control centre and the console itself."""
MCU = "centre.mcu"
"""The MCU."""
MIXER = "centre.mixer"
"""The vision mixer."""
CALLERS = "caller."
"""Prefix of a caller's id."""
OUTAGES = "outage."
"""Prefix of an outage record's id."""
LINE_SUFFIX = "line"
"""Last part of a line's id ('sa-pa.line'); no device can have this name."""
RESERVED = frozenset({CENTRE, "upstream", "caller", "outage"})
"""First parts of ids of other resources, which no site may have as its id."""


def site_of_line(target_id: str) -> str | None:
    """Return the site's id of a line's id ('sa-pa.line'); None for another target."""
    site_id, _, part = target_id.partition(".")
    return site_id if part == LINE_SUFFIX else None


def line_of_site(site_id: str) -> str:
    """Return the id of a site's line."""
    return f"{site_id}.{LINE_SUFFIX}"


def caller_resource(number: str) -> str:
    """Return the id of a caller, by its number or call leg."""
    return f"{CALLERS}{number}"


def outage_resource(number: int) -> str:
    """Return the id of an outage record."""
    return f"{OUTAGES}{number}"


def upstream_resource(upstream_id: str) -> str:
    """Return the id of a carrier's node (sites.yaml: upstreams)."""
    return f"upstream.{upstream_id}"
