"""Small networks for tests, without a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gbdt_console.core.carriers import Carrier, ContractTargets, Line, UpstreamGroup
from gbdt_console.core.monitoring.signalling import Signalling
from gbdt_console.core.people import Contact, Operator
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import (
    Anchor,
    Centre,
    Device,
    DeviceKind,
    Intervals,
    Network,
    OptionValue,
    Site,
    SnmpCredential,
    SnmpVersion,
)
from tests.support.engine.logins import ME

USUAL = Intervals()
COMMUNITY = SnmpCredential("read", SnmpVersion.V2C, community=Secret("reading"))


@dataclass(frozen=True)
class Equipped:
    """What every site has beside its router. `upstream_of` names the node of a site's number."""

    has_codec: bool = True
    is_codec_read: bool = False
    has_ups: bool = False
    signalling: Signalling | None = None
    router_options: Mapping[str, OptionValue] = field(default_factory=dict)
    upstream_of: Mapping[int, str] = field(default_factory=dict)


PLAIN = Equipped()


def network(
    sites: int = 3,
    *,
    anchors: int = 2,
    intervals: Intervals = USUAL,
    operators: tuple[Operator, ...] = (Operator("duty", "trực trung tâm", (ME,)),),
    equipped: Equipped = PLAIN,
) -> Network:
    """Sites s1, s2 … each with a router (if-mib) and a codec (ping only) at 10.0.<n>.1 and .10; a UPS is at
    .20."""
    return Network(
        name="Mạng thử",
        short_name="THỬ",
        timezone="Asia/Ho_Chi_Minh",
        language="vi",
        centre=Centre(
            "Trung tâm",
            "10.255.0.0/24",
            tuple(Anchor(f"a{n}", f"Mốc {n}", f"10.255.0.{n}") for n in range(1, anchors + 1)),
        ),
        sites=tuple(_site(number, equipped) for number in range(1, sites + 1)),
        carriers={"vnpt": Carrier("vnpt", "VNPT")},
        upstreams={
            node: UpstreamGroup(node, f"Nút {node}", "vnpt") for node in set(equipped.upstream_of.values())
        },
        bodies={},
        operators={operator.id: operator for operator in operators},
        intervals=intervals,
        fingerprint="f" * 64,
    )


def _site(number: int, equipped: Equipped) -> Site:
    site_id = f"s{number}"
    devices = [_device(site_id, DeviceKind.ROUTER, "if-mib", number, 1, equipped.router_options)]
    if equipped.has_codec:
        driver = "polycom-endpoint" if equipped.is_codec_read else "ping"
        codec = _device(site_id, DeviceKind.CODEC, driver, number, 10)
        devices.append(replace(codec, signalling=equipped.signalling))
    if equipped.has_ups:
        devices.append(_device(site_id, DeviceKind.UPS, "ups-mib", number, 20))
    return Site(
        id=site_id,
        number=number,
        name=f"Điểm {number}",
        address_range=f"10.0.{number}.0/24",
        line=Line("vnpt", f"C-{number}", equipped.upstream_of.get(number), ContractTargets()),
        contacts=(Contact(f"trực kỹ thuật {number}", "0214 000 0000"),),
        devices=tuple(devices),
    )


def _device(
    site_id: str,
    kind: DeviceKind,
    driver: str,
    number: int,
    host: int,
    options: Mapping[str, OptionValue] | None = None,
) -> Device:
    return Device(
        f"{site_id}.{kind.value}",
        site_id,
        kind,
        kind.value,
        driver,
        f"10.0.{number}.{host}",
        None if driver == "ping" else COMMUNITY,
        options=options or {},
    )
