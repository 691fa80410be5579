"""The sites.yaml that describes the lab to the console, with its secrets in files beside it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.support.engine.logins import ME
from tests.support.lab.agents import AUTH_PASSWORD, COMMUNITY, PRIVACY_PASSWORD, TRAP_PORT, USER
from tests.support.lab.asterisk import AMI_PORT
from tests.support.lab.mcu import CONFERENCE, CONSOLE, CONSOLE_SECRET, number_of
from tests.support.lab.plan import (
    CENTRE_ADDRESS,
    CENTRE_RANGE,
    GATEWAY,
    HOST_OF_DEVICE,
    REGIONS,
    SECOND_GATEWAY,
    LabSite,
)

RTT_LIMIT_MS = 60
SECRETS = {"auth": AUTH_PASSWORD, "privacy": PRIVACY_PASSWORD, "community": COMMUNITY, "mcu": CONSOLE_SECRET}


PROFILE = {
    "id": "giaoban", "name": "Giao ban", "participants": "all", "blocked_on_entry": True, "locked": True,
}  # fmt: skip


class _WithoutAliases(yaml.SafeDumper):
    """The console refuses anchors and aliases."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def write_config(
    folder: Path,
    full: Sequence[LabSite],
    lean: Sequence[LabSite] = (),
    line_s: float = 1,
    *,
    has_mcu: bool = False,
) -> Path:
    """Write `folder`/sites.yaml. Full sites have router, codec, UPS and probe; lean ones the first two. With
    the MCU of lab_mcu each site has its number there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, secret in SECRETS.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(secret)
    sites = [_site(site, "full") for site in full] + [_site(site, "lean") for site in lean]
    document = _network(folder, line_s) | {"sites": sites}
    if has_mcu:
        document["centre"]["mcu"] = _mcu(folder)
        for entry, site in zip(sites, (*full, *lean), strict=True):
            entry["conference_number"] = number_of(site)
        document["profiles"] = [PROFILE]
    path = folder / "sites.yaml"
    write_document(path, document)
    return path


def write_document(path: Path, document: Mapping[str, Any]) -> None:
    """Write a sites.yaml."""
    text = yaml.dump(document, Dumper=_WithoutAliases, sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")


def _network(folder: Path, line_s: float) -> dict[str, Any]:
    router = {"kind": "router", "driver": "if-mib", "credential": "v3", "options": {"interface": "wan0"}}
    lean = {"router": router, "codec": {"kind": "codec", "driver": "ping"}}
    ups = {"kind": "ups", "driver": "ups-mib", "credential": "v2c"}
    probe = {"kind": "probe", "driver": "room-probe", "credential": "v2c"}
    v3 = {
        "version": "v3", "user": USER, "auth": "sha256", "auth_password": f"file:{folder / 'auth'}",
        "privacy": "aes128", "privacy_password": f"file:{folder / 'privacy'}",
    }  # fmt: skip
    return {
        "version": 1,
        "network": {
            "name": "Lab", "short_name": "Lab", "timezone": "Asia/Ho_Chi_Minh", "language": "en",
        },
        "address_plan": {"ranges": [CENTRE_RANGE, "10.210.0.0/16"], "hosts": dict(HOST_OF_DEVICE)},
        "carriers": {"lab": {"name": "Lab carrier"}},
        "operators": {"duty": {"name": "Technician on duty", "os_users": [ME]}},
        "upstreams": {region: {"name": f"Router {region}", "carrier": "lab"} for region in REGIONS},
        "credentials": {"v3": v3, "v2c": {"version": "v2c", "community": f"file:{folder / 'community'}"}},
        "contracts": {"lab": {"rtt_ms": RTT_LIMIT_MS}},
        "equipment": {"lean": lean, "full": {**lean, "ups": ups, "probe": probe}},
        "defaults": {"contract": "lab"},
        "centre": {
            "name": "Centre",
            "range": CENTRE_RANGE,
            "traps": {"port": TRAP_PORT},
            "anchors": {
                "gateway": {"name": "Gateway", "address": GATEWAY},
                "second-gateway": {"name": "Second gateway", "address": SECOND_GATEWAY},
            },
        },
        "intervals": {"line_s": line_s, "device_idle_s": 1, "snmp_idle_s": 1},
    }  # fmt: skip


def _mcu(folder: Path) -> dict[str, object]:
    return {
        "driver": "asterisk-confbridge", "address": CENTRE_ADDRESS, "port": AMI_PORT, "user": CONSOLE,
        "password": f"file:{folder / 'mcu'}", "conference": CONFERENCE,
    }  # fmt: skip


def _site(site: LabSite, equipment: str) -> dict[str, object]:
    return {
        "number": site.number,
        "id": site.id,
        "name": f"Site {site.id}",
        "range": site.range,
        "line": {"carrier": "lab", "circuit": f"LAB-{site.number:04}", "upstream": site.region},
        "equipment": equipment,
    }
