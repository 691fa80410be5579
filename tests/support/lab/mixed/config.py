"""The sites.yaml of two meetings of twenty sites whose equipment is of all families."""

from pathlib import Path
from typing import Any

import yaml

from tests.support.lab.conference import Mcu
from tests.support.lab.config import write_config, write_document
from tests.support.lab.mcu import WATCHER, WATCHER_SECRET, number_of
from tests.support.lab.mixed import rooms
from tests.support.lab.plan import CENTRE_ADDRESS, ELEVEN, LabSite
from tests.support.mixer import real_obs
from tests.support.mixer.office import BACHA, CAMDUONG, CHAIR, SAPA

TWENTY = 20
PLACE = "phong-b"
"""The second conference, to the console: that of the Meeting Server."""
ROOM = "hopnganh"
CMS_PORT, CMS_USER, CMS_PASSWORD = 445, "dieuhanh", "zq-cms-password"
SOURCES = {"diem012": CHAIR, "diem013": SAPA, "diem014": BACHA, "diem016": CAMDUONG}
"""The mixer's source of each site that has one."""


def sector_of(mcu: Mcu) -> tuple[LabSite, ...]:
    """The nine sites of the Meeting Server, its chair first."""
    return mcu.lab.sites[ELEVEN:TWENTY]


def write_mixed(mcu: Mcu, folder: Path, mixer_port: int) -> Path:
    """Write `folder`/sites.yaml.

    mixer_port: port in the centre at which OBS makes the branches' picture
    """
    path = write_config(folder, mcu.sites, sector_of(mcu), has_mcu=True)
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    centre = document["centre"]
    centre["mcu"] |= {"user": WATCHER, "password": _secret(folder, "watcher", WATCHER_SECRET)}
    mixer = {
        "driver": "obs-websocket", "address": CENTRE_ADDRESS, "port": mixer_port,
        "password": _secret(folder, "mixer", real_obs.PASSWORD), "bus": "branches",
    }  # fmt: skip
    server = {
        "driver": "cisco-meeting-server", "address": CENTRE_ADDRESS, "port": CMS_PORT, "user": CMS_USER,
        "wire": "https-unverified", "password": _secret(folder, "cms", CMS_PASSWORD), "conference": ROOM,
        "chair_number": number_of(sector_of(mcu)[0]),
    }  # fmt: skip
    document["conferences"] = {PLACE: {"name": "Phòng họp B", "mcu": server, "mixer": mixer}}
    document["equipment"]["lean"] = {"codec": {"kind": "codec", "driver": "ping"}}
    document["address_plan"]["hosts"]["camera"] = rooms.CAMERA_HOST
    room = _secret(folder, "room", rooms.PASSWORD)
    for site in document["sites"]:
        _equip(site, room)
    write_document(path, document)
    return path


def _equip(site: dict[str, Any], password: str) -> None:
    site_id = site["id"]
    codec: dict[str, Any] = {}
    if site["number"] <= ELEVEN:
        codec["signalling"] = {"sip": "udp"}
    if site_id in rooms.CISCOS:
        codec["control"] = {"driver": "cisco-xapi", "user": rooms.USER, "password": password}
    if site_id in rooms.POLYCOMS:
        codec["control"] = {"driver": "polycom-text", "wire": "telnet", "password": password}
    site["devices"] = {"codec": codec}
    if site_id in rooms.BY_ONVIF:
        login = {"user": rooms.USER, "password": password, "wire": "http"}
        site["devices"]["camera"] = _camera({"driver": "onvif", "stills": False, **login})
    if site_id in rooms.BY_VISCA:
        site["devices"]["camera"] = _camera({"driver": "visca-ip", "first_preset": 0})
    if site_id in (*rooms.CISCOS, *rooms.BY_VISCA):
        site["floor_preset"] = rooms.PRESET
    if site_id in SOURCES:
        site["mixer_source"] = SOURCES[site_id]


def _camera(control: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "camera", "driver": "ping", "control": control}


def _secret(folder: Path, name: str, value: str) -> str:
    path = folder / name
    path.touch(mode=0o600)
    path.write_text(value)
    return f"file:{path}"
