"""Mistakes in sites.yaml: edits of a valid file and texts that are none, each with its problem."""

from tests.support.settings.configs import BASE

SECOND = "number: 2\n    id: bac-ha\n    name: Bắc Hà\n    range: 10.1.2.0/24"


CODEC = "codec: {kind: codec, driver: ping}"


LINE_2 = "{carrier: viettel, circuit: K-2}"


ROUTER = "{kind: router, driver: if-mib, credential: routers, options: {interface: Gi0/1}}"


V3 = 'routers: {version: v3, user: gbdt, auth: sha256, auth_password: "env:GBDT_SNMP_AUTH"}'


LANGUAGE = "timezone: Asia/Ho_Chi_Minh, language: vi"


def alarms(entry: str) -> tuple[str, str]:
    """An edit that adds a section `alarms`."""
    return "version: 1", "version: 1\nalarms: {" + entry + "}"


def notify(entry: str) -> tuple[str, str]:
    """An edit that adds a section `notify` with a channel `ca`."""
    return "version: 1", 'version: 1\nnotify: {channels: {ca: {url: "env:GBDT_NOTIFY_CA"}}, ' + entry + "}"


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
    ("no-ipv6", "address: 10.1.0.1", "address: §'fe80::1'"),
    ("no-ipv6", "range: 10.1.2.0/24", "range: §'2001:db8:8::/64'"),
    ("unknown-regulation", "version: 1\n", "version: 1\nregulation: §hai-cap-2026\n"),
    ("want-timezone", "timezone: Asia/Ho_Chi_Minh", "timezone: §../../etc/passwd"),
    ("want-phone", "phone: 0200 000 0002", "phone: §chưa có"),
    ("want-email", "phone: 0200 000 0002", "phone: 0200 000 0002, email: §không"),
    ("want-day", "    body: so\n", "    body: so\n    deputy: {role: a, phone: 1, trained: §12/03/2026}\n"),
    (
        "want-day",
        "    body: so\n",
        "    body: so\n    deputy: {role: a, phone: 1, trained: §2026-02-30}\n",
    ),
    ("too-big", "    body: so\n", "    body: so\n    care: {cleaning_days: §999}\n"),
    ("want-day", "defaults: {", "defaults: {care: {rules_posted: §hôm qua}, "),
    ("want-phone", "    body: so\n", "    body: so\n    technician: {role: a, phone: §chưa}\n"),
    ("missing-key", "range: 10.1.0.0/24\n", "range: 10.1.0.0/24\n  deputy: §{role: a}\n"),
    ("unknown-key", "    body: so\n", "    body: so\n    technician: {§name: An, role: a, phone: 1}\n"),
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
    ("want-hours", *notify("rules: [{to: [ca], hours: §07:30}]")),
    ("want-hours", *notify("rules: [{to: [ca], hours: §07:00-07:00}]")),
    ("want-hours", *notify("rules: [{to: [ca]}], quiet: §22:00-24:00")),
    ("want-one-of", *notify("rules: [{to: [ca], severity: §urgent}]")),
    ("want-one-of", *notify("rules: [{to: [ca], days: [§t2]}]")),
    ("too-small", *notify("rules: [{to: [ca], after_min: §0}]")),
    ("empty-section", *notify("rules: [{to: §[]}]")),
    ("missing-key", "version: 1", 'version: 1\nnotify: §{channels: {ca: {url: "env:GBDT_NOTIFY_CA"}}}'),
    (
        "secret-in-clear",
        "version: 1",
        "version: 1\nnotify: {channels: {ca: {url: §tgram://1/2}}, rules: [{to: [ca]}]}",
    ),
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
    ("signalling-not-codec", CODEC, "u: {kind: ups, driver: ping, host: 5, signalling: §{sip: udp}}"),
    ("missing-key", CODEC, "codec: {kind: codec, driver: ping, signalling: §{sip_port: 5060}}"),
    ("want-one-of", CODEC, "codec: {kind: codec, driver: ping, signalling: {sip: §sctp}}"),
    ("unknown-key", CODEC, "codec: {kind: codec, driver: ping, signalling: {§h323: 1720}}"),
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
    ("unknown-channel", *notify("rules: [{to: [ca, §ban-dem]}]")),
    ("unknown-group", *notify("rules: [{to: [ca], sites: [sa-pa, §vung-cao]}]")),
    ("unknown-site", *notify("groups: {vung-cao: [§sa-ba]}, rules: [{to: [ca], sites: [vung-cao]}]")),
    (
        "unknown-operator",
        "version: 1",
        'version: 1\nnotify: {channels: {ca: {url: "env:GBDT_NOTIFY_CA", operator: §ca-9}}, '
        "rules: [{to: [ca]}]}",
    ),
    ("want-whole-path", *alarms("hooks: {critical: [§notify, --all], major: [/usr/bin/notify]}")),
    ("limits-crossed", "    devices:", "    limits: §{temperature_min_c: 36}\n    devices:"),
]


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)


