"""Every rule of sites.yaml: the one problem an edit causes, with its line and column."""

from pathlib import Path

import pytest

from tests.support.settings.configs import BASE, edited, load, problems_of, unmarked

SECOND = "number: 2\n    id: bac-ha\n    name: Bắc Hà\n    range: 10.1.2.0/24"
CODEC = "codec: {kind: codec, driver: ping}"
LINE_2 = "{carrier: viettel, circuit: K-2}"
ROUTER = "{kind: router, driver: if-mib, credential: routers, options: {interface: Gi0/1}}"
V3 = 'routers: {version: v3, user: gbdt, auth: sha256, auth_password: "env:GBDT_SNMP_AUTH"}'
LANGUAGE = "timezone: Asia/Ho_Chi_Minh, language: vi"


def alarms(entry: str) -> tuple[str, str]:
    """An edit that adds a section `alarms`."""
    return "version: 1", "version: 1\nalarms: {" + entry + "}"


SHAPE = [
    ("unknown-key", "    body: so", "    §bodi: so"),
    ("unknown-key", "defaults: {", "defaults: {§site: x, "),
    ("unknown-key", "version: 1", "version: 1\n§sights: []"),
    ("missing-key", "{name: Viettel}", "§{contacts: []}"),
    ("missing-key", "  - number: 2\n    id: bac-ha\n    name: Bắc Hà\n", "  - §number: 2\n    id: bac-ha\n"),
    ("want-mapping", "{name: Sở}", "§Sở"),
    ("want-mapping", "network: {name: Mạng thử, short_name: Thử, " + LANGUAGE + "}", "network: §null"),
    ("want-list", "os_users: [truc1]", "os_users: §truc1"),
    ("want-text", "name: Sa Pa", "name: §[Sa, Pa]"),
    ("empty-value", "name: Sa Pa", "name:§ "),
    ("empty-value", "name: Sa Pa", "name: §'  '"),
    ("empty-section", "ranges: [10.1.0.0/16]", "ranges: §[]"),
    ("want-id", "id: bac-ha", "id: §Bắc Hà"),
    ("want-id", "  so: {name: Sở}", "  so: {name: Sở}\n  §Sở: {name: Sở khác}"),
    ("want-whole-number", "number: 2", "number: §010"),
    ("want-whole-number", "number: 2", "number: §0x10"),
    ("want-whole-number", "number: 2", "number: §1_000"),
    ("want-whole-number", "number: 2", "number: §2.0"),
    ("want-whole-number", "number: 2", "number: §-2"),
    ("want-whole-number", "number: 2", "number: §٢"),
    ("want-number", "loss_percent: 0.5", "loss_percent: §1e3"),
    ("want-number", "loss_percent: 0.5", "loss_percent: §14:50"),
    ("want-number", "loss_percent: 0.5", "loss_percent: §.inf"),
    ("want-number", "loss_percent: 0.5", "loss_percent: §'0,5'"),
    ("want-positive", "speed_mbps: 10", "speed_mbps: §0"),
    ("too-small", "number: 2", "number: §0"),
    ("too-big", "loss_percent: 0.5", "loss_percent: §100.5"),
    ("want-true-or-false", "defaults: {", "defaults: {permissions: {remote_power: §no}, "),
    ("want-true-or-false", "defaults: {", "defaults: {permissions: {remote_power: §True}, "),
    ("want-one-of", "language: vi", "language: §fr"),
    ("want-one-of", "version: 1", "version: §2"),
    ("want-one-of", "version: v3", "version: §v4"),
    ("want-one-of", CODEC, "pdu: {kind: pdu, driver: ping, host: 21, outlets: {1: §tv, 2: codec}}"),
    ("empty-value", "os_users: [truc1]", "os_users: [truc1, §'']"),
    ("want-range", "range: 10.1.2.0/24", "range: §10.1.2.0"),
    ("want-range", "range: 10.1.2.0/24", "range: §10.1.2.0/255.255.255.0"),
    ("want-range", "range: 10.1.2.0/24", "range: §10.1.2.0/33"),
    ("range-start", "range: 10.1.2.0/24", "range: §10.1.2.7/24"),
    ("want-address", "address: 10.1.0.1", "address: §10.1.0.01"),
    ("want-address", "address: 10.1.0.1", "address: §'fe80::1'"),
    ("want-timezone", "timezone: Asia/Ho_Chi_Minh", "timezone: §../../etc/passwd"),
    ("want-phone", "phone: 0200 000 0002", "phone: §chưa có"),
    ("want-email", "phone: 0200 000 0002", "phone: 0200 000 0002, email: §không"),
    ("duplicate-key", "    body: so\n", "    body: so\n    §body: so\n"),
    ("duplicate-key", "  so: {name: Sở}", '  so: {name: Sở}\n  §"so": {name: Sở khác}'),
    ("merge-key", "    body: so\n", "    §<<: {body: so}\n"),
    ("tag", "name: Sa Pa", "name: §!!str Sa Pa"),
    ("tag", "name: Sa Pa", "name: §!!python/name:os.system Sa Pa"),
    ("tag", "contacts: [{", "contacts: §!!seq [{"),
    ("key-not-text", "    body: so\n", "    body: so\n    ? §[a, b]\n    : c\n"),
    ("second-document", "devices:\n      " + CODEC, "devices:\n      " + CODEC + "\n§---\nversion: 1"),
    ("control-character", "name: Sa Pa", 'name: §"Sa\\ePa"'),
    ("control-character", "name: Sa Pa", "name: §Sa\u202ePa"),
    ("control-character", "name: Sa Pa", "name: §|\n      Sa\n      Pa"),
    ("text-too-long", "name: Sa Pa", "name: §" + "x" * 201),
    ("want-one-of", *alarms("sound: {§urgent: never}")),
    ("want-one-of", *alarms("sound: {critical: §sometimes}")),
    ("want-list", *alarms("hooks: {critical: §/usr/bin/notify --all}")),
    ("empty-section", *alarms("hooks: {critical: §[]}")),
    ("empty-value", *alarms("hooks: {major: [/usr/bin/notify, §'']}")),
    ("unknown-key", *alarms("§hook: {}")),
]

