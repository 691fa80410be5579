"""Find which addresses of a range answer pings, and which driver fits what answers SNMP."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

from gbdt_console.core.clean_text import clean_bytes
from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import EchoOutcome, EchoTransport
from gbdt_console.core.setup.points import Found, RouterModel
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.driver import DriverSpec
from gbdt_console.devices.registry import driver_specs, fitting_driver, fitting_family
from gbdt_console.devices.snmp.client import SnmpError, SnmpReader
from gbdt_console.devices.snmp.interfaces import line_ports
from gbdt_console.devices.snmp.uptime import DESCRIPTION, SYS_OBJECT_ID

PACE_S = 0.02
"""Seconds between two pings: 50 a second are no load for a line of 2 Mbit/s."""
_ROUNDS = 2
"""Limits pings to one address; the first may be lost while the router looks up its neighbour (ARP)."""
_AT_ONCE = 8
"""Limits SNMP requests under way."""
_LONGEST_MODEL = 60
"""Limits the name of a model, characters."""


async def answering(
    transport: EchoTransport,
    addresses: Sequence[str],
    pace_s: float = PACE_S,
    on_progress: Callable[[float, int], None] = lambda share, alive: None,
) -> list[str]:
    """Ping each address, and return those that answer, in their order. Raises EchoUnavailable.

    transport: sends the pings; it is closed afterwards
    pace_s: seconds between two pings
    on_progress: gets which share of the pings is sent, 0..1, and how many addresses answer
    """
    alive: set[int] = set()
    waiting: set[int] = set()
    changed = asyncio.Event()

    def take(outcomes: Sequence[EchoOutcome]) -> None:
        for one in outcomes:
            if one.outcome in (Outcome.REPLY, Outcome.LATE):
                alive.add(one.target)
            if one.outcome in (Outcome.REPLY, Outcome.LOST):
                waiting.discard(one.target)
        changed.set()

    transport.open(addresses, take)
    try:
        for before in range(_ROUNDS):
            silent = [target for target in range(len(addresses)) if target not in alive]
            waiting.update(silent)
            for sent, target in enumerate(silent):
                on_progress((before + sent / len(silent)) / _ROUNDS, len(alive))
                transport.probe(target)
                await asyncio.sleep(pace_s)
            while waiting:
                changed.clear()
                await changed.wait()
    finally:
        transport.close()
    return [addresses[target] for target in sorted(alive)]


async def identified(addresses: Sequence[str], open_link: Callable[[str], SnmpReader]) -> list[Found]:
    """Ask each address for its sysObjectID, and return it with the driver that fits."""
    specs = driver_specs()
    places = asyncio.Semaphore(_AT_ONCE)

    async def ask(address: str) -> Found:
        async with places, _closing(open_link(address)) as link:
            try:
                answers = await link.get([SYS_OBJECT_ID])
            except SnmpError:
                return Found(address)
        return _found(address, answers.get(SYS_OBJECT_ID), specs)

    return list(await asyncio.gather(*map(ask, addresses)))


async def router_models(
    addresses: Sequence[str], open_link: Callable[[str], SnmpReader]
) -> list[RouterModel]:
    """Ask each router for its model, and one router of each model for its ports; the commonest model first.

    A model whose ports cannot be read has none.
    """
    places = asyncio.Semaphore(_AT_ONCE)
    models: dict[str, tuple[str, list[str]]] = {}

    async def ask(address: str) -> None:
        async with places, _closing(open_link(address)) as link:
            with suppress(SnmpError):
                answers = await link.get([SYS_OBJECT_ID, DESCRIPTION.oid])
                says = answers.get(DESCRIPTION.oid, b"")
                name = clean_bytes(says).strip()[:_LONGEST_MODEL] if isinstance(says, bytes) else ""
                object_id = str(answers.get(SYS_OBJECT_ID, ""))
                models.setdefault(object_id, (name or object_id, []))[1].append(address)

    await asyncio.gather(*map(ask, addresses))
    found = []
    for name, of_model in sorted(models.values(), key=lambda one: -len(one[1])):
        ports: tuple[str, ...] = ()
        async with _closing(open_link(of_model[0])) as link:
            with suppress(SnmpError):
                ports = await line_ports(link, of_model[0])
        found.append(RouterModel(name, tuple(of_model), ports))
    return found


@asynccontextmanager
async def _closing(link: SnmpReader) -> AsyncIterator[SnmpReader]:
    try:
        yield link
    finally:
        await link.close()


def _found(address: str, object_id: object, specs: Mapping[str, DriverSpec]) -> Found:
    name = fitting_driver(object_id, DeviceKind.CODEC) if isinstance(object_id, str) else ""
    if not name or any(option.default is None for option in specs[name].offer.options.values()):
        return Found(address)
    kinds = specs[name].offer.kinds
    kind = next(kind for kind in (DeviceKind.CODEC, *DeviceKind) if kind in kinds)
    return Found(address, name, kind, specs[name].control, fitting_family(str(object_id), name))
