"""A scan: each address is pinged until it answers, twice at most, and SNMP names the driver that fits."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import pytest

from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import LOST_AFTER_S, EchoOutcome, EchoSink
from gbdt_console.core.setup.points import Found
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.discovery import answering, identified, router_models
from gbdt_console.devices.registry import driver_specs
from gbdt_console.devices.snmp.client import SnmpSilent, SnmpValue
from gbdt_console.devices.snmp.interfaces import IF_NAME, IF_OPER_STATUS, IF_TYPE
from gbdt_console.devices.snmp.uptime import DESCRIPTION, SYS_OBJECT_ID

ADDRESSES = ["10.22.8.1", "10.22.8.2", "10.22.8.3"]


class Pings:
    """Reports at once how each probe ended: an address has its outcomes, in turn; then it is lost."""

    def __init__(self, outcomes: Mapping[str, Sequence[Outcome]]) -> None:
        self._outcomes = {address: list(ends) for address, ends in outcomes.items()}
        self.sent: list[str] = []
        self.is_closed = False

    def open(self, addresses: Sequence[str], sink: EchoSink) -> None:
        self._addresses, self._sink = addresses, sink

    def probe(self, target: int, overdue_s: float = LOST_AFTER_S, *, is_quick: bool = False) -> None:
        address = self._addresses[target]
        self.sent.append(address)
        ends = self._outcomes.get(address) or [Outcome.LOST]
        self._sink([EchoOutcome(target, 0.0, 0.0, ends.pop(0), None)])

    def forget(self) -> None:
        raise AssertionError

    def counters(self) -> dict[str, int]:
        return {}

    def close(self) -> None:
        self.is_closed = True


async def test_an_address_that_answers_the_second_ping_is_found() -> None:
    pings = Pings({"10.22.8.3": [Outcome.LOST, Outcome.REPLY], "10.22.8.1": [Outcome.REPLY]})
    assert await answering(pings, ADDRESSES, pace_s=0) == ["10.22.8.1", "10.22.8.3"]
    assert pings.sent == [*ADDRESSES, "10.22.8.2", "10.22.8.3"]
    assert pings.is_closed


class Router:
    """A router with its tables; `walked` has the address of each one whose ports were read."""

    walked: ClassVar[list[str]] = []

    def __init__(self, address: str, model: str, ports: Mapping[int, tuple[str, int, int]]) -> None:
        """`ports` has name, ifType and ifOperStatus by index; the address is that of port 1."""
        self._address = address
        self._objects: dict[str, SnmpValue] = {SYS_OBJECT_ID: model, DESCRIPTION.oid: model.encode()}
        self._objects[f"1.3.6.1.2.1.4.20.1.2.{address}"] = 1
        for index, (name, kind, oper) in ports.items():
            rows = {IF_NAME: name.encode(), IF_TYPE: kind, IF_OPER_STATUS: oper}
            self._objects |= {f"{column}.{index}": value for column, value in rows.items()}

    async def get(self, oids: Sequence[str]) -> Mapping[str, SnmpValue]:
        return {oid: self._objects[oid] for oid in oids if oid in self._objects}

    async def walk(self, root: str, limit: int = 1_000) -> Mapping[str, SnmpValue]:
        self.walked.append(self._address)
        return {oid: value for oid, value in self._objects.items() if oid.startswith(f"{root}.")}

    def counters(self) -> Mapping[str, int]:
        return {}

    async def close(self) -> None: ...


async def test_one_router_of_each_model_is_read_and_the_likeliest_port_stands_first() -> None:
    ethernet, loopback, up, down = 6, 24, 1, 2
    ports = {1: ("lan", ethernet, up), 2: ("lo0", loopback, up), 3: ("spare", ethernet, down)}
    ports[4] = ("wan", ethernet, up)
    routers = {
        "10.22.1.1": Router("10.22.1.1", "1.3.6.1.4.1.9.1", ports),
        "10.22.2.1": Router("10.22.2.1", "1.3.6.1.4.1.2011.2", {7: ("GE0/0/4", ethernet, up)}),
        "10.22.3.1": Router("10.22.3.1", "1.3.6.1.4.1.9.1", ports),
    }
    Router.walked.clear()
    found = await router_models([*routers, "10.22.4.1"], lambda a: routers.get(a) or Link(None))
    assert [(model.addresses, model.ports) for model in found] == [
        (("10.22.1.1", "10.22.3.1"), ("wan", "lan", "spare")),
        (("10.22.2.1",), ("GE0/0/4",)),
    ]
    assert set(Router.walked) == {"10.22.1.1", "10.22.2.1"}


class Link:
    """Answers a request for sysObjectID; without one it is silent."""

    def __init__(self, object_id: SnmpValue | None) -> None:
        self._object_id = object_id
        self.is_closed = False

    async def get(self, oids: Sequence[str]) -> Mapping[str, SnmpValue]:
        assert oids[0] == SYS_OBJECT_ID
        if self._object_id is None:
            raise SnmpSilent
        return {SYS_OBJECT_ID: self._object_id}

    async def walk(self, root: str, limit: int = 1_000) -> Mapping[str, SnmpValue]:
        raise AssertionError

    def counters(self) -> Mapping[str, int]:
        return {}

    async def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize(
    ("object_id", "driver", "kind"),
    [
        (driver_specs()["polycom-endpoint"].fits[0], "polycom-endpoint", DeviceKind.CODEC),
        (driver_specs()["if-mib"].fits[0], "if-mib", DeviceKind.ROUTER),
        (driver_specs()["apc-ups"].fits[0], "apc-ups", DeviceKind.UPS),
        ("1.3.6.1.4.1.21239.42.1.53", "vertiv-pdu", DeviceKind.PDU),
        ("1.3.6.1.4.1.4555.1.1.7", "socomec-ups", DeviceKind.UPS),
        ("1.3.6.1.4.1.99999", "", DeviceKind.CODEC),
        (b"\xff", "", DeviceKind.CODEC),
        (None, "", DeviceKind.CODEC),
    ],
)
async def test_the_driver_is_the_one_that_fits(
    object_id: SnmpValue | None, driver: str, kind: DeviceKind
) -> None:
    link = Link(object_id)
    assert await identified(["10.22.8.1"], lambda address: link) == [Found("10.22.8.1", driver, kind)]
    assert link.is_closed


async def test_of_a_codec_that_can_be_controlled_the_driver_for_that_is_named() -> None:
    link = Link("1.3.6.1.4.1.5596.150.6.4.1")
    found = await identified(["10.22.8.1"], lambda address: link)
    assert found == [Found("10.22.8.1", "cisco-codec", DeviceKind.CODEC, "cisco-xapi")]


@pytest.mark.parametrize(
    ("object_id", "family"),
    [
        ("1.3.6.1.4.1.3854", "akcp-plus"),
        ("1.3.6.1.4.1.3854.1", "akcp"),
        ("1.3.6.1.4.1.5528.100.20.10.2016", "netbotz"),
        ("1.3.6.1.4.1.318.1.3.8.4", "apc-emu"),
        ("1.3.6.1.4.1.318.1.3.8.1", ""),
    ],
)
async def test_the_family_of_a_room_probe_is_told_by_its_model(object_id: str, family: str) -> None:
    link = Link(object_id)
    found = await identified(["10.22.8.1"], lambda address: link)
    assert found == [Found("10.22.8.1", "room-probe", DeviceKind.PROBE, family=family)]
