"""What a valid file becomes: defaults, equipment and overrides as a site really has them."""

from pathlib import Path

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.rules import AlarmSettings, Sounding
from gbdt_console.core.carriers import ContractTargets
from gbdt_console.core.monitoring.echo import usual_quick_per_s
from gbdt_console.core.room_limits import RoomLimits
from gbdt_console.core.sites import Device, DeviceKind, Network, Outlet, Permissions
from gbdt_console.engine.monitoring.targets import targets_of
from tests.support.settings.configs import edited, load

CODEC = "      codec: {kind: codec, driver: ping}"


def device(network: Network, device_id: str) -> Device:
    return next(d for site in network.sites for d in site.devices if d.id == device_id)


def with_devices(folder: Path, lines: str) -> Network:
    return load(folder, edited((CODEC, lines)))


def test_scalars_that_yaml_would_change_stay_text(tmp_path: Path) -> None:
    network = load(
        tmp_path,
        edited(
            ("name: Sa Pa", "name: no"), ("circuit: K-1", "circuit: 010"), ("role: trực Sa Pa", "role: 14:50")
        ),
    )
    site = network.site("sa-pa")
    assert (site.name, site.line.circuit, site.contacts[0].role) == ("no", "010", "14:50")


def test_a_site_takes_equipment_addresses_and_contract_from_what_is_shared(tmp_path: Path) -> None:
    network = load(tmp_path, edited())
    assert [(d.id, d.address) for d in network.site("bac-ha").devices] == [
        ("bac-ha.router", "10.1.2.1"),
        ("bac-ha.ups", "10.1.2.20"),
        ("bac-ha.codec", "10.1.2.10"),
    ]
    assert network.site("bac-ha").line.contract == ContractTargets(speed_mbps=10.0, loss_percent=0.5)
    router = device(network, "sa-pa.router")
    assert router.options == {"interface": "Gi0/1", "speed_mbps": 0.0, "bits": 64, "strict": False}
    assert (router.kind, router.snmp_port) == (DeviceKind.ROUTER, 161)


def test_a_site_changes_only_what_it_says(tmp_path: Path) -> None:
    lines = "      router: {address: 10.1.2.77, snmp_port: 1161, options: {bits: 32}}"
    router = device(with_devices(tmp_path, lines), "bac-ha.router")
    assert (router.driver, router.address, router.snmp_port) == ("if-mib", "10.1.2.77", 1161)
    assert (router.options["interface"], router.options["bits"]) == ("Gi0/1", 32)


def test_another_driver_does_not_inherit_options(tmp_path: Path) -> None:
    router = device(with_devices(tmp_path, "      router: {driver: ping}"), "bac-ha.router")
    assert (router.driver, router.options) == ("ping", {})


def test_a_site_without_a_device_and_with_outlets(tmp_path: Path) -> None:
    text = edited(
        (CODEC, "      pdu: {kind: pdu, driver: ping, host: 21, outlets: {2: display, 1: codec}}"),
        ("    devices:", "    without: [ups]\n    devices:"),
    )
    network = load(tmp_path, text)
    assert [d.name for d in network.site("bac-ha").devices] == ["router", "pdu"]
    assert device(network, "bac-ha.pdu").outlets == (Outlet(1, "codec"), Outlet(2, "display"))


def test_limits_permissions_and_targets_lie_over_the_defaults(tmp_path: Path) -> None:
    shared = "limits: {temperature_min_c: 12}, permissions: {remote_unmute: true}"
    text = edited(
        ("defaults: {", "defaults: {" + shared + ", "),
        ("{carrier: viettel, circuit: K-2}", "{carrier: viettel, circuit: K-2, targets: {rtt_ms: 80}}"),
        (CODEC, CODEC + "\n    limits: {temperature_max_c: 30}\n    permissions: {remote_power: true}"),
    )
    network = load(tmp_path, text)
    site = network.site("bac-ha")
    assert site.limits == RoomLimits(temperature_min_c=12.0, temperature_max_c=30.0)
    assert site.permissions == Permissions(remote_unmute=True, remote_power=True)
    assert site.line.contract == ContractTargets(speed_mbps=10.0, loss_percent=0.5, rtt_ms=80.0)
    assert network.site("sa-pa").limits == RoomLimits(temperature_min_c=12.0)


def test_sites_come_in_order_of_number(tmp_path: Path) -> None:
    network = load(tmp_path, edited(("number: 1", "number: 7")))
    assert [site.number for site in network.sites] == [2, 7]


def test_alarms_sound_and_run_commands_as_the_file_says_and_else_as_usual(tmp_path: Path) -> None:
    said = "alarms: {sound: {critical: never, minor: idle}, hooks: {critical: [/usr/bin/notify, a b, $HOME]}}"
    settings = load(tmp_path, edited(("version: 1", "version: 1\n" + said))).alarms
    assert settings.sound == {
        Severity.CRITICAL: Sounding.NEVER,
        Severity.MAJOR: Sounding.IDLE,
        Severity.MINOR: Sounding.IDLE,
        Severity.WARNING: Sounding.NEVER,
    }
    assert settings.hooks == {Severity.CRITICAL: ("/usr/bin/notify", "a b", "$HOME")}
    assert load(tmp_path, edited()).alarms == AlarmSettings()


def test_the_numbers_of_detection_reach_every_target(tmp_path: Path) -> None:
    usual = load(tmp_path, edited())
    assert {target.rules.down_losses for target in targets_of(usual)} == {8}
    assert usual.quick_per_s == 200
    assert usual_quick_per_s(3_400) == 680
    section = "detection: {down_losses: 12, down_span_s: 6.5, quick_per_s: 50}\ncentre:"
    network = load(tmp_path, edited(("centre:", section)))
    assert network.quick_per_s == 50
    rules = {(t.rules.down_losses, t.rules.down_span_s, t.rules.up_replies) for t in targets_of(network)}
    assert rules == {(12, 6.5, 3)}
