"""A site's words about the control of a codec, laid over what its equipment says."""

from gbdt_console.core.sites import CodecWire
from gbdt_console.settings.schema import ControlEntry


def control_over(template: ControlEntry, own: ControlEntry) -> ControlEntry:
    """`own` over `template`. Another wire does not inherit the port of the first."""
    base = template.given()
    if (own.wire or wire_of(template)) is not wire_of(template):
        base.pop("port", None)
    return ControlEntry.model_construct(**(base | own.given()))


def wire_of(entry: ControlEntry) -> CodecWire:
    """SSH unless said otherwise."""
    return entry.wire or CodecWire.SSH
