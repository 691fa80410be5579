"""A small network as sites.yaml would describe it, and its world."""

from dataclasses import replace

from gbdt_console.core.carriers import Carrier, ContractTargets, Line, UpstreamGroup
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import (
    Anchor,
    AuthProtocol,
    Centre,
    Device,
    DeviceControl,
    DeviceKind,
    Intervals,
    Mcu,
    Network,
    PrivacyProtocol,
    Site,
    SnmpCredential,
    SnmpVersion,
)
from gbdt_console.simulator.world.plan import ProvincePlan, on_loopback, plan_for
from gbdt_console.simulator.world.world import World

COMMUNITY = SnmpCredential("rooms", SnmpVersion.V2C, community=Secret("as-configured"))


def user(auth: AuthProtocol | None = AuthProtocol.SHA256, is_private: bool = True) -> SnmpCredential:
    return SnmpCredential(
        "routers",
        SnmpVersion.V3,
        user="console",
        auth=auth,
        auth_password=Secret("auth as configured") if auth else None,
        privacy=PrivacyProtocol.AES128 if is_private else None,
        privacy_password=Secret("privacy as configured") if is_private else None,
    )


def network(sites: int = 6, routers: SnmpCredential | None = None) -> Network:
    """Every third site hangs on node b, the others on node a."""
    return Network(
        name="Tỉnh mẫu",
        short_name="Mẫu",
        timezone="Asia/Ho_Chi_Minh",
        language="vi",
        centre=Centre("Trung tâm", "10.10.0.0/24", (Anchor("gateway", "Gateway", "10.10.0.1"),)),
        sites=tuple(_site(n, routers or user()) for n in range(1, sites + 1)),
        carriers={"carrier": Carrier("carrier", "Carrier")},
        upstreams={group: UpstreamGroup(group, group, "carrier") for group in ("node-a", "node-b")},
        bodies={},
        operators={},
        intervals=Intervals(),
        fingerprint="",
    )


def calling(ground: Network) -> Network:
    """The same network with an MCU that all its sites call, from 2001 on."""
    secret, options = Secret("as-configured"), {"conference": "giaoban"}
    mcu = Mcu("10.10.0.2", DeviceControl("asterisk-confbridge", "ami", 5038, "console", secret, options))
    sites = tuple(replace(site, conference_number=str(2_000 + site.number)) for site in ground.sites)
    return replace(ground, centre=replace(ground.centre, mcu=mcu), sites=sites)


def controlled(ground: Network) -> Network:
    """The same network with codecs that are controlled, by SSH and telnet in turn."""

    def with_control(device: Device, number: int) -> Device:
        wire, options = ("ssh", "telnet")[number % 2], {"allows_ssh_rsa": True}
        control = DeviceControl("polycom-text", wire, 22, "admin", Secret("as-configured"), options)
        return replace(device, control=control) if device.kind is DeviceKind.CODEC else device

    sites = tuple(
        replace(site, devices=tuple(with_control(device, site.number) for device in site.devices))
        for site in ground.sites
    )
    return replace(ground, sites=sites)


def plan(sites: int = 6, routers: SnmpCredential | None = None, seed: int = 7) -> ProvincePlan:
    return plan_for(on_loopback(network(sites, routers)), seed)


def world(sites: int = 6, started_s: float = 1_000.0) -> World:
    return World(plan(sites), started_s)


def _site(number: int, routers: SnmpCredential) -> Site:
    site = f"site-{number}"
    block = f"10.10.{number}"

    def device(kind: DeviceKind, driver: str, host: int, snmp: SnmpCredential | None, **options: str):
        address = f"{block}.{host}"
        return Device(f"{site}.{kind}", site, kind, kind, driver, address, snmp, options=options)

    return Site(
        id=site,
        number=number,
        name=f"Điểm {number}",
        address_range=f"{block}.0/24",
        line=Line("carrier", f"C-{number}", "node-b" if number % 3 == 0 else "node-a", ContractTargets()),
        devices=(
            device(DeviceKind.ROUTER, "if-mib", 1, routers, interface="GE0/0/1"),
            device(DeviceKind.CODEC, "ping", 2, None),
            device(DeviceKind.UPS, "ups-mib", 3, COMMUNITY),
            device(DeviceKind.PROBE, "room-probe", 4, COMMUNITY, family="apc-uio"),
        ),
    )