NETWORK = [
    ("reserved-id", SECOND, SECOND.replace("bac-ha", "§centre")),
    ("reserved-id", SECOND, SECOND.replace("bac-ha", "§upstream")),
    ("reserved-id", SECOND, SECOND.replace("bac-ha", "§caller")),
    ("reserved-id", CODEC, "line: §{kind: codec, driver: ping}"),
    ("duplicate-id", SECOND, SECOND.replace("bac-ha", "§sa-pa")),
    ("duplicate-number", SECOND, SECOND.replace("number: 2", "number: §1")),
    ("duplicate-name", SECOND, SECOND.replace("Bắc Hà", "§sa  PA")),
    ("duplicate-name", "nut-2: {name: Nút 2", "nut-2: {name: §Nút 1"),
    ("duplicate-circuit", LINE_2, "{carrier: vnpt, circuit: §K-1}"),
    (
        "duplicate-login",
        "os_users: [truc1]}",
        "os_users: [truc1]}\n  ca-2: {name: Trực ca 2, os_users: [§truc1]}",
    ),
    ("duplicate-address", CODEC, "codec: {kind: codec, driver: ping, host: §20}"),
    ("duplicate-address", CODEC, "codec: {kind: codec, driver: ping, address: §10.1.2.1}"),
    ("duplicate-address", CODEC, CODEC + "\n      codec-2: §{kind: codec, driver: ping}"),
    ("address-outside-range", CODEC, "codec: {kind: codec, driver: ping, address: §10.1.3.10}"),
    ("address-outside-range", CODEC, "codec: {kind: codec, driver: ping, address: §10.1.2.255}"),
    ("address-outside-range", "address: 10.1.0.1", "address: §10.1.9.1"),
    ("host-outside-range", "range: 10.1.2.0/24", "range: §10.1.2.0/28"),
    ("no-address", CODEC, "den: §{kind: probe, driver: ping}"),
    ("address-and-host", CODEC, "codec: {kind: codec, driver: ping, address: 10.1.2.9, host: §9}"),
    ("range-outside-plan", "range: 10.1.2.0/24", "range: §10.2.2.0/24"),
    ("overlapping-range", "range: 10.1.2.0/24", "range: §10.1.1.0/24"),
    ("overlapping-range", "range: 10.1.2.0/24", "range: §10.1.0.0/23"),
    ("unknown-driver", CODEC, "codec: {kind: codec, driver: §pinh}"),
    ("driver-of-wrong-kind", CODEC, "codec: {kind: codec, driver: §ups-mib, credential: rooms}"),
    ("credential-missing", CODEC, "codec: §{kind: ups, host: 10, driver: ups-mib}"),
    ("unknown-credential", "credential: rooms", "credential: §roms"),
    ("unknown-option", "{interface: Gi0/1}", "{interface: Gi0/1, sped: §9}"),
    ("missing-option", ROUTER, "§" + ROUTER.replace(", options: {interface: Gi0/1}", "")),
    ("missing-option", "{interface: Gi0/1}", "§{bits: 32}"),
    ("want-whole-number", "{interface: Gi0/1}", "{interface: Gi0/1, bits: §0x40}"),
    ("want-number", "{interface: Gi0/1}", "{interface: Gi0/1, speed_mbps: §fast}"),
    ("want-true-or-false", "{interface: Gi0/1}", "{interface: Gi0/1, strict: §yes}"),
    (
        "want-one-of",
        CODEC,
        "p: {kind: probe, driver: room-probe, credential: rooms, host: 5, options: {family: §apd}}",
    ),
    ("missing-key", CODEC, "codec: §{driver: ping, host: 9}"),
    ("outlets-not-pdu", CODEC, "codec: {kind: codec, driver: ping, outlets: §{1: codec}}"),
    ("second-router", CODEC, "codec: {kind: §router, driver: ping, host: 9}"),
    ("unknown-device", "    devices:", "    without: [§upss]\n    devices:"),
    ("unknown-carrier", LINE_2, "{carrier: §vietel, circuit: K-2}"),
    ("unknown-upstream", LINE_2, "{carrier: viettel, circuit: K-2, upstream: §nut-9}"),
    ("upstream-of-another-carrier", LINE_2, "{carrier: viettel, circuit: K-2, upstream: §nut-1}"),
    ("unknown-body", "body: so", "body: §sở"),
    ("unknown-contract", LINE_2, "{carrier: viettel, circuit: K-2, contract: §gold}"),
    ("unknown-equipment", "    devices:", "    equipment: §none\n    devices:"),
    (
        "credential-needs",
        'rooms: {version: v2c, community: "env:GBDT_SNMP_COMMUNITY"}',
        "rooms: §{version: v2c}",
    ),
    ("credential-needs", V3, V3.replace("{", "§{").replace(', auth_password: "env:GBDT_SNMP_AUTH"', "")),
    ("credential-needs", V3, V3.replace("{", "§{").replace("auth: sha256, ", "")),
    ("credential-excess", "version: v2c,", "version: v2c, user: §gbdt,"),
    ("want-whole-path", *alarms("hooks: {critical: [§notify, --all], major: [/usr/bin/notify]}")),
    ("limits-crossed", "    devices:", "    limits: §{temperature_min_c: 36}\n    devices:"),
]


