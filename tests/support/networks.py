"""Small networks for tests, without a file."""

from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import (
    Anchor,
    Carrier,
    Centre,
    Contact,
    ContractTargets,
    Device,
    DeviceKind,
    Intervals,
    Line,
    Network,
    Operator,
    Site,
    SnmpCredential,
    SnmpVersion,
)

USUAL = Intervals()
USUAL = Intervals()
COMMUNITY = SnmpCredential("read", SnmpVersion.V2C, community=Secret("reading"))


def network(
    sites: int = 3,
    *,
    anchors: int = 2,
    intervals: Intervals = USUAL,
    operators: tuple[Operator, ...] = (Operator("duty", "trực trung tâm", ("root",)),),
) -> Network:
    """Sites s1, s2 … each with a router (if-mib) and a codec (ping only) at 10.0.<n>.1 and .10."""
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
        sites=tuple(_site(number) for number in range(1, sites + 1)),
        carriers={"vnpt": Carrier("vnpt", "VNPT")},
        upstreams={},
        bodies={},
        operators={operator.id: operator for operator in operators},
        intervals=intervals,
        fingerprint="f" * 64,
    )


def _site(number: int) -> Site:
    site_id = f"s{number}"
    return Site(
        id=site_id,
        number=number,
        name=f"Điểm {number}",
        address_range=f"10.0.{number}.0/24",
        line=Line("vnpt", f"C-{number}", None, ContractTargets()),
        contacts=(Contact(f"trực kỹ thuật {number}", "0214 000 0000"),),
        devices=(
            Device(
                f"{site_id}.router",
                site_id,
                DeviceKind.ROUTER,
                "router",
                "if-mib",
                f"10.0.{number}.1",
                COMMUNITY,
            ),
            Device(f"{site_id}.codec", site_id, DeviceKind.CODEC, "codec", "ping", f"10.0.{number}.10"),
        ),
    )
