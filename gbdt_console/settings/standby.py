"""Checks and builds which two PCs share the records, and what else works beside the network."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec

from gbdt_console.core.secret import Secret
from gbdt_console.core.standby.settings import Machine, Recorded, StandbySettings, Takeover
from gbdt_console.settings.draft import Draft, present
from gbdt_console.settings.notify import build_notify, library_findings, notify_findings
from gbdt_console.settings.places import SchemaFinding
from gbdt_console.settings.schema import Document
from gbdt_console.settings.services_schema import StandbyEntry

__all__ = ["build_notify", "build_standby", "client_findings", "service_findings"]
_CLIENT = "nats"


def service_findings(draft: Draft) -> Iterator[SchemaFinding]:
    """Find what does not fit in the sections on messages and on a second PC."""
    yield from notify_findings(draft)
    standby = draft.document.standby
    if standby is None:
        return
    machines = standby.machines or {}
    addresses = [*machines.values()]
    if standby.machines is not None and len(addresses) != 2:
        yield SchemaFinding(("standby", "machines"), "settings.standby-two-machines", {"field": "machines"})
    elif len(addresses) == 2 and addresses[0] == addresses[1] is not None:
        loc = ("standby", "machines", [*machines][1])
        yield SchemaFinding(loc, "settings.standby-one-address", {"value": str(addresses[1])})
    yield from _witness_findings(standby)
    if standby.ca and not standby.ca.startswith("/"):
        yield SchemaFinding(("standby", "ca"), "settings.standby-whole-path", {"field": "ca"})


def _witness_findings(standby: StandbyEntry) -> Iterator[SchemaFinding]:
    """Find what does not fit with a third machine, or without one."""
    if standby.witness is None:
        if standby.recorded is Recorded.TWO_MACHINES:
            yield SchemaFinding(
                ("standby", "recorded"), "settings.standby-needs-witness", {"said": "recorded: two_machines"}
            )
        if standby.takeover is Takeover.AUTOMATIC:
            yield SchemaFinding(
                ("standby", "takeover"), "settings.standby-needs-witness", {"said": "takeover: automatic"}
            )
        return
    if len(standby.witness) != 1:
        yield SchemaFinding(("standby", "witness"), "settings.standby-one-witness", {"field": "witness"})
        return
    ((name, address),) = standby.witness.items()
    machines = standby.machines or {}
    if name in machines or (address is not None and address in machines.values()):
        value = {"value": name if name in machines else str(address)}
        yield SchemaFinding(("standby", "witness", name), "settings.standby-witness-apart", value)
    if standby.routes_port == standby.port:
        yield SchemaFinding(
            ("standby", "routes_port"), "settings.standby-one-port", {"value": str(standby.port)}
        )


def client_findings(draft: Draft) -> Iterator[SchemaFinding]:
    """Find that an extra is not installed: that of messages, that of a second PC. Neither is loaded."""
    yield from library_findings(draft)
    if draft.document.standby is not None and find_spec(_CLIENT) is None:
        yield SchemaFinding(("standby",), "settings.standby-no-library", is_key=True)


def build_standby(document: Document, secrets: Mapping[str, Secret]) -> StandbySettings | None:
    """Build the settings of a document found free of faults."""
    standby = document.standby
    if standby is None:
        return None
    first, second = (
        Machine(name, str(present(address))) for name, address in present(standby.machines).items()
    )
    given = standby.given()
    del given["machines"]
    for name, address in given.pop("witness", {}).items():
        given["witness"] = Machine(name, str(present(address)))
    return StandbySettings((first, second), secrets[given.pop("password")], **given)
