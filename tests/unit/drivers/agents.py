"""An SNMP agent that is a dict, and healthy answers of every driver: by hand, and from the recordings."""

from collections.abc import Mapping, Sequence

from gbdt_console.core.sites import Device, OptionValue, Outlet, SnmpCredential, SnmpVersion
from gbdt_console.devices.driver import DriverSpec, ReadsState
from gbdt_console.devices.registry import BUILT_IN
from gbdt_console.devices.snmp.client import SnmpError, SnmpMalformed, SnmpReader, SnmpValue
from tests.support.recordings import recordings

SYSTEM: dict[str, SnmpValue] = {
    "1.3.6.1.2.1.1.1.0": b"Some device",
    "1.3.6.1.2.1.1.2.0": "1.3.6.1.4.1.32473.1",
    "1.3.6.1.2.1.1.3.0": 360_000,
    "1.3.6.1.2.1.1.5.0": b"sapa",
    "1.3.6.1.6.3.10.2.1.2.0": 7,
}
IF, IFX = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
UPS = "1.3.6.1.2.1.33.1"
UIO = "1.3.6.1.4.1.318.1.1.25.1.2.1"
IEM = "1.3.6.1.4.1.318.1.1.10.2.3.2.1"
SENSOR = "1.3.6.1.2.1.99.1.1.1"


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


ROUTER = SYSTEM | port(1, "lo", if_type=24) | port(2, "GigabitEthernet0/0") | port(3, "Serial0/1", if_type=22)
UPS_OF_RFC: dict[str, SnmpValue] = SYSTEM | {
    f"{UPS}.2.1.0": 2,
    f"{UPS}.2.2.0": 0,
    f"{UPS}.2.3.0": 45,
    f"{UPS}.2.4.0": 100,
    f"{UPS}.2.5.0": 554,
    f"{UPS}.2.7.0": 25,
    f"{UPS}.3.2.0": 1,
    f"{UPS}.3.3.1.2.1": 500,
    f"{UPS}.3.3.1.3.1": 230,
    f"{UPS}.4.1.0": 3,
    f"{UPS}.4.4.1.2.1": 230,
    f"{UPS}.4.4.1.5.1": 27,
    f"{UPS}.6.1.0": 0,
}
UIO_PROBE: dict[str, SnmpValue] = SYSTEM | {f"{UIO}.6.1.1": 24, f"{UIO}.7.1.1": 61, f"{UIO}.10.1.1": 2}
IEM_PROBE: dict[str, SnmpValue] = SYSTEM | {
    f"{IEM}.3.1": 2,
    f"{IEM}.4.1": 24,
    f"{IEM}.5.1": 1,
    f"{IEM}.6.1": 61,
}
ENTITY_PROBE: dict[str, SnmpValue] = SYSTEM | {
    f"{SENSOR}.1.5": 8,
    f"{SENSOR}.2.5": 9,
    f"{SENSOR}.3.5": 1,
    f"{SENSOR}.4.5": 243,
    f"{SENSOR}.5.5": 1,
    f"{SENSOR}.1.6": 9,
    f"{SENSOR}.2.6": 9,
    f"{SENSOR}.3.6": 0,
    f"{SENSOR}.4.6": 61,
    f"{SENSOR}.5.6": 1,
}

HEALTHY: Mapping[str, tuple[str, Mapping[str, OptionValue], Mapping[str, SnmpValue]]] = {
    "line": ("if-mib", {"interface": "GigabitEthernet0/0"}, ROUTER),
    "ups": ("ups-mib", {}, UPS_OF_RFC),
    "uio": ("room-probe", {"family": "apc-uio"}, UIO_PROBE),
    "iem": ("room-probe", {"family": "apc-iem"}, IEM_PROBE),
    "entity": (
        "room-probe",
        {"family": "entity-sensor", "temperature_index": 5, "humidity_index": 6},
        ENTITY_PROBE,
    ),
} | {kept.name: (kept.driver, kept.options, kept.objects) for kept in recordings()}
"""Driver, options and answers by a short name."""


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
    return Device(
        "sapa.x",
        "sapa",
        min(_spec(driver).offer.kinds),
        "x",
        driver,
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
    spec = _spec(driver)
    assert spec.build is not None
    return spec.build(device(driver, options, version, outlets))


def _spec(driver: str) -> DriverSpec:
    return next(spec for spec in BUILT_IN if spec.name == driver)
