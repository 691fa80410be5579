"""An SNMP agent that is a dict, and the healthy answers of every family from its recording."""

from collections.abc import Mapping, Sequence

from gbdt_console.core.sites import Device, OptionValue, Outlet, SnmpCredential, SnmpVersion
from gbdt_console.devices.driver import DriverSpec, ReadsState
from gbdt_console.devices.registry import driver_specs
from gbdt_console.devices.snmp.client import SnmpError, SnmpMalformed, SnmpReader, SnmpValue
from tests.support.drivers.recordings import recordings

SYSTEM: dict[str, SnmpValue] = {
    "1.3.6.1.2.1.1.1.0": b"Some device",
    "1.3.6.1.2.1.1.2.0": "1.3.6.1.4.1.32473.1",
    "1.3.6.1.2.1.1.3.0": 360_000,
    "1.3.6.1.2.1.1.5.0": b"sapa",
    "1.3.6.1.6.3.10.2.1.2.0": 7,
}
IF, IFX = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"


def port(index: int, name: str, *, if_type: int = 6, oper: int = 1, mbps: int = 100) -> dict[str, SnmpValue]:
    columns: dict[str, SnmpValue] = {
        f"{IF}.2": name.encode(),
        f"{IF}.3": if_type,
        f"{IF}.5": min(mbps * 1_000_000, 4294967295),
        f"{IF}.7": 1,
        f"{IF}.8": oper,
        f"{IF}.10": 5_000,
        f"{IF}.13": 0,
        f"{IF}.14": 0,
        f"{IF}.16": 6_000,
        f"{IF}.19": 0,
        f"{IF}.20": 0,
        f"{IFX}.1": name.encode(),
        f"{IFX}.6": 5_000,
        f"{IFX}.10": 6_000,
        f"{IFX}.15": mbps,
        f"{IFX}.19": 0,
    }
    return {f"{column}.{index}": value for column, value in columns.items()}


HEALTHY: Mapping[str, tuple[str, Mapping[str, OptionValue], Mapping[str, SnmpValue]]] = {
    kept.name: (kept.driver, kept.options, kept.objects) for kept in recordings()
}
"""Driver, options and answers by the recording's name."""

ROUTER = HEALTHY["if-mib"][2]
"""A loopback (ifIndex 1), GigabitEthernet0/0 (2) and Serial0/1 (3)."""


class DictAgent(SnmpReader):
    """Answers from `objects`, counts requests, and can fail at will."""

    def __init__(self, objects: Mapping[str, SnmpValue]) -> None:
        self.objects = dict(objects)
        self.requests: list[tuple[str, ...]] = []
        self.walks: list[str] = []
        self.fault: SnmpError | None = None
        self.most_at_once = 1_000

    async def get(self, oids: Sequence[str]) -> Mapping[str, SnmpValue]:
        self.requests.append(tuple(oids))
        if self.fault is not None:
            raise self.fault
        if len(oids) > self.most_at_once:
            raise SnmpMalformed("tooBig")
        return {oid: self.objects[oid] for oid in oids if oid in self.objects}

    async def walk(self, root: str, limit: int = 1_000) -> Mapping[str, SnmpValue]:
        self.walks.append(root)
        if self.fault is not None:
            raise self.fault
        found = {oid: value for oid, value in self.objects.items() if oid.startswith(root + ".")}
        return dict(list(found.items())[:limit])

    def counters(self) -> Mapping[str, int]:
        return {}

    async def close(self) -> None:
        pass


def device(
    driver: str,
    options: Mapping[str, OptionValue] | None = None,
    version: SnmpVersion = SnmpVersion.V2C,
    outlets: tuple[Outlet, ...] = (),
) -> Device:
    return device_of(driver_specs()[driver], options, version, outlets)


def device_of(
    spec: DriverSpec,
    options: Mapping[str, OptionValue] | None = None,
    version: SnmpVersion = SnmpVersion.V2C,
    outlets: tuple[Outlet, ...] = (),
) -> Device:
    return Device(
        "sapa.x",
        "sapa",
        min(spec.offer.kinds),
        "x",
        spec.name,
        "127.0.0.1",
        SnmpCredential("c", version),
        options=options or {},
        outlets=outlets,
    )


def build(
    driver: str,
    options: Mapping[str, OptionValue] | None = None,
    version: SnmpVersion = SnmpVersion.V2C,
    outlets: tuple[Outlet, ...] = (),
) -> ReadsState:
    spec = driver_specs()[driver]
    assert spec.build is not None
    return spec.build(device(driver, options, version, outlets))
