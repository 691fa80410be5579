"""A scan: each address is pinged until it answers, twice at most, and SNMP names the driver that fits."""

from collections.abc import Mapping, Sequence

import pytest

from gbdt_console.core.monitoring.detector import Outcome
from gbdt_console.core.monitoring.echo import LOST_AFTER_S, EchoOutcome, EchoSink
from gbdt_console.core.setup.points import Found
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.discovery import answering, identified
from gbdt_console.devices.registry import driver_specs
from gbdt_console.devices.snmp.client import SnmpSilent, SnmpValue
from gbdt_console.devices.snmp.uptime import SYS_OBJECT_ID

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


class Link:
    """Answers a request for sysObjectID; without one it is silent."""

    def __init__(self, object_id: SnmpValue | None) -> None:
        self._object_id = object_id
        self.is_closed = False

    async def get(self, oids: Sequence[str]) -> Mapping[str, SnmpValue]:
        assert list(oids) == [SYS_OBJECT_ID]
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
