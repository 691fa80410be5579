"""Judge disk, limits, rights, clock and libraries of the machine."""

from collections.abc import Mapping
from enum import StrEnum

from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.health.finding import Check, Finding, Grade, good
from gbdt_console.core.quick_dataclass import dataclass

_DISK_BAD = 100_000_000
"""Free octets below which the next meeting's journal and samples may not fit."""
_DISK_LOW = 1_000_000_000
"""Free octets below which there is time to make room: samples of 120 sites take less in a month."""
_INODES_BAD = 100
"""Free inodes below which reports and SQLite's companion files may fail."""
_INODES_LOW = 2_000
"""Free inodes below which there is time to make room."""
_SPARE_DESCRIPTORS = 128
"""Descriptors for journal, samples, clients and libraries beside the devices' own."""
_DESCRIPTORS_A_DEVICE = 2
"""Limits the sockets of one device: one to read it and one to control it."""


class PingRight(StrEnum):
    """Names how this user may ping.

    DATAGRAM: its group lies within net.ipv4.ping_group_range
    RAW: it has CAP_NET_RAW
    SERVICE: it has neither, and needs none: its engine is the service, whose unit gives CAP_NET_RAW
    NONE: neither
    FAILED: the socket cannot be opened for another reason
    """

    DATAGRAM = "datagram"
    RAW = "raw"
    SERVICE = "service"
    NONE = "none"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DiskFacts:
    """Holds the room on the file system of the state directory.

    free: octets that this user may still write
    free_inodes: files that may still be made
    inodes: all inodes; 0 where the file system does not count them
    """

    free: int
    free_inodes: int = 0
    inodes: int = 0


def judge_disk(facts: DiskFacts) -> list[Finding]:
    found = [_room(Check.DISK, facts.free, _DISK_BAD, _DISK_LOW, {"mb": facts.free // 1_000_000})]
    if facts.inodes:
        params = {"n": facts.free_inodes}
        found.append(_room(Check.INODES, facts.free_inodes, _INODES_BAD, _INODES_LOW, params))
    return found


def _room(check: Check, free: int, bad: int, low: int, params: Mapping[str, object]) -> Finding:
    if free < bad:
        return Finding(check, Grade.BAD, "full", params)
    if free < low:
        return Finding(check, Grade.ATTENTION, "low", params)
    return Finding(check, Grade.GOOD, "good", params)


def judge_ping(right: PingRight, *, has_engine: bool) -> Finding:
    """Judge the right to ping; all addresses of sites.yaml are IPv4.

    has_engine: whether an engine runs; it has the right, without which it does not start
    """
    if right is PingRight.NONE and has_engine:
        return good(Check.PING, "engine")
    is_bad = right in (PingRight.NONE, PingRight.FAILED)
    return Finding(Check.PING, Grade.BAD if is_bad else Grade.GOOD, right.value)


def judge_descriptors(limit: int | None, devices: int) -> Finding:
    """Judge the hard limit of open files (RLIMIT_NOFILE) against the number of devices.

    limit: the hard limit, to which an engine raises its own; None for unlimited
    """
    needed = _SPARE_DESCRIPTORS + _DESCRIPTORS_A_DEVICE * devices
    params = {"limit": "-" if limit is None else limit, "needed": needed, "devices": devices}
    is_enough = limit is None or limit >= needed
    return Finding(
        Check.DESCRIPTORS, Grade.GOOD if is_enough else Grade.BAD, "good" if is_enough else "few", params
    )


def judge_clock(sync: ClockSync) -> Finding:
    return good(Check.CLOCK) if sync is ClockSync.KEPT else Finding(Check.CLOCK, Grade.ATTENTION, sync.value)


def judge_zone(offset_s: float, wanted_offset_s: float, zone: str) -> Finding:
    """Judge the machine's time zone by its offset from UTC now, in seconds.

    zone: the network's time zone, which sites.yaml has checked
    """
    if offset_s == wanted_offset_s:
        return good(Check.ZONE, zone=zone)
    params = {"zone": zone, "offset": f"{offset_s / 3600:+g}", "wanted": f"{wanted_offset_s / 3600:+g}"}
    return Finding(Check.ZONE, Grade.ATTENTION, "other", params)


def judge_libraries(versions: Mapping[str, str]) -> Finding:
    """Judge whether every part is installed.

    versions: versions by name of the part; empty for a missing one
    """
    shown = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    missing = ", ".join(name for name, version in versions.items() if not version)
    params = {"versions": shown, "missing": missing}
    return Finding(
        Check.LIBRARIES, Grade.BAD if missing else Grade.GOOD, "missing" if missing else "good", params
    )
