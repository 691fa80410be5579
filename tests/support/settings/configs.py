"""A small valid configuration, edits of it, and what the loader says to them.

In an edit the mark § stands where the loader must point; it is taken out before loading.
"""

from pathlib import Path

from gbdt_console.core.sites import Network
from gbdt_console.settings.load import load_network
from gbdt_console.settings.problems import ConfigRejected, Problem
from tests.support.settings.offers import OFFERS, SECRETS

BASE = """\
version: 1
network: {name: Mạng thử, short_name: Thử, timezone: Asia/Ho_Chi_Minh, language: vi}
address_plan:
  ranges: [10.1.0.0/16]
  hosts: {router: 1, codec: 10, ups: 20}
carriers:
  vnpt: {name: VNPT, contacts: [{role: trực, phone: 0200 000 0001}]}
  viettel: {name: Viettel}
upstreams:
  nut-1: {name: Nút 1, carrier: vnpt}
  nut-2: {name: Nút 2, carrier: viettel}
bodies:
  so: {name: Sở}
operators:
  ca-1: {name: Trực ca 1, os_users: [truc1]}
credentials:
  routers: {version: v3, user: gbdt, auth: sha256, auth_password: "env:GBDT_SNMP_AUTH"}
  rooms: {version: v2c, community: "env:GBDT_SNMP_COMMUNITY"}
contracts:
  standard: {speed_mbps: 10, loss_percent: 0.5}
equipment:
  standard:
    router: {kind: router, driver: if-mib, credential: routers, options: {interface: Gi0/1}}
    ups: {kind: ups, driver: ups-mib, credential: rooms}
defaults: {equipment: standard, contract: standard}
centre:
  name: Trung tâm
  range: 10.1.0.0/24
  anchors:
    gateway: {name: Cổng mạng, address: 10.1.0.1}
sites:
  - number: 1
    id: sa-pa
    name: Sa Pa
    body: so
    range: 10.1.1.0/24
    line: {carrier: vnpt, circuit: K-1, upstream: nut-1}
    contacts:
      - {role: trực Sa Pa, phone: 0200 000 0002}
  - number: 2
    id: bac-ha
    name: Bắc Hà
    range: 10.1.2.0/24
    line: {carrier: viettel, circuit: K-2}
    devices:
      codec: {kind: codec, driver: ping}
"""

MARK = "§"


def edited(*edits: tuple[str, str]) -> str:
    """BASE with each `old` replaced; an edit that finds nothing, or finds it twice, is a wrong test."""
    text = BASE
    for old, new in edits:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    return text


def unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without marks, and the marked places in line and column from 1."""
    places = []
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        while MARK in line:
            places.append((number, line.index(MARK) + 1))
            line = line.replace(MARK, "", 1)
        lines.append(line)
    return "\n".join(lines), places


def load(folder: Path, content: str | bytes, environ: dict[str, str] | None = None) -> Network:
    path = folder / "sites.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_network(path, OFFERS, SECRETS if environ is None else environ)


def problems_of(
    folder: Path, content: str | bytes, environ: dict[str, str] | None = None
) -> tuple[Problem, ...]:
    """What is wrong with the content; nothing if it loads."""
    try:
        load(folder, content, environ)
    except ConfigRejected as rejected:
        return rejected.problems
    return ()