def test_the_base_is_valid(tmp_path: Path) -> None:
    assert [site.id for site in load(tmp_path, BASE).sites] == ["sa-pa", "bac-ha"]


@pytest.mark.parametrize(("code", "old", "new"), SHAPE + NETWORK)
def test_one_wrong_thing_is_one_problem_at_its_place(code: str, old: str, new: str, tmp_path: Path) -> None:
    text, places = unmarked(edited((old, new)))
    problems = problems_of(tmp_path, text)
    assert [(p.code, (p.line, p.column)) for p in problems] == [(f"settings.{code}", places[0])]


def test_everything_wrong_is_said_at_once_in_order_of_line(tmp_path: Path) -> None:
    """Wrong shapes, wrong references and wrong addresses in one file, several in one site."""
    text, places = unmarked(
        edited(
            ("short_name: Thử", "§short: Thử"),
            ("carrier: viettel}", "carrier: §vietel}"),
            ("driver: if-mib", "driver: §if-mip"),
            ("number: 1", "number: §01"),
            ("    body: so", "    body: §sq\n    §rol: x"),
            ("range: 10.1.1.0/24", "range: §10.9.1.0/24"),
            ("upstream: nut-1", "upstream: §nut-3"),
            (CODEC, "codec: {kind: codec, driver: ping, address: §10.1.7.1}\n      x: §{}"),
        )
    )
    problems = problems_of(tmp_path, text)
    network = (2, 10)
    # One place can need two cures: the unknown key and the missing one are both told.
    extra = [network, places[-1]]
    assert sorted(places + extra) == [(p.line, p.column) for p in problems]
    assert {p.code for p in problems} == {
        f"settings.{code}"
        for code in (
            "unknown-key",
            "missing-key",
            "unknown-carrier",
            "unknown-driver",
            "want-whole-number",
            "unknown-body",
            "range-outside-plan",
            "unknown-upstream",
            "address-outside-range",
        )
    }


