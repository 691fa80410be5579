"""Build the ids of resources. A resource is a thing that an alarm or a maintenance window can be about."""

CENTRE = "centre"
"""The control centre and the console itself."""
MCU = "centre.mcu"
"""The MCU of the first conference."""
MIXER = "centre.mixer"
"""The vision mixer of the first conference."""
REGISTRAR = "centre.registrar"
"""The SIP server at which codecs register."""
_CALLER, _CALLER_IN = "caller.", "caller-in."
CALLERS = (_CALLER, _CALLER_IN)
"""Prefixes of the id of a caller in the first conference, and in a further one, which comes next."""
OUTAGES = "outage."
"""Prefix of an outage record's id."""
LINE_SUFFIX = "line"
"""Last part of a line's id ('sa-pa.line'); no device can have this name."""
RESERVED = frozenset({CENTRE, "upstream", "caller", "caller-in", "outage"})
"""First parts of ids of other resources, which no site may have as its id."""


def site_of_line(target_id: str) -> str | None:
    """Return the site's id of a line's id ('sa-pa.line'); None for another target."""
    site_id, _, part = target_id.partition(".")
    return site_id if part == LINE_SUFFIX else None


def line_of_site(site_id: str) -> str:
    return f"{site_id}.{LINE_SUFFIX}"


def of_conference(resource: str, conference: str) -> str:
    """Return the id of a conference's own MCU, mixer or caller: 'centre.mcu', 'centre.mcu@b'.

    resource: its id in the first conference
    conference: id of the conference; empty for the first one
    """
    if not conference:
        return resource
    if resource.startswith(_CALLER):
        return f"{_CALLER_IN}{conference}.{resource.removeprefix(_CALLER)}"
    return f"{resource}@{conference}"


def conference_of(resource: str) -> str:
    """Return the id of the conference whose MCU, mixer or caller that is; empty for any other resource."""
    if resource.startswith(_CALLER_IN):
        return resource.split(".")[1]
    return resource.partition("@")[2] if kind_of(resource) in (CENTRE, MCU, MIXER) else ""


def kind_of(resource: str) -> str:
    """Return the resource, of a further conference's MCU or mixer that of the first one."""
    return resource.partition("@")[0]


def caller_resource(number: str) -> str:
    """Return the id of a caller in the first conference, by its number or call leg."""
    return f"{_CALLER}{number}"


def outage_resource(number: int) -> str:
    return f"{OUTAGES}{number}"


def upstream_resource(upstream_id: str) -> str:
    """Return the id of a carrier's node (sites.yaml: upstreams)."""
    return f"upstream.{upstream_id}"
