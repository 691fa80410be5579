"""The demonstration's network: the shipped configuration with secrets and devices that fit nothing real."""

import getpass
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from gbdt_console.compose import load
from gbdt_console.core.monitoring.signalling import Signalling, SipWire
from gbdt_console.core.people import Contact
from gbdt_console.core.profiles.profile import BackupConference, Profile, ProfileSite
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import (
    Device,
    DeviceControl,
    DeviceKind,
    Hosted,
    Mcu,
    Network,
    OptionValue,
    Permissions,
    Site,
)
from gbdt_console.settings.example import example_text
from gbdt_console.settings.shipped import PROVINCES, shipped_example

_SECRET = Secret("demonstration")
_CODIAN = {"conference": "giaoban", "chair_number": "2001", "protocol": "h323"}
_CMS = {"conference": "giaoban", "chair_number": "2001", "bridges": ""}
MCUS = {
    "asterisk": DeviceControl(
        "asterisk-confbridge", "ami", 5038, "console", _SECRET, {"conference": "giaoban"}
    ),
    "codian": DeviceControl("cisco-codian", "http", 80, "console", _SECRET, _CODIAN),
    "cms": DeviceControl("cisco-meeting-server", "https-unverified", 443, "console", _SECRET, _CMS),
}
"""The MCUs of the demonstration by name: one that shows one site, and two that compose pictures."""
_HOSTED = Hosted(
    "VNPT Meeting", "8000@hop.vnpt.example", contacts=(Contact("hỗ trợ VNPT Meeting", "1800 0000"),)
)
_MCU_PORTS = 250
"""Ports of the one MCU; sites beyond them take no part in the conference."""
_BACKUP = "6200"
"""What the sites of the demonstration dial when the MCU is lost."""
_FIRST_NUMBER = 2_000
"""A site's number at the MCU is this and its own number."""
_CONTROL = DeviceControl("polycom-text", "telnet", 24, "console", _SECRET)
_CISCO = DeviceControl("cisco-xapi", "ssh", 22, "console", _SECRET, {"allows_ssh_rsa": False, "camera": 1})
CISCO_PLACE = 4
"""Index of the site whose codec is Cisco's: its room can be told to call, present, divide its monitor."""
_SIGNALLING = Signalling(SipWire.UDP)
_SSH_EVERY = 4
"""One of this many codecs has SSH; the others have telnet only, as most in the provinces."""
_CAMERA = DeviceControl("visca-tcp", "tcp", 5678, "", Secret(""), {"first_preset": 0})
CAMERA_PLACE = 5
"""Index of the site whose own camera is controlled: the first of the running order."""
_IP_CAMERA = DeviceControl(
    "onvif", "http", 80, "console", _SECRET, {"profile": "", "still_path": "", "stills": True}
)
_IP_CAMERA_PLACES = frozenset({0, 6, 7})
"""Indices of the sites with a camera whose picture is shown while they are on air; the chair is the first."""
_PRESET_NAMES = ((1, "toàn phòng"), (2, "bục phát biểu"), (3, "bàn chủ tọa"), (4, "đại biểu"))
_MAY_BE_OPENED_EVERY = 2
"""In one of this many rooms the centre may open the microphone."""
_KEEPS_POWER_EVERY = 5
"""In one of this many rooms only the room itself switches power."""
_PROBED_EVERY = 10
"""A probe's place repeats after this many sites."""
_PROBES: Mapping[int, Mapping[str, OptionValue]] = {
    3: {"sla_index": 100},
    7: {"nqa_admin": "gbdt", "nqa_test": "line"},
}
"""Options of routers that measure their own line, a Cisco and a Huawei, by the site number's last digit."""


def demo_network(sites: int | None, mcu: str = "asterisk", province: str = "2010") -> Network:
    """Return the demonstration's network, from a shipped configuration or that many sites.

    mcu: one of MCUS; any other name: a service hosts the conference
    province: one of PROVINCES, for no number of sites

    Its secrets fit nothing real, and this user is its operator. An MCU, controlled codecs, one controlled
    camera and a few routers that measure their lines are added.
    """
    text = shipped_example(PROVINCES[province]) if sites is None else example_text(sites)
    names = set(re.findall(r"env:(\w+)", text))
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        network = load(Path(file.name), dict.fromkeys(names, "demonstration"))
    first, *others = network.operators.values()
    mine = replace(first, os_users=(getpass.getuser(),))
    operators = {operator.id: operator for operator in (mine, *others)}
    equipped = tuple(_probed(_conferring(site, place)) for place, site in enumerate(network.sites))
    network = replace(network, operators=operators, sites=equipped)
    if mcu not in MCUS:
        return replace(network, centre=replace(network.centre, hosted=_HOSTED))
    centre = replace(network.centre, mcu=Mcu("127.0.0.1", MCUS[mcu]))
    return replace(network, centre=centre, profiles=(_profile(equipped),))


def _profile(sites: Iterable[Site]) -> Profile:
    """Return the profile of the morning's meeting: every site, muted on entry, with a backup conference."""
    calls = (ProfileSite(site.id, site.conference_number) for site in sites if site.conference_number)
    backup = BackupConference(_BACKUP, "MCU dự phòng", "phong bì 3, tủ trực ca")
    return Profile("giao-ban", "Giao ban tỉnh", tuple(calls), is_blocking=True, backup=backup)


def _conferring(site: Site, place: int) -> Site:
    """Give the site a number at the MCU and a controlled codec.

    A site beyond the MCU's ports stays as it is.
    """
    if place >= _MCU_PORTS:
        return site
    return replace(
        site,
        conference_number=str(_FIRST_NUMBER + site.number),
        devices=tuple(
            _controlled_codec(d, site, place)
            if d.name == "codec"
            else replace(d, control=_camera_at(place))
            if d.kind is DeviceKind.CAMERA
            else d
            for d in site.devices
        ),
        floor_preset=1 + site.number % len(_PRESET_NAMES),
        presets=_PRESET_NAMES,
        permissions=Permissions(
            remote_unmute=site.number % _MAY_BE_OPENED_EVERY == 0,
            remote_power=site.number % _KEEPS_POWER_EVERY != 0,
        ),
    )


def _controlled_codec(codec: Device, site: Site, place: int) -> Device:
    if place == CISCO_PLACE:
        return replace(codec, driver="cisco-codec", control=_CISCO, signalling=_SIGNALLING)
    wire = "telnet" if site.number % _SSH_EVERY else "ssh"
    return replace(codec, control=replace(_CONTROL, wire=wire), signalling=_SIGNALLING)


def _camera_at(place: int) -> DeviceControl | None:
    if place == CAMERA_PLACE:
        return _CAMERA
    return _IP_CAMERA if place in _IP_CAMERA_PLACES else None


def _probed(site: Site) -> Site:
    probe = _PROBES.get(site.number % _PROBED_EVERY)
    if probe is None:
        return site

    def with_probe(device: Device) -> Device:
        if device.kind is not DeviceKind.ROUTER or device.driver != "if-mib":
            return device
        return replace(device, options={**device.options, **probe})

    return replace(site, devices=tuple(map(with_probe, site.devices)))
