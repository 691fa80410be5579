"""Writes a valid configuration of any size. It serves trials, benchmarks and the national example."""

import math
from collections.abc import Iterator

from gbdt_console.settings.communes import commune

MOST_SITES = 9_999
_SITES_A_PROVINCE = 100
_CARRIERS = ("a", "b")


def example_text(sites: int) -> str:
    """Write a configuration of `sites` points, always the same text.

    Raises ValueError outside 1..MOST_SITES.
    """
    if not 1 <= sites <= MOST_SITES:
        raise ValueError(sites)
    provinces = math.ceil(sites / _SITES_A_PROVINCE)
    return "".join((_HEAD.format(sites=sites), *_middle(provinces), *map(_site, range(1, sites + 1))))


def _middle(provinces: int) -> Iterator[str]:
    yield "upstreams:\n"
    for province in range(1, provinces + 1):
        for carrier in _CARRIERS:
            yield (
                f"  p{province:03}-{carrier}: "
                f"{{name: Nút {carrier.upper()} tỉnh {province:03}, carrier: {carrier}}}\n"
            )
    yield "\nbodies:\n"
    for province in range(1, provinces + 1):
        yield f"  p{province:03}: {{name: Đơn vị quản lý tỉnh {province:03}}}\n"
    yield "\nsites:\n"


def _site(number: int) -> str:
    province = (number - 1) // _SITES_A_PROVINCE + 1
    carrier = _CARRIERS[number % len(_CARRIERS)]
    return (
        f"  - number: {number}\n"
        f"    id: d{number:04}\n"
        f"    name: {commune(number)}\n"
        f"    body: p{province:03}\n"
        f"    range: 10.{number >> 8}.{number & 255}.0/24\n"
        f"    line: {{carrier: {carrier}, circuit: {carrier.upper()}-{number:04}, "
        f"upstream: p{province:03}-{carrier}}}\n"
        f"    contacts: [{{role: trực kỹ thuật điểm {number:04}, phone: 0200 000 {number:04}}}]\n"
    )


_HEAD = """\
# An example of {sites} points, written by `gbdt-console example --sites {sites}`.
# Its secrets are lines NAME=value in the file secrets.env beside it (chmod 600), or in the environment:
# GBDT_SNMP_AUTH, GBDT_SNMP_PRIV, GBDT_SNMP_COMMUNITY, and GBDT_CODEC_PASSWORD where codecs are controlled.

version: 1

network:
  name: Hệ thống truyền hình hội nghị mẫu, {sites} điểm cầu
  short_name: Mạng mẫu {sites}
  timezone: Asia/Ho_Chi_Minh
  language: vi

address_plan:
  ranges: [10.0.0.0/10]
  hosts: {{router: 1, codec: 10, ups: 20, probe: 22}}

carriers:
  a:
    name: Doanh nghiệp viễn thông A
    contacts: [{{role: trực kỹ thuật doanh nghiệp A, phone: 0200 000 0001}}]
  b:
    name: Doanh nghiệp viễn thông B
    contacts: [{{role: trực kỹ thuật doanh nghiệp B, phone: 0200 000 0002}}]

contracts:
  standard: {{speed_mbps: 10, availability_percent: 99.5, rtt_ms: 100, jitter_ms: 30, loss_percent: 1}}

operators:
  truc-ca: {{name: Cán bộ kỹ thuật trực ca, os_users: [trucca]}}

credentials:
  routers:
    version: v3
    user: gbdt
    auth: sha256
    auth_password: env:GBDT_SNMP_AUTH
    privacy: aes128
    privacy_password: env:GBDT_SNMP_PRIV
  rooms:
    version: v2c
    community: env:GBDT_SNMP_COMMUNITY

equipment:
  standard:
    router: {{kind: router, driver: if-mib, credential: routers, options: {{interface: GigabitEthernet0/1}}}}
    codec:
      kind: codec
      driver: ping
      # To see and control the rooms' own microphones, cameras and calls:
      # control: {{driver: polycom-text, user: admin, password: env:GBDT_CODEC_PASSWORD}}
    ups: {{kind: ups, driver: ups-mib, credential: rooms}}
    probe: {{kind: probe, driver: room-probe, credential: rooms}}

defaults: {{equipment: standard, contract: standard}}

centre:
  name: Trung tâm điều khiển mẫu
  range: 10.0.0.0/24
  anchors:
    gateway: {{name: Cổng mạng Trung tâm, address: 10.0.0.1}}
    mcu: {{name: MCU, address: 10.0.0.10}}
  contacts: [{{role: trực ca Trung tâm điều khiển, phone: 0200 000 0000}}]

"""