def test_a_range_at_the_end_of_all_addresses(tmp_path: Path) -> None:
    text = edited(
        ("ranges: [10.1.0.0/16]", "ranges: [10.1.0.0/16, 255.255.0.0/16]"),
        ("range: 10.1.2.0/24", "range: 255.255.255.252/30"),
        ("ups: 20", "ups: 65000"),
    )
    problems = problems_of(tmp_path, text)
    assert {problem.code for problem in problems} == {"settings.host-outside-range"}


def test_a_site_with_nothing_to_look_at(tmp_path: Path) -> None:
    text, places = unmarked(
        edited(("defaults: {equipment: standard, ", "defaults: {"), ("  - number: 1", "  - §number: 1"))
    )
    (problem,) = problems_of(tmp_path, text)
    assert (problem.code, (problem.line, problem.column)) == ("settings.no-devices", places[0])


def test_a_wrong_line_of_shared_equipment_is_said_once(tmp_path: Path) -> None:
    text, places = unmarked(edited(("driver: ups-mib", "driver: §ups-mob")))
    assert [(p.line, p.column) for p in problems_of(tmp_path, text)] == places


def test_a_broken_entry_is_not_also_called_unknown(tmp_path: Path) -> None:
    """The carrier is declared, though wrongly: sites that name it are right."""
    text, places = unmarked(
        edited(
            (
                "vnpt: {name: VNPT, contacts: [{role: trực, phone",
                "vnpt: {name: VNPT, contacts: [{role: §[], phone",
            )
        )
    )
    assert [(p.line, p.column) for p in problems_of(tmp_path, text)] == places


@pytest.mark.parametrize(
    ("old", "new", "nearest"),
    [
        ("    body: so", "    bodi: so", "body"),
        ("driver: ups-mib", "driver: upsmib", "ups-mib"),
        ("upstream: nut-1", "upstream: nut-11", "nut-1"),
        ("loss_percent", "los_percent", "loss_percent"),
    ],
)
def test_the_nearest_known_word_comes_first(old: str, new: str, nearest: str, tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, edited((old, new)))
    assert problem.params["known"].split(", ")[0] == nearest