TEXTS: list[tuple[str, str | bytes, str, tuple[int, int]]] = [
    ("bomb", BOMB, "anchor", (1, 4)),
    ("alias", "a: *x\n", "anchor", (1, 4)),
    ("anchor in the real thing", BASE.replace("name: Sa Pa", "name: &x Sa Pa"), "anchor", (34, 11)),
    ("ten megabytes", b"# " + b"x" * 10_000_000, "file-too-big", (1, 1)),
    ("utf-16", BASE.encode("utf-16"), "not-utf-8", (1, 1)),
    ("utf-16 without a mark", BASE.encode("utf-16-le"), "not-utf-8", (1, 1)),
    ("latin-1", BASE.replace("Mạng thử", "Mang thú").encode("latin-1", "replace"), "not-utf-8", (2, 24)),
    ("cut in a letter", BASE.encode()[: BASE.encode().index("ạ".encode()) + 1], "not-utf-8", (2, 18)),
    ("tab", BASE.replace("    id: sa-pa", "\tid: sa-pa"), "tab", (33, 1)),
    ("empty", "", "empty-file", (1, 1)),
    ("comments only", "# nothing\n\n", "empty-file", (1, 1)),
    ("nul", BASE.replace("Sa Pa", "Sa\0Pa", 1), "control-character", (34, 13)),
    ("line separator", BASE.replace("Sa Pa", "Sa\u2028Pa", 1), "control-character", (34, 13)),
    ("escape in a comment", "# \x1b]52;c;x\x07\n" + BASE, "control-character", (1, 3)),
    ("control after CR line ends", "a: 1\r\nb: 2\r\nc: \x07\r\n", "control-character", (3, 4)),
    ("open quote", BASE.replace("name: Sa Pa", 'name: "Sa Pa'), "unclosed-quote", (34, 11)),
    ("open bracket", "a: 1\nb: [1, 2\n", "unclosed-bracket", (2, 4)),
    ("stray colon", "a: b: c\n", "stray-colon", (1, 5)),
    ("no colon", "a: 1\nb\nc: 2\n", "missing-colon", (3, 1)),
    ("bad indentation", "a: 1\n- b\n", "indentation", (2, 1)),
    ("reserved character", "a: @b\n", "needs-quotes", (1, 4)),
    ("bad escape", 'a: "\\q"\n', "bad-escape", (1, 5)),
    ("undeclared tag", "a: !x!y z\n", "tag", (1, 4)),
    ("deep nesting", "a: " + "[" * 100_000, "too-deep", (1, 1003)),
    ("deep block nesting", "".join(" " * n + "a:\n" for n in range(500)), "too-deep", (17, 17)),
    ("a list", "- a\n- b\n", "want-mapping", (1, 1)),
    ("a word", "hello\n", "want-mapping", (1, 1)),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not-utf-8", (1, 1)),
]
